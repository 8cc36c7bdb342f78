"""Whose parents and carers people are."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from belisha.kit import remembered
from belisha.people.models import Contact, Family, Person
from belisha.people.queries.dated import between
from belisha.schools.models import School


def is_parent_of(parent: Person, child: Person) -> bool:
    """True where the first is a parent or carer of the second."""
    return Family.objects.filter(parent=parent, child=child).exists()


def parents_of(school: School, children: Collection[int]) -> frozenset[int]:
    """The parents and carers of any of these people, all by id."""
    if not children:
        return frozenset()
    question = ("parents of", frozenset(children))

    def ask() -> frozenset[int]:
        return frozenset(Family.objects.filter(school=school, child__in=list(children)).values_list("parent_id", flat=True))

    return remembered.while_settled(school.pk, question, ask)


def parents_by_child(school: School, children: Collection[int]) -> dict[int, set[int]]:
    """The parents and carers of each of these people, all by id; who has none is left out."""
    found: dict[int, set[int]] = {}
    if children:
        for child, parent in Family.objects.filter(school=school, child__in=list(children)).values_list("child_id", "parent_id"):
            found.setdefault(child, set()).add(parent)
    return found


def parents_of_children_of(school: School, parents: Collection[int]) -> dict[int, set[int]]:
    """Of each child of one of these people (by id): all of the child's parents and carers."""
    children = Family.objects.filter(school=school, parent__in=list(parents)).values_list("child_id", flat=True)
    found: dict[int, set[int]] = {}
    for child, parent in Family.objects.filter(school=school, child__in=list(children)).values_list("child_id", "parent_id"):
        found.setdefault(child, set()).add(parent)
    return found


def standing_contacts(school: School, *, on: date, families: Iterable[int] | None = None) -> dict[int, Contact]:
    """What holds of each family on that day, by the family's id."""
    rows = Contact.objects.filter(between("since", "until", on), school=school)
    if families is not None:
        rows = rows.filter(family__in=list(families))
    return {row.family_id: row for row in rows.order_by("since", "pk")}
