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
    for host, seat in (("youtube.com", CLASS_5K), ("facebook.com", STAFF), ("whatsapp.com", PUPIL), (PHONICS, CLASS_5K)):
        told = house.room.engine.ask(host, source=seat)
        assert told.ede_code == 15
        assert "clause 8.1" in (told.ede_text or ""), host


@pytest.mark.clause("8.1")
def test_youtube_is_the_one_social_media_service_of_this_clause_for_pupils(
    house: House, policy_text: str, in_force: Callable[..., None]
) -> None:
    in_force(house.school, policy_text, house.now)
    house.work()
    living = [s for s in catalogue().of_kind("social media") if not s.is_closed_down]
    by_8_1 = [s.id for s in living if "clause 8.1" in (house.room.engine.ask(s.domains[0], source=PUPIL).ede_text or "")]
    assert by_8_1 == ["youtube"]
