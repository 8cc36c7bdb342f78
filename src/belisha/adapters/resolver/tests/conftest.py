"""A running resolver with the small school loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from belisha.adapters.resolver.tests.running import Running, configured, running, small_school


@pytest.fixture
def at_school(tmp_path: Path) -> Iterator[Running]:
    """The small school's resolver, its first ruleset loaded."""
    with running(configured(tmp_path)) as started:
        started.load(small_school())
        yield started
