"""The demo school: invented, complete, made by actions, and never put beside a real one."""

from __future__ import annotations

from datetime import date, datetime
from ipaddress import ip_address
from zoneinfo import ZoneInfo

import pytest
from django_scopes import scope

from belisha.audit.verification import verify
from belisha.kit.access import Refused
from belisha.people import queries as people
from belisha.people.states import ROLES_OF_EVERY_SCHOOL
from belisha.schools import queries as schools
from belisha.schools.models import School
from belisha.web.demo.seeding import DemoSchool, find_demo, seed_demo

LONDON = ZoneInfo("Europe/London")
TODAY = date(2026, 9, 15)


@pytest.fixture
def demo(db: None, moment: datetime) -> DemoSchool:
    return seed_demo(now=moment, zone=LONDON)


def test_every_role_is_held_and_can_be_signed_in_as(demo: DemoSchool) -> None:
    with scope(school=demo.school):
        counts = people.holder_counts(demo.school, TODAY)
        assert set(ROLES_OF_EVERY_SCHOOL) <= set(counts)
        assert counts["e-safety team"] == 2
    assert set(demo.sign_in) == {
        "headteacher", "dsl", "network_manager", "esafety", "teacher", "support_staff",
        "volunteer", "governor", "chair", "clerk", "parent", "pupil",
    }  # fmt: skip
    assert all(person.account.email.endswith(".example") for person in demo.people.values())


def test_each_address_is_where_it_should_be(demo: DemoSchool) -> None:
    assert demo.networks == {"pupils": "127.0.1.200", "staff": "127.0.2.5", "guests": "127.0.3.5"}
    assert demo.classes == {"5K": "127.0.1.5", "4B": "127.0.1.21", "2R": "127.0.1.37"}
    with scope(school=demo.school):
        facts = schools.facts(demo.school, on=TODAY, classes=people.classes(demo.school, on=TODAY))
    for group, address in demo.networks.items():
        assert facts.seat_at(ip_address(address)).key == group
    for name, address in demo.classes.items():
        assert facts.seat_at(ip_address(address)).key == f"pupils/{name}"
    assert facts.seat_at(ip_address("127.0.1.5")).people == {"pupils", "year 5", "class 5K"}
    assert facts.seat_at(ip_address("127.0.0.9")).is_unknown


def test_the_demo_starts_in_a_lesson_of_its_term(demo: DemoSchool, moment: datetime) -> None:
    with scope(school=demo.school):
        assert schools.calendar(demo.school, TODAY).lesson_at(moment).name == "second lesson"


def test_families_and_classes_are_set(demo: DemoSchool) -> None:
    with scope(school=demo.school):
        assert people.is_parent_of(demo.sign_in["parent"], demo.sign_in["pupil"])
        assert people.class_of_teacher(demo.sign_in["teacher"], TODAY) == "5K"
        assert people.class_of_pupil(demo.sign_in["pupil"], TODAY) == "5K"


def test_everything_is_in_the_record_and_the_chain_is_whole(demo: DemoSchool) -> None:
    with scope(school=demo.school):
        found = verify(demo.school.pk)
    assert found.is_whole
    assert found.count > 100


def test_a_second_seeding_is_refused_and_the_first_is_found(demo: DemoSchool, moment: datetime) -> None:
    with pytest.raises(Refused, match="made in an empty one"):
        seed_demo(now=moment, zone=LONDON)
    assert School.objects.count() == 1
    assert find_demo() == demo


def test_where_nothing_was_seeded_nothing_is_found(db: None) -> None:
    assert find_demo() is None
