"""What every test can ask for: public data, a school, a moment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from tests.stage import PLAN, Plan, Scenery, Stage, put_cast, put_desk, put_school

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker
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


def pytest_configure(config: pytest.Config) -> None:
    """Nothing stands on the stage yet."""
    config.stash[PLAN] = Plan()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """First what needs least of the stage; otherwise in the order they had."""
    items.sort(key=config.stash[PLAN].level_of)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Set the stage before the fixtures of the test, so that the transaction of the test lies above it."""
    item.config.stash[PLAN].begin(item)


@pytest.fixture(scope="session")
def stage(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """The stage of this process; empty again when it ends."""
    plan = request.config.stash[PLAN]
    plan.stage = Stage(django_db_blocker)
    plan.stage.be_at(plan.wanted)
    yield plan.stage
    plan.stage.be_at(0)
    plan.stage = None


@pytest.fixture
def scenery(stage: Stage, db: None) -> Scenery:
    """What stands on the stage, for this test alone; the three below name how far it is needed (tests/stage.py)."""
    return stage.copy()


@pytest.fixture
def staged_school(scenery: Scenery) -> Scenery:
    """With the school."""
    put_school(scenery)
    return scenery


@pytest.fixture
def staged_cast(staged_school: Scenery) -> Scenery:
    """With its people."""
    put_cast(staged_school)
    return staged_school


@pytest.fixture
def staged_desk(staged_cast: Scenery) -> Scenery:
    """With their signed policy."""
    put_desk(staged_cast)
    return staged_cast


@pytest.fixture
def school(staged_school: Scenery) -> Iterator[School]:
    """The test school; the test runs inside its scope."""
    from django_scopes import scope

    made: School = staged_school["school"]
    with scope(school=made):
        yield made


@pytest.fixture
def cast(school: School, staged_cast: Scenery) -> Cast:
    """The people of the test school by name, and a stranger of another school."""
    made: Cast = staged_cast["cast"]
    return made


@pytest.fixture
def at_moment(moment: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The portal's clock shows `moment` while this test runs (and runs on); for tests that go through a page."""
    from belisha.kit import clock

    file = tmp_path / "clock.json"
    monkeypatch.setenv(clock.CLOCK_FILE_VARIABLE, str(file))
    clock.set_to(moment, file=file)
    return moment
