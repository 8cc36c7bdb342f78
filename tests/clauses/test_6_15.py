"""6.15: staff who meet something report it the same day, do not show it to others, do not search for more."""

from __future__ import annotations

import html
from datetime import datetime, timedelta

import pytest
from django.test import Client

from belisha.audit.queries import records
from belisha.filtering.models import Report
from belisha.filtering.tests.desk import STAFF_ROOM, Desk, load_games
from belisha.kit import clock
from belisha.people.models import Person
from belisha.policy.providers import facts_for
from belisha.schools.models import School
from belisha.web.wiring import connect
from tests import factories
from tests.cast import Cast
from tests.clauses.conftest import InForce

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def desk(school: School, cast: Cast, moment: datetime, policy_text: str, in_force: InForce, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The policy under test is in force."""
    load_games(school, moment - timedelta(days=1))
    in_force(school, policy_text, moment - timedelta(days=1))
    monkeypatch.setattr(clock, "now", lambda: moment)
    return Desk(school, cast, moment)


def signed_in(person: Person) -> Client:
    client = Client(REMOTE_ADDR=STAFF_ROOM)
    client.force_login(person.account, backend=BACKEND)
    return client


@pytest.mark.clause("6.15")
@pytest.mark.parametrize("who", ["teacher_5k", "support_staff", "head"])
def test_the_form_reminds_staff_of_the_rule(desk: Desk, who: str) -> None:
    page = html.unescape(signed_in(getattr(desk.cast, who)).get("/report/").content.decode())
    assert "They do not show it to others, and they do not search for more." in page


@pytest.mark.clause("6.15")
def test_the_report_of_a_member_of_staff_is_recorded_by_the_rule(desk: Desk) -> None:
    signed_in(desk.cast.teacher_5k).post("/report/", {"address": "harm.example", "words": "On a staff laptop."})
    report = Report.objects.get()
    assert report.reported_by == desk.cast.teacher_5k
    made = records(desk.school.pk, subject=f"report {report.pk}")[0]
    assert '"6.15"' in made.payload.payload
    # the report knows who it was; the record, which governors read, does not (safeguarding.md 12 and 14)
    assert made.person_id is None
    assert desk.cast.teacher_5k.name not in made.payload.payload


@pytest.mark.clause("6.15")
def test_the_live_policy_leads_from_the_rule_to_the_form(desk: Desk) -> None:
    connect()
    facts = facts_for(factories.asked(desk.school, desk.cast.teacher_5k, desk.now))
    assert "/report/" in [fact.link for fact in facts.get("6.15", [])]
