"""Who is in which class on a day, and who teaches it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from belisha.core.roster.read import age_of_year
from belisha.kit import remembered
from belisha.people.models import ClassMember, Person, SchoolClass
from belisha.people.queries.dated import between, here
from belisha.people.queries.who import kind_of
from belisha.people.states import Kind
from belisha.schools.models import School


def classes(school: School, *, on: date) -> dict[str, str]:
    """The classes of that day and their year groups: {"5K": "year 5"}."""

    def ask() -> tuple[tuple[str, str], ...]:
        found = SchoolClass.objects.filter(between("since", "until", on), school=school).order_by("name")
        return tuple((c.name, c.year) for c in found)

    return dict(remembered.while_settled(school.pk, ("classes", on), ask))


def class_of_teacher(person: Person, on: date) -> str | None:
    """The name of the class ("5K") this person teaches on that day; None for everybody else. Of several, the latest."""
    if kind_of(person) is Kind.PUPIL:
        return None
    return next((m.school_class.name for m in memberships(person, on)), None)


def classes_of_teacher(person: Person, on: date) -> list[str]:
    """The names of all classes this person teaches on that day, in order; none for a pupil."""
    if kind_of(person) is Kind.PUPIL:
        return []
    return sorted({m.school_class.name for m in memberships(person, on)})


def class_of_pupil(person: Person, on: date) -> str | None:
    """The name of the class ("5K") this pupil is in on that day; None for everybody else."""
    if kind_of(person) is not Kind.PUPIL:
        return None
    return next((m.school_class.name for m in memberships(person, on)), None)


def teachers_of(school: School, class_name: str, *, on: date) -> list[Person]:
    """Who teaches the class on that day, by name."""
    members = ClassMember.objects.filter(
        between("since", "until", on) & here(on, "person__"), school=school, school_class__name=class_name
    ).exclude(person__kind=Kind.PUPIL.name)
    return [m.person for m in members.select_related("person").order_by("person__name", "pk")]


def memberships(person: Person, on: date) -> tuple[ClassMember, ...]:
    """The classes of a person on that day, latest first."""

    def ask() -> tuple[ClassMember, ...]:
        holds = between("since", "until", on) & between("school_class__since", "school_class__until", on)
        return tuple(ClassMember.objects.filter(holds, person=person).select_related("school_class").order_by("-since", "-pk"))

    return remembered.while_settled(person.school_id, ("memberships", person.pk, on), ask)


def words_of_classes(school: School, ids: Collection[int], on: date) -> dict[int, set[str]]:
    """ "class 5K" and "year 5" of each of these people, by id."""
    held = between("since", "until", on) & between("school_class__since", "school_class__until", on)
    found: dict[int, set[str]] = {}
    for member in ClassMember.objects.filter(held, school=school, person__in=list(ids)).select_related("school_class"):
        found.setdefault(member.person_id, set()).update({f"class {member.school_class.name}", member.school_class.year})
    return found


@dataclass(frozen=True, slots=True)
class ClassThere:
    """A class on a day, with who teaches it and who is in it, both by name."""

    row: SchoolClass
    teachers: tuple[Person, ...]
    pupils: tuple[Person, ...]


def classes_there(school: School, *, on: date) -> list[ClassThere]:
    """Every class of that day with its people, the youngest year first. Asks twice."""
    rows = list(SchoolClass.objects.filter(between("since", "until", on), school=school))
    counts = between("since", "until", on) & here(on, "person__")
    members = ClassMember.objects.filter(counts, school_class__in=rows).select_related("person").order_by("person__name", "pk")
    inside: dict[int, list[Person]] = {}
    for member in members:
        inside.setdefault(member.school_class_id, []).append(member.person)
    found = [
        ClassThere(
            row,
            tuple(one for one in inside.get(row.pk, ()) if kind_of(one) is not Kind.PUPIL),
            tuple(one for one in inside.get(row.pk, ()) if kind_of(one) is Kind.PUPIL),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (age_of_year(one.row.year), one.row.name))


def class_there(school: School, name: str, *, on: date) -> ClassThere | None:
    """The class of this name on that day; None where there is none."""
    return next((one for one in classes_there(school, on=on) if one.row.name == name), None)


def classes_change_from(school: School, *, on: date) -> date | None:
    """The first day after `on` on which a class ends; None where none is to end: then the year can be rolled over."""
    return SchoolClass.objects.filter(school=school, until__gt=on).order_by("until").values_list("until", flat=True).first()
