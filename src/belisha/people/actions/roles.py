"""Somebody is given a role, and it ends."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q

from belisha.audit import actions as audit
from belisha.kit.access import Actor, Denied, Refused
from belisha.kit.outbox import publish
from belisha.kit.writing import one_transaction
from belisha.people import permissions, queries
from belisha.people.actions.keeping import (
    check_enough_remain,
    check_not_past,
    held_by,
    locked_person,
    locked_school,
    today_at,
    written,
)
from belisha.people.events import LeadAppointed
from belisha.people.models import Person, RoleHolding
from belisha.people.states import ROLES_OF_A_CASE, SAFEGUARDING_ROLES, Kind


def appoint(*, by: Actor, person: Person, role: str, starts: date, now: datetime) -> RoleHolding:
    """The person holds the role from `starts` on. Several may hold one role.

    Raises Denied where `by` may not give it; Refused for a pupil, a role that belongs to a case, a leaver, a day before they joined,
    a day that is past, or a role they hold already.
    """
    with one_transaction():
        school = locked_school(by)
        today = today_at(school, now)
        if by.person_id is not None:
            permissions.check_may_appoint(held_by(school, by, today), role)
            permissions.check_not_to_oneself(role, is_own=by.person_id == person.pk)
        found = locked_person(person, by)
        _check_can_be_appointed(found, role, starts)
        check_not_past(by, starts, today, f"Somebody becomes {role}")
        if RoleHolding.objects.filter(Q(ends=None) | Q(ends__gt=starts), person=found, role=role).exists():
            raise Refused(f"{found.name} is {role} already: nothing has to be done.")
        made = RoleHolding.objects.create(school=school, person=found, role=role, starts=starts)
        facts = {"person": found.pk, "person's name": found.name, "role": role, "starts": starts.isoformat()}
        audit.record(by=by, action="role given", subject=f"role holding {made.pk}", facts=facts, now=now)
        if role in SAFEGUARDING_ROLES:
            publish(LeadAppointed(school_id=school.pk, person=found.pk, role=role, by_name=by.name, by_person=by.person_id), now=now)
    return made


def end_role(*, by: Actor, holding: RoleHolding, ends: date, now: datetime) -> RoleHolding:
    """The person no longer holds the role from `ends` on.

    Raises Denied where `by` may not end it; Refused where it has an end already, or where from some day on fewer people would hold it
    than the policy in force needs (clauses 2.1 and 2.2: at least one holder always).
    """
    with one_transaction():
        school = locked_school(by)
        today = today_at(school, now)
        row = RoleHolding.objects.select_related("person").filter(pk=holding.pk, school_id=by.school_id).first()
        if row is None:
            raise Denied("This role belongs to another school.")
        if by.person_id is not None:
            permissions.check_may_appoint(held_by(school, by, today), row.role)
        if row.ends is not None:
            raise Refused(f"{row.person.name} is {row.role} until {written(row.ends)} already: nothing has to be done.")
        if ends < row.starts:
            raise Refused(f"{row.person.name} is {row.role} from {written(row.starts)} on: the role cannot end before that.")
        check_not_past(by, ends, today, f"The role “{row.role}” ends")
        check_enough_remain(school, [row], ends, today)
        row.ends = ends
        row.save()
        facts = {"person": row.person_id, "person's name": row.person.name, "role": row.role, "ends": ends.isoformat()}
        audit.record(by=by, action="role ended", subject=f"role holding {row.pk}", facts=facts, now=now)
    return row


def _check_can_be_appointed(person: Person, role: str, starts: date) -> None:
    """Raises Refused where this person cannot hold this role on that day."""
    if role in ROLES_OF_A_CASE:
        raise Refused(f"Nobody is appointed {role}: it follows from whom a case is about.")
    if queries.kind_of(person) is Kind.PUPIL:
        raise Refused(f"{person.name} is a pupil: pupils are given no role of the policy.")
    if not queries.is_here(person, on=starts):
        raise Refused(f"{person.name} is not of the school on {written(starts)}: choose somebody else, or a day on which they are.")
