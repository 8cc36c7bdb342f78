"""Who somebody is, on a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import QuerySet
from django.http import HttpRequest

from belisha.people import sessions
from belisha.people.models import Account, Person
from belisha.people.queries.dated import here
from belisha.people.states import PEOPLE_WORDS, Kind
from belisha.schools.models import School


def person(school: School, person_id: int | None) -> Person | None:
    """The person of this school with this id, also one who has left; None where there is none."""
    return Person.objects.filter(school=school, pk=person_id).first()


def person_of(school: School, account: Account, *, on: date) -> Person | None:
    """Who this account is at the school on that day; None for a stranger, for one who has left and for one who has not come yet."""
    return people(school, on=on).filter(account=account).first()


def people(school: School, *, on: date) -> QuerySet[Person]:
    """Everybody who belongs to the school on that day, by name."""
    return Person.objects.filter(here(on), school=school).order_by("name", "pk")


def persons(school: School, ids: Collection[int]) -> list[Person]:
    """The people of this school with these ids, also those who have left, by name."""
    return list(Person.objects.filter(school=school, pk__in=list(ids)).order_by("name", "pk"))


def kind_of(person: Person) -> Kind:
    """What this person is to the school."""
    return Kind[person.kind]


def is_here(person: Person, *, on: date) -> bool:
    """True from the day the person joined until the day before they left."""
    return person.joined <= on and (person.left is None or on < person.left)


def words_of_kind(person: Person) -> frozenset[str]:
    """The words of a policy that mean this person by what they are to the school: "staff" and "teachers"."""
    return PEOPLE_WORDS[kind_of(person)]


def session_signed_in_at(request: HttpRequest) -> datetime | None:
    """When whoever reads this page last proved who they are; None where nobody is signed in. See sessions.signed_in_at."""
    return sessions.signed_in_at(request)


def demo_sign_in_path(person: Person) -> str:
    """The path of a demo's link that signs in as this person. See sessions.demo_sign_in_path."""
    return sessions.demo_sign_in_path(person)


def had_second_factor(request: HttpRequest) -> bool:
    """True where a code, a passkey or the demo's stand-in was part of it. See sessions.had_second_factor."""
    return sessions.had_second_factor(request)
