"""What closing a site would do, before anybody does it: who loses it, what else goes with it, and why it cannot or should not be closed.

Raises nothing: what forbids a close is `forbidden`, a sentence.
Source: safeguarding.md 16 and 20; docs/decisions/2026-11-23-closed-from-a-report.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from belisha.core.decision.decide import decide
from belisha.core.decision.model import Decision, Question, Verdict
from belisha.core.decision.people import is_inside
from belisha.core.decision.scope import is_among
from belisha.core.names import Host, Unusable
from belisha.core.programme.model import EVERYONE, Programme
from belisha.directory import queries as directory
from belisha.filtering.models import AccessRequest, Activity, Opening, Report, SiteClose
from belisha.filtering.permissions.requests import WAITING_NAMES
from belisha.filtering.proving import seats_of
from belisha.filtering.queries import closes
from belisha.filtering.queries.activities import PREFIX, to_come
from belisha.filtering.queries.openings import holding
from belisha.filtering.queries.proofs import seats_in_words
from belisha.filtering.queries.standing import own_names
from belisha.schools.models import School

NAMES_TO_CHOOSE: Final = 4
SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Loss:
    """People (in words) for whom the site is one way now; `why` is the clause or what else closes it already."""

    people: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class WhatCloses:
    """What closing `host` for `people` would do. `forbidden` "" where it can be; `warnings` ask for a recorded reason first.

    `loses`: who can open it now and could not. `closed_already`: who cannot now. `openings` end; `activities` keep the rest of what
    they open; `requests` wait for it; `services` would lose some of their names; `others` are names reported below it,
    and `reports` how many reports of the name itself there are; `stays_open` is help below it.
    """

    host: str
    people: str
    forbidden: str = ""
    warnings: tuple[str, ...] = ()
    loses: str = ""
    closed_already: tuple[Loss, ...] = ()
    openings: tuple[Opening, ...] = ()
    activities: tuple[Activity, ...] = ()
    requests: tuple[AccessRequest, ...] = ()
    services: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    reports: int = 0
    stays_open: tuple[str, ...] = ()
    held: SiteClose | None = None

    @property
    def needs_reason(self) -> bool:
        """True where closing it needs a recorded reason."""
        return bool(self.warnings)


def names_to_choose(host: str) -> list[str]:
    """The names that could be meant: the one reported and those above it that one owner has, the shortest that people call it by first."""
    found = [name for name in Host(host).upwards() if "." in name and not directory.suffixes().is_public_suffix(name)]
    return [name for name in found if name == host or not name.startswith("www.")][:NAMES_TO_CHOOSE] or [host]


def usual_name(host: str) -> str:
    """The name that people mean: without www., where that is a site of its own."""
    plain = host.removeprefix("www.")
    return plain if plain in names_to_choose(host) else host


def what_closes(school: School, host: str, programme: Programme, *, now: datetime, people: str = EVERYONE) -> WhatCloses:
    """What closing the name and all below it would do for these people. Ask within the school's scope."""
    try:
        asked = Host(host)
    except Unusable as fault:
        return WhatCloses(host, people, forbidden=str(fault))
    held = _held(school, asked, people, programme, now)
    if forbidden := _forbidden(asked, held, school):
        return WhatCloses(host, people, forbidden=forbidden, held=held)
    decided = {seat.key: decide(programme, Question(asked, now, seat)) for seat in seats_of(programme.facts)}
    reported = _reported_below(school, host)
    return WhatCloses(
        host=host,
        people=people,
        warnings=tuple(_warnings(asked)),
        loses=_in_words([key for key, one in decided.items() if _is_open(one)], decided),
        closed_already=tuple(_closed_already(decided)),
        openings=tuple(_openings(school, host, people, programme, now)),
        activities=tuple(_activities(school, host, programme, now))[:SHOWN],
        requests=tuple(_requests(school, host)),
        services=_services(asked),
        others=tuple(sorted({name for name in reported if name != host})),
        reports=reported.count(host),
        stays_open=tuple(sorted(name for name in programme.standing.help_names if name != host and _is_below(name, host))),
        held=held,
    )


def _forbidden(asked: Host, held: SiteClose | None, school: School) -> str:
    """Why it cannot be closed at all, or "": each with what to do instead."""
    name = asked.name
    if held is not None:
        return f"{name} is closed already: {held.closed_by.name} closed {held.host} for {held.people}."
    if directory.suffixes().is_public_suffix(name):
        return f"“{name}” is an ending that strangers share: closing it would close every site that ends so. Choose the one site."
    catalogue = directory.catalogue()
    if helped := next((one for one in (*catalogue.help_names, *own_names(school)) if asked.is_at_or_below(one)), ""):
        return f"{helped} is help, or the school’s own page, which is never closed. If something there is wrong, write to them."
    if next((one for one in catalogue.negative_names if asked.is_at_or_below(one)), ""):
        return f"{name} is no site: the network answers that it is not there already."
    if any(_is_below(one, name) for one in directory.search_names()):
        return f"{name} is a search engine, and lessons stop without it. Safe search is on; close the site that it found instead."
    if any(_is_below(one, name) for one in directory.shared_names()):
        return f"{name} carries parts of very many sites, lessons among them. Close the one site that was reported instead."
    return ""


def _warnings(asked: Host) -> Iterator[str]:
    """What speaks against it, where it can be done all the same. Source: safeguarding.md 20."""
    for name, what in sorted(directory.protected_names().items()):
        if asked.is_at_or_below(name) or _is_below(name, asked.name):
            where = "" if name == asked.name else f"{name}: "
            yield f"This is a protected site ({where}{what}). Closing needs a recorded reason."


def _held(school: School, asked: Host, people: str, programme: Programme, now: datetime) -> SiteClose | None:
    """A close that holds already for all of these people. The database is asked only where the programme knows of one."""
    known = any(is_among(asked.name, close.names) for close in programme.standing.closes)
    return closes.covering(school, asked.name, people, programme.facts, now=now) if known else None


def _openings(school: School, host: str, people: str, programme: Programme, now: datetime) -> Iterator[Opening]:
    """Openings that would end: of the name or below it, for people who are all among those it is closed for."""
    if _is_opened(host, programme, lessons=False):
        rows = holding(school, at=now)
        yield from (row for row in rows if _is_below(row.host, host) and is_inside(row.people, people, programme.facts))


def _activities(school: School, host: str, programme: Programme, now: datetime) -> Iterator[Activity]:
    """Activities to come that open the name or one below it."""
    if _is_opened(host, programme, lessons=True):
        yield from (row for row in to_come(school, now=now) if any(_is_below(name, host) for name in row.names))


def _is_opened(host: str, programme: Programme, *, lessons: bool) -> bool:
    """True where the programme knows of an opening (or of a lesson's) of the name or below it: only then are the rows asked for."""
    openings = (one for one in programme.standing.openings if one.id.startswith(PREFIX) is lessons)
    return any(_is_below(name, host) for opening in openings for name in opening.names)


def _closed_already(decided: dict[str, Decision]) -> Iterator[Loss]:
    """Who cannot open it now, told by what closes it."""
    closed = {key: one for key, one in decided.items() if one.verdict is Verdict.CLOSED}
    for clause in dict.fromkeys(one.clause or "" for one in closed.values()):
        yield Loss(_in_words([key for key, one in closed.items() if (one.clause or "") == clause], decided), clause)


def _in_words(keys: list[str], decided: dict[str, Decision]) -> str:
    if len(keys) == len(decided):
        return EVERYONE
    return seats_in_words(keys, among=decided) if keys else ""


def _requests(school: School, host: str) -> Iterator[AccessRequest]:
    rows = AccessRequest.objects.filter(school=school, status__in=WAITING_NAMES).order_by("pk")
    return (row for row in rows if _is_below(row.host, host))


def _services(asked: Host) -> tuple[str, ...]:
    """The services of the directory that would lose a name of theirs, or one they share."""
    found = [
        one.name
        for one in directory.catalogue().services.values()
        if any(_is_below(name, asked.name) or asked.is_at_or_below(name) for name in (*one.domains, *one.shared))
    ]
    return tuple(sorted(dict.fromkeys(found), key=str.casefold))


def _reported_below(school: School, host: str) -> list[str]:
    """The names of all reports of it or below it, as often as they were reported."""
    names = Report.objects.filter(school=school, host__endswith=host).values_list("host", flat=True)
    return [name for name in names if _is_below(name, host)]


def _is_open(decision: Decision) -> bool:
    return decision.verdict in (Verdict.OPEN, Verdict.SAFE)


def _is_below(name: str, host: str) -> bool:
    """True for the name itself and for those below it."""
    return name == host or name.endswith(f".{host}")
