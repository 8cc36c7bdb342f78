"""What the live page asks of the rooms above: the facts behind a clause. They answer by `register`, called in web/wiring.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from belisha.core.policy.model import Policy
from belisha.people.models import Person
from belisha.policy.models import PolicyVersion
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


@dataclass(frozen=True, slots=True)
class Asked:
    """Who reads which version, when. `reader` None: not signed in. `policy` is the version as it was read."""

    school: School
    version: PolicyVersion
    policy: Policy
    reader: Person | None
    now: datetime


class ClauseFacts(Protocol):
    """A room that knows something about clauses. It is asked once for a page, so that it looks things up once."""

    def facts_for(self, asked: Asked) -> Mapping[str, Sequence[ClauseFact]]:
        """What the reader may see, by clause number; a clause the room knows nothing of is left out.

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


def facts_for(asked: Asked) -> dict[str, list[ClauseFact]]:
    """What every registered provider says to this reader, by clause number."""
    told: dict[str, list[ClauseFact]] = {}
    for provider in _registered:
        for clause, facts in provider.facts_for(asked).items():
            told.setdefault(clause, []).extend(facts)
    return told
