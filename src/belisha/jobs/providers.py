"""What higher rooms add to the operations page, and who may see it: the roof registers both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.http import HttpRequest

from belisha.jobs.states import Beacon


@dataclass(frozen=True, slots=True)
class OperationsFact:
    """One row: a thing, how it stands, since when, and what to do about it (empty where nothing is to be done)."""

    name: str
    beacon: Beacon
    words: str
    to_do: str = ""
    since: datetime | None = None


class OperationsFacts(Protocol):
    """Says how something of a higher room stands (the resolver, the last proof, the record)."""

    def __call__(self, school_id: int, now: datetime) -> Sequence[OperationsFact]:
        """The rows of this room."""
        ...


class WhoMaySee(Protocol):
    """Answers whether the reader of this request may see the operations page."""

    def __call__(self, request: HttpRequest) -> bool:
        """True for those who look after the server."""
        ...


_facts: list[OperationsFacts] = []
_who: list[WhoMaySee] = []


def register(facts: OperationsFacts) -> None:
    """Add rows to the page; the same provider again changes nothing."""
    if facts not in _facts:
        _facts.append(facts)


def registered() -> tuple[OperationsFacts, ...]:
    """Everybody who adds rows, in the order they were registered."""
    return tuple(_facts)


def register_who(who: WhoMaySee) -> None:
    """Let `who` answer from now on, instead of whoever did before."""
    _who[:] = [who]


def may_see(request: HttpRequest) -> bool:
    """The registered answer; False where none is registered."""
    return bool(_who) and _who[0](request)
