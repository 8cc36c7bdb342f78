"""8.4: anyone may ask for something closed by mistake; the network manager advises; ten school days at most."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from belisha.filtering.models import AccessRequest
from belisha.filtering.tests.desk import CLASS_5K, PHONICS, Desk, load_games
from belisha.kit import clock
from belisha.kit.access import Refused
from belisha.schools.models import School
from tests.cast import Cast
from tests.clauses.conftest import InForce


@pytest.fixture
def desk(school: School, cast: Cast, moment: datetime, policy_text: str, in_force: InForce) -> Desk:
    """The policy under test is in force; the games list holds a phonics site by mistake."""
    load_games(school, moment - timedelta(days=1))
    in_force(school, policy_text, moment - timedelta(days=1))
    return Desk(school, cast, moment)


@pytest.mark.clause("8.4")
def test_a_class_asks_without_an_account_at_the_door(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: desk.now)
    answer = Client(REMOTE_ADDR=CLASS_5K).post("/door/ask/", {"site": PHONICS, "why": ""})
    assert answer.status_code == 302, "asking leads to the page with the code"
    assert AccessRequest.objects.get().host == PHONICS


@pytest.mark.clause("8.4")
def test_the_network_manager_advises_before_the_decision(desk: Desk) -> None:
    request = desk.advise(desk.ask().request)
    assert (request.advised_by, request.status) == (desk.cast.network_manager, "ADVISED")


@pytest.mark.clause("8.4")
@pytest.mark.parametrize("people", ["class 5K", "year 5", "everyone"])
def test_what_is_granted_is_opened_for_class_year_or_everyone(desk: Desk, people: str) -> None:
    request = desk.decide(desk.ask().request, people=people)
    assert [o.people for o in request.openings.all()] == [people]


@pytest.mark.clause("8.4")
def test_a_teacher_says_whether_it_is_a_mistake_or_for_a_lesson(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Source: safeguarding.md 18: for a lesson it is an activity (6.3), and nothing is asked for."""
    monkeypatch.setattr(clock, "now", lambda: desk.now)
    client = Client(REMOTE_ADDR=CLASS_5K)
    client.force_login(desk.cast.teacher_5k.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post("/door/ask/", {"site": PHONICS, "purpose": "LESSON", "why": ""})
    assert answer.status_code == 302, "asking for a lesson leads somewhere"
    assert answer["Location"] == f"/activities/plan/?site={PHONICS}"
    assert client.post("/door/ask/", {"site": PHONICS, "purpose": "MISTAKE", "why": ""}).status_code == 302
    assert AccessRequest.objects.get().asked_by == desk.cast.teacher_5k


@pytest.mark.clause("8.4")
def test_ten_school_days_at_most(desk: Desk) -> None:
    request = desk.ask().request
    with pytest.raises(Refused, match=r"10 school days at most \(clause 8\.4\)"):
        desk.decide(request, hours=24 * 15)
