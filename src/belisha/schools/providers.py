"""What a school's pages ask of the rooms above: who may see and change its facts, its classes, what was proved in each network.

The roof registers who answers (web/wiring.py). Where nobody is registered, nobody may do anything and nothing is known.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Protocol

from django.http import HttpRequest

from belisha.schools.models import School


class Right(Enum):
    """What a reader may do with a school's facts; the value is used in a sentence."""

    SEE = "see"
    SEE_DEVICES = "see whose device is whose"
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
class Holder:
    """A pupil or member of staff who can have a device of their own: their id, name, and group ("pupils", "staff")."""

    number: int
    name: str
    group: str
    more: str = ""


class Holders(Protocol):
    """Knows the school's people."""

    def __call__(self, school: School, *, on: date) -> Sequence[Holder]:
        """The pupils and staff of that day, by name; `more` tells apart those of one name (their class)."""
        ...


class Words(Protocol):
    """Knows what a policy calls people."""

    def __call__(self, school: School, ids: Collection[int], *, on: date) -> Mapping[int, frozenset[str]]:
        """The words of a policy that mean each of these people; whoever is not of the school that day is left out."""
        ...


@dataclass(frozen=True, slots=True)
class NetworkFact:
    """How a network stands: `state` is a beacon's (steady, amber, grey), `link` leads to more, or is ""."""

    state: str
    words: str
    link: str = ""
    link_words: str = ""


@dataclass(frozen=True, slots=True)
class Network:
    """A range of addresses and the key of the seat that sits there ("pupils/5K"); "" is all the school's addresses in no network."""

    range: str
    seat_key: str


class NetworkFacts(Protocol):
    """Knows what the network was seen to do."""

    def __call__(self, school: School, networks: Sequence[Network], now: datetime) -> Sequence[NetworkFact]:
        """A fact for each of these, in their order: what was answered to that very range."""
        ...


_who: list[WhoMay] = []
_classes: list[Classes] = []
_network_facts: list[NetworkFacts] = []
_holders: list[Holders] = []
_words: list[Words] = []


def register(*, who: WhoMay, classes: Classes, network_facts: NetworkFacts) -> None:
    """Let these answer from now on, instead of whoever did before."""
    _who[:], _classes[:], _network_facts[:] = [who], [classes], [network_facts]


def register_people(*, holders: Holders, words: Words) -> None:
    """Let these tell of people from now on, instead of whoever did before."""
    _holders[:], _words[:] = [holders], [words]


def may(request: HttpRequest, right: Right) -> bool:
    """The registered answer; False where none is registered."""
    return bool(_who) and _who[0](request, right)


def classes(school: School, *, on: date) -> Mapping[str, str]:
    """The school's classes of that day."""
    return _classes[0](school, on=on) if _classes else {}


def holders(school: School, *, on: date) -> Sequence[Holder]:
    """The pupils and staff of that day, by name."""
    return _holders[0](school, on=on) if _holders else ()


def words(school: School, ids: Collection[int], *, on: date) -> Mapping[int, frozenset[str]]:
    """What a policy calls each of these people of that day."""
    return _words[0](school, ids, on=on) if _words else {}


def network_facts(school: School, networks: Sequence[Network], now: datetime) -> Sequence[NetworkFact]:
    """How each of these networks stands."""
    if not _network_facts:
        return [NetworkFact("grey", "Nothing is known.") for _ in networks]
    return _network_facts[0](school, networks, now)
