"""Adding people, accounts, classes and families."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from belisha.audit import queries as audit
from belisha.kit.access import Denied, Refused
from belisha.people import actions, queries
from belisha.people.models import Account, SchoolClass
from belisha.people.states import Kind
from belisha.schools.models import School
from tests.cast import Cast, actor

TODAY = date(2026, 9, 15)


def test_add_person_and_give_them_an_account(school: School, cast: Cast, moment: datetime) -> None:
    by = actor(cast.head)
    made = actions.add_person(by=by, name=" Mabel Manhole ", kind=Kind.TEACHER, joined=TODAY, now=moment)
    assert made.name == "Mabel Manhole"
    account = actions.give_account(by=by, person=made, email="Mabel@Zebra-Lane.example", now=moment)
    assert account.email == "mabel@zebra-lane.example"
    assert not account.has_usable_password()
    assert queries.person_of(school, account, on=TODAY) == made
    assert [r.action for r in audit.records(school.pk)] == ["person added", "account given"]


def test_give_account_refuses_a_second_one_and_anothers_address(cast: Cast, moment: datetime) -> None:
    by = actor(cast.head)
    with pytest.raises(Refused, match="has an account already"):
        actions.give_account(by=by, person=cast.dsl, email="dora@zebra-lane.example", now=moment)
    made = actions.add_person(by=by, name="Mabel Manhole", kind=Kind.TEACHER, joined=TODAY, now=moment)
    with pytest.raises(Refused, match="Somebody else of the school signs in as head@zebra-lane"):
        actions.give_account(by=by, person=made, email="HEAD@zebra-lane.example", now=moment)


def test_somebody_of_two_schools_has_one_account(cast: Cast, moment: datetime) -> None:
    by = actor(cast.head)
    made = actions.add_person(by=by, name="Stellan Stranger", kind=Kind.GOVERNOR, joined=TODAY, now=moment)
    before = Account.objects.count()
    assert actions.give_account(by=by, person=made, email="stranger@penguin-row.example", now=moment) == cast.stranger.account
    assert Account.objects.count() == before


def test_only_the_head_keeps_people(cast: Cast, moment: datetime) -> None:
    five_k = SchoolClass.objects.get(name="5K")
    by = actor(cast.network_manager)
    with pytest.raises(Denied):
        actions.add_person(by=by, name="Mabel Manhole", kind=Kind.TEACHER, joined=TODAY, now=moment)
    with pytest.raises(Denied):
        actions.give_account(by=by, person=cast.pupil_5k, email="x@zebra-lane.example", now=moment)
    with pytest.raises(Denied):
        actions.add_class(by=by, name="6M", year="year 6", since=TODAY, now=moment)
    with pytest.raises(Denied):
        actions.put_in_class(by=by, person=cast.pupil_4b, school_class=five_k, since=TODAY, now=moment)
    with pytest.raises(Denied):
        actions.set_parent(by=by, parent=cast.parent_5k, child=cast.pupil_5k_2, now=moment)


def test_a_person_needs_a_name(cast: Cast, moment: datetime) -> None:
    with pytest.raises(Refused, match="needs a name"):
        actions.add_person(by=actor(cast.head), name="  ", kind=Kind.TEACHER, joined=TODAY, now=moment)


def test_a_class_is_added_once(school: School, cast: Cast, moment: datetime) -> None:
    by = actor(cast.head)
    actions.add_class(by=by, name="6M", year="year 6", since=TODAY, now=moment)
    assert queries.classes(school, on=TODAY)["6M"] == "year 6"
    with pytest.raises(Refused, match="There is a class 6M already"):
        actions.add_class(by=by, name="6M", year="year 6", since=TODAY, now=moment)


def test_a_pupil_moves_and_a_teacher_takes_a_second_class(school: School, cast: Cast, moment: datetime) -> None:
    by = actor(cast.head)
    four_b = SchoolClass.objects.get(name="4B")
    actions.put_in_class(by=by, person=cast.pupil_5k, school_class=four_b, since=TODAY, now=moment)
    assert queries.class_of_pupil(cast.pupil_5k, date(2026, 9, 14)) == "5K"
    assert queries.class_of_pupil(cast.pupil_5k, TODAY) == "4B"
    actions.put_in_class(by=by, person=cast.teacher_5k, school_class=four_b, since=TODAY, now=moment)
    assert queries.teachers_of(school, "4B", on=TODAY) == [cast.teacher_4b, cast.teacher_5k]
    assert queries.teachers_of(school, "5K", on=TODAY) == [cast.teacher_5k]
    with pytest.raises(Refused, match="in class 4B already"):
        actions.put_in_class(by=by, person=cast.pupil_5k, school_class=four_b, since=TODAY, now=moment)
    with pytest.raises(Refused, match="only pupils and staff"):
        actions.put_in_class(by=by, person=cast.parent_5k, school_class=four_b, since=TODAY, now=moment)


def test_a_grown_up_is_set_as_a_parent_of_a_pupil(cast: Cast, moment: datetime) -> None:
    by = actor(cast.head)
    actions.set_parent(by=by, parent=cast.teacher_4b, child=cast.pupil_5k_2, now=moment)
    assert queries.is_parent_of(cast.teacher_4b, cast.pupil_5k_2)
    with pytest.raises(Refused, match="already"):
        actions.set_parent(by=by, parent=cast.teacher_4b, child=cast.pupil_5k_2, now=moment)
    with pytest.raises(Refused, match="cannot be set as a parent"):
        actions.set_parent(by=by, parent=cast.pupil_5k, child=cast.pupil_5k_2, now=moment)
    with pytest.raises(Refused, match="cannot be set as a parent"):
        actions.set_parent(by=by, parent=cast.teacher_4b, child=cast.teacher_5k, now=moment)
