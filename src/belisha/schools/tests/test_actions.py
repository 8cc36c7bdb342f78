"""What can be done to a school's facts: a fact ends and another begins, each change is in the record, nonsense is refused."""

from __future__ import annotations

from datetime import date, datetime, time
from ipaddress import ip_address

import pytest
from django_scopes import scope

from belisha.audit import queries as audit
from belisha.core.moments import Lesson, Term
from belisha.kit.access import Actor, Refused
from belisha.schools import actions, queries
from belisha.schools.actions import NewSchool, Sitting
from belisha.schools.models import LessonTime, School
from belisha.schools.models import Term as TermRow
from belisha.schools.states import Group, NetworkKind

TODAY = date(2026, 9, 15)


@pytest.fixture
def by(school: School) -> Actor:
    return Actor(school_id=school.pk, name="Hazel Crossing", person_id=1)


def _records(school: School) -> list[str]:
    return [record.action for record in audit.records(school.pk)]


def test_a_school_is_made_with_its_first_record(db: None, moment: datetime) -> None:
    made = actions.create_school(
        NewSchool(name="Puffin Green", slug="puffin-green", portal_host="puffin.example", ranges=("10.0.0.0/8",)),
        by_name="setup",
        now=moment,
    )
    with scope(school=made):
        assert [row.range for row in queries.ranges(made, on=TODAY)] == ["10.0.0.0/8"]
    assert _records(made) == ["school made"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"slug": "zebra-lane"}, "already has the short name"),
        ({"portal_host": "testserver"}, "already has the short name"),
        ({"zone": "Europe/Nowhere"}, "is no time zone"),
        ({"ranges": ("10.0.0.300/8",)}, "300 is more than 255"),
        ({"day_ends": time(8)}, "cannot end at 08:00"),
    ],
)
def test_a_school_that_cannot_be_is_refused(school: School, moment: datetime, changed: dict[str, object], sentence: str) -> None:
    wanted = {"name": "Puffin Green", "slug": "puffin", "portal_host": "puffin.example", "ranges": ("10.0.0.0/8",)} | changed
    with pytest.raises(Refused, match=sentence):
        actions.create_school(NewSchool(**wanted), by_name="setup", now=moment)
    assert School.objects.count() == 1


def test_a_term_of_the_same_name_is_replaced_and_its_row_kept(school: School, by: Actor, moment: datetime) -> None:
    name = "summer term, second half"
    actions.set_term(school, by=by, term=Term(name, date(2027, 6, 8), date(2027, 7, 23)), now=moment)
    found = [t for t in queries.calendar(school, TODAY).terms if t.name == name]
    assert found == [Term(name, date(2027, 6, 8), date(2027, 7, 23))]
    assert TermRow.objects.filter(name=name).count() == 2
    assert _records(school) == ["term set"]


def test_terms_that_overlap_are_refused(school: School, by: Actor, moment: datetime) -> None:
    with pytest.raises(Refused, match="would overlap the autumn term, second half"):
        actions.set_term(school, by=by, term=Term("holiday club", date(2026, 10, 26), date(2026, 11, 2)), now=moment)
    assert _records(school) == []


def test_a_day_of_a_term_is_closed_once(school: School, by: Actor, moment: datetime) -> None:
    actions.close_day(school, by=by, day=date(2026, 9, 16), why="burst pipe", now=moment)
    assert not queries.calendar(school, TODAY).is_school_day(date(2026, 9, 16))
    with pytest.raises(Refused, match="closed on 16 September 2026 already"):
        actions.close_day(school, by=by, day=date(2026, 9, 16), why="burst pipe", now=moment)
    with pytest.raises(Refused, match="is in no term"):
        actions.close_day(school, by=by, day=date(2026, 8, 12), why="summer", now=moment)
    assert _records(school) == ["day closed"]


def test_a_lesson_set_anew_ends_the_one_before(school: School, by: Actor, moment: datetime) -> None:
    tomorrow = date(2026, 9, 22)
    actions.set_lesson_time(school, by=by, lesson=Lesson("second lesson", 1, time(10), time(10, 30)), since=tomorrow, now=moment)
    on_the_day_before = {one.ends for one in queries.calendar(school, TODAY).lessons if one.name == "second lesson" and one.weekday == 1}
    from_that_day = {one.ends for one in queries.calendar(school, tomorrow).lessons if one.name == "second lesson" and one.weekday == 1}
    assert on_the_day_before == {time(10, 45)}
    assert from_that_day == {time(10, 30)}
    assert _records(school) == ["lesson set"]


@pytest.mark.parametrize(
    ("lesson", "since", "sentence"),
    [
        (Lesson("choir", 1, time(10, 30), time(11)), TODAY, "would overlap the second lesson on Tue"),
        (Lesson("choir", 1, time(16), time(15)), TODAY, "cannot end at 15:00"),
        (Lesson("second lesson", 1, time(10), time(10, 30)), date(2026, 9, 1), "the past is not rewritten"),
    ],
)
def test_a_lesson_that_cannot_be_is_refused(
    school: School, by: Actor, moment: datetime, lesson: Lesson, since: date, sentence: str
) -> None:
    before = LessonTime.objects.count()
    with pytest.raises(Refused, match=sentence):
        actions.set_lesson_time(school, by=by, lesson=lesson, since=since, now=moment)
    assert LessonTime.objects.count() == before
    assert not LessonTime.objects.exclude(until=None).exists()


def test_two_year_groups_may_have_lessons_at_the_same_time(school: School, by: Actor, moment: datetime) -> None:
    for years in ("year 2", "year 5"):
        lesson = Lesson(f"choir of {years}", 1, time(15, 15), time(15, 30), frozenset({years}))
        actions.set_lesson_time(school, by=by, lesson=lesson, since=TODAY, now=moment)
    assert _records(school) == ["lesson set", "lesson set"]


def test_a_network_is_set_ended_and_set_anew(school: School, by: Actor, moment: datetime) -> None:
    made = actions.set_network(school, by=by, sitting=Sitting("127.0.5.0/24", Group.STAFF, NetworkKind.STAFF), since=TODAY, now=moment)
    with pytest.raises(Refused, match="belongs to staff from 15 September 2026 on"):
        actions.set_network(school, by=by, sitting=Sitting("127.0.5.0/24", Group.PUPILS), since=date(2026, 9, 20), now=moment)
    actions.end_network(made, by=by, ends=date(2026, 9, 20), now=moment)
    actions.set_network(school, by=by, sitting=Sitting("127.0.5.0/24", Group.PUPILS), since=date(2026, 9, 20), now=moment)
    at = ip_address("127.0.5.1")
    assert queries.facts(school, on=date(2026, 9, 19)).seat_at(at).key == "staff"
    assert queries.facts(school, on=date(2026, 9, 20)).seat_at(at).key == "pupils"
    with pytest.raises(Refused, match="has ended on 20 September 2026 already"):
        actions.end_network(made, by=by, ends=date(2026, 9, 25), now=moment)
    assert _records(school) == ["network set", "network ended", "network set"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("10.1.0.0/16", "is not among the school's addresses"),
        ("127.0.1.7/24", "for the whole range write 127.0.1.0/24"),
        ("2001:db8::/32", "is not among"),
    ],
)
def test_a_range_that_is_not_the_schools_is_refused(school: School, by: Actor, moment: datetime, words: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.set_network(school, by=by, sitting=Sitting(words, Group.PUPILS), since=TODAY, now=moment)


def test_a_network_cannot_end_before_it_began(school: School, by: Actor, moment: datetime) -> None:
    made = actions.set_network(school, by=by, sitting=Sitting("127.0.5.0/24", Group.GUESTS), since=TODAY, now=moment)
    with pytest.raises(Refused, match="cannot end before that"):
        actions.end_network(made, by=by, ends=date(2026, 9, 14), now=moment)
