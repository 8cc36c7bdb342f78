"""The policy's words for time, taken apart: spans ("2 school days", "lesson") and the times at which a rule holds ("lesson time")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

from belisha.core.moments import WEEKDAYS
from belisha.core.names import Unusable

UNITS = {
    "minute": "minutes",
    "hour": "hours",
    "school day": "school days",
    "day": "days",
    "week": "weeks",
    "month": "months",
    "year": "years",
}
BARE = ("lesson", "term")
ALWAYS, LESSON_TIME, SCHOOL_DAY, OUTSIDE_LESSONS = NAMED_TIMES = ("always", "lesson time", "school day", "outside lessons")
_SPAN = re.compile(r"([0-9]{1,4}) (minute|hour|school day|day|week|month|year)(s?)")
AFTER_JOINING, AFTER_VERSION = " after joining", " after the version"
BEFORE_SIGNING, START_OF_YEAR, START_OF_TERM = NAMED_DUES = ("before signing", "start of year", "start of term")
_ROTATE = "rotate within "
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HOURS = re.compile(r"([A-Za-z]{3}(?:-[A-Za-z]{3})?(?:, ?[A-Za-z]{3}(?:-[A-Za-z]{3})?)*) ([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})")


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of certain weekdays (0 is Monday) in school time; `ends` is not included."""

    weekdays: frozenset[int]
    starts: time
    ends: time


def span_said(words: str) -> tuple[int, str]:
    """The count and the unit of a span. Raises Unusable with a sentence. Source: language.md, words used in values: spans."""
    if words in BARE:
        return 1, words
    found = _SPAN.fullmatch(words)
    count = int(found[1]) if found else 0
    if not found or count < 1 or (count == 1) == bool(found[3]):
        raise Unusable(f"“{words[:60]}” is not a span of time: write it like “2 school days”, “10 days”, “15 minutes”, “lesson” or “term”.")
    return count, UNITS[found[2]]


def first_due_said(words: str) -> date | tuple[int, str] | None:
    """The date these words say, or the span after joining or after the version; None for a time that has a name of its own.

    Raises Unusable with a sentence. Source: docs/reference/language.md, duty.
    """
    if words in NAMED_DUES:
        return None
    try:
        if _DATE.fullmatch(words):
            return date.fromisoformat(words)
        for end in (AFTER_JOINING, AFTER_VERSION):
            if words.endswith(end):
                return span_said(words.removesuffix(end))
    except (ValueError, Unusable):
        pass  # the sentence below says what to write
    raise Unusable(
        f"“{words[:60]}” is not a time at which something is due: write “10 school days after joining”, “4 weeks after the version”, "
        "“before signing”, “start of year”, “start of term” or a date like “2026-09-30”."
    )


def rotate_said(words: str) -> tuple[int, str]:
    """The span within which passwords are changed. Raises Unusable with a sentence. Source: docs/reference/language.md, vault."""
    try:
        if words.startswith(_ROTATE):
            return span_said(words.removeprefix(_ROTATE))
    except Unusable:
        pass  # the sentence below says what to write
    raise Unusable(f"“{words[:60]}” is not something done after an opening: write “rotate within 1 school day”.")


def hours_said(words: str) -> Hours | None:
    """The hours these words say; None for a time that has a name of its own.

    Raises Unusable with a sentence. Source: language.md, words used in values: when.
    """
    if words in NAMED_TIMES:
        return None
    found = _HOURS.fullmatch(words)
    try:
        if found:
            return _hours(found[1], time.fromisoformat(found[2]), time.fromisoformat(found[3]))
    except ValueError:
        pass  # an hour, a minute or a weekday that does not exist: the sentence below says what to write
    raise Unusable(
        f"“{words[:60]}” is not a time a rule can hold: write “always”, “lesson time”, “school day”, “outside lessons” "
        "or days and hours like “Mon-Fri 08:30-15:30”."
    )


def _hours(days: str, starts: time, ends: time) -> Hours:
    """Days and hours; ValueError where a day does not exist or the hours end before they start."""
    if ends <= starts:
        raise ValueError(days)
    weekdays: set[int] = set()
    for part in days.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        low, high = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        if high < low:
            raise ValueError(days)
        weekdays.update(range(low, high + 1))
    return Hours(frozenset(weekdays), starts, ends)
