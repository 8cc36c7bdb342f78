"""Who is who on a day: roles from date to date, words of a policy, stand-ins."""

from __future__ import annotations

from datetime import date, datetime

from belisha.people import queries
from belisha.schools.models import School
from tests.cast import Cast
from tests.factories import make_holding, make_member

TODAY = date(2026, 9, 15)


def test_a_role_is_held_from_its_first_day_until_the_day_before_it_ends(school: School, cast: Cast) -> None:
    make_holding(cast.support_staff, "librarian", starts=date(2026, 9, 10), ends=date(2026, 9, 15))
    assert queries.holders(school, "librarian", on=date(2026, 9, 9)) == []
    assert queries.holders(school, "librarian", on=date(2026, 9, 10)) == [cast.support_staff]
    assert queries.holders(school, "librarian", on=date(2026, 9, 14)) == [cast.support_staff]
    assert queries.holders(school, "librarian", on=date(2026, 9, 15)) == []


def test_a_leaver_holds_nothing_from_the_day_they_left(school: School, cast: Cast) -> None:
    cast.network_manager.left = TODAY
    cast.network_manager.save()
    assert queries.holders(school, "network manager", on=date(2026, 9, 14)) == [cast.network_manager]
    assert queries.holders(school, "network manager", on=TODAY) == []
    assert queries.roles_of(cast.network_manager, on=TODAY) == frozenset()
    assert queries.people_words(cast.network_manager, on=TODAY) == {"everyone"}
    assert cast.network_manager not in queries.people(school, on=TODAY)


def test_the_words_of_a_policy_that_mean_a_person(school: School, cast: Cast) -> None:
    assert queries.people_words(cast.head, on=TODAY) == {"everyone", "staff", "teachers", "headteacher"}
    assert queries.people_words(cast.pupil_5k, on=TODAY) == {"everyone", "pupils", "class 5K", "year 5"}
    assert queries.people_words(cast.teacher_5k, on=TODAY) == {"everyone", "staff", "teachers"}
    assert queries.people_words(cast.volunteer, on=TODAY) == {"everyone", "staff", "volunteers"}
    assert queries.people_words(cast.parent_5k, on=TODAY) == {"everyone", "parents"}


def test_holders_are_counted_as_people_not_as_rows(school: School, cast: Cast) -> None:
    make_holding(cast.esafety, "e-safety team", starts=date(2026, 9, 10))
    counts = queries.holder_counts(school, TODAY)
    assert counts["e-safety team"] == 2
    assert counts["headteacher"] == 1
    assert "librarian" not in counts


def test_classes_have_pupils_and_teachers(school: School, cast: Cast) -> None:
    assert queries.classes(school, on=TODAY) == {"2R": "year 2", "4B": "year 4", "5K": "year 5"}
    assert queries.classes(school, on=date(2026, 8, 31)) == {}
    assert queries.class_of_teacher(cast.teacher_5k, TODAY) == "5K"
    assert queries.class_of_teacher(cast.head, TODAY) is None
    assert queries.class_of_teacher(cast.pupil_5k, TODAY) is None
    assert queries.class_of_pupil(cast.pupil_4b, TODAY) == "4B"
    assert queries.class_of_pupil(cast.teacher_5k, TODAY) is None
    assert queries.teachers_of(school, "5K", on=TODAY) == [cast.teacher_5k]


def test_a_pupil_who_changed_class_is_in_the_new_one(school: School, cast: Cast) -> None:
    was = cast.pupil_5k.classes.get()
    was.until = TODAY
    was.save()
    make_member(cast.pupil_5k, cast.pupil_4b.classes.get().school_class, since=TODAY)
    assert queries.class_of_pupil(cast.pupil_5k, date(2026, 9, 14)) == "5K"
    assert queries.class_of_pupil(cast.pupil_5k, TODAY) == "4B"


def test_parents_are_parents_of_their_own_children_only(cast: Cast) -> None:
    assert queries.is_parent_of(cast.parent_5k, cast.pupil_5k)
    assert not queries.is_parent_of(cast.parent_5k, cast.pupil_4b)
    assert not queries.is_parent_of(cast.pupil_5k, cast.parent_5k)


def test_a_person_of_another_school_is_nobody_here(school: School, cast: Cast) -> None:
    assert queries.person(school, cast.head.pk) == cast.head
    assert queries.person(school, cast.stranger.pk) is None
    assert queries.person(school, None) is None


def test_the_stand_in_acts_where_all_holders_are_excluded(school: School, cast: Cast) -> None:
    stands_in = {"headteacher": "chair of governors", "chair of governors": "vice-chair of governors"}.get
    found = queries.eligible(school, ["headteacher"], on=TODAY, excluding=lambda p: False, stands_in=stands_in)
    assert found == [cast.head]
    found = queries.eligible(school, ["headteacher"], on=TODAY, excluding=lambda p: p == cast.head, stands_in=stands_in)
    assert found == [cast.chair]
    away = {cast.head, cast.chair}
    assert queries.eligible(school, ["headteacher"], on=TODAY, excluding=away.__contains__, stands_in=stands_in) == [cast.vice_chair]


def test_a_ring_of_stand_ins_ends(school: School, cast: Cast) -> None:
    ring = {"headteacher": "chair of governors", "chair of governors": "headteacher"}.get
    assert queries.eligible(school, ["headteacher"], on=TODAY, excluding=lambda p: True, stands_in=ring) == []


def test_one_holder_left_among_several_roles_is_enough(school: School, cast: Cast) -> None:
    found = queries.eligible(
        school,
        ["headteacher", "network manager"],
        on=TODAY,
        excluding=lambda p: p == cast.head,
        stands_in=lambda role: "chair of governors",
    )
    assert found == [cast.network_manager]


def test_the_cast_has_a_moment_in_a_lesson(moment: datetime) -> None:
    assert moment.isoformat() == "2026-09-15T10:15:00+01:00"
