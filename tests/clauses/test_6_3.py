"""Clause 6.3: a trained teacher plans a curriculum activity; it opens for one class and one lesson, in safe mode, and ends by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from belisha.filtering.queries.seats import programme_now
from belisha.filtering.tests.house import CLASS_4B, CLASS_5K, STAFF, House, house_of
from belisha.filtering.tests.lessons import let_plan, planned
from belisha.kit.access import Denied
from belisha.schools.models import School
from tests.cast import Cast
from tests.clauses.conftest import InForce

NINE, TEN = (datetime(2026, 9, 16, hour, tzinfo=ZoneInfo("Europe/London")) for hour in (9, 10))
SECOND = timedelta(seconds=1)


@pytest.fixture
def house(school: School, cast: Cast, moment: datetime, tmp_path: Path, policy_text: str, in_force: InForce) -> Iterator[House]:
    """The policy under test is in force and on the wire."""
    with house_of(school, cast, moment, tmp_path) as made:
        made.load_lists()
        with made.resolver_runs():
            in_force(school, policy_text, moment)
            made.work()
            yield made


def at(house: House, moment: datetime) -> None:
    """That moment, with the resolver alone: nobody works."""
    house.pass_time(moment - house.now)
    assert house.resolver is not None
    house.resolver.client.tick()


@pytest.mark.clause("6.3")
def test_it_opens_for_that_class_and_that_lesson_and_ends_by_itself(house: House) -> None:
    let_plan(house.cast, house.now)
    planned(house.cast.teacher_5k, house.now)
    house.deliver()
    told = []
    for moment in (NINE - SECOND, NINE, TEN - SECOND, TEN):
        at(house, moment)
        told.append((house.answer("www.flickr.com", CLASS_5K), house.answer("www.flickr.com", CLASS_4B)))
    assert told == [("closed", "closed"), ("open", "closed"), ("open", "closed"), ("closed", "closed")]


@pytest.mark.clause("6.3")
def test_it_stays_in_safe_mode(house: House) -> None:
    let_plan(house.cast, house.now)
    planned(house.cast.teacher_5k, house.now, services=("youtube",))
    house.deliver()
    at(house, NINE)
    assert house.room.engine.ask("www.youtube.com", source=CLASS_5K).aliases == ("restrict.youtube.com",)


@pytest.mark.clause("6.3")
def test_only_a_teacher_plans_and_only_with_the_training_or_the_headteachers_leave(house: House) -> None:
    with pytest.raises(Denied, match="No training records are kept here yet"):
        planned(house.cast.teacher_5k, house.now)
    let_plan(house.cast, house.now)
    assert len(planned(house.cast.teacher_5k, house.now)) == 1
    with pytest.raises(Denied, match=r"planned by teachers \(clause 6\.3\)"):
        planned(house.cast.support_staff, house.now)


@pytest.mark.clause("6.3")
def test_for_staff_it_is_conduct_and_closes_nothing(house: House) -> None:
    codes = {(rule.code, rule.clause) for rule in programme_now(house.school, house.now).conduct_rules}
    assert ("staff-lesson-time", "6.3") in codes
    assert house.answer("www.reddit.com", STAFF) == "open"
