"""What a scene holds of a school's facts with days."""

from __future__ import annotations

from datetime import date, datetime, time

from belisha.people.models import Person
from belisha.schools.models import ClosureDay, Holiday, School, Term, TrolleyBooking
from tests import factories


def planted_facts(school: School, person: Person, moment: datetime) -> dict[str, int]:
    """A term, a holiday, a closed day, a device and a booked trolley, by their keys."""
    since = date(2026, 9, 1)
    factories.make_network(school, "127.0.88.0/28", "pupils", trolley="Trolley A")
    lasting = {"school": school, "set_at": moment}
    rows = {
        "term": Term.objects.create(name="summer school", first=date(2028, 8, 7), last=date(2028, 8, 11), **lasting),
        "holiday": Holiday.objects.create(name="long weekend", first=date(2028, 8, 9), last=date(2028, 8, 9), **lasting),
        "closed_day": ClosureDay.objects.create(day=date(2028, 8, 10), why="training day", **lasting),
        "device": factories.make_network(school, "127.0.88.99/32", "staff", kind="staff", person=person.pk),
        "booking": TrolleyBooking.objects.create(
            school=school, trolley="Trolley A", class_name="5K", weekday=0, starts=time(9), ends=time(10), since=since
        ),
    }
    return {name: row.pk for name, row in rows.items()}
