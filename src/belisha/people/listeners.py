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
