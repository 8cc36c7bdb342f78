"""The new school year, a child's contacts, line managers, and looking people up."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from belisha.audit.models import AuditRecord, Look
from belisha.kit.access import Denied, Refused
from belisha.people import actions, queries
from belisha.people.actions import Holds
from belisha.people.models import Contact, Family, SchoolClass
from belisha.schools.models import School
from tests.cast import Cast, actor
from tests.factories import make_class, make_member, make_person

TODAY, SEPTEMBER = date(2026, 9, 15), date(2027, 9, 1)


def _ahead(school: School, **moves: str) -> actions.YearAhead:
    there = queries.classes_there(school, on=TODAY)
    usual = actions.usual_moves(there) | {one.row.pk: moves[one.row.name] for one in there if one.row.name in moves}
    return actions.year_ahead(school, day=SEPTEMBER, moves=usual, today=TODAY)


def _roll(school: School, cast: Cast, moment: datetime, **moves: str) -> actions.YearAhead:
    ahead = _ahead(school, **moves)
    said = {move.there.row.pk: move.to for move in ahead.moves}
    return actions.roll_over(by=actor(cast.head), day=SEPTEMBER, moves=said, seen=ahead.seen, now=moment)


@pytest.mark.parametrize(
    ("name", "year", "following"),
    [("5K", "year 5", "6K"), ("Y5-Oak", "year 5", "Y6-Oak"), ("RH", "year R", "1H"), ("10B", "year 10", "11B"), ("NA", "nursery", "RA")],
)
def test_where_a_class_usually_goes(school: School, name: str, year: str, following: str) -> None:
    row = make_class(school, name, year)
    make_class(school, "12Z", "year 12")
    assert actions.usual_moves(queries.classes_there(school, on=TODAY))[row.pk] == following


def test_a_name_that_tells_no_year_has_to_be_said(school: School, cast: Cast) -> None:
    make_class(school, "Kestrels", "year 3")
    with pytest.raises(Refused, match="Say where the pupils of Kestrels go, or that they leave"):
        _ahead(school)


def test_pupils_go_up_the_oldest_leave_and_teachers_stay_with_the_name(school: School, cast: Cast, moment: datetime) -> None:
    make_member(cast.teacher_4b, SchoolClass.objects.get(name="5K"))
    done = _roll(school, cast, moment, **{"4B": "5K"})
    day_before = SEPTEMBER - timedelta(days=1)
    assert [queries.class_of_pupil(cast.pupil_4b, day) for day in (day_before, SEPTEMBER)] == ["4B", "5K"]
    assert set(done.leavers) == {cast.pupil_5k, cast.pupil_5k_2}
    cast.pupil_5k.refresh_from_db()
    assert cast.pupil_5k.left == SEPTEMBER
    assert queries.classes(school, on=SEPTEMBER) == {"2R": "year 2", "3R": "year 3", "4B": "year 4", "5K": "year 5"}
    assert cast.teacher_5k in queries.teachers_of(school, "5K", on=SEPTEMBER)
    assert queries.classes(school, on=day_before) == {"2R": "year 2", "4B": "year 4", "5K": "year 5"}, "the past stands"
    assert AuditRecord.objects.filter(action="school year rolled over").count() == 1


def test_it_is_done_once_and_only_as_it_was_shown(school: School, cast: Cast, moment: datetime) -> None:
    ahead = _ahead(school)
    moves = {move.there.row.pk: move.to for move in ahead.moves}
    make_member(make_person(school, "New Pupil"), SchoolClass.objects.get(name="4B"))
    roll = {"by": actor(cast.head), "day": SEPTEMBER, "now": moment}
    actions.put_in_class(
        by=actor(cast.head), person=cast.pupil_2r, school_class=SchoolClass.objects.get(name="4B"), since=TODAY, now=moment
    )
    with pytest.raises(Refused, match="The classes changed since this page was made"):
        actions.roll_over(**roll, moves=moves, seen=ahead.seen)
    _roll(school, cast, moment)
    with pytest.raises(Refused, match="The classes change on 1 September 2027 already"):
        _ahead(school)


def test_a_day_that_is_not_ahead_and_a_class_that_cannot_be(school: School, cast: Cast) -> None:
    with pytest.raises(Refused, match="15 September 2026 is not ahead"):
        actions.year_ahead(school, day=TODAY, moves={}, today=TODAY)
    with pytest.raises(Refused, match="twelve letters, figures and hyphens"):
        _ahead(school, **{"4B": "The Very Long Kestrels"})


def test_the_page_shows_then_saves(school: School, cast: Cast, at_moment: datetime, client: Client) -> None:
    client.force_login(cast.head.account)
    assert 'value="5B"' in client.get("/people/classes/next-year/").content.decode()
    said = {
        f"class_{row.pk}": to
        for row in SchoolClass.objects.all()
        for name, to in (("5K", "Leave"), ("4B", "5B"), ("2R", "3R"))
        if name == row.name
    }
    page = client.post("/people/classes/next-year/", {"day": "2027-09-01", **said})
    assert "2 pupils leave the school" in page.content.decode()
    assert "1 pupil goes to <strong>5B</strong> (year 5)" in page.content.decode()
    assert not SchoolClass.objects.filter(name="5B").exists()
    seen = page.context["ahead"].seen
    page = client.post("/people/classes/next-year/", {"day": "2027-09-01", **said, "seen": seen}, follow=True)
    assert "The new school year begins on 1 September 2027." in page.content.decode()
    assert "the classes change on 1 September 2027" in page.content.decode()


def test_pupils_of_a_class_are_named_to_its_teachers_and_those_who_see_people(
    school: School, cast: Cast, at_moment: datetime, client: Client
) -> None:
    for who, sees in (("teacher_5k", True), ("head", True), ("teacher_4b", False), ("governor", False)):
        client.force_login(getattr(cast, who).account)
        assert (cast.pupil_5k.name in client.get("/people/classes/5K/").content.decode()) is sees, who


def test_contacts_have_days_and_each_look_is_written_down(school: School, cast: Cast, at_moment: datetime, client: Client) -> None:
    client.force_login(cast.dsl.account)
    path = f"/people/{cast.pupil_5k.pk}/contacts/"
    assert cast.parent_5k.name in client.get(path).content.decode()
    assert Look.objects.get().subject == f"contacts of person {cast.pupil_5k.pk}"
    family = Family.objects.get(child=cast.pupil_5k, parent=cast.parent_5k)
    given = {"relationship": "father", "has_responsibility": "no", "has_court_order": "on", "is_not_contacted": "on"}
    page = client.post(f"/people/contacts/{family.pk}/", given, follow=True)
    words = page.content.decode()
    assert "Has no parental responsibility" in words
    assert "Do not contact" in words
    assert "There is a court order:" in words
    assert client.post(f"/people/contacts/{family.pk}/", given).status_code == 400, "that is what holds already"
    client.post(f"/people/contacts/{family.pk}/", {"relationship": "father", "has_responsibility": ""})
    assert [row.is_not_contacted for row in Contact.objects.filter(family=family).order_by("pk")] == [True, False], "both are kept"


def test_a_contact_is_added(school: School, cast: Cast, at_moment: datetime, client: Client) -> None:
    client.force_login(cast.head.account)
    path = f"/people/{cast.pupil_5k.pk}/contacts/add/"
    assert client.post(path, {"name": "  "}).status_code == 400
    page = client.post(path, {"name": "Gran Bell", "relationship": "grandmother", "has_responsibility": ""}, follow=True)
    assert "Nobody has said whether they have parental responsibility" in page.content.decode()
    with pytest.raises(Refused, match="is no pupil"):
        actions.add_contact(by=actor(cast.head), child=cast.teacher_5k, name="Somebody", holds=Holds(), now=at_moment)
    with pytest.raises(Denied, match="A child’s contacts are for the headteacher and the safeguarding leads"):
        actions.add_contact(by=actor(cast.network_manager), child=cast.pupil_5k, name="Somebody", holds=Holds(), now=at_moment)


def test_a_line_manager_from_day_to_day(school: School, cast: Cast, moment: datetime) -> None:
    given = {"by": actor(cast.head), "person": cast.teacher_5k, "now": moment}
    actions.set_line_manager(**given, manager=cast.senco, since=TODAY)
    actions.set_line_manager(**given, manager=cast.head, since=SEPTEMBER)
    assert queries.line_manager_of(cast.teacher_5k, on=TODAY) == cast.senco
    assert queries.line_manager_of(cast.teacher_5k, on=SEPTEMBER) == cast.head
    assert queries.managed_by(cast.senco, on=TODAY) == [cast.teacher_5k]
    for manager, words in (
        (cast.teacher_5k, "cannot be their own line manager"),
        (cast.pupil_5k, "is not one of the staff"),
        (cast.head, "so already"),
    ):
        with pytest.raises(Refused, match=words):
            actions.set_line_manager(**given, manager=manager, since=SEPTEMBER)
    with pytest.raises(Denied):
        actions.set_line_manager(**{**given, "by": actor(cast.senco)}, manager=cast.dsl, since=TODAY)


@pytest.mark.parametrize(("words", "found"), [("pel", ["Pelham Pavement", "Percy Pelican"]), ("percy pel", ["Percy Pelican"]), ("%", [])])
def test_somebody_is_looked_up_by_parts_of_their_name(
    school: School, cast: Cast, at_moment: datetime, client: Client, words: str, found: list[str]
) -> None:
    client.force_login(cast.head.account)
    page = client.get("/people/", {"q": words})
    assert [line[0].name for line in page.context["lines"] if "Pel" in line[0].name or not found] == found
    if not found:
        assert "Nobody of the school is called “%” today." in page.content.decode()
