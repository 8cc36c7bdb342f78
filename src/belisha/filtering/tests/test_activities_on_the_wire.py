"""A curriculum activity on the wire: the resolver opens and closes it by itself, on the bell; what comes in between is felt and proved."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from belisha.audit import queries as audit
from belisha.filtering.actions import NewList, cancel_activity, subscribe_list
from belisha.filtering.actions.closes import NewClose, close_site
from belisha.filtering.actions.reports import NewReport, make_report
from belisha.filtering.models import Activity
from belisha.filtering.queries.proofs import latest_proofs
from belisha.filtering.queries.seats import programme_now, seat_at
from belisha.filtering.tests.house import CLASS_4B, CLASS_5K, NOBODY, PUPIL, House
from belisha.filtering.tests.lessons import TODAY, let_plan, planned
from belisha.notices import queries as notices
from tests import factories
from tests.cast import actor

FLICKR = "flickr.com"
LONDON = ZoneInfo("Europe/London")
NINE, TEN = (datetime(2026, 9, 16, hour, tzinfo=LONDON) for hour in (9, 10))
SECOND = timedelta(seconds=1)
AT_MOST_ON_A_BUSY_MACHINE = 4.0  # seconds; 0.4 alone


@pytest.fixture
def text(policy_text: str) -> str:
    return policy_text


@pytest.fixture
def signed(house: House, text: str) -> Iterator[House]:
    """The policy is signed, the teacher of 5K may plan, the resolver runs."""
    house.load_lists()
    with house.resolver_runs():
        house.sign(text)
        let_plan(house.cast, house.now)
        house.work()
        yield house


def plan(house: House, **changes: object) -> Activity:
    row = planned(house.cast.teacher_5k, house.now, **changes)[0]
    house.deliver()
    return row


def at(house: House, moment: datetime) -> None:
    """That moment, by the resolver's own clock alone: the worker is not there."""
    house.pass_time(moment - house.now)
    house.resolver.client.tick()


def test_closed_at_0859_open_at_0900_closed_at_1000_without_the_worker(signed: House):
    plan(signed)
    assert signed.answer(FLICKR) == "closed"
    at(signed, NINE - SECOND)
    assert signed.answer(FLICKR) == "closed"
    at(signed, NINE)
    assert [signed.answer(FLICKR, who) for who in (CLASS_5K, CLASS_4B, PUPIL, NOBODY)] == ["open", "closed", "closed", "closed"]
    at(signed, TEN - SECOND)
    assert signed.answer(f"www.{FLICKR}") == "open"
    at(signed, TEN)
    assert signed.answer(FLICKR) == "closed"
    assert Activity.objects.get().next_bell_at == NINE, "nobody has written anything down"


def test_both_bells_are_proved_and_recorded_by_the_worker_measured_from_the_bell(signed: House):
    row = plan(signed)
    for moment, expected in ((NINE, "open"), (TEN, "closed")):
        at(signed, moment)
        signed.pass_time(SECOND / 4)
        signed.work()
        rows = latest_proofs(signed.school, f"activity {row.pk}")
        assert {(r.seat_key, r.expected, r.is_proved) for r in rows} == {("pupils/5K", expected, True), ("pupils/4B", "closed", True)}
        assert {r.cause for r in rows} == {f"activity {row.pk}: the bell rang"}
        assert all(r.caused_at == moment and 250 <= r.settled_milliseconds < 1000 for r in rows)
    assert [r.action for r in audit.records(signed.school.pk, subject=f"activity {row.pk}")] == [
        "activity planned",
        "activity opened",
        "proved at the resolver",
        "activity over",
        "proved at the resolver",
    ]


def test_the_lesson_under_way_opens_at_once(signed: House):
    row = plan(signed, day=TODAY, lesson="second lesson")
    assert row.starts == signed.now
    assert signed.answer(FLICKR) == "open"
    rows = latest_proofs(signed.school, f"activity {row.pk}")
    assert {(r.seat_key, r.expected, r.is_proved) for r in rows} == {("pupils/5K", "open", True), ("pupils/4B", "closed", True)}


def test_an_activity_of_next_month_is_carried_to_its_day(signed: House):
    plan(signed, day=date(2026, 11, 4))
    bell = datetime(2026, 11, 4, 9, tzinfo=LONDON)
    assert bell.astimezone(UTC).hour == 9, "winter time by then"
    while signed.now < bell - timedelta(hours=1):
        signed.pass_time(min(timedelta(hours=12), bell - timedelta(hours=1) - signed.now))
        signed.work()
    at(signed, bell - SECOND)
    assert signed.answer(FLICKR) == "closed"
    at(signed, bell)
    assert signed.answer(FLICKR) == "open"


def test_every_week_across_the_change_of_clocks_rings_at_local_time(signed: House):
    rows = planned(signed.cast.teacher_5k, signed.now, weeks=5, day=date(2026, 10, 7))
    assert [(r.day.isoformat(), r.starts.astimezone(LONDON).hour, r.starts.astimezone(UTC).hour) for r in rows] == [
        ("2026-10-07", 9, 8),
        ("2026-10-14", 9, 8),
        ("2026-10-21", 9, 8),
    ], "the term's first half is over by then"
    later = planned(signed.cast.teacher_5k, signed.now, weeks=1, day=date(2026, 11, 4))
    assert later[0].starts.astimezone(UTC).hour == 9


def test_cancelled_before_it_never_opens_and_cancelled_under_way_closes_at_once(signed: House):
    before, under_way = plan(signed), plan(signed, day=TODAY, lesson="second lesson")
    signed.pass_time(timedelta(minutes=5))
    assert signed.answer(FLICKR) == "open"
    cancel_activity(by=signed.cast.network_manager, activity=under_way, reason="It shows adverts.", now=signed.now)
    cancel_activity(by=signed.cast.teacher_5k, activity=before, reason="", now=signed.now)
    signed.deliver()
    assert signed.answer(FLICKR) == "closed"
    proof = latest_proofs(signed.school, f"activity {under_way.pk}")
    assert {(r.expected, r.is_proved) for r in proof} == {("closed", True)}
    at(signed, NINE)
    assert signed.answer(FLICKR) == "closed"


def test_two_that_overlap_join_and_the_other_stays_when_one_is_cancelled(signed: House):
    let_plan(signed.cast, signed.now, signed.cast.head)
    one, _ = plan(signed), planned(signed.cast.head, signed.now, services=("flickr", "vimeo"))
    cancel_activity(by=signed.cast.teacher_5k, activity=one, reason="", now=signed.now)
    signed.deliver()
    at(signed, NINE)
    assert (signed.answer(FLICKR), signed.answer("vimeo.com")) == ("open", "open")


def test_youtube_keeps_its_restricted_mode(signed: House):
    row = plan(signed, services=("youtube",))
    at(signed, NINE)
    found = signed.room.engine.ask("www.youtube.com", source=CLASS_5K)
    assert found.aliases == ("restrict.youtube.com",)
    signed.work()
    assert all(r.is_proved for r in latest_proofs(signed.school, f"activity {row.pk}"))


def test_an_illegal_list_beats_it(signed: House):
    plan(signed)
    text = f"illegal.example\n{FLICKR}\n"
    subscribe_list(NewList("illegal", "Illegal", "a test", text), by=actor(signed.cast.network_manager), now=signed.now)
    signed.deliver()
    at(signed, NINE)
    assert signed.answer(FLICKR) == "closed"


def test_a_site_closed_from_a_report_after_it_was_planned_stays_closed_in_the_lesson_and_its_planner_is_told(signed: House):
    plan(signed)
    signed.pass_time(timedelta(minutes=1))
    programme = programme_now(signed.school, signed.now)
    new = NewReport(FLICKR, "", seat_at(programme.facts, CLASS_5K))
    report = make_report(new, school=signed.school, by=None, programme=programme, now=signed.now).report
    close_site(NewClose(report, FLICKR), by=signed.cast.network_manager, now=signed.now)
    signed.deliver()
    at(signed, NINE)
    assert signed.answer(FLICKR) == "closed"
    told = [notice.words for notice in notices.unread(signed.cast.teacher_5k.pk)]
    assert any("closed by a decision made after you planned this" in words for words in told), told


def test_a_break_within_the_lesson_closes_it_meanwhile(signed: House):
    factories.make_lesson(signed.school, "long lesson", 2, NINE.time().replace(hour=15, minute=15), NINE.time().replace(hour=16))
    pause = factories.make_lesson(
        signed.school, "fruit", 2, NINE.time().replace(hour=15, minute=30), NINE.time().replace(hour=15, minute=40)
    )
    pause.is_break = True
    pause.save()
    plan(signed, lesson="long lesson")
    told = []
    for minute in (14, 15, 30, 40):
        at(signed, NINE.replace(hour=15, minute=minute))
        signed.work()
        told.append(signed.answer(FLICKR))
    at(signed, NINE.replace(hour=16))
    assert [*told, signed.answer(FLICKR)] == ["closed", "open", "closed", "open", "closed"]


def test_thirty_classes_ring_at_once_and_are_proved(signed: House):
    let_plan(signed.cast, signed.now, signed.cast.head)
    for number in range(30):
        name = f"{number % 6 + 1}{chr(65 + number // 6)}"
        factories.make_class(signed.school, name, f"year {number % 6 + 1}")
        factories.make_network(signed.school, f"127.0.{10 + number}.0/28", "pupils", class_name=name)
        planned(signed.cast.head, signed.now, class_name=name)
    signed.deliver()
    signed.work()
    signed.pass_time(NINE - SECOND - signed.now)
    signed.work()
    at(signed, NINE)
    began = time.perf_counter()
    signed.work()
    took = time.perf_counter() - began
    proved = [latest_proofs(signed.school, f"activity {row.pk}") for row in Activity.objects.all()]
    assert (len(proved), all(row.is_proved for rows in proved for row in rows)) == (30, True)
    assert took < AT_MOST_ON_A_BUSY_MACHINE, took
