"""What a school's pages ask of the rooms above: who may see and change its facts, its classes, how each seat stands on the network.

The roof registers who answers (web/wiring.py). Where nobody is registered, nobody may do anything and nothing is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Protocol

from django.http import HttpRequest

from belisha.schools.models import School


class Right(Enum):
    """What a reader may do with a school's facts; the value is used in a sentence."""

    SEE = "see"
    SET_NETWORKS = "set networks"
    SET_TIMES = "set times"


class WhoMay(Protocol):
    """Answers whether the reader of this request has this right today."""

    def __call__(self, request: HttpRequest, right: Right) -> bool:
        """True for those who have it."""
        ...


class Classes(Protocol):
    """Knows the school's classes."""

    def __call__(self, school: School, *, on: date) -> Mapping[str, str]:
        """Each class of that day and its year group: {"5K": "year 5"}."""
        ...


@dataclass(frozen=True, slots=True)
class SeatFact:
    """How a seat stands on the network: `state` is a beacon's (steady, amber, grey), `link` leads to more, or is ""."""

    state: str
    words: str
    link: str = ""
    link_words: str = ""


class SeatFacts(Protocol):
    """Knows what the network was seen to do for each seat."""

    def __call__(self, school: School, now: datetime) -> Mapping[str, SeatFact]:
        """A fact for each key of a seat ("pupils", "pupils/5K", "unknown"); seats of which nothing is known are left out."""
        ...


_who: list[WhoMay] = []
_classes: list[Classes] = []
_seat_facts: list[SeatFacts] = []


def register(*, who: WhoMay, classes: Classes, seat_facts: SeatFacts) -> None:
    """Let these answer from now on, instead of whoever did before."""
    _who[:], _classes[:], _seat_facts[:] = [who], [classes], [seat_facts]


def may(request: HttpRequest, right: Right) -> bool:
    """The registered answer; False where none is registered."""
    return bool(_who) and _who[0](request, right)


def classes(school: School, *, on: date) -> Mapping[str, str]:
    """The school's classes of that day."""
    return _classes[0](school, on=on) if _classes else {}


def seat_facts(school: School, now: datetime) -> Mapping[str, SeatFact]:
    """How each seat stands on the network."""
    return _seat_facts[0](school, now) if _seat_facts else {}
