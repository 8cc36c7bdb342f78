"""1.4: the headteacher looks after the policy from day to day; away or concerned, whoever the clause names stands in.

Where the clause is silent the chair of governors stands in all the same: nothing is left unread. So here it names the vice-chair, and
what goes to the vice-chair goes there by the clause.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from belisha.filtering.models import AccessRequest
from belisha.filtering.tests.desk import PHONICS, Desk, load_games
from belisha.kit import clock
from belisha.people.actions import delegate_role, record_absence
from belisha.people.models import Person
from belisha.schools.models import School
from tests.cast import Cast, actor
from tests.clauses.conftest import InForce

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WAITS, LATE = "One request waits for your decision", "One request is late"


@pytest.fixture
def desk(school: School, cast: Cast, moment: datetime, policy_text: str, in_force: InForce, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The policy under test is in force; the games list holds a phonics site by mistake."""
    text = policy_text.replace('stands_in = "chair of governors"', 'stands_in = "vice-chair of governors"', 1)
    load_games(school, moment - timedelta(days=1))
    in_force(school, text, moment - timedelta(days=1))
    monkeypatch.setattr(clock, "now", lambda: moment)
    return Desk(school, cast, moment)


def what_needs(person: Person, about: str = "request") -> list[str]:
    """The things on somebody's page of the day that need them and are about that, in order."""
    client = Client()
    client.force_login(person.account, backend=BACKEND)
    page = client.get("/today/").content.decode()
    found = re.findall(r'<li class="app-day__need[^"]*">\s*<h3[^>]*>([^<]+)</h3>', page)
    return [title for title in found if about in title]


def advised(desk: Desk, host: str = PHONICS, by: Person | None = None) -> AccessRequest:
    """Somebody asked, the network manager advised: it waits for a decision."""
    return desk.advise(desk.ask(host, by=by).request)


@pytest.mark.clause("1.4")
def test_what_the_headteacher_is_concerned_in_waits_with_whoever_stands_in(desk: Desk) -> None:
    advised(desk)
    advised(desk, "poki.com", by=desk.cast.head)
    assert what_needs(desk.cast.head) == [WAITS], "what waits for a decision is on the headteacher's own page, and nothing of their own"
    assert what_needs(desk.cast.vice_chair) == [WAITS]


@pytest.mark.clause("1.4")
def test_what_waits_for_a_headteacher_who_is_away_waits_with_whoever_stands_in(desk: Desk) -> None:
    today = desk.now.date()
    record_absence(by=actor(desk.cast.head), person=desk.cast.head, starts=today, ends=today + timedelta(days=3), now=desk.now)
    advised(desk)
    assert what_needs(desk.cast.vice_chair) == [WAITS]


@pytest.mark.clause("1.4")
def test_what_is_overdue_stands_before_what_waits(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    advised(desk, by=desk.cast.head)
    later = desk.later(days=6)
    monkeypatch.setattr(clock, "now", lambda: later.now)
    advised(later, "poki.com", by=desk.cast.head)
    assert what_needs(desk.cast.vice_chair) == [LATE, WAITS]


@pytest.mark.clause("1.4")
def test_cover_is_written_down_with_its_first_and_its_last_day(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    cast, today = desk.cast, desk.now.date()
    record_absence(by=actor(cast.head), person=cast.head, starts=today, ends=today + timedelta(days=5), now=desk.now)
    alone = [f"{cast.head.name} (headteacher) is away until 20 September, and nobody stands in"]
    assert what_needs(cast.chair, "away") == alone
    cover = {"role": "headteacher", "from_person": cast.head, "to_person": cast.dsl}
    delegate_role(by=actor(cast.head), **cover, starts=today, ends=today + timedelta(days=2), now=desk.now)
    advised(desk)
    assert what_needs(cast.chair, "away") == []
    assert what_needs(cast.dsl) == [WAITS]
    over = desk.later(days=2)
    monkeypatch.setattr(clock, "now", lambda: over.now)
    assert what_needs(cast.chair, "away") == alone, "it ends by itself"
    assert what_needs(cast.dsl) == []
