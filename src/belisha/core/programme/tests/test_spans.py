"""The policy's words for time."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belisha.core.moments import Calendar, Lesson, Term
from belisha.core.names import Unusable
from belisha.core.programme.model import Span, When, WhenKind
from belisha.core.programme.spans import end_of, months_later, parse_span, parse_when

LONDON = ZoneInfo("Europe/London")
CALENDAR = Calendar(
    zone=LONDON,
    terms=(Term("autumn", date(2026, 9, 3), date(2026, 12, 18)),),
    closures=frozenset({date(2026, 10, 26)}),
    lessons=(Lesson("second", 1, time(10), time(11), frozenset({"year 5"})),),
)
TUESDAY = datetime(2026, 9, 15, 10, 15, tzinfo=LONDON)
BEFORE_THE_CLOCKS_GO_BACK = datetime(2026, 10, 24, 23, 30, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("words", "count", "unit"),
    [
        ("2 school days", 2, "school days"),
        ("1 school day", 1, "school days"),
        ("15 minutes", 15, "minutes"),
        ("1 minute", 1, "minutes"),
        ("2 hours", 2, "hours"),
        ("1 hour", 1, "hours"),
        ("10 days", 10, "days"),
        ("6 weeks", 6, "weeks"),
        ("3 months", 3, "months"),
        ("1 year", 1, "years"),
        ("lesson", 1, "lesson"),
        ("term", 1, "term"),
    ],
)
def test_a_span_is_a_count_and_a_unit(words: str, count: int, unit: str) -> None:
    assert parse_span(words) == Span(count, unit, words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "0 days",
        "1 days",
        "2 day",
        "two days",
        "2 schooldays",
        "2  days",
        "1 lesson",
        "1 hours",
        "2 minute",
        "-1 days",
        "99999 days",
        "١ day",
    ],
)
def test_other_words_are_no_span(words: str) -> None:
    with pytest.raises(Unusable, match="write it like “2 school days”"):
        parse_span(words)


def test_a_time_is_a_word_or_days_and_hours() -> None:
    assert parse_when("always") == When()
    assert parse_when("lesson time").kind is WhenKind.LESSON_TIME
    assert parse_when("school day").kind is WhenKind.SCHOOL_DAY
    assert parse_when("outside lessons").kind is WhenKind.OUTSIDE_LESSONS
    words = "Mon-Fri 08:30-15:30"
    assert parse_when(words) == When(WhenKind.WINDOW, frozenset(range(5)), time(8, 30), time(15, 30), words)
    assert parse_when("Mon, Wed-Thu,Sun 09:00-09:30").weekdays == {0, 2, 3, 6}


@pytest.mark.parametrize(
    "words",
    ["window", "", "Mon 9:00-10:00", "Mon 10:00-10:00", "Mon 11:00-10:00", "Fri-Mon 09:00-10:00", "Mon 25:00-26:00", "Mo 09:00-10:00"],
)
def test_other_words_are_no_time(words: str) -> None:
    with pytest.raises(Unusable, match="is not a time a rule can hold"):
        parse_when(words)


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_words_are_a_time_or_unusable(words: str) -> None:
    for parse in (parse_span, parse_when):
        with suppress(Unusable):
            assert parse(words).words == words


@pytest.mark.parametrize(
    ("words", "over"),
    [
        ("15 minutes", "2026-09-15 10:30"),
        ("2 hours", "2026-09-15 12:15"),
        ("30 hours", "2026-09-16 16:15"),
        ("2 school days", "2026-09-17 15:30"),
        ("10 days", "2026-09-25 10:15"),
        ("1 week", "2026-09-22 10:15"),
        ("6 months", "2027-03-15 10:15"),
        ("1 year", "2027-09-15 10:15"),
        ("lesson", "2026-09-15 11:00"),
        ("term", "2026-12-18 15:30"),
    ],
)
def test_a_span_is_over_at_a_moment(words: str, over: str) -> None:
    for start in (TUESDAY, TUESDAY.astimezone(UTC)):
        assert end_of(parse_span(words), start=start, calendar=CALENDAR).astimezone(LONDON).strftime("%Y-%m-%d %H:%M") == over


def test_hours_go_by_the_clock_and_days_by_the_day_when_clocks_go_back() -> None:
    hours = end_of(parse_span("24 hours"), start=BEFORE_THE_CLOCKS_GO_BACK, calendar=CALENDAR)
    day = end_of(parse_span("1 day"), start=BEFORE_THE_CLOCKS_GO_BACK, calendar=CALENDAR)
    assert (hours.hour, day.hour) == (22, 23)


def test_a_lesson_that_is_none_ends_with_the_school_day_and_a_holiday_at_once() -> None:
    assert end_of(parse_span("lesson"), start=TUESDAY.replace(hour=14), calendar=CALENDAR).time() == time(15, 30)
    august = datetime(2026, 8, 10, 9, 0, tzinfo=LONDON)
    assert end_of(parse_span("term"), start=august, calendar=CALENDAR).date() == august.date()


def test_a_month_later_is_the_last_day_of_a_shorter_month() -> None:
    assert months_later(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert months_later(date(2028, 2, 29), 12) == date(2029, 2, 28)
