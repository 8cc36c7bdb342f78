"""What the record asks of the rooms above: who may read it (until somebody answers, nobody), and what stands that it must tell of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from django.http import HttpRequest


class WhoMayRead(Protocol):
    """Answers whether the reader of this request may read the record of their school."""

    def __call__(self, request: HttpRequest) -> bool:
        """True for the headteacher, the chair of governors and governors."""
        ...


_who: list[WhoMayRead] = []


def register(who: WhoMayRead) -> None:
    """Let `who` answer from now on, instead of whoever did before."""
    _who[:] = [who]


def may_read(request: HttpRequest) -> bool:
    """The registered answer; False where none is registered."""
    return bool(_who) and _who[0](request)


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that stands, and what the record must say of it: a record of one of `actions` on `subject` that holds `facts`.

    `words` name it in a sentence. `never_after`: actions that end it, so that it cannot stand once one of them is recorded.
    `person_id`: who must have acted, where that is part of the claim.
    """

    subject: str
    actions: tuple[str, ...]
    words: str
    facts: Mapping[str, object] = field(default_factory=dict)
    never_after: tuple[str, ...] = ()
    person_id: int | None = None


class ClaimsOf(Protocol):
    """Answers what stands in one room of a school."""

    def __call__(self, school_id: int) -> Iterable[Claim]:
        """Each thing that stands; asked within no scope."""
        ...


_rooms: list[ClaimsOf] = []


def register_claims(claims_of: ClaimsOf) -> None:
    """Let a room's claims be held against the record; twice is once."""
    if claims_of not in _rooms:
        _rooms.append(claims_of)


def claims_of_rooms(school_id: int) -> Iterator[Claim]:
    """What stands in every room that was registered."""
    for claims_of in _rooms:
        yield from claims_of(school_id)
