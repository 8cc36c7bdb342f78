"""Classes and who is in them."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q

from belisha.audit import actions as audit
from belisha.kit.access import Actor, Refused
from belisha.kit.writing import one_transaction
from belisha.people import queries
from belisha.people.actions.keeping import (
    check_may_keep,
    locked_person,
    locked_school,
    today_at,
)
from belisha.people.models import ClassMember, Person, SchoolClass
from belisha.people.states import TEACHES, Kind
from belisha.schools.actions import follow_person


def add_class(*, by: Actor, name: str, year: str, since: date, now: datetime) -> SchoolClass:
    """A class ("5K") of a year group ("year 5"). Raises Denied; Refused where a class of that name exists on those days."""
    with one_transaction():
        school = locked_school(by)
        check_may_keep(school, by, today_at(school, now))
        if SchoolClass.objects.filter(Q(until=None) | Q(until__gt=since), school=school, name=name).exists():
            raise Refused(f"There is a class {name} already: choose another name, or end that class first.")
        made = SchoolClass.objects.create(school=school, name=name, year=year, since=since)
        facts = {"name": name, "year": year, "since": since.isoformat()}
        audit.record(by=by, action="class added", subject=f"class {made.pk}", facts=facts, now=now)
    return made


def put_in_class(*, by: Actor, person: Person, school_class: SchoolClass, since: date, now: datetime) -> ClassMember:
    """A pupil sits, or a member of staff teaches, in the class from `since` on; a pupil leaves the class they were in.

    Raises Denied; Refused for parents and governors, for a class of another school, and where they are in that class already.
    """
    with one_transaction():
        school = locked_school(by)
        check_may_keep(school, by, today_at(school, now))
        found = locked_person(person, by)
        kind = queries.kind_of(found)
        if school_class.school_id != school.pk:
            raise Refused(f"The class {school_class.name} belongs to another school.")
        if kind is not Kind.PUPIL and kind not in TEACHES:
            raise Refused(f"{found.name} is a {kind.value}: only pupils and staff are in a class.")
        standing = ClassMember.objects.filter(Q(until=None) | Q(until__gt=since), person=found)
        if standing.filter(school_class=school_class).exists():
            raise Refused(f"{found.name} is in class {school_class.name} already: nothing has to be done.")
        if kind is Kind.PUPIL:
            standing.update(until=since)
        made = ClassMember.objects.create(school=school, school_class=school_class, person=found, since=since)
        facts = {"person": found.pk, "class": school_class.name, "since": since.isoformat()}
        audit.record(by=by, action="class changed", subject=f"person {found.pk}", facts=facts, now=now)
        follow_person(school, found.pk, on=since, now=now)
    return made
