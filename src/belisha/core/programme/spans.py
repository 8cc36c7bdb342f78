"""The policy's words for time: spans ("2 school days", "lesson") and times at which a rule holds ("lesson time", "Mon-Fri 08:30-15:30")."""

from __future__ import annotations

import re
from datetime import time

from belisha.core.moments import WEEKDAYS
from belisha.core.names import Unusable
from belisha.core.programme.model import Span, When, WhenKind

UNITS = {"school day": "school days", "day": "days", "week": "weeks", "month": "months", "year": "years"}
BARE = ("lesson", "term")
_SPAN = re.compile(r"([0-9]{1,4}) (school day|day|week|month|year)(s?)")
_WINDOW = re.compile(r"([A-Za-z]{3}(?:-[A-Za-z]{3})?(?:, ?[A-Za-z]{3}(?:-[A-Za-z]{3})?)*) ([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})")


def parse_span(words: str) -> Span:
    """The span these words say. Raises Unusable with a sentence. Source: language.md, words used in values: spans."""
    if words in BARE:
        return Span(1, words, words)
    found = _SPAN.fullmatch(words)
    count = int(found[1]) if found else 0
    if not found or count < 1 or (count == 1) == bool(found[3]):
        raise Unusable(f"“{words[:60]}” is not a span of time: write it like “2 school days”, “10 days”, “1 year”, “lesson” or “term”.")
    return Span(count, UNITS[found[2]], words)


def parse_when(words: str) -> When:
    """The times these words say, in school time. Raises Unusable with a sentence. Source: language.md, words used in values: when."""
    for kind in WhenKind:
        if kind is not WhenKind.WINDOW and words == kind.value:
            return When(kind=kind, words=words)
    found = _WINDOW.fullmatch(words)
    try:
        if found:
            return _window(found[1], time.fromisoformat(found[2]), time.fromisoformat(found[3]), words)
    except ValueError:
        pass  # an hour, a minute or a weekday that does not exist: the sentence below says what to write
    raise Unusable(
        f"“{words[:60]}” is not a time a rule can hold: write “always”, “lesson time”, “school day”, “outside lessons” "
        "or days and hours like “Mon-Fri 08:30-15:30”."
    )


def _window(days: str, starts: time, ends: time, words: str) -> When:
    """Days and hours; ValueError where a day does not exist or the hours end before they start."""
    if ends <= starts:
        raise ValueError(words)
    weekdays: set[int] = set()
    for part in days.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        low, high = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        if high < low:
            raise ValueError(words)
        weekdays.update(range(low, high + 1))
    return When(WhenKind.WINDOW, frozenset(weekdays), starts, ends, words)
