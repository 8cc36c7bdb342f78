"""What the frame of every page needs: the school, the reader, the doors they can go through, the school's time.

Nothing here asks the database twice: what a reader may do follows from roles and kind, which a page remembers (kit/remembered.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from belisha.audit.permissions import may_read
from belisha.filtering.models import Observing
from belisha.filtering.permissions.activities import may_see_page as may_see_activities
from belisha.filtering.permissions.attempts import may_see_attempts
from belisha.filtering.permissions.lists import may_see_lists
from belisha.filtering.permissions.openings import may_see_openings
from belisha.filtering.permissions.why import may_ask_why
from belisha.filtering.queries.observing import observing_at
from belisha.jobs.permissions import may_see as may_see_operations
from belisha.kit import clock
from belisha.kit.templatetags.school_time import said_moment
from belisha.notices import queries as notices
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.people.permissions import may_see_roles
from belisha.people.states import Kind
from belisha.policy.permissions import is_insider
from belisha.policy.queries import school_day_of
from belisha.schools.models import School
from belisha.schools.permissions import may_see as may_see_facts
from belisha.schools.permissions import may_see_devices
from belisha.web.languages import tag_of

DOORS_IN_A_ROW = 6
"""Up to so many doors stand side by side; where there are more, those of a group are behind its name."""


@dataclass(frozen=True, slots=True)
class Door:
    """A link of the main navigation: `is_here` on its own page, `is_around` on a page behind it."""

    words: str
    address: str
    is_here: bool
    is_around: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Doors that stand together, behind `words`; "" for those that stand in the row itself."""

    words: str
    doors: tuple[Door, ...]

    @property
    def is_around(self) -> bool:
        """True on the page of one of its doors, or on one behind it."""
        return any(door.is_here or door.is_around for door in self.doors)


def _anybody(request: HttpRequest) -> bool:
    return True


def _somebody(request: HttpRequest) -> bool:
    return request.person is not None


def _not_a_pupil(request: HttpRequest) -> bool:
    """A pupil has few doors: what they asked for and told us stands on their page of the day."""
    return request.person is not None and people.kind_of(request.person) is not Kind.PUPIL


def _of_the_school(request: HttpRequest) -> bool:
    """Staff and governors. Families read what is in force; which texts came before is not their daily business."""
    return request.person is not None and is_insider(request.person, on=_today(request.school))


def _sees_roles(request: HttpRequest) -> bool:
    return request.person is not None and may_see_roles(people.kind_of(request.person))


def _if(may: Callable[..., bool]) -> Callable[[HttpRequest], bool]:
    """Who may go there by a room's own answer about a person of a school on a day."""

    def ask(request: HttpRequest) -> bool:
        return request.person is not None and may(request.person, school=request.school, on=_today(request.school))

    return ask


IN_A_ROW = ""
SCHOOL, NETWORK, KEPT = _("The school"), _("The network"), _("Kept")
DOORS: tuple[tuple[str, str, str, Callable[[HttpRequest], bool]], ...] = (
    (IN_A_ROW, _("Today"), "today", _somebody),
    (IN_A_ROW, _("The policy"), "policy-live", _anybody),
    (IN_A_ROW, _("Closed? Ask here"), "filtering-door", _anybody),
    (IN_A_ROW, _("Tell us what you saw"), "filtering-report", _anybody),
    (IN_A_ROW, _("Requests"), "filtering-requests", _not_a_pupil),
    (SCHOOL, _("People"), "people", _sees_roles),
    (SCHOOL, _("Curriculum activities"), "filtering-activities", _if(may_see_activities)),
    (SCHOOL, _("Terms and lessons"), "schools-times", may_see_facts),
    (SCHOOL, _("Networks"), "schools-networks", may_see_facts),
    (SCHOOL, _("Devices"), "schools-devices", may_see_devices),
    (SCHOOL, _("Trolleys"), "schools-trolleys", may_see_facts),
    (NETWORK, _("Check this device"), "filtering-check", _anybody),
    (NETWORK, _("Reports"), "filtering-reports", _not_a_pupil),
    (NETWORK, _("Open by decision"), "filtering-openings", _if(may_see_openings)),
    (NETWORK, _("Closed by report"), "filtering-closes", _if(may_see_openings)),
    (NETWORK, _("Why open or closed?"), "filtering-why", _if(may_ask_why)),
    (NETWORK, _("Attempts"), "filtering-attempts", _if(may_see_attempts)),
    (NETWORK, _("Lists"), "filtering-lists", _if(may_see_lists)),
    (KEPT, _("Versions"), "policy-versions", _of_the_school),
    (KEPT, _("Record"), "audit-record", may_read),
    (KEPT, _("Operations"), "jobs-operations", may_see_operations),
)
"""Group, words, the page's name, and who may go there: the rooms' own answers, so that no door leads to a "no"."""

BEHIND = {"/policy/": "policy-live", "/school/addresses/": "schools-networks"}
"""Pages whose address does not begin with that of the door they are reached by."""


def of_every_page(request: HttpRequest) -> dict[str, object]:
    """The values of the frame: `school`, `reader` (a Person or None), groups of `doors`, `unread` notices, `is_demo`, `school_time`.

    `page_language`: as HTML names it.

    `observing`: the time in which the filter only observes, for those who are told so on every page; None for everybody else.
    `sees_attempts`: whether this reader may go where it is ended.
    """
    reader = getattr(request, "person", None)
    return {
        "page_language": tag_of(get_language() or settings.LANGUAGE_CODE),
        "school": getattr(request, "school", None),
        "reader": reader,
        "doors": groups(request) if hasattr(request, "person") else [],
        "unread": notices.unread(reader.pk).count() if reader else 0,
        "observing": (observing := _observing(request.school, reader) if reader else None),
        "sees_attempts": observing is not None and _if(may_see_attempts)(request),
        "is_demo": settings.IS_DEMO,
        "school_time": said_moment(clock.now()),
    }


def _observing(school: School, reader: Person) -> Observing | None:
    """For staff and governors: a filter that closes nothing is not to be overlooked. Others read it at the clauses."""
    now = clock.now()
    row = observing_at(school, at=now)
    return row if row is not None and is_insider(reader, on=school_day_of(school, now)) else None


def groups(request: HttpRequest) -> list[Group]:
    """The links this reader may follow, those in the row first. Few stand in the row all together; a group of one is no group."""
    found: dict[str, list[Door]] = {}
    for group, words, name, may_enter in DOORS:
        if may_enter(request):
            found.setdefault(group, []).append(_door(request, words, name))
    if sum(map(len, found.values())) <= DOORS_IN_A_ROW:
        return [Group(IN_A_ROW, tuple(door for doors in found.values() for door in doors))]
    return [Group(gettext(words) if words and len(doors) > 1 else IN_A_ROW, tuple(doors)) for words, doors in found.items()]


def _door(request: HttpRequest, words: str, name: str) -> Door:
    address = reverse(name)
    behind = next((door for start, door in BEHIND.items() if request.path.startswith(start)), "")
    is_around = name == behind or (address != "/" and request.path.startswith(address))
    return Door(gettext(words), address, is_here=request.path == address, is_around=is_around)


def _today(school: School) -> date:
    return school_day_of(school, clock.now())
