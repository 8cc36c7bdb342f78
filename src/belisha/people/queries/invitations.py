"""Who was invited and has not answered, whose invitation a code is, and the first run. Codes are asked outside every school's scope."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django_scopes import scopes_disabled

from belisha.people.invitation_codes import LETTERS, code_for, fingerprint_of, in_groups, read_code
from belisha.people.models import Account, FirstRun, Invitation, Person, RoleHolding
from belisha.people.queries.who import people
from belisha.people.states import Kind
from belisha.people.states_invitations import InvitationStatus, status_of
from belisha.schools.models import School

INVITED_KINDS = tuple(kind.name for kind in Kind if kind is not Kind.PUPIL)
"""Pupils ask without an account; everybody else can have one."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who cannot sign in yet, or can be given a new slip: their roles from today on, and their last invitation."""

    person: Person
    roles: frozenset[str]
    invitation: Invitation | None
    status: InvitationStatus | None

    @property
    def has_password(self) -> bool:
        """True where they sign in already."""
        return self.person.account is not None and self.person.account.has_usable_password()


def not_answered(school: School, *, on: date, now: datetime) -> list[Invited]:
    """Everybody of that day who may have an account and cannot sign in yet, and those without mail, who may need a new slip; by name."""
    found = list(people(school, on=on).filter(kind__in=INVITED_KINDS).select_related("account"))
    return invited(school, [one for one in found if not _can_sign_in(one) or not one.account.email], on=on, now=now)


def invited(school: School, persons: Iterable[Person], *, on: date, now: datetime) -> list[Invited]:
    """The same of these people, in their order. Asks twice."""
    asked = list(persons)
    roles: dict[int, set[str]] = {}
    coming = RoleHolding.objects.filter(Q(ends=None) | Q(ends__gt=on), school=school, person__in=asked)
    for person_id, role in coming.values_list("person_id", "role"):
        roles.setdefault(person_id, set()).add(role)
    last = {row.person_id: row for row in Invitation.objects.filter(school=school, person__in=asked).order_by("pk")}
    return [Invited(one, frozenset(roles.get(one.pk, ())), last.get(one.pk), _status(last.get(one.pk), now)) for one in asked]


def invitation(school: School, number: int) -> Invitation | None:
    """The invitation of this school with this number, with its person and account; None where there is none."""
    return Invitation.objects.select_related("person", "account").filter(school=school, pk=number).first()


def invitation_of_code(words: str) -> Invitation | None:
    """The invitation whose code this is, of whatever school, with person, account and school; None where nobody made it."""
    code = read_code(words)
    if len(code) != LETTERS:
        return None
    with scopes_disabled():
        found = Invitation.objects.select_related("person", "account", "school")
        return found.filter(fingerprint=fingerprint_of(code)).first()


def invitation_code(row: Invitation) -> str:
    """The code of an invitation, in groups of four."""
    return in_groups(code_for(person_id=row.person_id, account_id=row.account_id, made_at=row.made_at))


def roles_to_come(person: Person, *, on: date) -> frozenset[str]:
    """The roles this person is appointed to, on that day or a later one."""
    rows = RoleHolding.objects.filter(Q(ends=None) | Q(ends__gt=on), person=person)
    return frozenset(rows.values_list("role", flat=True))


def is_known_elsewhere(account: Account, school: School) -> bool:
    """True where another school's person signs in with this account."""
    with scopes_disabled():
        return Person.objects.filter(account=account).exclude(school=school).exists()


def first_run_of_link(secret: str) -> FirstRun | None:
    """The first run whose link this is; None where nobody made it."""
    return FirstRun.objects.filter(fingerprint=fingerprint_of(secret)).first()


def first_run(number: int | None) -> FirstRun | None:
    """The first run with this number, with its school and person."""
    with scopes_disabled():
        return FirstRun.objects.select_related("school", "person__account").filter(pk=number).first()


def open_first_run(person: Person) -> FirstRun | None:
    """The first run that this person has open; None for everybody else."""
    with scopes_disabled():
        return FirstRun.objects.select_related("school", "person").filter(person=person, closed_at=None).first()


def _can_sign_in(person: Person) -> bool:
    return person.account is not None and person.account.has_usable_password()


def _status(row: Invitation | None, now: datetime) -> InvitationStatus | None:
    return None if row is None else status_of(used_at=row.used_at, revoked_at=row.revoked_at, ends_at=row.ends_at, now=now)
