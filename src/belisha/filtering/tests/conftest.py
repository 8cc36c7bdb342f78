"""A school with the model policy signed and a list that holds a site by mistake: where most tests of requests begin."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db import transaction
from django_scopes import scope
from pytest_django import DjangoDbBlocker

from belisha.filtering.tests.desk import Desk, load_games, sign_policy
from belisha.filtering.tests.house import House, house_of
from belisha.schools.models import School
from tests.cast import Cast, make_cast, make_school


@pytest.fixture(autouse=True)
def fresh_rates() -> Iterator[None]:
    """No test is slowed by what another asked."""
    cache.clear()
    yield
    cache.clear()


MOMENT = datetime(2026, 9, 15, 10, 15, tzinfo=ZoneInfo("Europe/London"))


OF_ONE_DESK = pytest.StashKey[set[Path]]()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Find the files whose every school is the desk's: there it is made once (`made_once`)."""
    here = [item for item in items if Path(__file__).parent in item.path.parents and isinstance(item, pytest.Function)]
    others = {item.path for item in here if "db" in item.fixturenames and "desk" not in item.fixturenames}
    config.stash[OF_ONE_DESK] = {item.path for item in here} - others


@pytest.fixture(scope="module")
def made_once(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[School, Cast] | None]:
    """The school of `desk` in a file of desks: making it and signing costs more than most tests. Gone when the file is done."""
    if request.path not in request.config.stash[OF_ONE_DESK]:
        yield None
        return
    with django_db_blocker.unblock(), transaction.atomic():
        school = make_school()
        with scope(school=school):
            cast = make_cast(school)
            _open_desk(school, cast)
        yield school, cast
        transaction.set_rollback(True)


@pytest.fixture
def own_copy(made_once: tuple[School, Cast] | None, db: None) -> tuple[School, Cast] | None:
    """What was made once, for one test to change as it likes; what it writes is undone."""
    return deepcopy(made_once)


@pytest.fixture
def school(own_copy: tuple[School, Cast] | None) -> Iterator[School]:
    """The test school; the test runs inside its scope."""
    made = own_copy[0] if own_copy else make_school()
    with scope(school=made):
        yield made


@pytest.fixture
def cast(school: School, own_copy: tuple[School, Cast] | None) -> Cast:
    """The people of the test school by name, and a stranger of another school."""
    return own_copy[1] if own_copy else make_cast(school)


@pytest.fixture
def desk(school: School, cast: Cast, own_copy: tuple[School, Cast] | None) -> Desk:
    """The model policy is in force since the day before, the games list is loaded, it is Tuesday 10:15."""
    if own_copy is None:
        _open_desk(school, cast)
    return Desk(school=school, cast=cast, now=MOMENT)


def _open_desk(school: School, cast: Cast) -> None:
    load_games(school, MOMENT - timedelta(days=1))
    sign_policy(school, cast, MOMENT - timedelta(days=1))


@pytest.fixture
def house(school: School, cast: Cast, moment: datetime, tmp_path: Path) -> Iterator[House]:
    """The school with its worker and the sockets of a resolver that does not run yet."""
    with house_of(school, cast, moment, tmp_path) as made:
        yield made
