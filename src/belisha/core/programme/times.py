"""Times and lengths of time of a programme, as the policy says them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import Enum

LATER: Mapping[str, bool] = {"later": True}
"""Marks a field that kept programmes did not have from the beginning: it is left out of a kept text where it says nothing,
so that what a programme was kept as never changes. See keep.py."""


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
