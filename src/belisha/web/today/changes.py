"""What changed since somebody last looked, out of the record: like things in one line, one's own acts left out, nobody's words.

Who may read which kind of change follows the pages that show the things themselves (tests/permissions/table.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from belisha.audit import queries as audit
from belisha.filtering.permissions.requests import READERS
from belisha.people import queries as people
from belisha.people.providers import Day
from belisha.people.states import SEES_ROLES, Kind
from belisha.web.readers import FACTS_READERS

LOOKED_BACK: Final = timedelta(days=14)
LINES_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Told:
    """How an action of the record is told: for one and for many (`{count}`), the page where it is seen, and to whom; to a pupil easily."""

    one: str
    many: str
    page: str
    readers: str
    to_pupils: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One line: words, the name of a page of the portal, and when it happened last: "today, 10:15", "Friday 18 September"."""

    words: str
    page: str
    at: datetime
    when: str


EVERYBODY, STAFF, ROLES, FACTS, DESK = "everybody", "staff and governors", "who sees roles", "who sees networks", "who sees requests"

TOLD: Final[Mapping[str, Told]] = {
    "policy version signed and put in force": Told(
        "A new version of the policy is in force",
        "{count} versions of the policy came into force",
        "policy-live",
        EVERYBODY,
        "The school has new rules",
    ),
    "policy version withdrawn": Told(
        "A version of the policy was withdrawn", "{count} versions of the policy were withdrawn", "policy-versions", STAFF
    ),
    "policy version loaded": Told(
        "A version of the policy was loaded", "{count} versions of the policy were loaded", "policy-versions", STAFF
    ),
    "policy version signed": Told(
        "Somebody signed a version of the policy", "Versions of the policy were signed {count} times", "policy-versions", STAFF
    ),
    "access request asked": Told("Somebody asked for a closed site", "{count} requests were asked", "filtering-requests", DESK),
    "access request advised": Told("A request was advised on", "{count} requests were advised on", "filtering-requests", DESK),
    "access request decided": Told("A request was decided", "{count} requests were decided", "filtering-requests", DESK),
    "access request late": Told("A request became late", "{count} requests became late", "filtering-requests", DESK),
    "opening made": Told("A site was opened by decision", "{count} sites were opened by decision", "filtering-openings", STAFF),
    "opening expired": Told("An opening ended by itself", "{count} openings ended by themselves", "filtering-openings", STAFF),
    "opening ended": Told("An opening was ended early", "{count} openings were ended early", "filtering-openings", STAFF),
    "site closed": Told("A reported site was closed", "{count} reported sites were closed", "filtering-closes", DESK),
    "close confirmed": Told("The close of a reported site was confirmed", "{count} closes were confirmed", "filtering-closes", DESK),
    "close lapsed": Told("The close of a reported site lapsed", "{count} closes lapsed: nobody confirmed them", "filtering-closes", DESK),
    "activity planned": Told("An activity was planned", "{count} activities were planned", "filtering-activities", STAFF),
    "activity cancelled": Told("An activity was cancelled", "{count} activities were cancelled", "filtering-activities", STAFF),
    "observing started": Told("The filter began to observe only", "The filter began to observe only, {count} times", "policy-live", STAFF),
    "observing ended": Told("The filter closes again", "The filter closes again, {count} times", "policy-live", STAFF),
    "observing over": Told("The filter closes again", "The filter closes again, {count} times", "policy-live", STAFF),
    "list loaded": Told("A list was loaded", "{count} lists were loaded", "filtering-lists", DESK),
    "ruleset not taken": Told("The resolver did not take a change", "The resolver did not take {count} changes", "jobs-operations", DESK),
    "role given": Told("Somebody was given a role", "{count} roles were given", "people-roles", ROLES),
    "role ended": Told("Somebody’s role was ended", "{count} roles were ended", "people-roles", ROLES),
    "role delegated": Told("Somebody stands in for a role", "{count} roles were delegated", "people-away", ROLES),
    "network set": Told("A network was added", "{count} networks were added", "schools-networks", FACTS),
    "network changed": Told("A network was changed", "{count} networks were changed", "schools-networks", FACTS),
    "network ended": Told("A network was ended", "{count} networks were ended", "schools-networks", FACTS),
    "lesson set": Told("A lesson time was set", "{count} lesson times were set", "schools-times", FACTS),
    "term set": Told("The days of a term were set", "The days of {count} terms were set", "schools-times", FACTS),
}
"""By the action's name in the record. What is not here is nobody's news."""


def since_last_look(day: Day, seen_until: datetime | None) -> list[Change]:
    """What changed since then, fourteen days back at most, the latest first."""
    since = max(seen_until or day.now - LOOKED_BACK, day.now - LOOKED_BACK)
    allowed = [action for action, told in TOLD.items() if told.readers in _reads(day)]
    found = audit.told_since(day.school.pk, since, until=day.now, actions=allowed, but_not_by=day.reader.pk)
    lines = [Change(_words(TOLD[row.action], row.count, day), TOLD[row.action].page, row.at, _when(day, row.at)) for row in found]
    return lines[:LINES_SHOWN]


def _when(day: Day, at: datetime) -> str:
    here = at.astimezone(ZoneInfo(day.school.zone))
    return f"today, {here:%H:%M}" if here.date() == day.on else f"{here:%A} {here.day} {here:%B}"


def _words(told: Told, count: int, day: Day) -> str:
    if told.to_pupils and people.kind_of(day.reader) is Kind.PUPIL:
        return told.to_pupils
    return told.one if count == 1 else told.many.format(count=count)


def _reads(day: Day) -> set[str]:
    """The kinds of change that this reader may read."""
    kind, words = people.kind_of(day.reader), people.people_words(day.reader, on=day.on)
    is_governor = "governors" in words
    allowed = {
        EVERYBODY: True,
        STAFF: bool(words & {"staff", "governors"}),
        ROLES: kind in SEES_ROLES,
        FACTS: is_governor or bool(day.roles & FACTS_READERS),
        DESK: bool(day.roles & READERS),
    }
    return {name for name, may_read in allowed.items() if may_read}
