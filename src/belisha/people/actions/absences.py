"""Somebody is away, and somebody else does the work of their role meanwhile. Source: clause 1.4; why they are away is never asked."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q

from belisha.audit import actions as audit
from belisha.kit.access import Actor, Denied, Refused
from belisha.kit.writing import one_transaction
from belisha.people import permissions, queries
from belisha.people.actions.keeping import check_not_past, held_by, locked_person, locked_school, today_at, written
from belisha.people.models import Absence, Delegation, Person
from belisha.people.states import CAN_BE_AWAY, DEPUTY_LEAD, ROLES_OF_GOVERNORS, SAFEGUARDING_LEAD, STAFF, Kind
from belisha.schools.models import School

LONGEST_DELEGATION = timedelta(days=366)  # a year: whoever does the work for longer is appointed to the role


def record_absence(*, by: Actor, person: Person, starts: date, ends: date | None, now: datetime) -> Absence:
    """The person is away from `starts` until (not on) `ends`, the first day they are back; None where nobody knows yet.

    From then on requests and concerns go to whoever stands in. Raises Denied where `by` may not say so; Refused for pupils and parents,
    for a day that is past, an end before its start, a leaver, and where they are away on one of these days already.
    """
    with one_transaction():
        school = locked_school(by)
        today = today_at(school, now)
        found = locked_person(person, by)
        _check_may_record(school, by, found, today)
        _check_can_be_away(found, starts)
        check_not_past(by, starts, today, "Somebody is away from")
        if ends is not None and ends <= starts:
            raise Refused(f"{found.name} is away from {written(starts)} on: the first day back is after that, not {written(ends)}.")
        overlaps = Absence.objects.filter(Q(ends=None) | Q(ends__gt=starts), person=found)
        other = (overlaps if ends is None else overlaps.filter(starts__lt=ends)).order_by("starts").first()
        if other is not None:
            raise Refused(f"{found.name} is away {_days(other)} already: change that absence instead.")
        made = Absence.objects.create(school=school, person=found, starts=starts, ends=ends, told_by_id=by.person_id)
        facts = {"person": found.pk, "person's name": found.name, "starts": starts.isoformat(), "ends": ends.isoformat() if ends else None}
        audit.record(by=by, action="absence recorded", subject=f"absence {made.pk}", facts=facts, now=now)
    return made


def end_absence(*, by: Actor, absence: Absence, ends: date, now: datetime) -> Absence:
    """The person is back on `ends`; the day it began, or an earlier one, where they did not go at all.

    Raises Denied where `by` may not say so; Refused for a day that is past, and where they are back by then already.
    """
    with one_transaction():
        school = locked_school(by)
        today = today_at(school, now)
        row = Absence.objects.select_related("person").filter(pk=absence.pk, school_id=by.school_id).first()
        if row is None:
            raise Denied("This absence belongs to another school.")
        _check_may_record(school, by, row.person, today)
        check_not_past(by, ends, today, f"{row.person.name} is back")
        if row.ends is not None and row.ends <= ends:
            raise Refused(f"{row.person.name} is back on {written(row.ends)} already: nothing has to be done.")
        row.ends = max(row.starts, ends)
        row.save()
        facts = {"person": row.person_id, "person's name": row.person.name, "ends": row.ends.isoformat()}
        audit.record(by=by, action="absence ended", subject=f"absence {row.pk}", facts=facts, now=now)
    return row


def delegate_role(*, by: Actor, role: str, from_person: Person, to_person: Person, starts: date, ends: date, now: datetime) -> Delegation:
    """The second person does the work of the first one's role from `starts` until (not on) `ends`, beside them.

    It ends by itself when the first no longer holds the role. It never carries signing a policy or giving roles
    (docs/decisions/2026-11-23-who-is-away-and-who-stands-in.md). Raises Denied where `by` may not; Refused where the first does not hold
    the role or the second cannot do its work, for days that are past, upside down or more than a year apart.
    """
    with one_transaction():
        school = locked_school(by)
        today = today_at(school, now)
        giver, taker = locked_person(from_person, by), locked_person(to_person, by)
        if by.person_id is not None:
            permissions.check_may_delegate(held_by(school, by, today), role, is_own=by.person_id == giver.pk)
            permissions.check_not_to_oneself(role, is_own=by.person_id == taker.pk)
        check_not_past(by, starts, today, f"Somebody stands in as {role} from")
        _check_days(starts, ends)
        if giver not in queries.appointed(school, role, on=starts):
            raise Refused(f"{giver.name} is not {role} on {written(starts)}: choose a day on which they hold the role.")
        _check_can_stand_in(school, taker, role, starts, ends)
        made = Delegation.objects.create(
            school=school, role=role, from_person=giver, to_person=taker, starts=starts, ends=ends, told_by_id=by.person_id
        )
        facts = {"role": role, "from": giver.pk, "from name": giver.name, "to": taker.pk, "to name": taker.name}
        days = {"starts": starts.isoformat(), "ends": ends.isoformat()}
        audit.record(by=by, action="role delegated", subject=f"delegation {made.pk}", facts=facts | days, now=now)
    return made


def end_delegation(*, by: Actor, delegation: Delegation, ends: date, now: datetime) -> Delegation:
    """The second person no longer stands in from `ends` on. Both people and whoever gives the role may say so.

    Raises Denied; Refused for a day that is past, and where it is over by then already.
    """
    with one_transaction():
        school = locked_school(by)
        today = today_at(school, now)
        row = Delegation.objects.select_related("from_person", "to_person").filter(pk=delegation.pk, school_id=by.school_id).first()
        if row is None:
            raise Denied("This delegation belongs to another school.")
        if by.person_id is not None:
            own = by.person_id in (row.from_person_id, row.to_person_id)
            permissions.check_may_delegate(held_by(school, by, today), row.role, is_own=own)
        check_not_past(by, ends, today, f"{row.to_person.name} stops standing in")
        if row.ends <= ends:
            raise Refused(f"{row.to_person.name} stands in as {row.role} until {written(row.ends)} only: nothing has to be done.")
        row.ends = max(row.starts, ends)
        row.save()
        facts = {"role": row.role, "from": row.from_person_id, "to": row.to_person_id, "ends": row.ends.isoformat()}
        audit.record(by=by, action="delegation ended", subject=f"delegation {row.pk}", facts=facts, now=now)
    return row


def _check_may_record(school: School, by: Actor, person: Person, today: date) -> None:
    """Raises Denied where a person acts who may not say who is away."""
    if by.person_id is not None:
        is_own, theirs = by.person_id == person.pk, queries.appointed_roles(person, on=today)
        permissions.check_may_record_absence(held_by(school, by, today), is_own=is_own, of_roles=theirs)


def _check_can_be_away(person: Person, starts: date) -> None:
    """Raises Refused for those whose absence is not ours to keep."""
    kind = queries.kind_of(person)
    if kind not in CAN_BE_AWAY:
        raise Refused(f"{person.name} is a {kind.value}: absences are written down for staff and governors only.")
    if not queries.is_here(person, on=starts):
        raise Refused(f"{person.name} is not of the school on {written(starts)}: nothing has to be written down.")


def _check_days(starts: date, ends: date) -> None:
    """Raises Refused for days upside down, or too many."""
    if ends <= starts:
        raise Refused(f"Standing in from {written(starts)} on ends after that day, not on {written(ends)}.")
    if ends - starts > LONGEST_DELEGATION:
        raise Refused("Somebody stands in for a year at most: whoever does the work for longer is given the role.")


def _check_can_stand_in(school: School, taker: Person, role: str, starts: date, ends: date) -> None:
    """Raises Refused where this person cannot do the work of this role on these days."""
    if taker in queries.holders(school, role, on=starts):
        raise Refused(f"{taker.name} is or stands in as {role} on {written(starts)} already: nothing has to be done.")
    if not queries.is_here(taker, on=starts):
        raise Refused(f"{taker.name} is not of the school on {written(starts)}: choose somebody else.")
    wanted = {Kind.GOVERNOR} if role in ROLES_OF_GOVERNORS else STAFF
    if queries.kind_of(taker) not in wanted:
        who = "a governor" if role in ROLES_OF_GOVERNORS else "a member of staff"
        raise Refused(f"{taker.name} is a {queries.kind_of(taker).value}: only {who} stands in as {role}.")
    _check_trained_lead(school, taker, role, starts)
    gone = Absence.objects.filter(Q(ends=None) | Q(ends__gt=starts), person=taker, starts__lt=ends).order_by("starts").first()
    if gone is not None:
        raise Refused(f"{taker.name} is away {_days(gone)}: choose somebody who is there.")


def _check_trained_lead(school: School, taker: Person, role: str, starts: date) -> None:
    """Raises Refused where the safeguarding lead's work would go to somebody who is not a deputy.

    Source: Keeping children safe in education, the role of the designated safeguarding lead: its activities may be delegated to
    appropriately trained deputies. Edition and paragraph to be verified by the school: not checked against the published text here.
    """
    if role == DEPUTY_LEAD:
        raise Refused("A deputy safeguarding lead is appointed, not stood in for: ask the headteacher to give somebody trained the role.")
    if role == SAFEGUARDING_LEAD and taker not in queries.appointed(school, DEPUTY_LEAD, on=starts):
        raise Refused(
            f"{taker.name} is not a deputy safeguarding lead: the safeguarding lead’s work goes to a trained deputy. "
            "Ask the headteacher to appoint them deputy first."
        )


def _days(absence: Absence) -> str:
    """The days of an absence, as people say them."""
    if absence.ends is None:
        return f"from {written(absence.starts)} on"
    last = absence.ends - timedelta(days=1)
    return f"on {written(absence.starts)}" if last <= absence.starts else f"from {written(absence.starts)} to {written(last)}"
