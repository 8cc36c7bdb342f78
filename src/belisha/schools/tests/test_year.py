"""The school year, the times of its day, breaks and bookings: set, set anew, taken back; nothing is lost."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from belisha.audit import queries as audit
from belisha.core.moments import Lesson, Term
from belisha.kit.access import Actor, Refused
from belisha.kit.models import OutboxEvent
from belisha.schools import actions, queries
from belisha.schools import models as rows
from belisha.schools.actions import Booked, Sitting
from belisha.schools.models import School
from belisha.schools.states import Group
from tests.factories import make_network

TODAY = date(2026, 9, 15)  # a Tuesday, in the autumn term's first half
FIRST_HALF = "autumn term, first half"
WEEK = Term("long weekend", date(2026, 9, 21), date(2026, 9, 22))


@pytest.fixture
def by(school: School) -> Actor:
    return Actor(school_id=school.pk, name="a test")


def is_open(school: School, day: date) -> bool:
    return queries.calendar(school, TODAY).is_school_day(day)


def lessons_of(school: School, on: date, year: str, weekday: int = 1) -> set[tuple[str, time]]:
    found = queries.calendar(school, on).lessons
    return {(one.name, one.starts) for one in found if one.weekday == weekday and one.is_for(frozenset({year}))}


def test_next_years_term_of_the_same_name_leaves_this_years(school: School, by: Actor, moment: datetime) -> None:
    next_year = Term(FIRST_HALF, date(2027, 9, 1), date(2027, 10, 22))
    actions.set_term(school, by=by, term=next_year, now=moment)
    assert is_open(school, TODAY)
    assert [t.first for t in queries.terms_from(school, on=TODAY) if t.name == FIRST_HALF] == [date(2026, 9, 2), date(2027, 9, 1)]


def test_a_term_of_the_same_school_year_is_set_anew_in_whatever_letters_and_may_have_begun(
    school: School, by: Actor, moment: datetime
) -> None:
    actions.set_term(school, by=by, term=Term("Autumn Term, First Half", date(2026, 9, 7), date(2026, 10, 23)), now=moment)
    assert not is_open(school, date(2026, 9, 3))
    assert is_open(school, TODAY)
    assert rows.Term.objects.filter(name=FIRST_HALF).get().replaced_at == moment


@pytest.mark.parametrize(
    ("term", "sentence"),
    [
        (Term("x", date(2026, 10, 20), date(2026, 11, 1)), "would overlap the autumn term, first half"),
        (Term("x", date(2027, 7, 25), date(2028, 8, 25)), "longer than a year"),
    ],
)
def test_a_term_that_cannot_be_is_refused(school: School, by: Actor, moment: datetime, term: Term, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.set_term(school, by=by, term=term, now=moment)


def test_a_term_is_taken_back_once_and_its_row_kept(school: School, by: Actor, moment: datetime) -> None:
    row = rows.Term.objects.get(name=FIRST_HALF)
    actions.take_back_term(row, by=by, now=moment)
    assert not is_open(school, TODAY)
    assert rows.Term.objects.filter(pk=row.pk).exists()
    with pytest.raises(Refused, match="taken back already"):
        actions.take_back_term(row, by=by, now=moment)


def test_a_term_that_is_over_is_not_taken_back(school: School, by: Actor, moment: datetime) -> None:
    with pytest.raises(Refused, match="the past is not rewritten"):
        actions.take_back_term(rows.Term.objects.get(name=FIRST_HALF), by=by, now=moment + timedelta(days=60))


def test_a_holiday_closes_its_days_is_set_anew_and_taken_back(school: School, by: Actor, moment: datetime) -> None:
    actions.set_holiday(school, by=by, holiday=WEEK, now=moment)
    assert [is_open(school, date(2026, 9, day)) for day in (18, 21, 22, 23)] == [True, False, False, True]
    with pytest.raises(Refused, match="is in the long weekend"):
        actions.close_day(school, by=by, day=date(2026, 9, 21), why="snow", now=moment)
    longer = actions.set_holiday(school, by=by, holiday=Term("Long weekend", WEEK.first, date(2026, 9, 23)), now=moment)
    assert not is_open(school, date(2026, 9, 23))
    actions.take_back_holiday(longer, by=by, now=moment)
    assert is_open(school, date(2026, 9, 21))
    assert rows.Holiday.objects.count() == 2
    assert [r.action for r in audit.records(school.pk)] == ["holiday set", "holiday set", "holiday taken back"]


@pytest.mark.parametrize(
    ("holiday", "sentence"),
    [
        (Term("half-term", date(2026, 10, 22), date(2026, 10, 30)), "does not lie in one term"),
        (Term("half-term", date(2026, 9, 3), date(2026, 9, 4)), "the past is not rewritten"),
        (Term("half-term", date(2026, 9, 22), date(2026, 9, 25)), "would overlap the long weekend"),
    ],
)
def test_a_holiday_that_cannot_be_is_refused(school: School, by: Actor, moment: datetime, holiday: Term, sentence: str) -> None:
    actions.set_holiday(school, by=by, holiday=WEEK, now=moment)
    with pytest.raises(Refused, match=sentence):
        actions.set_holiday(school, by=by, holiday=holiday, now=moment)


def test_a_term_does_not_leave_half_a_holiday(school: School, by: Actor, moment: datetime) -> None:
    actions.set_holiday(school, by=by, holiday=WEEK, now=moment)
    with pytest.raises(Refused, match="partly outside"):
        actions.set_term(school, by=by, term=Term(FIRST_HALF, date(2026, 9, 2), date(2026, 9, 21)), now=moment)


def test_a_closed_day_is_opened_again_and_may_be_closed_again(school: School, by: Actor, moment: datetime) -> None:
    row = actions.close_day(school, by=by, day=date(2026, 9, 18), why="snow", now=moment)
    actions.open_day(row, by=by, now=moment)
    assert is_open(school, date(2026, 9, 18))
    with pytest.raises(Refused, match="is open on 18 September 2026 already"):
        actions.open_day(row, by=by, now=moment)
    again = actions.close_day(school, by=by, day=date(2026, 9, 18), why="snow after all", now=moment)
    with pytest.raises(Refused, match="is past"):
        actions.open_day(again, by=by, now=moment + timedelta(days=9))
    assert not is_open(school, date(2026, 9, 18))


def test_the_times_of_the_day_count_from_their_day_and_are_mended_on_it(school: School, by: Actor, moment: datetime) -> None:
    tomorrow = date(2026, 9, 16)
    actions.set_day_times(school, by=by, starts=time(8), ends=time(14), since=tomorrow, now=moment)
    actions.set_day_times(school, by=by, starts=time(8, 30), ends=time(15), since=tomorrow, now=moment)
    assert queries.day_times(school, TODAY) == (school.day_starts, school.day_ends)
    assert queries.day_times(school, tomorrow) == (time(8, 30), time(15))
    with pytest.raises(Refused, match="Other times are set from 16 September 2026"):
        actions.set_day_times(school, by=by, starts=time(9), ends=time(15), since=TODAY, now=moment)
    with pytest.raises(Refused, match="cannot end at 08:00"):
        actions.set_day_times(school, by=by, starts=time(9), ends=time(8), since=tomorrow, now=moment)
    with pytest.raises(Refused, match="the past is not rewritten"):
        actions.set_day_times(school, by=by, starts=time(9), ends=time(15), since=tomorrow, now=moment + timedelta(days=7))
    assert rows.DayTimes.objects.count() == 2


def test_a_lesson_set_for_one_year_group_leaves_the_others_theirs(school: School, by: Actor, moment: datetime) -> None:
    choir = Lesson("choir", 1, time(15, 15), time(15, 25), frozenset({"year 2", "year 5"}))
    actions.set_lesson_time(school, by=by, lesson=choir, since=TODAY, now=moment)
    later = Lesson("choir", 1, time(15, 20), time(15, 30), frozenset({"year 5"}))
    actions.set_lesson_time(school, by=by, lesson=later, since=date(2026, 9, 22), now=moment)
    assert ("choir", time(15, 15)) in lessons_of(school, TODAY, "year 5")
    assert ("choir", time(15, 20)) in lessons_of(school, date(2026, 9, 22), "year 5")
    assert ("choir", time(15, 15)) in lessons_of(school, date(2026, 9, 22), "year 2")
    with pytest.raises(Refused, match="is for every year group"):
        actions.set_lesson_time(
            school,
            by=by,
            lesson=Lesson("first lesson", 1, time(9), time(9, 30), frozenset({"year 5"})),
            since=date(2026, 9, 22),
            now=moment,
        )


@pytest.mark.parametrize(
    ("pause", "sentence"),
    [
        (Lesson("assembly", 1, time(9), time(10)), "Nothing would be left of the first lesson"),
        (Lesson("assembly", 1, time(23), time(1)), "Nothing runs over midnight"),
    ],
)
def test_a_break_that_cannot_be_is_refused(school: School, by: Actor, moment: datetime, pause: Lesson, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.set_lesson_time(school, by=by, lesson=pause, since=TODAY, now=moment, is_break=True)


def test_a_break_may_fall_into_a_lesson_and_not_into_another_break(school: School, by: Actor, moment: datetime) -> None:
    pause = Lesson("assembly", 1, time(9, 10), time(9, 30))
    actions.set_lesson_time(school, by=by, lesson=pause, since=TODAY, now=moment, is_break=True)
    assert queries.calendar(school, TODAY).breaks == (pause,)
    with pytest.raises(Refused, match="would overlap the assembly"):
        actions.set_lesson_time(school, by=by, lesson=Lesson("milk", 1, time(9, 20), time(9, 40)), since=TODAY, now=moment, is_break=True)


MONDAY_9 = Booked("Trolley A", "5K", 0, time(9), time(10), TODAY)


@pytest.mark.parametrize(
    ("booked", "sentence"),
    [
        (Booked("Trolley A", "4B", 0, time(9, 30), time(10, 30), TODAY), "Class 5K has it on Mon from 09:00 to 10:00"),
        (Booked("Trolley A", "5K", 0, time(9), time(10), TODAY), "Class 5K has it itself"),
        (Booked("Trolley A", "4B", 0, time(10), time(9), TODAY), "cannot end at 09:00"),
        (Booked("Trolley Z", "4B", 0, time(9), time(10), TODAY), "There is no Trolley Z"),
    ],
)
def test_a_booking_that_cannot_be_is_refused(school: School, by: Actor, moment: datetime, booked: Booked, sentence: str) -> None:
    make_network(school, "127.0.66.0/28", "pupils", trolley="Trolley A")
    actions.book_trolley(school, by=by, booked=MONDAY_9, now=moment)
    with pytest.raises(Refused, match=sentence):
        actions.book_trolley(school, by=by, booked=booked, now=moment)


def test_a_booking_for_one_day_fits_between_weekly_ones_and_ends(school: School, by: Actor, moment: datetime) -> None:
    make_network(school, "127.0.66.0/28", "pupils", trolley="Trolley A")
    weekly = actions.book_trolley(school, by=by, booked=MONDAY_9, now=moment)
    actions.end_booking(weekly, by=by, ends=date(2026, 9, 22), now=moment)
    day = date(2026, 9, 28)
    once = Booked("Trolley A", "4B", 0, time(9), time(10), day, day + timedelta(days=1))
    actions.book_trolley(school, by=by, booked=once, now=moment)
    had = {}
    for on in (date(2026, 9, 21), day, date(2026, 10, 5)):
        facts = queries.facts(school, on=on)
        seat = next(n.seat for n in facts.networks if n.seat.key == "trolley:Trolley A")
        had[on.day] = sorted(seat.at(datetime.combine(on, time(9, 30), tzinfo=facts.calendar.zone)).people)
    assert had == {21: ["class 5K", "pupils"], 28: ["class 4B", "pupils"], 5: ["pupils"]}
    with pytest.raises(Refused, match="ends on 22 September 2026 already"):
        actions.end_booking(weekly, by=by, ends=date(2026, 9, 29), now=moment)


@pytest.mark.parametrize(
    ("range_", "sentence"),
    [
        ("127.0.67.0/24", "holds many devices"),
        ("fd00::/48", "holds many devices"),
        ("::ffff:10.1.2.3", "in the dress of IPv6"),
        ("127.0.67.1", "belongs to a member of staff with a device of their own"),
    ],
)
def test_a_device_that_cannot_be_is_refused(school: School, by: Actor, moment: datetime, range_: str, sentence: str) -> None:
    make_network(school, "127.0.67.1/32", "staff", kind="staff", person=3)
    with pytest.raises(Refused, match=sentence):
        actions.set_network(school, by=by, sitting=Sitting(range_, Group.PUPILS, person=4), since=TODAY, now=moment)


def test_addresses_of_pupils_that_become_a_teachers_are_told(school: School, by: Actor, moment: datetime) -> None:
    sitting = Sitting("127.0.1.9", Group.STAFF, person=3)
    actions.set_network(school, by=by, sitting=sitting, since=TODAY, now=moment)
    told = OutboxEvent.objects.get(name="AddressesLeftThePupils").payload["told"]
    assert told.startswith("1 address moves from class 5K to a member of staff with a device of their own.")


def test_as_it_was_leaves_out_what_was_set_or_taken_back_later(school: School, by: Actor, moment: datetime) -> None:
    closed = actions.close_day(school, by=by, day=date(2026, 9, 25), why="snow", now=moment)
    actions.set_holiday(school, by=by, holiday=WEEK, now=moment + timedelta(days=1))
    actions.open_day(closed, by=by, now=moment + timedelta(days=2))
    seen = {n: queries.times_on(school, on=TODAY + timedelta(days=n)) for n in (-1, 0, 1, 2)}
    assert [len(seen[n].closures) for n in (-1, 0, 1, 2)] == [0, 1, 1, 0]
    assert [len(seen[n].holidays) for n in (-1, 0, 1, 2)] == [0, 0, 1, 1]


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 9, 19), "it is the weekend"),
        (date(2026, 9, 21), "long weekend, until 22 September 2026"),
        (date(2026, 10, 28), "between terms; the autumn term, second half starts on 2 November 2026"),
        (date(2026, 9, 23), None),
    ],
)
def test_why_the_school_is_closed(school: School, by: Actor, moment: datetime, day: date, why: str | None) -> None:
    actions.set_holiday(school, by=by, holiday=WEEK, now=moment)
    found = queries.closed_because(school, on=day)
    assert (found.why if found else None) == why
