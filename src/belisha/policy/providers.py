"""What the live page asks of the rooms above: the facts behind a clause. They answer by `register`, called in web/wiring.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from belisha.people.models import Person
from belisha.schools.models import School


class Beacon(StrEnum):
    """How a clause, or one fact of it, stands. Each value is the beacon component's `state`."""

    STEADY = "steady"
    AMBER = "amber"
    GREY = "grey"


class FactKind(StrEnum):
    """Whether a fact is evidence, or something its reader can do about the clause (then `link` leads there)."""

    EVIDENCE = "evidence"
    TASK = "task"


@dataclass(frozen=True, slots=True)
class ClauseFact:
    """One sentence about a clause for one reader. A task's `state` never changes the beacon; an evidence's may.

    `amber` words say what is missing and who has to act. Words are plain text; `link` is a path on the portal, or "".
    """

    state: str
    words: str
    link: str = ""
    kind: str = FactKind.EVIDENCE


class ClauseFacts(Protocol):
    """A room that knows something about clauses."""

    def facts_for(self, school: School, clause_number: str, reader: Person | None, now: datetime) -> Sequence[ClauseFact]:
        """What `reader` (None: not signed in) may see about this clause; empty where the room knows nothing of it.

        The worst state must be the same for every reader, so that the beacon is: an outsider gets fewer words, not another colour.
        To outsiders: no name, no case, no request (safeguarding.md 26).
        """
        ...


_registered: list[ClauseFacts] = []


def register(provider: ClauseFacts) -> None:
    """From now on ask this provider too. The same one twice is asked once."""
    if provider not in _registered:
        _registered.append(provider)


def forget(provider: ClauseFacts) -> None:
    """Ask this provider no more (tests)."""
    _registered.remove(provider)


def facts_for(school: School, clause_number: str, reader: Person | None, now: datetime) -> list[ClauseFact]:
    """What every registered provider says about a clause to this reader."""
    return [fact for provider in _registered for fact in provider.facts_for(school, clause_number, reader, now)]
