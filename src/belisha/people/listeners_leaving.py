"""Who is told that people left, or that a list was brought in. Run by the worker; telling twice tells once (notices.actions.tell)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse
from django_scopes import scope

from belisha.kit.access import Fault
from belisha.kit.outbox import Event
from belisha.notices import actions as notices
from belisha.people import queries
from belisha.people.actions import today_at, written
from belisha.people.events import PeopleLeft, RosterImported
from belisha.people.models import Person
from belisha.people.states import DEPUTY_LEAD, HEADTEACHER, NETWORK_MANAGER, SAFEGUARDING_LEAD, Kind
from belisha.schools.models import School

OF_STAFF = (HEADTEACHER, NETWORK_MANAGER, SAFEGUARDING_LEAD)
OF_PUPILS = (HEADTEACHER, SAFEGUARDING_LEAD, DEPUTY_LEAD)
MOST_NAMED = 5
LONGEST_TITLE = 200


def tell_of_leavers(event: Event, now: datetime) -> None:
    """Those who have something to do when somebody leaves learn of it; whoever marked it is not told. Hears PeopleLeft.

    Of staff and governors: headteacher, network manager, safeguarding lead, and their line managers. Of pupils: headteacher and
    safeguarding leads, by number and not by name; a notice may be mailed.
    """
    if not isinstance(event, PeopleLeft):
        raise Fault(f"{type(event).__name__} is not about leavers: mend LISTENERS in web/wiring.py")
    school = School.objects.get(pk=event.school_id)
    day = written(date.fromisoformat(event.on))
    with scope(school=school):
        gone = queries.persons(school, event.people)
        pupils = [one for one in gone if queries.kind_of(one) is Kind.PUPIL]
        staff = [one for one in gone if queries.kind_of(one) not in (Kind.PUPIL, Kind.PARENT)]
        if staff:
            names = ", ".join(one.name for one in staff[:MOST_NAMED])
            who = names if len(staff) <= MOST_NAMED else f"{names} and {len(staff) - MOST_NAMED} more"
            words = (
                f"{event.by_name} marked it. From that day they sign in no more, and their roles and classes end. "
                "Change passwords of the school’s accounts that they knew, and collect their devices."
            )
            managers = [manager for one in staff if (manager := queries.line_manager_of(one, on=date.fromisoformat(event.on))) is not None]
            _tell(school, OF_STAFF, event.by_person, f"{who}: left on {day}", words, now, others=managers)
        if pupils:
            count = "1 pupil" if len(pupils) == 1 else f"{len(pupils)} pupils"
            words = f"{event.by_name} marked it. Where there is a child-protection file, it goes to the next school within five days."
            _tell(school, OF_PUPILS, event.by_person, f"{count} left on {day}", words, now)


def tell_of_roster(event: Event, now: datetime) -> None:
    """The headteacher and the network manager learn that a list was brought in, but for whoever did it. Hears RosterImported."""
    if not isinstance(event, RosterImported):
        raise Fault(f"{type(event).__name__} is not about a list: mend LISTENERS in web/wiring.py")
    school = School.objects.get(pk=event.school_id)
    words = f"{event.by_name} brought it in: {event.new} new, {event.changed} changed, {event.left} left."
    with scope(school=school):
        _tell(school, (HEADTEACHER, NETWORK_MANAGER), event.by_person, f"A list of {event.group} was brought in", words, now)


def _tell(
    school: School, roles: Iterable[str], but: int | None, title: str, words: str, now: datetime, others: Iterable[Person] = ()
) -> None:
    """The same notice to everybody who does the work of these roles today, and to the others."""
    on = today_at(school, now)
    told = dict.fromkeys([*(person for role in roles for person in queries.holders(school, role, on=on)), *others])
    for person in (one for one in told if one.pk != but):
        notices.tell(
            school_id=school.pk,
            person_id=person.pk,
            title=title[:LONGEST_TITLE],
            words=words,
            link=reverse("people"),
            now=now,
            address=person.account.email if person.account else "",
        )
