"""The clock is set while the school runs (a time server, a flat battery): what then holds, and what never comes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from belisha.audit import queries as audit
from belisha.filtering.actions import cancel_activity, end_opening
from belisha.filtering.actions.observing import start_observing, stop_observing
from belisha.filtering.models import Activity, Opening
from belisha.filtering.queries.openings import open_later, open_now
from belisha.filtering.tests.house import PHONICS, House
from belisha.filtering.tests.lessons import TODAY, let_plan, planned
from belisha.kit.models import OutboxEvent
from belisha.notices.models import Notice

FLICKR, YOUTUBE = "flickr.com", "youtube.com"
SIGNED_BEFORE = timedelta(days=2)
JUMPS = {"an hour": timedelta(hours=1), "a day": timedelta(days=1)}


@pytest.fixture
def text(policy_text: str) -> str:
    return policy_text


@pytest.fixture
def signed(house: House, text: str) -> Iterator[House]:
    """The policy was signed two days ago, the teacher of 5K may plan, the resolver runs."""
    house.load_lists()
    house.set_clock(house.now - SIGNED_BEFORE)
    with house.resolver_runs():
        house.sign(text)
        let_plan(house.cast, house.now)
        house.pass_time(SIGNED_BEFORE)
        house.work()
        yield house


def jump(house: House, span: timedelta) -> None:
    """The clock shows otherwise all at once; the resolver looks at it, then the worker."""
    house.set_clock(house.now + span)
    house.resolver.client.tick()
    house.work()


@pytest.mark.parametrize("span", JUMPS.values(), ids=JUMPS)
def test_what_somebody_ended_never_opens_again_by_a_clock_set_back(signed: House, span: timedelta) -> None:
    opening = signed.open_phonics()
    signed.work()
    signed.pass_time(timedelta(minutes=10))
    end_opening(by=signed.cast.head, opening=opening, reason="It has adverts now.", now=signed.now)
    signed.work()
    assert signed.answer(PHONICS) == "closed"
    jump(signed, -timedelta(minutes=5))  # to a moment at which it was open
    assert signed.answer(PHONICS) == "closed"
    jump(signed, -span)  # to a moment before it was opened at all
    assert not open_now(signed.school, now=signed.now).exists()
    assert not open_later(signed.school, now=signed.now).exists()
    signed.pass_time(span + timedelta(minutes=1))
    signed.resolver.client.tick()  # its bell would have rung by now, and the worker has done nothing
    assert signed.answer(PHONICS) == "closed"
    signed.work()
    assert [row.action for row in audit.records(signed.school.pk, subject=f"opening {opening.pk}")].count("opening ended early") == 1


def test_a_cancelled_activity_never_opens_again_by_a_clock_set_back(signed: House) -> None:
    row = planned(signed.cast.teacher_5k, signed.now, day=TODAY, lesson="second lesson")[0]
    signed.work()
    assert signed.answer(FLICKR) == "open"
    signed.pass_time(timedelta(minutes=10))
    cancel_activity(by=signed.cast.teacher_5k, activity=row, reason="", now=signed.now)
    signed.work()
    assert signed.answer(FLICKR) == "closed"
    jump(signed, -timedelta(minutes=5))
    assert signed.answer(FLICKR) == "closed"


def test_observing_that_ended_never_comes_back_by_a_clock_set_back(signed: House) -> None:
    start_observing(by=signed.cast.head, reason="We look first.", until=signed.now + timedelta(days=2), now=signed.now)
    signed.work()
    signed.pass_time(timedelta(minutes=10))
    stop_observing(by=signed.cast.head, now=signed.now)
    signed.work()
    assert signed.answer(YOUTUBE) == "closed"
    jump(signed, -timedelta(minutes=5))
    assert signed.answer(YOUTUBE) == "closed"


@pytest.mark.parametrize("span", JUMPS.values(), ids=JUMPS)
def test_a_bell_that_a_jump_forward_skips_rings_at_once_without_the_worker(signed: House, span: timedelta) -> None:
    opening = signed.open_phonics(span=timedelta(minutes=30))
    signed.work()
    assert signed.answer(PHONICS) == "open"
    signed.set_clock(signed.now + span)
    signed.resolver.client.tick()
    assert signed.answer(PHONICS) == "closed"
    signed.work()
    opening.refresh_from_db()
    assert opening.ended_at == opening.ends


def test_what_its_own_time_ended_follows_the_clock_and_ends_once(signed: House) -> None:
    opening = signed.open_phonics(span=timedelta(minutes=30))
    signed.work()
    for span in (timedelta(hours=1), -timedelta(hours=1), timedelta(hours=1), -timedelta(days=1), timedelta(days=1)):
        jump(signed, span)
    assert signed.answer(PHONICS) == "closed"
    actions = [row.action for row in audit.records(signed.school.pk, subject=f"opening {opening.pk}")]
    assert (actions.count("opening made"), actions.count("opening expired")) == (1, 1)
    assert OutboxEvent.objects.filter(name="OpeningEnded").count() == 1
    told = Notice.objects.filter(title__startswith=f"{PHONICS} is closed again")
    assert told.count() == len(set(told.values_list("person_id", flat=True)))
    assert Opening.objects.get().ended_at == opening.ends


def test_a_bell_of_a_lesson_is_recorded_once_however_the_clock_is_set(signed: House) -> None:
    row = planned(signed.cast.teacher_5k, signed.now, day=TODAY, lesson="third lesson")[0]
    signed.work()
    for span in (timedelta(hours=1), -timedelta(hours=1), timedelta(hours=3), -timedelta(hours=3), timedelta(hours=3)):
        jump(signed, span)
    actions = [one.action for one in audit.records(signed.school.pk, subject=f"activity {row.pk}")]
    assert actions.count("activity opened") <= 1, actions
    assert actions.count("activity over") == 1, actions
    assert Activity.objects.get().next_bell_at is None
    assert signed.answer(FLICKR) == "closed"
