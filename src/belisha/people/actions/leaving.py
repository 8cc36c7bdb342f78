"""Somebody leaves: sign-in, sessions, roles, classes, invitations end that day. Source: safeguarding.md, story 10."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db.models import Q
from django_scopes import scopes_disabled

from belisha.audit import actions as audit
from belisha.kit.access import Actor, Refused
from belisha.kit.outbox import publish
from belisha.kit.writing import one_transaction
from belisha.people.actions.keeping import (
    check_enough_remain,
    check_may_keep,
    check_not_past,
    locked_person,
    locked_school,
    today_at,
    written,
)
from belisha.people.actions.roles import appoint
from belisha.people.events import PeopleLeft
from belisha.people.models import Account, ClassMember, Delegation, Invitation, LineManagement, Person, RoleHolding
from belisha.schools.actions import follow_person
from belisha.schools.models import School

NOBODY_ELSE: Mapping[str, Person] = {}


def leave(*, by: Actor, person: Person, on: date, now: datetime, successors: Mapping[str, Person] = NOBODY_ELSE) -> Person:
    """The person is no longer of the school from `on` on: roles, classes and the right to sign in end that day, sessions at once.

    `successors` take over roles of theirs from that day, in the same step. Raises Denied where `by` may not mark leavers or give such a
    role; Refused where they have left, where a successor cannot take the role, or where a role would have too few holders.
    """
    with one_transaction():
        school = locked_school(by)
        today = today_at(school, now)
        check_may_keep(school, by, today)
        found = locked_person(person, by)
        if found.left is not None:
            raise Refused(f"{found.name} has left on {written(found.left)} already.")
        if on < found.joined:
            raise Refused(f"{found.name} joined on {written(found.joined)}: nobody leaves before they joined.")
        check_not_past(by, on, today, "Somebody leaves")
        for role, successor in successors.items():
            appoint(by=by, person=successor, role=role, starts=on, now=now)
        held = holdings_after([found], on)
        check_enough_remain(school, held, on, today)
        end_people(school, [found], on=on, today=today, now=now)
        facts = {"person": found.pk, "person's name": found.name, "left": on.isoformat(), "roles ended": sorted(row.role for row in held)}
        audit.record(by=by, action="person left", subject=f"person {found.pk}", facts=facts, now=now)
        follow_person(school, found.pk, on=today, now=now)
        tell_of(by, [found], on=on, now=now)
    return found


def holdings_after(people: Iterable[Person], on: date) -> list[RoleHolding]:
    """What these people hold on that day or later."""
    coming = Q(ends=None) | Q(ends__gt=on)
    return list(RoleHolding.objects.select_related("person").filter(coming, person__in=list(people)).order_by("pk"))


def end_people(school: School, people: Sequence[Person], *, on: date, today: date, now: datetime) -> None:
    """End everything of these people from `on` on. Inside a transaction; who may, and whether enough remain, was asked before."""
    for row in holdings_after(people, on):
        row.ends = max(row.starts, on)
        row.save()
    ids = [one.pk for one in people]
    late = Q(until=None) | Q(until__gt=on)
    ClassMember.objects.filter(late, person__in=ids).update(until=on)
    LineManagement.objects.filter(late).filter(Q(person__in=ids) | Q(manager__in=ids)).update(until=on)
    for delegation in Delegation.objects.filter(Q(from_person__in=ids) | Q(to_person__in=ids), ends__gt=on):
        delegation.ends = max(delegation.starts, on)
        delegation.save()
    Invitation.objects.filter(person__in=ids, used_at=None, revoked_at=None).update(revoked_at=now)
    for one in people:
        one.left = on
    Person.objects.bulk_update(people, ["left"])
    if on <= today:
        close_accounts([one.account_id for one in people if one.account_id is not None], today=today)


def close_accounts(ids: Iterable[int], *, today: date) -> int:
    """Close these accounts, but for those whose owner is still of some school: nothing signs in, and every session ends; how many.

    The password is made void, so that no old session comes back to life where somebody returns: they are invited anew.
    """
    with scopes_disabled():
        still_here = Person.objects.filter(Q(left=None) | Q(left__gt=today), account__in=list(ids)).values("account")
        found = list(Account.objects.filter(pk__in=list(ids), is_active=True).exclude(pk__in=still_here))
    for account in found:
        account.is_active = False
        account.set_unusable_password()
        account.save()
    return len(found)


def close_accounts_of_leavers(school: School, *, now: datetime) -> int:
    """Close the accounts of those whose last day has come; how many. Run by the worker: leaving may be marked ahead."""
    today = today_at(school, now)
    with one_transaction():
        gone = Person.objects.filter(school=school, left__lte=today, account__is_active=True).values_list("account_id", flat=True)
        return close_accounts(list(gone), today=today)


def tell_of(by: Actor, people: Sequence[Person], *, on: date, now: datetime) -> None:
    """Tell the other rooms who leaves."""
    ids = tuple(one.pk for one in people)
    publish(PeopleLeft(school_id=by.school_id, people=ids, on=on.isoformat(), by_name=by.name, by_person=by.person_id), now=now)
