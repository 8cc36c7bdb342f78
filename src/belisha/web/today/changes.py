"""What changed since somebody last looked, out of the record: like things in one line, one's own acts left out, nobody's words.

Who may read which kind of change follows the pages that show the things themselves (tests/permissions/table.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_noop as _

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
    """How an action of the record is told: for one and for many (by `count`), the page where it is seen, and to whom; to a pupil easily."""

    counted: Any
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


def ngettext(one: str, many: str) -> Any:
    """The words for one and for many, in the reader's language once `count` is known. The name is one that the collecting tool knows."""
    return ngettext_lazy(one, many, "count")


EVERYBODY, STAFF, ROLES, FACTS, DESK = "everybody", "staff and governors", "who sees roles", "who sees networks", "who sees requests"

TOLD: Final[Mapping[str, Told]] = {
    "policy version signed and put in force": Told(
        ngettext("A new version of the policy is in force", "%(count)s versions of the policy came into force"),
        "policy-live",
        EVERYBODY,
        _("The school has new rules"),
    ),
    "policy version withdrawn": Told(
        ngettext("A version of the policy was withdrawn", "%(count)s versions of the policy were withdrawn"), "policy-versions", STAFF
    ),
    "policy version loaded": Told(
        ngettext("A version of the policy was loaded", "%(count)s versions of the policy were loaded"), "policy-versions", STAFF
    ),
    "policy version signed": Told(
        ngettext("Somebody signed a version of the policy", "Versions of the policy were signed %(count)s times"),
        "policy-versions",
        STAFF,
    ),
    "access request asked": Told(ngettext("Somebody asked for a closed site", "%(count)s requests were asked"), "filtering-requests", DESK),
    "access request advised": Told(ngettext("A request was advised on", "%(count)s requests were advised on"), "filtering-requests", DESK),
    "access request decided": Told(ngettext("A request was decided", "%(count)s requests were decided"), "filtering-requests", DESK),
    "access request late": Told(ngettext("A request became late", "%(count)s requests became late"), "filtering-requests", DESK),
    "opening made": Told(ngettext("A site was opened by decision", "%(count)s sites were opened by decision"), "filtering-openings", STAFF),
    "opening expired": Told(ngettext("An opening ended by itself", "%(count)s openings ended by themselves"), "filtering-openings", STAFF),
    "opening ended": Told(ngettext("An opening was ended early", "%(count)s openings were ended early"), "filtering-openings", STAFF),
    "site closed": Told(ngettext("A reported site was closed", "%(count)s reported sites were closed"), "filtering-closes", DESK),
    "close confirmed": Told(
        ngettext("The close of a reported site was confirmed", "%(count)s closes were confirmed"), "filtering-closes", DESK
    ),
    "close lapsed": Told(
        ngettext("The close of a reported site lapsed", "%(count)s closes lapsed: nobody confirmed them"), "filtering-closes", DESK
    ),
    "activity planned": Told(ngettext("An activity was planned", "%(count)s activities were planned"), "filtering-activities", STAFF),
    "activity cancelled": Told(ngettext("An activity was cancelled", "%(count)s activities were cancelled"), "filtering-activities", STAFF),
    "observing started": Told(
        ngettext("The filter began to observe only", "The filter began to observe only, %(count)s times"), "policy-live", STAFF
    ),
    "observing ended": Told(ngettext("The filter closes again", "The filter closes again, %(count)s times"), "policy-live", STAFF),
    "observing over": Told(ngettext("The filter closes again", "The filter closes again, %(count)s times"), "policy-live", STAFF),
    "list loaded": Told(ngettext("A list was loaded", "%(count)s lists were loaded"), "filtering-lists", DESK),
    "ruleset not taken": Told(
        ngettext("The resolver did not take a change", "The resolver did not take %(count)s changes"), "jobs-operations", DESK
    ),
    "role given": Told(ngettext("Somebody was given a role", "%(count)s roles were given"), "people-roles", ROLES),
    "role ended": Told(ngettext("Somebody’s role was ended", "%(count)s roles were ended"), "people-roles", ROLES),
    "role delegated": Told(ngettext("Somebody stands in for a role", "%(count)s roles were delegated"), "people-away", ROLES),
    "network set": Told(ngettext("A network was added", "%(count)s networks were added"), "schools-networks", FACTS),
    "network changed": Told(ngettext("A network was changed", "%(count)s networks were changed"), "schools-networks", FACTS),
    "network ended": Told(ngettext("A network was ended", "%(count)s networks were ended"), "schools-networks", FACTS),
    "lesson set": Told(ngettext("A lesson time was set", "%(count)s lesson times were set"), "schools-times", FACTS),
    "term set": Told(ngettext("The days of a term were set", "The days of %(count)s terms were set"), "schools-times", FACTS),
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
    return gettext("today, {time}").format(time=f"{here:%H:%M}") if here.date() == day.on else date_format(here, "l j F")


def _words(told: Told, count: int, day: Day) -> str:
    if told.to_pupils and people.kind_of(day.reader) is Kind.PUPIL:
        return gettext(told.to_pupils)
    return str(told.counted % {"count": count})


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
