"""What reports put on somebody's page of the day: each half for those whose it is."""

from __future__ import annotations

import pytest

from belisha.filtering.actions.closes import confirm_close
from belisha.filtering.actions.reports import open_words
from belisha.filtering.day_reports import reports_today
from belisha.filtering.queries.seats import school_day
from belisha.filtering.tests.desk import Desk
from belisha.filtering.tests.test_closes import close
from belisha.filtering.tests.test_reports import SITE, report
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.people.providers import Day


def titles(desk: Desk, person: Person) -> list[str]:
    on = school_day(desk.school, desk.now)
    day = Day(desk.school, person, people.roles_of(person, on=on), desk.now, on)
    return [fact.title for fact in reports_today(day)]


def test_words_are_for_the_leads_and_sites_for_whoever_closes(desk: Desk):
    made = report(desk).report
    assert titles(desk, desk.cast.dsl) == titles(desk, desk.cast.deputy_dsl) == ["A report is not read yet"]
    assert titles(desk, desk.cast.network_manager) == ["A reported site waits"]
    assert titles(desk, desk.cast.head) == []
    open_words(by=desk.cast.dsl, report=made, now=desk.now)
    assert titles(desk, desk.cast.deputy_dsl) == []


@pytest.mark.parametrize("who", ["head", "dsl"])
def test_a_close_waits_for_a_second_person_and_not_for_who_closed(desk: Desk, who: str):
    row = close(desk)
    second = getattr(desk.cast, who)
    assert titles(desk, second)[-1] == "A closed site waits for a second person"
    assert titles(desk, desk.cast.network_manager) == []
    confirm_close(by=second, close=row, now=desk.now)
    assert "A closed site waits for a second person" not in titles(desk, second)
    assert row.host == SITE
