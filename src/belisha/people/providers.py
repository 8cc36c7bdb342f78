"""What people asks of the rooms above: how many holders the policy needs for each role, and what somebody's day holds.

The roof registers who answers.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import IntEnum, StrEnum
from typing import Protocol

from django.utils.translation import gettext, gettext_noop

from belisha.core.programme.stand_ins import STANDS_IN
from belisha.people.models import Person
from belisha.schools.models import School

log = logging.getLogger(__name__)


class RoleNeeds(Protocol):
    """Whoever knows the policy in force."""

    def __call__(self, school: School, on: date) -> Mapping[str, int]:
        """Each role the policy in force that day declares, and how many must hold it at least; empty where no policy is in force."""
        ...


class StandIns(Protocol):
    """Whoever knows the policy in force."""

    def __call__(self, school: School, on: date) -> Mapping[str, str]:
        """Each role of which the policy in force that day says who stands in, and that role."""
        ...


_registered: list[RoleNeeds] = []
_stand_ins: list[StandIns] = []


def register(provider: RoleNeeds) -> None:
    """From now on ask this provider. The same one twice is asked once."""
    if provider not in _registered:
        _registered.append(provider)


def forget(provider: RoleNeeds) -> None:
    """Ask this provider no more (tests)."""
    _registered.remove(provider)


def role_needs(school: School, on: date) -> dict[str, int]:
    """What all providers say together; of two numbers the higher. Empty where nobody is registered: then nothing is needed."""
    needs: dict[str, int] = {}
    for provider in _registered:
        for role, at_least in provider(school, on).items():
            needs[role] = max(at_least, needs.get(role, 0))
    return needs


def register_stand_ins(provider: StandIns) -> None:
    """From now on ask this provider who stands in. The same one twice is asked once."""
    if provider not in _stand_ins:
        _stand_ins.append(provider)


def stands_in(school: School, on: date) -> Callable[[str], str | None]:
    """Who stands in for a role that day: as the policy in force says, else by the table that all rooms share."""
    declared = {role: other for provider in _stand_ins for role, other in provider(school, on).items()}
    return lambda role: declared.get(role) or STANDS_IN.get(role)


class Rank(IntEnum):
    """How urgent a thing is that needs its reader: the lower, the sooner it stands on their page of the day."""

    BROKEN = 1
    CHILD = 2
    LATE = 3
    WAITS = 4
    EMPTY = 5
    SIGN = 6
    CONFIRM = 7
    SOON = 8


class Part(StrEnum):
    """Where on the page of the day a fact stands; the value is its heading. NEEDS_YOU holds five at most."""

    NEEDS_YOU = gettext_noop("What needs you")
    LESSON = gettext_noop("This lesson")
    NETWORK = gettext_noop("The network")
    OWN = gettext_noop("What you asked for")
    QUESTIONS = gettext_noop("Five questions to ask")
    QUIET = gettext_noop("Good to know")


@dataclass(frozen=True, slots=True)
class Lead:
    """One way on from a fact: the words of a link and its path on the portal, and what is to be known beside it."""

    words: str
    path: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class DayFact:
    """One thing for one reader today: a short title, a sentence (or ""), and ways on. `state` is a beacon's: amber, steady, grey.

    `rank` and then `due` say which of those that need the reader comes first. Like things are one fact with several leads.
    """

    part: Part
    title: str
    words: str = ""
    state: str = "steady"
    leads: tuple[Lead, ...] = ()
    rank: Rank = Rank.SOON
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """Who looks at their day, when: `roles` are those they hold on `on`, the school's own day of `now`."""

    school: School
    reader: Person
    roles: frozenset[str]
    now: datetime
    on: date


class DayFacts(Protocol):
    """A room that knows something about somebody's day."""

    def __call__(self, day: Day) -> Sequence[DayFact]:
        """What this reader may know and should; each room keeps to its own permissions. Nothing for those it has nothing for."""
        ...


_days: list[DayFacts] = []


def register_day(provider: DayFacts) -> None:
    """From now on ask this room too. The same one twice is asked once."""
    if provider not in _days:
        _days.append(provider)


def forget_day(provider: DayFacts) -> None:
    """Ask this room no more (tests)."""
    _days.remove(provider)


def day_facts(day: Day) -> list[DayFact]:
    """What all rooms say, the most urgent first. A room that cannot answer is a fact itself, and does not take the page away."""
    told: list[DayFact] = []
    for provider in _days:
        try:
            told.extend(provider(day))
        except Exception:
            log.exception("a room could not say what its part of the day is")
            words = gettext("Look again in a minute. If it stays, tell the network manager.")
            told.append(DayFact(Part.QUIET, gettext("A part of this page could not be made."), words, state="amber"))
    far = datetime.max.replace(tzinfo=UTC)
    return sorted(told, key=lambda fact: (fact.rank, fact.due or far))
