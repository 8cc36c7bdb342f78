"""A school with the model policy signed and a list that holds a site by mistake: where most tests of requests begin."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.core.cache import cache

from belisha.filtering.tests.desk import Desk
from belisha.filtering.tests.house import House, house_of
from belisha.schools.models import School
from tests.cast import Cast
from tests.stage import Scenery


@pytest.fixture(autouse=True)
def fresh_rates() -> Iterator[None]:
    """No test is slowed by what another asked."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def desk(cast: Cast, staged_desk: Scenery) -> Desk:
    """The model policy is in force since the day before, the games list is loaded, it is Tuesday 10:15."""
    made: Desk = staged_desk["desk"]
    return made


@pytest.fixture
def house(school: School, cast: Cast, moment: datetime, tmp_path: Path) -> Iterator[House]:
    """The school with its worker and the sockets of a resolver that does not run yet."""
    with house_of(school, cast, moment, tmp_path) as made:
        yield made
