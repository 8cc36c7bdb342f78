"""What the frame of every page needs: the school, the reader, the doors they can go through, the school's time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from belisha.audit.permissions import may_read
from belisha.filtering.models import Observing
from belisha.filtering.permissions.attempts import may_see_attempts
from belisha.filtering.permissions.openings import may_see_openings
from belisha.filtering.permissions.why import may_ask_why
from belisha.filtering.queries.observing import observing_at
from belisha.jobs.permissions import may_see
from belisha.kit import clock
from belisha.kit.templatetags.school_time import school_moment
from belisha.notices import queries as notices
from belisha.people import queries as people
from belisha.people.permissions import may_see_roles
from belisha.policy.permissions import is_insider
from belisha.policy.queries import school_day_of
from belisha.schools.permissions import may_see as may_see_facts


@dataclass(frozen=True, slots=True)
class Door:
    """A link of the main navigation: `is_here` on its own page, `is_around` on a page behind it."""

    words: str
    address: str
    is_here: bool
    is_around: bool


def _anybody(request: HttpRequest) -> bool:
    return True


def _somebody(request: HttpRequest) -> bool:
    return request.person is not None


def _sees_openings(request: HttpRequest) -> bool:
    person = request.person
    return person is not None and may_see_openings(person, school=request.school, on=school_day_of(request.school, clock.now()))


def _asks_why(request: HttpRequest) -> bool:
    person = request.person
    return person is not None and may_ask_why(person, school=request.school, on=school_day_of(request.school, clock.now()))


def _sees_attempts(request: HttpRequest) -> bool:
    person = request.person
    return person is not None and may_see_attempts(person, school=request.school, on=school_day_of(request.school, clock.now()))


def _sees_roles(request: HttpRequest) -> bool:
    return request.person is not None and may_see_roles(people.kind_of(request.person))


DOORS: tuple[tuple[str, str, Callable[[HttpRequest], bool]], ...] = (
    ("The policy", "policy-live", _anybody),
    ("Closed? Ask here", "filtering-door", _anybody),
    ("Check this device", "filtering-check", _anybody),
    ("Requests", "filtering-requests", _somebody),
    ("Openings", "filtering-openings", _sees_openings),
    ("Why?", "filtering-why", _asks_why),
    ("Attempts", "filtering-attempts", _sees_attempts),
    ("Versions", "policy-versions", _somebody),
    ("Roles", "people-roles", _sees_roles),
    ("Networks", "schools-networks", may_see_facts),
    ("Record", "audit-record", may_read),
    ("Operations", "jobs-operations", may_see),
)
"""Words, the page's name, and who may go there: the rooms' own answers, so that no door leads to a "no"."""

BEHIND = {"/policy/": "policy-live", "/school/": "schools-networks"}
"""Pages whose address does not begin with that of the door they are reached by."""


def of_every_page(request: HttpRequest) -> dict[str, object]:
    """The values of the frame: `school`, `reader` (a Person or None), `doors`, `unread` notices, `is_demo`, `school_time`.

    `observing`: the time in which the filter only observes, for those who are told so on every page; None for everybody else.
    `sees_attempts`: whether this reader may go where it is ended.
    """
    reader = getattr(request, "person", None)
    return {
        "school": getattr(request, "school", None),
        "reader": reader,
        "doors": doors(request) if hasattr(request, "person") else [],
        "unread": notices.unread(reader.pk).count() if reader else 0,
        "observing": (observing := _observing(request)),
        "sees_attempts": observing is not None and _sees_attempts(request),
        "is_demo": settings.IS_DEMO,
        "school_time": school_moment(clock.now()),
    }


def _observing(request: HttpRequest) -> Observing | None:
    """For staff and governors: a filter that closes nothing is not to be overlooked. Others read it at the clauses."""
    person = getattr(request, "person", None)
    if person is None:
        return None
    now = clock.now()
    row = observing_at(request.school, at=now)
    return row if row is not None and is_insider(person, on=school_day_of(request.school, now)) else None


def doors(request: HttpRequest) -> list[Door]:
    """The links this reader may follow."""
    behind = next((name for start, name in BEHIND.items() if request.path.startswith(start)), "")
    found = []
    for words, name, may_enter in DOORS:
        if may_enter(request):
            address = reverse(name)
            is_around = name == behind or (address != "/" and request.path.startswith(address))
            found.append(Door(words, address, is_here=request.path == address, is_around=is_around))
    return found
