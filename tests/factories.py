"""Rows for tests, written straight into the tables (no action, no audit record), each with defaults that make sense."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from itertools import count

from belisha.people.models import Account, ClassMember, Family, Person, RoleHolding, SchoolClass
from belisha.people.states import Kind
from belisha.policy import queries as policy_queries
from belisha.policy.providers import Asked
from belisha.schools.models import LessonTime, NetworkRange, School, SchoolRange, Term

LONG_AGO = date(2026, 9, 1)
_numbers = count(1)


def make_account(email: str | None = None, *, made_at: datetime = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)) -> Account:
    """An account without a usable password: tests sign in with `client.force_login`."""
    address = email or f"person-{next(_numbers)}@test.example"
    account = Account(email=address, user_name=address.lower(), made_at=made_at)
    account.set_unusable_password()
    account.save()
    return account


def make_person(school: School, name: str = "Somebody Invented", *, kind: Kind = Kind.TEACHER, email: str | None = None) -> Person:
    """A person of the school, with an account where `email` is given."""
    account = make_account(email) if email else None
    return Person.objects.create(school=school, name=name, kind=kind.name, joined=LONG_AGO, account=account)


def make_holding(person: Person, role: str, *, starts: date = LONG_AGO, ends: date | None = None) -> RoleHolding:
    """The person holds the role from `starts` until (not on) `ends`."""
    return RoleHolding.objects.create(school=person.school, person=person, role=role, starts=starts, ends=ends)


def make_class(school: School, name: str, year: str, *, since: date = LONG_AGO) -> SchoolClass:
    """A class of a year group."""
    return SchoolClass.objects.create(school=school, name=name, year=year, since=since)


def make_member(person: Person, school_class: SchoolClass, *, since: date = LONG_AGO, until: date | None = None) -> ClassMember:
    """The person is a pupil or a teacher of the class."""
    return ClassMember.objects.create(school=person.school, school_class=school_class, person=person, since=since, until=until)


def make_family(parent: Person, child: Person) -> Family:
    """The first is a parent or carer of the second."""
    return Family.objects.create(school=parent.school, parent=parent, child=child)


def make_term(school: School, name: str, first: date, last: date) -> Term:
    """A term, first and last day included."""
    return Term.objects.create(school=school, name=name, first=first, last=last)


def make_lesson(school: School, name: str, weekday: int, starts: time, ends: time) -> LessonTime:
    """A lesson of the week for every year group."""
    return LessonTime.objects.create(school=school, name=name, weekday=weekday, starts=starts, ends=ends, since=LONG_AGO)


def make_range(school: School, range_: str) -> SchoolRange:
    """A range of addresses that belongs to the school."""
    return SchoolRange.objects.create(school=school, range=range_, since=LONG_AGO)


def make_network(
    school: School,
    range_: str,
    group: str,
    *,
    class_name: str = "",
    kind: str = "classroom",
    trolley: str = "",
    person: int | None = None,
) -> NetworkRange:
    """A range of addresses of a group, a class, a shared trolley or one person's device."""
    who = {"group": group, "class_name": class_name, "kind": kind, "trolley": trolley, "person": person}
    return NetworkRange.objects.create(school=school, range=range_, since=LONG_AGO, **who)


def asked(school: School, reader: Person | None, now: datetime) -> Asked:
    """What a provider of clause facts is asked for the version in force at `now`."""
    version = policy_queries.version_in_force(school, now)
    assert version is not None, "put a version in force first"
    return Asked(school, version, policy_queries.policy_read(version), reader, now)
