"""What can be done to the people of a school. Each is one transaction with its audit record.

`by` is a person of the school, whose right is asked here, or somebody without a person (`person_id` None): whoever keeps the server
and sets the school up from its command line. Days that are past are theirs alone to fill in; a person appoints from today on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from belisha.audit import actions as audit
from belisha.kit.access import Actor, Denied, Refused
from belisha.kit.writing import one_transaction
from belisha.people import permissions, providers, queries
from belisha.people.models import Account, ClassMember, Family, Person, RoleHolding, SchoolClass
from belisha.people.states import ROLES_OF_A_CASE, TEACHES, Kind
from belisha.schools.models import School


def appoint(*, by: Actor, person: Person, role: str, starts: date, now: datetime) -> RoleHolding:
    """The person holds the role from `starts` on. Several may hold one role.

    Raises Denied where `by` may not give it; Refused for a pupil, a role that belongs to a case, a leaver, a day before they joined,
    a day that is past, or a role they hold already.
    """
    with one_transaction():
        school = _locked_school(by)
        today = today_at(school, now)
        if by.person_id is not None:
            permissions.check_may_appoint(_held_by(school, by, today), role)
        found = _locked_person(person, by)
        _check_can_be_appointed(found, role, starts)
        _check_not_past(by, starts, today, f"Somebody becomes {role}")
        if RoleHolding.objects.filter(Q(ends=None) | Q(ends__gt=starts), person=found, role=role).exists():
            raise Refused(f"{found.name} is {role} already: nothing has to be done.")
        made = RoleHolding.objects.create(school=school, person=found, role=role, starts=starts)
        facts = {"person": found.pk, "person's name": found.name, "role": role, "starts": starts.isoformat()}
        audit.record(by=by, action="role given", subject=f"role holding {made.pk}", facts=facts, now=now)
    return made


def end_role(*, by: Actor, holding: RoleHolding, ends: date, now: datetime) -> RoleHolding:
    """The person no longer holds the role from `ends` on.

    Raises Denied where `by` may not end it; Refused where it has an end already, or where from some day on fewer people would hold it
    than the policy in force needs (clauses 2.1 and 2.2: at least one holder always).
    """
    with one_transaction():
        school = _locked_school(by)
        today = today_at(school, now)
        row = RoleHolding.objects.select_related("person").filter(pk=holding.pk, school_id=by.school_id).first()
        if row is None:
            raise Denied("This role belongs to another school.")
        if by.person_id is not None:
            permissions.check_may_appoint(_held_by(school, by, today), row.role)
        if row.ends is not None:
            raise Refused(f"{row.person.name} is {row.role} until {written(row.ends)} already: nothing has to be done.")
        if ends < row.starts:
            raise Refused(f"{row.person.name} is {row.role} from {written(row.starts)} on: the role cannot end before that.")
        _check_not_past(by, ends, today, f"The role “{row.role}” ends")
        _check_enough_remain(school, [row], ends, today)
        row.ends = ends
        row.save()
        facts = {"person": row.person_id, "person's name": row.person.name, "role": row.role, "ends": ends.isoformat()}
        audit.record(by=by, action="role ended", subject=f"role holding {row.pk}", facts=facts, now=now)
    return row


def leave(*, by: Actor, person: Person, on: date, now: datetime) -> Person:
    """The person is no longer of the school from `on` on: roles, classes and the right to sign in end that day.

    Raises Denied where `by` may not mark leavers; Refused where they have left, or where a role would have too few holders.
    """
    with one_transaction():
        school = _locked_school(by)
        today = today_at(school, now)
        _check_may_keep(school, by, today)
        found = _locked_person(person, by)
        if found.left is not None:
            raise Refused(f"{found.name} has left on {written(found.left)} already.")
        if on < found.joined:
            raise Refused(f"{found.name} joined on {written(found.joined)}: nobody leaves before they joined.")
        _check_not_past(by, on, today, "Somebody leaves")
        held = list(RoleHolding.objects.select_related("person").filter(Q(ends=None) | Q(ends__gt=on), person=found))
        _check_enough_remain(school, held, on, today)
        for row in held:
            row.ends = max(row.starts, on)
            row.save()
        ClassMember.objects.filter(Q(until=None) | Q(until__gt=on), person=found).update(until=on)
        found.left = on
        found.save()
        facts = {"person": found.pk, "person's name": found.name, "left": on.isoformat(), "roles ended": sorted(row.role for row in held)}
        audit.record(by=by, action="person left", subject=f"person {found.pk}", facts=facts, now=now)
    return found


def add_person(*, by: Actor, name: str, kind: Kind, joined: date, now: datetime) -> Person:
    """A new person of the school, without an account. Raises Denied where `by` may not; Refused without a name."""
    if not name.strip():
        raise Refused("A person needs a name: write first name and surname.")
    with one_transaction():
        school = _locked_school(by)
        _check_may_keep(school, by, today_at(school, now))
        made = Person.objects.create(school=school, name=name.strip(), kind=kind.name, joined=joined)
        facts = {"person's name": made.name, "kind": kind.value, "joined": joined.isoformat()}
        audit.record(by=by, action="person added", subject=f"person {made.pk}", facts=facts, now=now)
    return made


def give_account(*, by: Actor, person: Person, email: str, now: datetime) -> Account:
    """The person can sign in under this address, once they have set a password or a passkey.

    An account of another school is taken as it is: a governor of two schools has one. Raises Denied; Refused where the person has an
    account, or somebody else of this school has that address.
    """
    address = email.strip().lower()
    with one_transaction():
        school = _locked_school(by)
        _check_may_keep(school, by, today_at(school, now))
        found = _locked_person(person, by)
        if found.account_id is not None:
            raise Refused(f"{found.name} has an account already.")
        account = Account.objects.filter(email__iexact=address).first()
        if account is not None and Person.objects.filter(school=school, account=account).exists():
            raise Refused(f"Somebody else of the school signs in as {address}: write another address.")
        if account is None:
            account = Account(email=address, made_at=now)
            account.set_unusable_password()
            account.save()
        found.account = account
        found.save()
        audit.record(by=by, action="account given", subject=f"person {found.pk}", facts={"email": address}, now=now)
    return account


def add_class(*, by: Actor, name: str, year: str, since: date, now: datetime) -> SchoolClass:
    """A class ("5K") of a year group ("year 5"). Raises Denied; Refused where a class of that name exists on those days."""
    with one_transaction():
        school = _locked_school(by)
        _check_may_keep(school, by, today_at(school, now))
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
        school = _locked_school(by)
        _check_may_keep(school, by, today_at(school, now))
        found = _locked_person(person, by)
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
    return made


def set_parent(*, by: Actor, parent: Person, child: Person, now: datetime) -> Family:
    """The first is a parent or carer of the second; a member of staff can be. Raises Denied; Refused where the child is no pupil."""
    with one_transaction():
        school = _locked_school(by)
        _check_may_keep(school, by, today_at(school, now))
        older, younger = _locked_person(parent, by), _locked_person(child, by)
        if queries.kind_of(younger) is not Kind.PUPIL or queries.kind_of(older) is Kind.PUPIL:
            raise Refused(f"{older.name} cannot be set as a parent of {younger.name}: a grown-up is set as a parent of a pupil.")
        if queries.is_parent_of(older, younger):
            raise Refused(f"{older.name} is set as a parent of {younger.name} already.")
        made = Family.objects.create(school=school, parent=older, child=younger)
        facts = {"parent": older.pk, "child": younger.pk}
        audit.record(by=by, action="family set", subject=f"family {made.pk}", facts=facts, now=now)
    return made


def today_at(school: School, now: datetime) -> date:
    """The day it is at the school."""
    return now.astimezone(ZoneInfo(school.zone)).date()


def written(day: date) -> str:
    """A day as people write it: 15 September 2026."""
    return f"{day.day} {day:%B %Y}"


def _locked_school(by: Actor) -> School:
    """The actor's school, locked: two changes of a school's people follow one another."""
    return School.objects.select_for_update().get(pk=by.school_id)


def _locked_person(person: Person, by: Actor) -> Person:
    """The person as they stand now. Raises Denied where they are of another school."""
    found = Person.objects.select_related("school").filter(pk=person.pk, school_id=by.school_id).first()
    if found is None:
        raise Denied("This person belongs to another school.")
    return found


def _held_by(school: School, by: Actor, today: date) -> frozenset[str]:
    """The roles of the one who acts, today."""
    who = queries.person(school, by.person_id)
    return queries.roles_of(who, on=today) if who is not None else frozenset()


def _check_may_keep(school: School, by: Actor, today: date) -> None:
    """Raises Denied where a person acts who may not keep people."""
    if by.person_id is not None:
        permissions.check_may_keep_people(_held_by(school, by, today))


def _check_can_be_appointed(person: Person, role: str, starts: date) -> None:
    """Raises Refused where this person cannot hold this role on that day."""
    if role in ROLES_OF_A_CASE:
        raise Refused(f"Nobody is appointed {role}: it follows from whom a case is about.")
    if queries.kind_of(person) is Kind.PUPIL:
        raise Refused(f"{person.name} is a pupil: pupils are given no role of the policy.")
    if not queries.is_here(person, on=starts):
        raise Refused(f"{person.name} is not of the school on {written(starts)}: choose somebody else, or a day on which they are.")


def _check_not_past(by: Actor, day: date, today: date, what: str) -> None:
    """Raises Refused where a person would rewrite a day that is past."""
    if by.person_id is not None and day < today:
        raise Refused(f"{what} today ({written(today)}) or later: {written(day)} is past, and the past is not rewritten.")


def _check_enough_remain(school: School, going: Sequence[RoleHolding], ends: date, today: date) -> None:
    """Raises Refused where, without these holdings from `ends` on, a role has too few holders on some day on which it had more."""
    needs = providers.role_needs(school, today)
    for role in dict.fromkeys(row.role for row in going):
        of_role = [row for row in going if row.role == role]
        short = queries.first_day_short(of_role, ends, needs.get(role, 0))
        if short is not None:
            raise Refused(
                f"{of_role[0].person.name} cannot stop being {role} on {written(ends)}: from {written(short)} on fewer than "
                f"{needs[role]} would hold the role, and the policy needs that many. Appoint somebody else first."
            )
