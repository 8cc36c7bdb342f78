"""What the operations page says of the subscribed lists: which needs somebody, and what to do. Registered in web/wiring.py."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from belisha.filtering.queries.lists import ListStanding, standings
from belisha.filtering.queries.seats import programme_now
from belisha.jobs.providers import OperationsFact
from belisha.jobs.states import Beacon
from belisha.kit import remembered
from belisha.schools.models import School

STALE_AFTER: Final = 3
"""Paces missed: a list that is fetched every day and was not reached for three is old."""


def list_facts(school_id: int, now: datetime) -> Sequence[OperationsFact]:
    """One row for each list that needs somebody, else one for all of them. Ask within the school's scope."""
    return facts_of_lists(remembered.while_unchanged(school_id, "school", lambda: School.objects.get(pk=school_id)), now)


def facts_of_lists(school: School, now: datetime) -> Sequence[OperationsFact]:
    """The same, for a school that is at hand. Ask within its scope."""
    rows = remembered.while_unchanged(school.pk, "standings of lists", lambda: tuple(standings(school, programme_now(school, now))))
    troubled = [fact for row in rows if (fact := _trouble(row, now)) is not None]
    if troubled:
        return troubled
    loaded = [row.held for row in rows if row.held is not None]
    if not loaded:
        return [OperationsFact("lists", Beacon.GREY, "None is loaded.", "See “Lists”.")]
    latest = max(row.loaded_at for row in loaded)
    names = sum(row.count for row in loaded)
    return [OperationsFact("lists", Beacon.STEADY, f"{len(loaded)} are loaded, {names:,} names in all.", since=latest)]


def _trouble(row: ListStanding, now: datetime) -> OperationsFact | None:
    """What somebody has to do about a list, or None."""
    name, fetched = f"list “{row.list_id}”", row.subscription
    if row.waiting is not None:
        words = "A new version waits. " + " ".join(row.waiting.doubts)
        return OperationsFact(
            name, Beacon.AMBER, words, "Look at it on the page “Lists”, then use it or throw it away.", row.waiting.arrived_at
        )
    if row.held is None and row.is_used:
        words = "It should close something and holds nothing."
        return OperationsFact(name, Beacon.AMBER, words, "Load it from a file, or say on the page “Lists” where it is fetched from.")
    if fetched is not None and fetched.fault:
        words = f"It could not be fetched; what it held stays in use. {fetched.fault}"
        return OperationsFact(name, Beacon.AMBER, words, "It is tried again by itself.", since=fetched.reached_at)
    if fetched is not None and fetched.reached_at and now - fetched.reached_at > STALE_AFTER * timedelta(hours=fetched.every_hours):
        words = "Its publisher has not been asked for too long."
        return OperationsFact(name, Beacon.AMBER, words, "See whether the worker is alive: it fetches lists.", since=fetched.reached_at)
    return None
