"""When a rule for lessons holds at a seat that may be of any year group."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

import pytest

from belisha.core.decision.hours import holds, until
from belisha.core.moments import UNKNOWN_SEAT, Lesson, Seat
from belisha.core.programme.spans import parse_when
from belisha.core.programme.tests.samples import FACTS, LONDON

LESSONS = (
    Lesson("maths", 1, time(10), time(11), frozenset({"year 5"})),
    Lesson("music", 1, time(10, 30), time(11, 30), frozenset({"year 6"})),
)
SCHOOL = replace(FACTS, calendar=replace(FACTS.calendar, lessons=LESSONS), classes={"5K": "year 5", "6M": "year 6"})
ONE, BOTH, NONE = (datetime(2026, 9, 15, hour, minute, tzinfo=LONDON) for hour, minute in ((10, 15), (10, 45), (12, 0)))
NO_CLASS = Seat("trolley", frozenset({"pupils"}))


@pytest.mark.parametrize("seat", [NO_CLASS, UNKNOWN_SEAT])
@pytest.mark.parametrize(
    ("words", "moment", "closed", "given"),
    [
        ("lesson time", ONE, True, False),
        ("lesson time", BOTH, True, True),
        ("lesson time", NONE, False, False),
        ("outside lessons", ONE, True, False),
        ("outside lessons", BOTH, False, False),
        ("outside lessons", NONE, True, True),
    ],
)
def test_closed_as_soon_as_one_year_is_meant_and_given_only_where_all_are(
    seat: Seat, words: str, moment: datetime, closed: bool, given: bool
) -> None:
    when = parse_when(words)
    assert holds(when, seat, SCHOOL, moment) is closed
    assert holds(when, seat, SCHOOL, moment, is_given=True) is given


def test_it_ends_with_the_last_lesson_where_closed_and_with_the_first_where_given() -> None:
    when = parse_when("lesson time")
    assert until(when, NO_CLASS, SCHOOL, BOTH) == datetime(2026, 9, 15, 11, 30, tzinfo=LONDON)
    assert until(when, NO_CLASS, SCHOOL, BOTH, is_given=True) == datetime(2026, 9, 15, 11, tzinfo=LONDON)


@pytest.mark.parametrize("people", [{"pupils", "year 6", "class 6M"}, {"pupils", "class 6M"}])
def test_a_seat_of_a_class_keeps_its_own_lessons(people: set[str]) -> None:
    seat = Seat("6M", frozenset(people))
    assert holds(parse_when("outside lessons"), seat, SCHOOL, ONE, is_given=True)
    assert not holds(parse_when("outside lessons"), seat, SCHOOL, BOTH)
