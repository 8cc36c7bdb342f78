"""Clause 7.1 on the wire: the whole kind social media, closed to pupils at all times; YouTube is the business of 8.1."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from belisha.directory.queries import catalogue
from belisha.filtering.tests.house import CLASS_5K, NOBODY, PUPIL, STAFF, House, house_of
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


@pytest.mark.clause("7.1", part=True)
def test_no_social_media_service_of_the_catalogue_is_forgotten(house: House, policy_text: str, in_force: Callable[..., None]) -> None:
    in_force(house.school, policy_text, house.now)
    house.work()
    living = [s for s in catalogue().of_kind("social media") if not s.is_closed_down and s.id != "youtube"]
    not_by_7_1 = [s.name for s in living if "clause 7.1" not in (house.room.engine.ask(s.domains[0], source=PUPIL).ede_text or "")]
    assert not not_by_7_1, BASELINE_CLOSES_IT_TOO


@pytest.mark.clause("7.1", part=True)
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


@pytest.mark.clause("7.1", part=True)
def test_places_that_are_no_social_media_stay_open_beside_it(house: House, policy_text: str, in_force: Callable[..., None]) -> None:
    in_force(house.school, policy_text, house.now)
    house.work()
    asked = ("www.tumblr.com", "www.youtubekids.com", "classroom.google.com", "scratch.mit.edu", "googlevideo.com")
    assert [house.answer(host, CLASS_5K) for host in asked] == ["closed", "open", "open", "open", "open"]
