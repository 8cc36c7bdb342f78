"""Fills an empty database with the demo school, by the same actions a real school's pages call.

The policy, its signatures and the subscribed lists come after it (policy and filtering actions).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from django_scopes import scope

from belisha.core.moments import Lesson, Term
from belisha.kit.access import Actor, Refused
from belisha.kit.writing import one_transaction
from belisha.people import actions as people
from belisha.people.models import Person, SchoolClass
from belisha.schools import actions as schools
from belisha.schools.actions import Booked, NewSchool, Sitting
from belisha.schools.models import School
from belisha.schools.states import Group, NetworkKind
from belisha.web.demo import figures, timetable

SETUP = "the demo's setup"
SIGN_IN_ROLES = {
    "headteacher": "head",
    "dsl": "dsl",
    "network_manager": "network_manager",
    "esafety": "esafety",
    "teacher": "teacher_5k",
    "support_staff": "support_staff",
    "volunteer": "volunteer",
    "governor": "governor",
    "chair": "chair",
    "clerk": "clerk",
    "parent": "parent_5k",
    "pupil": "pupil_5k",
}
"""Each role one can sign in as, and the figure who holds it."""


@dataclass(frozen=True, slots=True)
class DemoSchool:
    """The demo school as it was made.

    `people` are all figures by key; `sign_in` one person for each role one can sign in as; `networks` and `classes` one address each.
    """

    school: School
    people: Mapping[str, Person]
    sign_in: Mapping[str, Person]
    networks: Mapping[str, str]
    classes: Mapping[str, str]


def seed_demo(*, now: datetime, zone: tzinfo, portal_host: str = "127.0.0.1") -> DemoSchool:
    """The invented school with its terms, lessons, networks, classes and people, all since 1 September 2026.

    `zone` must be the one the school's terms are meant in (Europe/London). Raises Refused unless the database is empty of schools.
    """
    with one_transaction():
        if School.objects.exists():
            raise Refused("There is a school in this database already: a demo is made in an empty one. Choose another --data folder.")
        school = schools.create_school(
            NewSchool(
                name=figures.SCHOOL_NAME,
                slug="zebra-lane",
                portal_host=portal_host,
                ranges=timetable.SCHOOL_RANGES,
                zone=str(zone),
                day_starts=timetable.DAY_STARTS,
                day_ends=timetable.DAY_ENDS,
                is_demo=True,
                since=figures.JOINED,
            ),
            by_name=SETUP,
            now=now,
        )
        with scope(school=school):
            by = Actor(school_id=school.pk, name=SETUP)
            _set_calendar(school, by, now)
            _set_networks(school, by, now)
            made = _add_people(by, now)
            _share_a_trolley(school, made, by, now)
    return demo_school(school, made)


def demo_school(school: School, made: Mapping[str, Person]) -> DemoSchool:
    """The demo school from its row and its people by key."""
    return DemoSchool(
        school=school,
        people=made,
        sign_in={role: made[key] for role, key in SIGN_IN_ROLES.items()},
        networks={n.group: n.address for n in timetable.NETWORKS if not n.class_name},
        classes={n.class_name: n.address for n in timetable.NETWORKS if n.class_name},
    )


def find_demo() -> DemoSchool | None:
    """The demo school of a database that has been seeded before; None where there is none."""
    school = School.objects.filter(is_demo=True, slug="zebra-lane").first()
    if school is None:
        return None
    with scope(school=school):
        by_mail = {p.account.email: p for p in Person.objects.filter(school=school).select_related("account") if p.account}
    return demo_school(school, {f.key: by_mail[f.email] for f in figures.FIGURES})


def _set_calendar(school: School, by: Actor, now: datetime) -> None:
    """Terms, closure days and the lessons of each weekday."""
    for name, first, last in timetable.TERMS:
        schools.set_term(school, by=by, term=Term(name, first, last), now=now)
    for day, why in timetable.CLOSURES:
        schools.close_day(school, by=by, day=day, why=why, now=now)
    for weekday in range(5):
        for name, starts, ends in timetable.LESSONS:
            schools.set_lesson_time(school, by=by, lesson=Lesson(name, weekday, starts, ends), since=figures.JOINED, now=now)
        for name, starts, ends in timetable.BREAKS:
            pause = Lesson(name, weekday, starts, ends)
            schools.set_lesson_time(school, by=by, lesson=pause, since=figures.JOINED, now=now, is_break=True)


def _set_networks(school: School, by: Actor, now: datetime) -> None:
    """Who sits on which loopback addresses."""
    for network in timetable.NETWORKS:
        sitting = Sitting(network.range, Group(network.group), NetworkKind(network.kind), network.class_name)
        schools.set_network(school, by=by, sitting=sitting, since=figures.JOINED, now=now)


def _share_a_trolley(school: School, made: Mapping[str, Person], by: Actor, now: datetime) -> None:
    """A trolley that classes book in turn, and a teacher's own device."""
    shared = Sitting(timetable.TROLLEY_RANGE, Group.PUPILS, trolley=timetable.TROLLEY)
    schools.set_network(school, by=by, sitting=shared, since=figures.JOINED, now=now)
    for class_name, weekday, starts, ends in timetable.BOOKINGS:
        booked = Booked(timetable.TROLLEY, class_name, weekday, starts, ends, figures.JOINED)
        schools.book_trolley(school, by=by, booked=booked, now=now)
    key, address = timetable.DEVICE
    own = Sitting(address, Group.STAFF, NetworkKind.STAFF, person=made[key].pk)
    schools.set_network(school, by=by, sitting=own, since=figures.JOINED, now=now)


def _add_people(by: Actor, now: datetime) -> dict[str, Person]:
    """Everybody with an account, then their roles, classes and families."""
    classes = {name: people.add_class(by=by, name=name, year=year, since=figures.JOINED, now=now) for name, year in figures.CLASSES.items()}
    made = {}
    for figure in figures.FIGURES:
        made[figure.key] = person = people.add_person(by=by, name=figure.name, kind=figure.kind, joined=figures.JOINED, now=now)
        people.give_account(by=by, person=person, email=figure.email, now=now)
        person.refresh_from_db()
    for figure in figures.FIGURES:
        _place(figure, made, classes, by, now)
    return made


def _place(figure: figures.Figure, made: Mapping[str, Person], classes: Mapping[str, SchoolClass], by: Actor, now: datetime) -> None:
    """One figure's roles, class and child."""
    person = made[figure.key]
    for role in figure.roles:
        people.appoint(by=by, person=person, role=role, starts=figures.JOINED, now=now)
    if figure.in_class:
        people.put_in_class(by=by, person=person, school_class=classes[figure.in_class], since=figures.JOINED, now=now)
    if figure.child:
        people.set_parent(by=by, parent=person, child=made[figure.child], now=now)
