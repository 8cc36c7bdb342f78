"""7.6-report: a pupil tells; the safeguarding leads read it at once; the class's teacher hears, and reads it once it is shared."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from belisha.filtering.actions.reports import share_with_teacher
from belisha.filtering.models import Report
from belisha.filtering.permissions import reports as permissions
from belisha.filtering.queries.seats import programme_now, school_day
from belisha.filtering.tests.desk import CLASS_5K, Desk, load_games
from belisha.kit import clock
from belisha.notices.models import Notice
from belisha.people.models import Person
from belisha.policy.providers import facts_for
from belisha.schools.models import School
from belisha.web.wiring import connect
from tests import factories
from tests.cast import Cast
from tests.clauses.conftest import InForce

WORDS = "There was a scary clown"


@pytest.fixture
def desk(school: School, cast: Cast, moment: datetime, policy_text: str, in_force: InForce, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The policy under test is in force."""
    load_games(school, moment - timedelta(days=1))
    in_force(school, policy_text, moment - timedelta(days=1))
    monkeypatch.setattr(clock, "now", lambda: moment)
    return Desk(school, cast, moment)


def told() -> Report:
    """A pupil of 5K tells, without an account and without knowing where it was."""
    assert Client(REMOTE_ADDR=CLASS_5K).post("/report/", {"address": "", "words": WORDS}).status_code == 302
    return Report.objects.get()


def hears(person: Person) -> bool:
    return Notice.objects.filter(person_id=person.pk, link__startswith="/reports/").exists()


def may_read(desk: Desk, person: Person, report: Report) -> bool:
    report.refresh_from_db()
    programme, on = programme_now(desk.school, desk.now), school_day(desk.school, desk.now)
    return permissions.may_see(person, report, programme, on=on) and permissions.may_read_words(person, report, programme, on=on)


@pytest.mark.clause("7.6-report")
def test_the_leads_and_the_class_teacher_hear_at_once_and_nobody_else_does(desk: Desk) -> None:
    told()
    cast = desk.cast
    assert all(hears(one) for one in (cast.dsl, cast.deputy_dsl, cast.teacher_5k))
    assert not any(hears(one) for one in (cast.network_manager, cast.head, cast.teacher_4b, cast.esafety, cast.chair))


@pytest.mark.clause("7.6-report")
def test_the_leads_read_the_words_and_the_teacher_once_they_are_shared(desk: Desk) -> None:
    report, cast = told(), desk.cast
    assert may_read(desk, cast.dsl, report)
    assert may_read(desk, cast.deputy_dsl, report)
    assert not may_read(desk, cast.teacher_5k, report)
    share_with_teacher(by=cast.dsl, report=report, now=desk.now)
    assert may_read(desk, cast.teacher_5k, report)
    assert not may_read(desk, cast.network_manager, report)


@pytest.mark.clause("7.6-report")
def test_outsiders_learn_only_that_the_route_is_staffed(desk: Desk) -> None:
    connect()
    told()
    facts = facts_for(factories.asked(desk.school, None, desk.now)).get("7.6-report", [])
    assert [fact.words for fact in facts] == ["Staffed: a safeguarding lead reads it.", "Tell us what you saw"]
