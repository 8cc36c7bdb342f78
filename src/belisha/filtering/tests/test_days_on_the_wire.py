"""A closed day, a holiday, a break, the times of the day, a booked trolley, a device: each reaches the resolver, and its bells ring."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from belisha.adapters.resolver.attempts import Batch, Kind
from belisha.adapters.resolver.client import Counted
from belisha.core.moments import Lesson
from belisha.core.moments import Term as CoreTerm
from belisha.filtering.actions.attempts import write_attempts
from belisha.filtering.listeners import on_facts_changed
from belisha.filtering.models import AttemptCount, Proof
from belisha.filtering.queries.seats import called, facts_now, seat_at
from belisha.filtering.tests.house import CLASS_4B, CLASS_5K, STAFF, House
from belisha.kit.models import OutboxEvent
from belisha.people import actions as people
from belisha.schools import actions
from belisha.schools.actions import Booked, Sitting
from belisha.schools.events import FactsChanged
from belisha.schools.states import Group, NetworkKind
from tests.cast import actor
from tests.factories import make_network

LONDON = ZoneInfo("Europe/London")
IN_LESSONS, IN_SCHOOL, FOR_5K = "lesson.example", "school-day.example", "for-5k.example"
TROLLEY, DEVICE = "127.0.66.5", "127.0.67.7"
CLAUSES = f"""
8.1-times Some things are closed at times.

~~~controls
[[block]]
sites = ["{IN_LESSONS}"]
for = ["everyone"]
when = "lesson time"
[[block]]
sites = ["{IN_SCHOOL}"]
for = ["everyone"]
when = "school day"
[[block]]
sites = ["{FOR_5K}"]
for = ["class 5K"]
~~~
"""
TODAY = date(2026, 9, 15)  # a Tuesday


@pytest.fixture
def served(house: House, policy_text: str):
    """A policy with rules for lessons, for the school day and for class 5K on the wire; it is Tuesday, 10:15, in the second lesson."""
    text = policy_text.replace("\n8.2 ", f"{CLAUSES}\n8.2 ", 1)
    with house.resolver_runs():
        house.sign(text)
        house.work()
        yield house


def told(house: House) -> None:
    on_facts_changed(FactsChanged(school_id=house.school.pk), house.moment)


def at(house: House, clock: time, day: date = TODAY) -> None:
    """The clock of the house and of its resolver moves on; the resolver rings alone, the worker does nothing."""
    moment = datetime.combine(day, clock, tzinfo=LONDON)
    house.pass_time(moment - house.moment)
    house.room.engine.tick()


def test_a_closed_day_and_its_opening_again_reach_the_resolver(served: House):
    by = actor(served.cast.head)
    assert (served.answer(IN_LESSONS), served.answer(IN_SCHOOL)) == ("closed", "closed")
    row = actions.close_day(served.school, by=by, day=TODAY, why="burst pipe", now=served.moment)
    told(served)
    assert "closed" not in (served.answer(IN_LESSONS), served.answer(IN_SCHOOL))
    assert served.answer("youtube.com") == "closed"
    actions.open_day(row, by=by, now=served.moment + timedelta(seconds=1))
    told(served)
    assert (served.answer(IN_LESSONS), served.answer(IN_SCHOOL)) == ("closed", "closed")


def test_a_holiday_within_a_term_and_a_term_set_anew_reach_the_resolver(served: House):
    by = actor(served.cast.head)
    row = actions.set_holiday(served.school, by=by, holiday=CoreTerm("half-term", TODAY, TODAY), now=served.moment)
    told(served)
    assert served.answer(IN_LESSONS) != "closed"
    actions.take_back_holiday(row, by=by, now=served.moment + timedelta(seconds=1))
    told(served)
    assert served.answer(IN_LESSONS) == "closed"
    later = CoreTerm("autumn term, first half", date(2026, 9, 16), date(2026, 10, 23))
    actions.set_term(served.school, by=by, term=later, now=served.moment + timedelta(seconds=2))
    told(served)
    assert served.answer(IN_LESSONS) != "closed"


def test_a_break_within_a_lesson_rings_without_the_worker(served: House):
    pause = Lesson("fire drill", 1, time(10, 20), time(10, 25), frozenset({"year 5"}))
    actions.set_lesson_time(served.school, by=actor(served.cast.head), lesson=pause, since=TODAY, now=served.moment, is_break=True)
    told(served)
    heard = []
    for clock in (time(10, 19), time(10, 20), time(10, 25), time(10, 45)):
        at(served, clock)
        heard.append((served.answer(IN_LESSONS, CLASS_5K) == "closed", served.answer(IN_LESSONS, CLASS_4B) == "closed"))
    assert heard == [(True, True), (False, True), (True, True), (False, False)]


def test_the_times_of_the_day_ring_as_they_were_set(served: House):
    actions.set_day_times(served.school, by=actor(served.cast.head), starts=time(9), ends=time(11, 30), since=TODAY, now=served.moment)
    told(served)
    at(served, time(11, 29))
    assert served.answer(IN_SCHOOL) == "closed"
    at(served, time(11, 30))
    assert served.answer(IN_SCHOOL) != "closed"


def test_a_booked_trolley_is_the_classs_from_bell_to_bell(served: House):
    by = actor(served.cast.network_manager)
    shared = Sitting("127.0.66.0/28", Group.PUPILS, trolley="Trolley A")
    actions.set_network(served.school, by=by, sitting=shared, since=TODAY, now=served.moment)
    booked = Booked("Trolley A", "5K", 1, time(11), time(12), TODAY)
    actions.book_trolley(served.school, by=by, booked=booked, now=served.moment + timedelta(seconds=1))
    told(served)
    heard, whose = [], []
    for clock in (time(10, 59), time(11), time(11, 59), time(12)):
        at(served, clock)
        heard.append(served.answer(FOR_5K, TROLLEY) == "closed")
        whose.append(called(seat_at(facts_now(served.school, served.moment), TROLLEY)))
    assert heard == [False, True, True, False]
    assert whose == ["at school", "for class 5K", "for class 5K", "at school"]
    assert served.answer("youtube.com", TROLLEY) == "closed"
    assert {row.is_proved for row in Proof.objects.filter(seat_key="trolley:Trolley A")} == {True}


def test_a_device_of_one_person_is_answered_as_they_are_wherever_it_sits(served: House):
    by, since = actor(served.cast.network_manager), TODAY
    given = {DEVICE: (served.cast.teacher_5k, Group.STAFF), "127.0.2.77": (served.cast.pupil_5k, Group.PUPILS)}
    assert (served.answer("youtube.com", DEVICE), served.answer("youtube.com", "127.0.2.77")) == ("closed", "open")
    for address, (person, group) in given.items():
        kind = NetworkKind.STAFF if group is Group.STAFF else NetworkKind.CLASSROOM
        sitting = Sitting(address, group, kind, person=person.pk)
        actions.set_network(served.school, by=by, sitting=sitting, since=since, now=served.moment)
    told(served)
    assert (served.answer("youtube.com", DEVICE), served.answer("youtube.com", "127.0.2.77")) == ("open", "closed")
    assert (served.answer(FOR_5K, DEVICE) == "closed", served.answer(FOR_5K, "127.0.2.77")) == (False, "closed")
    facts = facts_now(served.school, served.moment)
    assert seat_at(facts, "127.0.2.77").people >= {"pupils", "class 5K", "year 5"}
    assert called(seat_at(facts, DEVICE)) == "for one person"
    assert served.answer("youtube.com", STAFF) == "open"


def test_the_device_of_somebody_who_left_is_one_that_nobody_knows(served: House):
    staff = served.cast.teacher_4b
    make_network(served.school, "127.0.67.8/32", "staff", kind="staff", person=staff.pk)
    told(served)
    assert served.answer("youtube.com", "127.0.67.8") == "open"
    before = OutboxEvent.objects.filter(name="FactsChanged").count()
    people.leave(by=actor(served.cast.head), person=staff, on=TODAY, now=served.moment)
    assert OutboxEvent.objects.filter(name="FactsChanged").count() == before + 1
    told(served)
    assert served.answer("youtube.com", "127.0.67.8") == "closed"


def test_what_a_persons_device_met_is_counted_for_their_group_alone(house: House):
    person = house.cast.teacher_5k.pk
    make_network(house.school, "127.0.67.9/32", "staff", kind="staff", person=person)
    hour = house.moment.replace(minute=0)
    seats = (f"person:{person}", "staff", "trolley:Trolley A")
    kinds = [Kind(hour, seat, "8.1/block/1", "8.1", "POLICY_CLOSES", "", "v", is_observed=False) for seat in seats]
    write_attempts(house.school, Counted(Batch("one life", 1, dict.fromkeys(kinds, 3)), 0, True), now=house.moment)
    assert dict(AttemptCount.objects.values_list("seat_key", "count")) == {"staff": 6, "pupils": 3}
