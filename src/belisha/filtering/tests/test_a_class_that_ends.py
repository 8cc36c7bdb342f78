"""A class ends while a request waits for it, something is open for it and a lesson is booked: every page stands, and nothing is lost."""

from __future__ import annotations

import pytest
from django.test import Client

from belisha.core.decision.decide import decide
from belisha.core.decision.model import Question, Verdict
from belisha.core.names import Host
from belisha.filtering.actions import Outcome
from belisha.filtering.models import AccessRequest, Activity, Opening
from belisha.filtering.permissions.requests import form_of
from belisha.filtering.queries.requests import scope_choices
from belisha.filtering.queries.seats import programme_now
from belisha.filtering.tests.desk import PHONICS, Desk
from belisha.filtering.tests.lessons import let_plan, planned
from belisha.kit import clock
from belisha.kit.access import Refused
from belisha.people.models import ClassMember, SchoolClass

WAITS = "poki.com"
PAGES = ("/today/", "/requests/", "/openings/", "/activities/", f"/why/?site={PHONICS}&seat=class:5K", "/operations/", "/")


@pytest.fixture
def ended(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Half an hour later, on the day from which on there is no class 5K: one request waits, one is open till Friday, a lesson is booked."""
    let_plan(desk.cast, desk.now)
    desk.ask(WAITS)
    desk.decide(desk.ask().request)
    planned(desk.cast.teacher_5k, desk.now)
    SchoolClass.objects.filter(name="5K").update(until=desk.now.date())
    ClassMember.objects.filter(school_class__name="5K").update(until=desk.now.date())
    gone = desk.later(minutes=30)
    monkeypatch.setattr(clock, "now", lambda: gone.now)
    return gone


def waiting() -> AccessRequest:
    return AccessRequest.objects.get(host=WAITS)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_stands(ended: Desk, client: Client, page: str) -> None:
    for reader in (ended.cast.head, ended.cast.network_manager, ended.cast.teacher_5k):
        client.force_login(reader.account)
        assert client.get(page).status_code in (200, 403), reader.name


def test_what_waited_is_still_read_and_can_be_refused(ended: Desk, client: Client) -> None:
    client.force_login(ended.cast.head.account)
    page = client.get(f"/requests/{waiting().pk}/").content.decode()
    assert "Class 5K" in page
    assert ended.decide(waiting(), outcome=Outcome.REFUSE, reason="The class has gone.").status == "REFUSED"


def test_it_cannot_be_opened_for_a_class_that_is_gone(ended: Desk) -> None:
    programme = programme_now(ended.school, ended.now)
    form = form_of(waiting(), programme)
    assert form is not None
    assert "class 5K" not in scope_choices(waiting(), form, programme.facts)
    with pytest.raises(Refused, match="nobody this form opens a site for"):
        ended.decide(waiting())
    assert waiting().status == "ASKED"


def test_what_is_open_ends_when_it_said_it_would(ended: Desk) -> None:
    """Its devices are still those that the class had, until the network manager says otherwise."""
    opening, activity = Opening.objects.get(), Activity.objects.get()
    for moment, verdict in ((ended.now, Verdict.OPEN), (opening.ends, Verdict.CLOSED)):
        programme = programme_now(ended.school, moment)
        assert decide(programme, Question(host=Host(PHONICS), moment=moment, seat=ended.seat())).verdict is verdict
    assert activity.ends > ended.now
