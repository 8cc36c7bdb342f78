"""What a list would do to sites that this school has a reason to care about, decided by the reference for each of its seats.

Whoever closes by a list sees it before: most mistakes of published lists are single names, found by those who cannot work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from belisha.core.decision.decide import decide
from belisha.core.decision.model import Question, Verdict
from belisha.core.decision.people import PUPILS
from belisha.core.lists.compare import names_on
from belisha.core.moments import UNKNOWN_SEAT, Seat
from belisha.core.names import Host
from belisha.core.programme.model import NameList, Programme
from belisha.directory import queries as directory
from belisha.filtering.models import AccessRequest
from belisha.filtering.queries.openings import holding
from belisha.filtering.queries.seats import programme_now
from belisha.filtering.queries.standing import own_names
from belisha.filtering.states import RequestStatus
from belisha.kit.templatetags.school_time import school_day as told_day
from belisha.schools.models import School

EVERYONE: Final = "everyone"
UNKNOWN: Final = "devices that nobody knows"
LISTED_AT_MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Touched:
    """A site the school cares about that a list touches: what it is to the school, and the names on the list that touch it.

    `closes_for` are the people for whom it is open now and would be closed; empty: it stays as it is for everybody.
    """

    host: str
    what: str
    listed: tuple[str, ...]
    closes_for: tuple[str, ...]


def touched(school: School, list_id: str, names: Set[str], *, added: Set[str], now: datetime) -> list[Touched]:
    """The sites of `watched` that the names of `added` touch, were the list to hold `names`; those that would close first.

    Ask within the school's scope.
    """
    what = watched(school, now)
    found = names_on(added, what)
    if not found:
        return []
    before = programme_now(school, now)
    after = _with_list(before, list_id, names)
    rows = [
        Touched(host, what[host], listed[:LISTED_AT_MOST], _closed_for((host, *listed[:LISTED_AT_MOST]), before, after, now))
        for host, listed in found.items()
    ]
    return sorted(rows, key=lambda row: (not row.closes_for, row.what, row.host))


def watched(school: School, now: datetime) -> Mapping[str, str]:
    """The sites a list must not close unseen, each with what it is to the school."""
    catalogue = directory.catalogue()
    settled = AccessRequest.objects.filter(school=school, status=RequestStatus.GRANTED.name).values_list("host", flat=True)
    open_now = {row.host: f"open by decision for {row.people} until {told_day(row.ends)}" for row in holding(school, at=now)}
    return {
        **dict.fromkeys((*catalogue.safe_hosts, *catalogue.safe_hosts.values()), "a search engine or video site, and its safe mode"),
        **directory.places_of_many(),
        **dict.fromkeys(settled, "opened by decision before, as closed by mistake or needed"),
        **open_now,
        **dict.fromkeys(catalogue.help_names, "help for children and families"),
        **dict.fromkeys(own_names(school), "the school’s own page"),
    }


def _with_list(programme: Programme, list_id: str, names: Set[str]) -> Programme:
    lists = {**programme.standing.lists, list_id: NameList(list_id, list_id, names)}
    return programme.with_standing(replace(programme.standing, lists=lists))


def _closed_for(hosts: Iterable[str], before: Programme, after: Programme, now: datetime) -> tuple[str, ...]:
    """The seats, as people call them, at which one of these names is open and would not be."""
    seats = (*{network.seat.key: network.seat for network in after.facts.networks}.values(), UNKNOWN_SEAT)
    asked = [Host(host) for host in dict.fromkeys(hosts)]
    closed = [seat for seat in seats if any(_closes(host, seat, before, after, now) for host in asked)]
    if len(closed) == len(seats):
        return (EVERYONE,)
    if all(seat in closed for seat in seats if PUPILS in seat.people):
        return tuple(dict.fromkeys((PUPILS, *(_called(seat) for seat in closed if PUPILS not in seat.people))))
    return tuple(sorted(dict.fromkeys(_called(seat) for seat in closed)))


def _closes(host: Host, seat: Seat, before: Programme, after: Programme, now: datetime) -> bool:
    question = Question(host, now, seat)
    is_closed = decide(after, question).verdict is Verdict.CLOSED
    return is_closed and decide(before, question).verdict is not Verdict.CLOSED


def _called(seat: Seat) -> str:
    """The people of a seat, by their narrowest word: "class 5K", "staff"."""
    if seat.is_unknown:
        return UNKNOWN
    return next((word for word in sorted(seat.people) if word.startswith("class ")), seat.key)
