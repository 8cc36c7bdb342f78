"""The kinds of people of a school, and the words of a policy that hold for each."""

from __future__ import annotations

from enum import Enum


class Kind(Enum):
    """What somebody is to the school; the value is the word people read."""

    TEACHER = "teacher"
    SUPPORT_STAFF = "support staff"
    VOLUNTEER = "volunteer"
    GOVERNOR = "governor"
    PARENT = "parent"
    PUPIL = "pupil"


PEOPLE_WORDS: dict[Kind, frozenset[str]] = {
    Kind.TEACHER: frozenset({"staff", "teachers"}),
    Kind.SUPPORT_STAFF: frozenset({"staff", "support staff"}),
    Kind.VOLUNTEER: frozenset({"staff", "volunteers"}),
    Kind.GOVERNOR: frozenset({"governors"}),
    Kind.PARENT: frozenset({"parents"}),
    Kind.PUPIL: frozenset({"pupils"}),
}
"""Source: language.md, people; clause 1.5 counts volunteers among staff."""
