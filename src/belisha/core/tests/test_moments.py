"""School time: days, lessons, spans of school days, and the seat at an address."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from ipaddress import ip_address, ip_network
from zoneinfo import ZoneInfo

import pytest

from belisha.core.moments import UNKNOWN_SEAT, Calendar, Lesson, SchoolFacts, SchoolNetwork, Seat, Term

LONDON = ZoneInfo("Europe/London")
CALENDAR = Calendar(
    zone=LONDON,
    terms=(
        Term("autumn, first half", date(2026, 9, 1), date(2026, 10, 23)),
        Term("autumn, second half", date(2026, 11, 2), date(2026, 12, 18)),
    ),
    closures=frozenset({date(2026, 10, 5)}),
    lessons=(Lesson("phonics", 4, time(9), time(10), frozenset({"year 2"})), Lesson("reading", 4, time(10), time(11))),
)


def at_school(day: int, hour: int, minute: int = 0, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("day", "is_one"),
    [
        (date(2026, 10, 23), True),
        (date(2026, 10, 24), False),
        (date(2026, 10, 26), False),
        (date(2026, 10, 5), False),
        (date(2026, 11, 2), True),
    ],
    ids=["last day of term", "Saturday", "half-term", "closure", "first day of term"],
)
def test_school_days_are_weekdays_of_a_term_that_are_not_closures(day: date, is_one: bool) -> None:
    assert CALENDAR.is_school_day(day) is is_one


def test_the_school_day_is_told_in_school_time() -> None:
    assert CALENDAR.is_in_school_day(datetime(2026, 10, 23, 7, 45, tzinfo=UTC))  # 08:45 in summer time
    assert not CALENDAR.is_in_school_day(datetime(2026, 11, 2, 7, 45, tzinfo=UTC))
    assert not CALENDAR.is_in_school_day(at_school(23, 15, 30))


def test_a_lesson_runs_for_its_years_from_its_start_to_before_its_end() -> None:
    lesson = CALENDAR.lesson_at(at_school(23, 9), frozenset({"year 2"}))
    assert lesson is not None
    assert lesson.name == "phonics"
    assert CALENDAR.lesson_at(at_school(23, 9), frozenset({"year 5"})) is None
    later = CALENDAR.lesson_at(at_school(23, 10), frozenset({"year 5"}))
    assert later is not None
    assert later.name == "reading"
    assert CALENDAR.lesson_at(at_school(23, 11)) is None
    assert CALENDAR.lesson_at(at_school(30, 10)) is None


@pytest.mark.parametrize(
    ("asked", "count", "ends"),
    [
        (at_school(21, 9), 2, at_school(23, 15, 30)),
        (at_school(22, 16), 2, at_school(2, 15, 30, month=11)),
        (at_school(2, 9), 1, at_school(6, 15, 30)),
        (at_school(18, 9, month=12), 1, at_school(21, 15, 30, month=12)),
    ],
    ids=["inside a week", "over half-term", "over a closure", "after the last term: weekdays"],
)
def test_spans_of_school_days_end_with_a_school_day(asked: datetime, count: int, ends: datetime) -> None:
    assert CALENDAR.after_school_days(asked, count) == ends


def test_school_days_are_listed_as_far_as_the_terms_reach() -> None:
    days = list(CALENDAR.school_days_from(date(2026, 12, 16)))
    assert days == [date(2026, 12, 17), date(2026, 12, 18)]
    assert list(Calendar(LONDON).school_days_from(date(2026, 12, 16))) == []


def test_a_term_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        Term("odd", date(2026, 9, 2), date(2026, 9, 1))


PUPILS, CLASS_5K, SIXES = Seat("pupils"), Seat("pupils/5K"), Seat("staff")
FACTS = SchoolFacts(
    CALENDAR,
    networks=(
        SchoolNetwork(ip_network("10.1.0.0/16"), PUPILS),
        SchoolNetwork(ip_network("10.1.5.0/28"), CLASS_5K),
        SchoolNetwork(ip_network("2001:db8:5::/64"), SIXES),
    ),
    ranges=(ip_network("10.0.0.0/8"), ip_network("2001:db8::/32")),
)


@pytest.mark.parametrize(
    ("address", "seat"),
    [
        ("10.1.5.3", CLASS_5K),
        ("10.1.5.16", PUPILS),
        ("10.9.9.9", UNKNOWN_SEAT),
        ("2001:db8:5::1", SIXES),
        ("2001:db8:6::1", UNKNOWN_SEAT),
        ("192.0.2.1", None),
        ("2001:db9::1", None),
    ],
)
def test_the_longest_range_gives_the_seat_and_strangers_get_none(address: str, seat: Seat | None) -> None:
    assert FACTS.seat_at(ip_address(address)) == seat
