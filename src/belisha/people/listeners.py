"""Who is told when something happens to the school's facts. Run by the worker; telling twice tells once (notices.actions.tell)."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse
from django_scopes import scope

from belisha.kit.access import Fault
from belisha.kit.outbox import Event
from belisha.notices import actions as notices
from belisha.people import queries
from belisha.people.actions import today_at, written
from belisha.people.events import LeadAppointed
from belisha.people.models import Person
from belisha.people.states import CHAIR, DEPUTY_LEAD, HEADTEACHER, SAFEGUARDING_LEAD
from belisha.schools.events import AddressesLeftThePupils
from belisha.schools.models import School

ANSWER_FOR_PUPILS = ("headteacher", "designated safeguarding lead")


def tell_of_addresses(event: Event, now: datetime) -> None:
    """The headteacher and the safeguarding lead learn that rules for pupils hold for fewer addresses. Whoever changed it is not told."""
    if not isinstance(event, AddressesLeftThePupils):
        raise Fault(f"{type(event).__name__} is not about addresses: mend LISTENERS in web/wiring.py")
    school = School.objects.get(pk=event.school_id)
    since = written(date.fromisoformat(event.since))
    words = f"{event.told} {event.by_name} said so, from {since} on. If that is wrong, ask them to change it back."
    with scope(school=school):
        on = today_at(school, now)
        told = dict.fromkeys(person for role in ANSWER_FOR_PUPILS for person in queries.holders(school, role, on=on))
        for person in (one for one in told if one.pk != event.by_person):
            notices.tell(
                school_id=school.pk,
                person_id=person.pk,
                title="Addresses are no longer the pupils’",
                words=words,
                link=reverse("schools-networks"),
                now=now,
                address=person.account.email if person.account else "",
            )


def tell_of_lead(event: Event, now: datetime) -> None:
    """Those who look after safeguarding, and the chair, learn at once who reads what children write from now on (safeguarding.md 2)."""
    if not isinstance(event, LeadAppointed):
        raise Fault(f"{type(event).__name__} is not about a safeguarding lead: mend LISTENERS in web/wiring.py")
    school = School.objects.get(pk=event.school_id)
    with scope(school=school):
        name = Person.objects.get(pk=event.person).name
        on = today_at(school, now)
        roles = (SAFEGUARDING_LEAD, DEPUTY_LEAD, HEADTEACHER, CHAIR)
        told = dict.fromkeys(person for role in roles for person in queries.holders(school, role, on=on))
        for person in (one for one in told if one.pk not in (event.by_person, event.person)):
            notices.tell(
                school_id=school.pk,
                person_id=person.pk,
                title=f"{name} was made {event.role}",
                words=f"{event.by_name} gave the role. Who holds it reads what children and adults report. If that is wrong, say so today.",
                link=reverse("people-roles"),
                now=now,
                address=person.account.email if person.account else "",
            )
