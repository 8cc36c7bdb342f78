"""What every test can ask for: public data, a school, a moment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ.setdefault("BELISHA_SECRET_KEY", "only for tests")
os.environ.setdefault("BELISHA_DEMO", "no")

SHARED = Path(os.environ.get("BELISHA_SHARED", Path(__file__).parent.parent / "shared"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public data; the test is skipped, with the reason, where it is absent (CI fails there: tests/architecture)."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip(f"public data is not at {folder}: set BELISHA_SHARED to the folder that holds data/")
    return folder
