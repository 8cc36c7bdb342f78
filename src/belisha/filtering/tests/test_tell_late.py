from __future__ import annotations

from datetime import date, datetime

from belisha.filtering.actions import tell_late
from belisha.filtering.day import requests_today
from belisha.filtering.tests.desk import Desk
from belisha.notices.queries import for_person
from belisha.people import queries as people
from belisha.people.models import Absence, Person
from belisha.people.providers import Day
from tests.factories import make_holding


def test_nobody_is_told_in_time(desk: Desk) -> None:
    desk.ask()
    assert tell_late(desk.now.replace(day=17, hour=15, minute=30)) == 0


def test_the_chair_is_told_once_of_a_late_request(desk: Desk) -> None:
    request = desk.ask().request
    late = desk.now.replace(day=17, hour=15, minute=31)
    assert (tell_late(late), tell_late(late)) == (1, 0)
    told = [n for n in for_person(desk.cast.chair.pk) if n.title == "A request is late"]
    assert len(told) == 1
    assert "clause 8.5" in told[0].words
    assert desk.said(request) == ["access request asked", "access request late"]


def test_a_decided_request_is_not_late(desk: Desk) -> None:
    desk.decide(desk.ask().request)
    assert tell_late(desk.now.replace(day=25)) == 0


def test_the_vice_chair_is_told_where_the_chair_asked(desk: Desk) -> None:
    desk.ask(by=desk.cast.chair)
    tell_late(desk.now.replace(day=18))
    assert any(n.title == "A request is late" for n in for_person(desk.cast.vice_chair.pk))
    assert not any(n.title == "A request is late" for n in for_person(desk.cast.chair.pk))


def nobody_governs(desk: Desk) -> None:
    """Chair and vice-chair hold no role any more."""
    for person in (desk.cast.chair, desk.cast.vice_chair):
        person.holdings.all().delete()


def of_the_day(desk: Desk, person: Person, now: datetime) -> list[str]:
    """What the page of the day tells of requests."""
    roles = people.roles_of(person, on=now.date())
    return [fact.title for fact in requests_today(Day(desk.school, person, roles, now, now.date()))]


def test_where_nobody_can_be_told_the_page_of_the_day_says_so_until_somebody_can(desk: Desk) -> None:
    desk.ask()
    nobody_governs(desk)
    late = desk.now.replace(day=18)
    assert tell_late(late) == 0
    for person in (desk.cast.head, desk.cast.network_manager):
        assert "One request is late, and nobody is told" in of_the_day(desk, person, late)
    assert "One request is late, and nobody is told" not in of_the_day(desk, desk.cast.teacher_5k, late)

    make_holding(desk.cast.governor, "chair of governors")
    assert tell_late(late) == 1
    assert any(n.title == "A request is late" for n in for_person(desk.cast.governor.pk))
    assert "One request is late, and nobody is told" not in of_the_day(desk, desk.cast.head, late)


def test_who_stands_in_for_a_chair_who_is_away_is_told(desk: Desk) -> None:
    request = desk.ask().request
    Absence.objects.create(school=desk.school, person=desk.cast.chair, starts=date(2026, 9, 16), ends=date(2026, 9, 30))
    assert tell_late(desk.now.replace(day=18)) == 1
    told = {person for person in (desk.cast.chair, desk.cast.vice_chair) if for_person(person.pk)}
    assert told == {desk.cast.vice_chair}, request
