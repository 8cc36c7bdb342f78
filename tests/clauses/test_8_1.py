"""Clause 8.1 on the wire: what it closes and for whom, asked of a real resolver; and what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from belisha.directory.queries import catalogue
from belisha.filtering.tests.house import CLASS_4B, CLASS_5K, NOBODY, PHONICS, PUPIL, STAFF, House, house_of
from belisha.schools.models import School
from tests.cast import Cast

GUEST = "127.0.3.5"
BASELINE_CLOSES_IT_TOO = "the safe baseline closes social media to pupils even where no clause does"


@pytest.fixture
def house(school: School, cast: Cast, moment: datetime, tmp_path: Path) -> Iterator[House]:
    with house_of(school, cast, moment, tmp_path) as made:
        made.load_lists()
        with made.resolver_runs():
            yield made


@pytest.mark.clause("8.1")
def test_each_group_is_closed_what_the_clause_names(house: House, policy_text: str, in_force: Callable[..., None]) -> None:
    in_force(house.school, policy_text, house.now)
    house.work()
    for service in ("facebook.com", "twitter.com", "www.instagram.com", "snapchat.com", "tiktok.com"):
        assert {house.answer(service, seat) for seat in (CLASS_5K, PUPIL, STAFF, GUEST, NOBODY)} == {"closed"}, service
    assert [house.answer("youtube.com", seat) for seat in (CLASS_5K, CLASS_4B, NOBODY, STAFF)] == ["closed", "closed", "closed", "open"]
    assert [house.answer(PHONICS, seat) for seat in (CLASS_5K, PUPIL, STAFF)] == ["closed", "closed", "open"]
    assert house.answer("bbc.co.uk", CLASS_5K) == "open"


@pytest.mark.clause("8.1")
def test_the_answer_names_the_clause(house: House, policy_text: str, in_force: Callable[..., None]) -> None:
    in_force(house.school, policy_text, house.now)
    house.work()
    for host in ("youtube.com", "facebook.com", PHONICS):
        told = house.room.engine.ask(host, source=CLASS_5K)
        assert told.ede_code == 15
        assert "clause 8.1" in (told.ede_text or "")


@pytest.mark.clause("8.1")
def test_no_social_media_service_of_the_catalogue_is_forgotten(house: House, policy_text: str, in_force: Callable[..., None]) -> None:
    in_force(house.school, policy_text, house.now)
    house.work()
    living = [s for s in catalogue().of_kind("social media") if not s.is_closed_down]
    not_by_8_1 = [s.name for s in living if "clause 8.1" not in (house.room.engine.ask(s.domains[0], source=PUPIL).ede_text or "")]
    assert not not_by_8_1, BASELINE_CLOSES_IT_TOO
