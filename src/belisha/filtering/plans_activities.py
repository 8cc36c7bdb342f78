"""What to prove of a curriculum activity: its best-known names, from where its class sits, and from one class it is not for."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from belisha.core.decision.people import covers
from belisha.core.programme.model import Programme
from belisha.directory import queries as directory
from belisha.filtering.models import Activity
from belisha.filtering.plans import best_known
from belisha.filtering.proving import Target, each_at, seats_of
from belisha.filtering.queries.activities import people_of

NAMES_ASKED: Final = 4
"""A bell may ring for thirty classes at once: each name costs about a millisecond for each seat."""


def for_activity(programme: Programme, row: Activity, at: datetime) -> tuple[Target, ...]:
    """One name of each of its services and its sites, from every seat the class has at that moment, and from one other class."""
    people, seats = people_of(row), seats_of(programme.facts.at(at))
    mine = [seat for seat in seats if covers(people, seat)]
    other = next((seat for seat in seats if seat not in mine and "/" in seat.key), None)
    return each_at(names_asked(row), [*mine, *([other] if other is not None and mine else [])])


def names_asked(row: Activity) -> list[str]:
    """The names it is proved by: the best-known one of each service, then its sites."""
    known = [service for one in row.services if (service := directory.service_named(one)) is not None]
    first = (best_known(service.domains, [service.id])[0] for service in known)
    return [name for name in dict.fromkeys((*first, *row.sites)) if name in row.names][:NAMES_ASKED]
