"""The cast: one invented school and its people, whom every test knows by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django_scopes import scope

from belisha.kit.access import Actor
from belisha.people.models import Person
from belisha.people.states import Kind
from belisha.schools.models import School
from belisha.web.demo.figures import CLASSES, FIGURES, SCHOOL_NAME
from belisha.web.demo.timetable import DAY_ENDS, DAY_STARTS, LESSONS, NETWORKS, SCHOOL_RANGES, TERMS
from tests import factories

MADE_AT = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of the school, by what they are to it. `stranger` is a teacher of another school."""

    head: Person
    chair: Person
    vice_chair: Person
    clerk: Person
    governor: Person
    dsl: Person
    deputy_dsl: Person
    esafety: Person
    esafety_2: Person
    network_manager: Person
    senco: Person
    dpo: Person
    teacher_5k: Person
    teacher_4b: Person
    teacher_2r: Person
    support_staff: Person
    volunteer: Person
    parent_5k: Person
    parent_4b: Person
    pupil_5k: Person
    pupil_5k_2: Person
    pupil_4b: Person
    pupil_2r: Person
    stranger: Person

    def people(self) -> tuple[Person, ...]:
        """Everybody of the school, so without the stranger."""
        return tuple(getattr(self, f.key) for f in FIGURES)


def make_school(name: str = SCHOOL_NAME, *, slug: str = "zebra-lane", portal_host: str = "testserver") -> School:
    """A school with terms, lessons and the demo's networks. `testserver` is the host name of Django's test client."""
    school = School.objects.create(
        name=name,
        slug=slug,
        portal_host=portal_host,
        day_starts=DAY_STARTS,
        day_ends=DAY_ENDS,
        is_demo=True,
        made_at=MADE_AT,
    )
    with scope(school=school):
        for text in SCHOOL_RANGES:
            factories.make_range(school, text)
        for term in TERMS:
            factories.make_term(school, *term)
        for weekday in range(5):
            for lesson, starts, ends in LESSONS:
                factories.make_lesson(school, lesson, weekday, starts, ends)
        for network in NETWORKS:
            factories.make_network(school, network.range, network.group, class_name=network.class_name, kind=network.kind)
    return school


def make_cast(school: School) -> Cast:
    """Everybody of the school with an account each, in their roles, classes and families since 1 September 2026."""
    with scope(school=school):
        classes = {name: factories.make_class(school, name, year) for name, year in CLASSES.items()}
        made = {f.key: factories.make_person(school, f.name, kind=f.kind, email=f.email) for f in FIGURES}
        for figure in FIGURES:
            person = made[figure.key]
            for role in figure.roles:
                factories.make_holding(person, role)
            if figure.in_class:
                factories.make_member(person, classes[figure.in_class])
            if figure.child:
                factories.make_family(person, made[figure.child])
    return Cast(**made, stranger=make_stranger())


def make_stranger() -> Person:
    """A teacher of another school, who has an account there and nothing to do with ours."""
    other = School.objects.create(
        name="Penguin Row Primary School",
        slug="penguin-row",
        portal_host="penguin-row.testserver",
        day_starts=DAY_STARTS,
        day_ends=DAY_ENDS,
        is_demo=True,
        made_at=MADE_AT,
    )
    with scope(school=other):
        factories.make_range(other, "127.0.0.0/8")
        return factories.make_person(other, "Stellan Stranger", kind=Kind.TEACHER, email="stranger@penguin-row.example")


def actor(person: Person) -> Actor:
    """The person as the one who acts."""
    return Actor(school_id=person.school_id, name=person.name, person_id=person.pk)
