"""Who is away on a day, who stands in for a role meanwhile, and so who does the work of each role. Source: clause 1.4."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from belisha.kit import remembered
from belisha.people.models import Absence, Delegation, Person
from belisha.people.queries.dated import between, here
from belisha.people.queries.roles import appointed, appointed_roles, held_at
from belisha.people.queries.who import is_here
from belisha.schools.models import School


def absences_from(school: School, *, on: date) -> list[Absence]:
    """Every absence of that day or of a later one, earliest first; not those of people who have left by then."""
    stays = Q(person__left=None) | Q(person__left__gt=on)
    found = Absence.objects.filter(Q(ends=None) | Q(ends__gt=on), stays, school=school).select_related("person")
    return list(found.order_by("starts", "person__name", "pk"))


def absence(school: School, absence_id: int) -> Absence | None:
    """The absence of this school with this id, or None."""
    return Absence.objects.select_related("person").filter(school=school, pk=absence_id).first()


def away(school: School, *, on: date) -> dict[int, date | None]:
    """Who is away on that day, by id: the first day they are back, None where nobody knows. Not to be changed: pages share it."""

    def ask() -> dict[int, date | None]:
        rows = Absence.objects.filter(between("starts", "ends", on), school=school).order_by("starts", "pk")
        return dict(rows.values_list("person_id", "ends"))

    return remembered.while_settled(school.pk, ("away", on), ask)


def is_away(person: Person, *, on: date) -> bool:
    """True on a day on which it is written down that this person is away."""
    return person.pk in away(person.school, on=on)


def delegation(school: School, delegation_id: int) -> Delegation | None:
    """The delegation of this school with this id, or None."""
    return Delegation.objects.select_related("from_person", "to_person").filter(school=school, pk=delegation_id).first()


def delegations_from(school: School, *, on: date) -> list[Delegation]:
    """Every delegation of that day or of a later one, by role, earliest first, with its people."""
    found = Delegation.objects.filter(school=school, ends__gt=on).select_related("from_person", "to_person")
    return list(found.order_by("role", "starts", "pk"))


def delegated(school_id: int, on: date) -> tuple[Delegation, ...]:
    """The delegations that count on that day: both people are of the school, and whose role it is holds it still.

    Not to be changed: pages share the rows.
    """

    def ask() -> tuple[Delegation, ...]:
        holding = {(row.role, row.person_id) for row in held_at(school_id, on)}
        counts = between("starts", "ends", on) & here(on, "to_person__")
        rows = Delegation.objects.filter(counts, school=school_id).select_related("to_person").order_by("role", "starts", "pk")
        return tuple(row for row in rows if (row.role, row.from_person_id) in holding)

    return remembered.while_settled(school_id, ("delegated", on), ask)


def delegates(school: School, role: str, *, on: date) -> list[Person]:
    """Who does the work of the role on that day by delegation, each once."""
    return list(dict.fromkeys(row.to_person for row in delegated(school.pk, on) if row.role == role))


def holders(school: School, role: str, *, on: date) -> list[Person]:
    """Who does the work of the role on that day, each once: those appointed to it, longest first, then those it is delegated to.

    Also those who are away: `eligible` says whose turn it is.
    """
    return list(dict.fromkeys([*appointed(school, role, on=on), *delegates(school, role, on=on)]))


def roles_of(person: Person, *, on: date) -> frozenset[str]:
    """The roles whose work this person does on that day, appointed or by delegation; none once they have left."""
    if not is_here(person, on=on):
        return frozenset()
    taken = {row.role for row in delegated(person.school_id, on) if row.to_person_id == person.pk}
    return appointed_roles(person, on=on) | taken


def roles_by_person(school: School, *, on: date) -> dict[int, set[str]]:
    """The roles whose work each person does on that day, by id; nobody without one."""
    return work_of_roles(school.pk, on)


def work_of_roles(school_id: int, on: date) -> dict[int, set[str]]:
    """`roles_by_person`, for whoever knows the school by its id alone."""
    found: dict[int, set[str]] = {}
    for row in held_at(school_id, on):
        found.setdefault(row.person_id, set()).add(row.role)
    for row in delegated(school_id, on):
        found.setdefault(row.to_person_id, set()).add(row.role)
    return found
