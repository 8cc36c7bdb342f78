"""Whose parents and carers people are."""

from __future__ import annotations

from datetime import datetime

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
from belisha.people.models import Family, Person
from belisha.people.states import Kind


def set_parent(*, by: Actor, parent: Person, child: Person, now: datetime) -> Family:
    """The first is a parent or carer of the second; a member of staff can be. Raises Denied; Refused where the child is no pupil."""
    with one_transaction():
        school = locked_school(by)
        check_may_keep(school, by, today_at(school, now))
        older, younger = locked_person(parent, by), locked_person(child, by)
        if queries.kind_of(younger) is not Kind.PUPIL or queries.kind_of(older) is Kind.PUPIL:
            raise Refused(f"{older.name} cannot be set as a parent of {younger.name}: a grown-up is set as a parent of a pupil.")
        if queries.is_parent_of(older, younger):
            raise Refused(f"{older.name} is set as a parent of {younger.name} already.")
        made = Family.objects.create(school=school, parent=older, child=younger)
        facts = {"parent": older.pk, "child": younger.pk}
        audit.record(by=by, action="family set", subject=f"family {made.pk}", facts=facts, now=now)
    return made
