"""Looking people up by name; the contacts of a child."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from belisha.people.models import Contact, Family, Person
from belisha.people.queries.families import standing_contacts
from belisha.people.queries.who import people
from belisha.people.states import CAN_BE_AWAY
from belisha.schools.models import School

MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class ContactThere:
    """A parent or carer of a child, and what holds of them; None where nothing was ever said."""

    family: Family
    standing: Contact | None


def people_called(school: School, words: str, *, on: date) -> list[Person]:
    """Those of the school that day in whose name every one of these words is, at most 50 of them, by name."""
    found = people(school, on=on)
    for word in words.split():
        found = found.filter(name__icontains=word)
    return list(found[:MOST_FOUND])


def staff_and_governors(school: School, *, on: date) -> QuerySet[Person]:
    """The grown-ups who work here, or govern, on that day, by name."""
    return people(school, on=on).filter(kind__in=[kind.name for kind in CAN_BE_AWAY])


def contacts_of(child: Person, *, on: date) -> list[ContactThere]:
    """The parents and carers of a child who are known to the school that day, by name."""
    here = Q(parent__left=None) | Q(parent__left__gt=on)
    families = list(Family.objects.filter(here, child=child).select_related("parent", "child").order_by("parent__name", "pk"))
    standing = standing_contacts(child.school, on=on, families=[one.pk for one in families])
    return [ContactThere(one, standing.get(one.pk)) for one in families]


def family(school: School, family_id: int) -> Family | None:
    """The family row of this school with this id, or None."""
    return Family.objects.select_related("parent", "child").filter(school=school, pk=family_id).first()
