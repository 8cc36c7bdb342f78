"""What tests of the command line share: they run one after the other, beside the stories, for each starts processes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.running import Running, demo


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each may start a whole school, so each may take its time (the root conftest keeps them in one process)."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(240))


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A demo that runs while the tests of this folder do."""
    with demo(tmp_path_factory.mktemp("demo")) as school:
        yield school
