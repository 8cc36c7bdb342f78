"""Times and lengths of time of a programme, as the policy says them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from enum import Enum

from belisha.core.moments import LATER

__all__ = ["ALWAYS", "LATER", "Span", "When", "WhenKind"]


class WhenKind(Enum):
    """The times a rule can hold. Source: language.md, words used in values: when."""

    ALWAYS = "always"
    LESSON_TIME = "lesson time"
    SCHOOL_DAY = "school day"
    OUTSIDE_LESSONS = "outside lessons"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class When:
    """A time at which a rule holds; `weekdays`, `starts`, `ends` (school time) only for a window."""

    kind: WhenKind = WhenKind.ALWAYS
    weekdays: frozenset[int] = frozenset()
    starts: time = time(0)
    ends: time = time(0)
    words: str = "always"


ALWAYS = When()


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time as the policy says it.

    `unit` is "minutes", "hours", "school days", "days", "weeks", "months", "years", "lesson" or "term".
    """

    count: int
    unit: str
    words: str
