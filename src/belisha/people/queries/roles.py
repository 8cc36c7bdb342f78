"""Who holds which role on a day, and until when enough people do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q, QuerySet

from belisha.kit import remembered
from belisha.people.models import LineManagement, Person, RoleHolding
from belisha.people.queries.dated import between, here
from belisha.people.queries.who import is_here
from belisha.schools.models import School


def holdings(school: School, *, on: date) -> QuerySet[RoleHolding]:
    """Every holding of a role that counts on that day, with its person; leavers hold nothing."""
    counts = between("starts", "ends", on) & here(on, "person__")
    return RoleHolding.objects.filter(counts, school=school).select_related("person").order_by("role", "starts", "pk")


def held(school: School, *, on: date) -> tuple[RoleHolding, ...]:
    """The same, asked once while nothing is recorded. Not to be changed: pages share the rows."""
    return held_at(school.pk, on)


def held_at(school_id: int, on: date) -> tuple[RoleHolding, ...]:
    """`held`, for whoever knows the school by its id alone."""

    def ask() -> tuple[RoleHolding, ...]:
        counts = between("starts", "ends", on) & here(on, "person__")
        return tuple(RoleHolding.objects.filter(counts, school=school_id).select_related("person").order_by("role", "starts", "pk"))

    return remembered.while_settled(school_id, ("holdings", on), ask)


def holdings_from(school: School, *, on: date) -> list[RoleHolding]:
    """Every holding that counts on that day or on a later one, by role, earliest first; not those of people who have left by then."""
    coming = Q(ends=None) | Q(ends__gt=on)
    stays = Q(person__left=None) | Q(person__left__gt=on)
    return list(RoleHolding.objects.filter(coming & stays, school=school).select_related("person").order_by("role", "starts", "pk"))


def holding(school: School, holding_id: int) -> RoleHolding | None:
    """The holding of this school with this id, or None."""
    return RoleHolding.objects.select_related("person").filter(school=school, pk=holding_id).first()


def appointed(school: School, role: str, *, on: date) -> list[Person]:
    """Who is appointed to the role on that day, each once, longest first; not those who stand in for them (see `cover.holders`)."""
    return list(dict.fromkeys(h.person for h in held(school, on=on) if h.role == role))


def holder_counts(school: School, on: date) -> dict[str, int]:
    """How many people hold each role on that day; a role nobody holds is not in it."""
    pairs = {(h.role, h.person_id) for h in held(school, on=on)}
    return dict(Counter(role for role, _ in pairs))


def first_day_short(going: Collection[RoleHolding], ends: date, at_least: int) -> date | None:
    """The first day, from `ends` on, on which a role has fewer than `at_least` holders because these holdings of it no longer count.

    Days on which too few hold it anyway are no reason to keep these. None where enough hold it always.
    """
    role, school_id = next((row.role, row.school_id) for row in going)
    rows = list(RoleHolding.objects.filter(school_id=school_id, role=role).select_related("person"))
    rest = [row for row in rows if row not in going]
    for day in _days_of_change(rows, ends):
        before, after = _people_holding(rows, day), _people_holding(rest, day)
        if len(after) < at_least and len(after) < len(before):
            return day
    return None


def first_day_too_few(school: School, role: str, at_least: int, *, on: date) -> date | None:
    """The first day, from `on` on, on which the role has fewer than `at_least` holders; None where enough hold it always."""

    def ask() -> tuple[RoleHolding, ...]:
        return tuple(RoleHolding.objects.filter(school=school).select_related("person").order_by("pk"))

    rows = [row for row in remembered.while_settled(school.pk, "every holding", ask) if row.role == role]
    return next((day for day in _days_of_change(rows, on) if len(_people_holding(rows, day)) < at_least), None)


def _days_of_change(rows: Iterable[RoleHolding], first: date) -> list[date]:
    """`first` and each later day on which somebody begins, ends or leaves."""
    days = {first}
    for row in rows:
        days |= {row.starts, row.ends or first, row.person.left or first}
    return sorted(day for day in days if day >= first)


def _people_holding(rows: Iterable[RoleHolding], on: date) -> set[int]:
    """Who holds one of these on that day."""
    return {r.person_id for r in rows if r.starts <= on and (r.ends is None or on < r.ends) and is_here(r.person, on=on)}


def appointed_roles(person: Person, *, on: date) -> frozenset[str]:
    """The roles this person is appointed to on that day; none once they have left. Signing and giving roles go by these alone."""
    if not is_here(person, on=on):
        return frozenset()
    return frozenset(row.role for row in held_at(person.school_id, on) if row.person_id == person.pk)


def line_manager_of(person: Person, *, on: date) -> Person | None:
    """The line manager of this person on that day, who is of the school; None where nobody is written down."""
    standing = between("since", "until", on) & here(on, "manager__")
    found = LineManagement.objects.filter(standing, person=person).select_related("manager").order_by("-since", "-pk").first()
    return found.manager if found else None


def managed_by(manager: Person, *, on: date) -> list[Person]:
    """Whose line manager this person is on that day, by name."""
    standing = between("since", "until", on) & here(on, "person__")
    rows = LineManagement.objects.filter(standing, manager=manager).select_related("person").order_by("person__name", "pk")
    return [row.person for row in rows]
