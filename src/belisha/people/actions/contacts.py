"""What holds of a child's parents and carers from a day on, and who is whose line manager. Source: safeguarding.md 9."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db.models import Q

from belisha.audit import actions as audit
from belisha.kit.access import Actor, Denied, Refused
from belisha.kit.writing import one_transaction
from belisha.people import permissions, queries
from belisha.people.actions.keeping import check_may_keep, check_not_past, locked_person, locked_school, today_at, work_of
from belisha.people.models import Contact, Family, LineManagement, Person
from belisha.people.states import CAN_BE_AWAY, Kind
from belisha.schools.models import School

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Holds:
    """What holds of a parent or carer. `has_responsibility` is None while nobody knows."""

    relationship: str = ""
    has_responsibility: bool | None = None
    has_court_order: bool = False
    is_not_contacted: bool = False


def look_at_contacts(*, by: Person, child: Person, now: datetime) -> None:
    """Write down that somebody looks at a child's contacts. Raises Denied where they may not."""
    _check(by.school, Actor(school_id=by.school_id, name=by.name, person_id=by.pk), now)
    if child.school_id != by.school_id:
        raise Denied("This child is of another school.")
    audit.look(school_id=by.school_id, person_id=by.pk, subject=f"contacts of person {child.pk}", now=now)


def add_contact(*, by: Actor, child: Person, name: str, holds: Holds, now: datetime) -> Family:
    """Somebody new is a parent or carer of this child from today on. Raises Denied; Refused without a name, and for grown-ups."""
    called = " ".join(name.split())[:LONGEST_NAME]
    if not called:
        raise Refused("A contact needs a name: write first name and surname.")
    with one_transaction():
        school = locked_school(by)
        _check(school, by, now)
        young = locked_person(child, by)
        if queries.kind_of(young) is not Kind.PUPIL:
            raise Refused(f"{young.name} is no pupil: only pupils have contacts here.")
        today = today_at(school, now)
        parent = Person.objects.create(school=school, name=called, kind=Kind.PARENT.name, joined=today)
        made = Family.objects.create(school=school, parent=parent, child=young)
        Contact.objects.create(school=school, family=made, since=today, told_by_id=by.person_id, **asdict(holds))
        facts = {"parent": parent.pk, "parent's name": called, "child": young.pk, **asdict(holds)}
        audit.record(by=by, action="contact added", subject=f"family {made.pk}", facts=facts, now=now)
    return made


def change_contact(*, by: Actor, family: Family, holds: Holds, now: datetime) -> Contact:
    """From today on this holds of a parent or carer; what held before is kept with its days. Raises Denied; Refused for nothing new."""
    with one_transaction():
        school = locked_school(by)
        _check(school, by, now)
        row = Family.objects.select_related("parent").filter(pk=family.pk, school_id=by.school_id).first()
        if row is None:
            raise Denied("This family belongs to another school.")
        today = today_at(school, now)
        before = queries.standing_contacts(school, on=today, families=[row.pk]).get(row.pk)
        if before is not None and all(getattr(before, key) == value for key, value in asdict(holds).items()):
            raise Refused("That is what holds already: nothing has to be done.")
        Contact.objects.filter(Q(until=None) | Q(until__gt=today), family=row).update(until=today)
        made = Contact.objects.create(school=school, family=row, since=today, told_by_id=by.person_id, **asdict(holds))
        facts = {"family": row.pk, "parent": row.parent_id, "child": row.child_id, **asdict(holds)}
        audit.record(by=by, action="contact changed", subject=f"family {row.pk}", facts=facts, now=now)
    return made


def set_line_manager(*, by: Actor, person: Person, manager: Person | None, since: date, now: datetime) -> LineManagement | None:
    """From `since` on `manager` is the person's line manager; None: nobody is. Raises Denied; Refused for pupils, parents and oneself."""
    with one_transaction():
        school = locked_school(by)
        today = today_at(school, now)
        check_may_keep(school, by, today)
        check_not_past(by, since, today, "A line manager begins")
        found = locked_person(person, by)
        leads = locked_person(manager, by) if manager is not None else None
        _check_can_manage(found, leads, since)
        if leads == queries.line_manager_of(found, on=since):
            raise Refused(f"That is so already for {found.name}: nothing has to be done.")
        LineManagement.objects.filter(Q(until=None) | Q(until__gt=since), person=found).update(until=since)
        made = None
        if leads is not None:
            made = LineManagement.objects.create(school=school, person=found, manager=leads, since=since)
        facts = {"person": found.pk, "person's name": found.name, "manager": leads.pk if leads else None, "since": since.isoformat()}
        audit.record(by=by, action="line manager set", subject=f"person {found.pk}", facts=facts, now=now)
    return made


def _check(school: School, by: Actor, now: datetime) -> None:
    """Raises Denied where a person acts who may not see and keep contacts."""
    if by.person_id is not None:
        permissions.check_may_see_contacts(work_of(school, by, today_at(school, now)))


def _check_can_manage(person: Person, manager: Person | None, since: date) -> None:
    """Raises Refused where the second cannot be the first one's line manager."""
    for one in (person, manager):
        if one is not None and (queries.kind_of(one) not in CAN_BE_AWAY or not queries.is_here(one, on=since)):
            raise Refused(f"{one.name} is not one of the staff on that day: line managers are for staff.")
    if manager == person:
        raise Refused(f"{person.name} cannot be their own line manager: choose somebody else.")
