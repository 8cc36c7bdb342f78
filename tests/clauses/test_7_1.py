"""Clause 7.1 on the wire: social media is closed to pupils at all times, but for what a teacher planned, for that class and that lesson."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from belisha.directory.queries import catalogue
from belisha.filtering.queries.seats import programme_now
from belisha.filtering.tests.house import CLASS_4B, CLASS_5K, NOBODY, PUPIL, STAFF, House, house_of
from belisha.filtering.tests.lessons import let_plan, planned
from belisha.schools.models import School
from tests.cast import Cast

BASELINE_CLOSES_IT_TOO = "the safe baseline closes social media to pupils even where no clause does"
TIMES = {"in a lesson": timedelta(0), "at lunch": timedelta(hours=2), "in a club": timedelta(hours=6), "on Saturday": timedelta(days=4)}


@pytest.fixture
def house(school: School, cast: Cast, moment: datetime, tmp_path: Path) -> Iterator[House]:
    with house_of(school, cast, moment, tmp_path) as made:
        made.load_lists()
        with made.resolver_runs():
            yield made


@pytest.mark.clause("7.1")
def test_no_social_media_service_of_the_catalogue_is_forgotten(house: House, policy_text: str, in_force: Callable[..., None]) -> None:
    in_force(house.school, policy_text, house.now)
    house.work()
    living = [s for s in catalogue().of_kind("social media") if not s.is_closed_down and s.id != "youtube"]
    not_by_7_1 = [s.name for s in living if "clause 7.1" not in (house.room.engine.ask(s.domains[0], source=PUPIL).ede_text or "")]
    assert not not_by_7_1, BASELINE_CLOSES_IT_TOO


@pytest.mark.clause("7.1")
@pytest.mark.parametrize("passed", TIMES.values(), ids=TIMES.keys())
def test_it_is_closed_to_pupils_at_every_time(house: House, policy_text: str, in_force: Callable[..., None], passed: timedelta) -> None:
    in_force(house.school, policy_text, house.now)
    house.work()
    house.pass_time(passed)
    house.work()
    for seat in (CLASS_5K, PUPIL, NOBODY):
        told = house.room.engine.ask("www.reddit.com", source=seat)
        assert (told.is_closed, "clause 7.1" in (told.ede_text or "")) == (True, True), seat
    assert house.answer("www.reddit.com", STAFF) == "open"


@pytest.mark.clause("7.1")
def test_places_that_are_no_social_media_stay_open_beside_it(house: House, policy_text: str, in_force: Callable[..., None]) -> None:
    in_force(house.school, policy_text, house.now)
    house.work()
    asked = ("www.tumblr.com", "www.youtubekids.com", "classroom.google.com", "scratch.mit.edu", "googlevideo.com")
    assert [house.answer(host, CLASS_5K) for host in asked] == ["closed", "open", "open", "open", "open"]


@pytest.mark.clause("7.1")
def test_what_an_activity_names_is_open_to_that_class_in_that_lesson_and_closed_by_this_clause_before_and_after(
    house: House, policy_text: str, in_force: Callable[..., None]
) -> None:
    in_force(house.school, policy_text, house.now)
    house.work()
    let_plan(house.cast, house.now)
    row = planned(house.cast.teacher_5k, house.now, services=("reddit",))[0]
    house.deliver()
    told = []
    for moment in (row.starts - timedelta(seconds=1), row.starts, row.ends):
        house.pass_time(moment - house.now)
        house.resolver.client.tick()
        answers = [house.room.engine.ask("www.reddit.com", source=seat) for seat in (CLASS_5K, CLASS_4B, PUPIL)]
        told.append(["7.1" if "clause 7.1" in (one.ede_text or "") else "open" if one.is_open else "" for one in answers])
    assert told == [["7.1", "7.1", "7.1"], ["open", "7.1", "7.1"], ["7.1", "7.1", "7.1"]]


@pytest.mark.clause("7.1")
def test_pupils_are_told_so_as_a_rule_of_conduct(house: House, policy_text: str, in_force: Callable[..., None]) -> None:
    in_force(house.school, policy_text, house.now)
    found = [rule for rule in programme_now(house.school, house.now).conduct_rules if rule.clause == "7.1"]
    assert [rule.code for rule in found] == ["pupils-no-social-media"]
