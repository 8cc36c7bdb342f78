"""Who is who at a school on a day: the only door to people for other rooms. Ask within the school's scope.

A holding, a class membership or a person's time at the school counts from its first day until (not on) its end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date

from django.db.models import Q, QuerySet

from belisha.core.programme.model import EVERYONE
from belisha.people.models import ClassMember, Family, Person, RoleHolding, SchoolClass
from belisha.people.states import PEOPLE_WORDS, Kind
from belisha.schools.models import School


def person(school: School, person_id: int | None) -> Person | None:
    """The person of this school with this id, also one who has left; None where there is none."""
    return Person.objects.filter(school=school, pk=person_id).first()


def people(school: School, *, on: date) -> QuerySet[Person]:
    """Everybody who belongs to the school on that day, by name."""
    return Person.objects.filter(_here(on), school=school).order_by("name", "pk")


def holdings(school: School, *, on: date) -> QuerySet[RoleHolding]:
    """Every holding of a role that counts on that day, with its person; leavers hold nothing."""
    held = _between("starts", "ends", on) & _here(on, "person__")
    return RoleHolding.objects.filter(held, school=school).select_related("person").order_by("role", "starts", "pk")


def holders(school: School, role: str, *, on: date) -> list[Person]:
    """Who holds the role on that day, each once, longest first."""
    return list(dict.fromkeys(h.person for h in holdings(school, on=on).filter(role=role)))


def holder_counts(school: School, on: date) -> dict[str, int]:
    """How many people hold each role on that day; a role nobody holds is not in it."""
    pairs = {(h.role, h.person_id) for h in holdings(school, on=on)}
    return dict(Counter(role for role, _ in pairs))


def roles_of(person: Person, *, on: date) -> frozenset[str]:
    """The roles this person holds on that day; none once they have left."""
    return frozenset(holdings(person.school, on=on).filter(person=person).values_list("role", flat=True))


def people_words(person: Person, *, on: date) -> frozenset[str]:
    """Every word of a policy that means this person on that day: "everyone", their kind, their roles, "class 5K", "year 5".

    Only "everyone" once they have left. Class words are for pupils; a teacher of 5K is no member of "class 5K" (language.md, people).
    """
    if not is_here(person, on=on):
        return frozenset({EVERYONE})
    words = {EVERYONE} | PEOPLE_WORDS[kind_of(person)] | roles_of(person, on=on)
    if kind_of(person) is Kind.PUPIL:
        for member in _memberships(person, on):
            words |= {f"class {member.school_class.name}", member.school_class.year}
    return frozenset(words)


def kind_of(person: Person) -> Kind:
    """What this person is to the school."""
    return Kind[person.kind]


def is_here(person: Person, *, on: date) -> bool:
    """True from the day the person joined until the day before they left."""
    return person.joined <= on and (person.left is None or on < person.left)


def classes(school: School, *, on: date) -> dict[str, str]:
    """The classes of that day and their year groups: {"5K": "year 5"}."""
    found = SchoolClass.objects.filter(_between("since", "until", on), school=school)
    return {c.name: c.year for c in found.order_by("name")}


def class_of_teacher(person: Person, on: date) -> str | None:
    """The name of the class ("5K") this person teaches on that day; None for everybody else. Of several, the latest."""
    if kind_of(person) is Kind.PUPIL:
        return None
    return next((m.school_class.name for m in _memberships(person, on)), None)


def class_of_pupil(person: Person, on: date) -> str | None:
    """The name of the class ("5K") this pupil is in on that day; None for everybody else."""
    if kind_of(person) is not Kind.PUPIL:
        return None
    return next((m.school_class.name for m in _memberships(person, on)), None)


def teachers_of(school: School, class_name: str, *, on: date) -> list[Person]:
    """Who teaches the class on that day, by name."""
    members = ClassMember.objects.filter(
        _between("since", "until", on) & _here(on, "person__"), school=school, school_class__name=class_name
    ).exclude(person__kind=Kind.PUPIL.name)
    return [m.person for m in members.select_related("person").order_by("person__name", "pk")]


def is_parent_of(parent: Person, child: Person) -> bool:
    """True where the first is a parent or carer of the second."""
    return Family.objects.filter(parent=parent, child=child).exists()


def eligible(
    school: School,
    roles: Iterable[str],
    *,
    on: date,
    excluding: Callable[[Person], bool],
    stands_in: Callable[[str], str | None],
) -> list[Person]:
    """Who may act for these roles on that day: their holders, less those to whom `excluding` says True.

    Where nobody is left, the roles that stand in for them are asked, and so on; each role once, so a ring of stand-ins ends.
    Empty where the whole chain is. Source: architecture.md, Keeping: nobody decides what they asked, and nothing is left unread.
    """
    asked: set[str] = set()
    wave = list(dict.fromkeys(roles))
    while wave:
        asked.update(wave)
        found = [p for role in wave for p in holders(school, role, on=on) if not excluding(p)]
        if found:
            return list(dict.fromkeys(found))
        wave = [role for role in dict.fromkeys(map(stands_in, wave)) if role is not None and role not in asked]
    return []


def _memberships(person: Person, on: date) -> QuerySet[ClassMember]:
    """The classes of a person on that day, latest first."""
    found = ClassMember.objects.filter(_between("since", "until", on), person=person)
    return found.filter(_between("school_class__since", "school_class__until", on)).select_related("school_class").order_by("-since", "-pk")


def _between(start: str, end: str, on: date) -> Q:
    """Rows that hold on that day; `end` is the first day they no longer do."""
    return Q(**{f"{start}__lte": on}) & (Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": on}))


def _here(on: date, prefix: str = "") -> Q:
    """People who belong to the school on that day."""
    return _between(f"{prefix}joined", f"{prefix}left", on)
