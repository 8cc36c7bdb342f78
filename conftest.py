"""What every test can ask for: public data, a school, a moment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

if TYPE_CHECKING:
    from xdist.remote import Producer
    from xdist.scheduler import LoadGroupScheduling

    from belisha.schools.models import School
    from tests.cast import Cast


pytest_plugins = ["tests.clauses.proof"]

ONE_PROCESS = (
    "tests/permissions/",
    "tests/journeys/",
    "tests/commands/",
    "tests/upgrade/",
    "tests/enforcement/test_killed.py",
    "tests/enforcement/test_ledger.py",
)
"""Folders, and files, whose tests share a scene or a running school: each runs in one process, so that the scene is set once."""

SHARED = Path(os.environ.get("BELISHA_SHARED", Path(__file__).parent.parent / "shared"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadGroupScheduling:
    """Who runs what, told by folder: xdist 3.8 tells its groups by a part of pytest that 9.2 no longer has, so they say nothing."""
    from xdist.scheduler import LoadGroupScheduling

    class ByFolder(LoadGroupScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return next((folder for folder in ONE_PROCESS if nodeid.startswith(folder)), nodeid)

    return ByFolder(config, log)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public data; the test is skipped, with the reason, where it is absent (CI fails there: tests/architecture)."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip(f"public data is not at {folder}: set BELISHA_SHARED to the folder that holds data/")
    return folder


@pytest.fixture(autouse=True)
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests write rows without recording them: to a page, every row written is a change here, not only every record."""
    from django.db import connection

    from belisha.kit import remembered
    from belisha.web import middleware

    def state(school: School) -> object:
        file = connection.connection
        return (state_of(school), file.total_changes) if hasattr(file, "total_changes") else None

    def settled(school: School) -> object:
        return (settled_in(school), state(school)) if settled_in(school) is not None else None

    state_of, settled_in = middleware.state_of, middleware.settled_in
    remembered.forget()
    monkeypatch.setattr(middleware, "state_of", state)
    monkeypatch.setattr(middleware, "settled_in", settled)


@pytest.fixture
def moment() -> datetime:
    """Tuesday 15 September 2026, 10:15 in school time: in the second lesson."""
    return datetime(2026, 9, 15, 10, 15, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture
def school(db: None) -> Iterator[School]:
    """The test school; the test runs inside its scope."""
    from django_scopes import scope

    from tests.cast import make_school

    made = make_school()
    with scope(school=made):
        yield made


@pytest.fixture
def cast(school: School) -> Cast:
    """The people of the test school by name, and a stranger of another school."""
    from tests.cast import make_cast

    return make_cast(school)


@pytest.fixture
def at_moment(moment: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The portal's clock shows `moment` while this test runs (and runs on); for tests that go through a page."""
    from belisha.kit import clock

    file = tmp_path / "clock.json"
    monkeypatch.setenv(clock.CLOCK_FILE_VARIABLE, str(file))
    clock.set_to(moment, file=file)
    return moment
