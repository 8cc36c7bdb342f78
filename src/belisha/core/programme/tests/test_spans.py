"""The policy's words for time."""

from __future__ import annotations

from contextlib import suppress
from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belisha.core.names import Unusable
from belisha.core.programme.model import Span, When, WhenKind
from belisha.core.programme.spans import parse_span, parse_when


@pytest.mark.parametrize(
    ("words", "count", "unit"),
    [
        ("2 school days", 2, "school days"),
        ("1 school day", 1, "school days"),
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
    "words", ["", "0 days", "1 days", "2 day", "two days", "2 schooldays", "2  days", "1 lesson", "-1 days", "99999 days", "١ day"]
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
