"""8.3: anyone reports a site; the network manager closes it at once; it opens again unless a second person agrees."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from belisha.core.decision.decide import decide
from belisha.core.decision.model import Question, Verdict
from belisha.core.names import Host
from belisha.filtering.actions.closes import NewClose, close_site, confirm_close
from belisha.filtering.models import Report, SiteClose
from belisha.filtering.queries.seats import programme_now
from belisha.filtering.tests.desk import CLASS_5K, STAFF_ROOM, Desk, load_games
from belisha.kit import clock
from belisha.kit.access import Denied
from belisha.notices.models import Notice
from belisha.schools.models import School
from tests.cast import Cast
from tests.clauses.conftest import InForce

SITE = "harm.example"


@pytest.fixture
def desk(school: School, cast: Cast, moment: datetime, policy_text: str, in_force: InForce, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The policy under test is in force."""
    load_games(school, moment - timedelta(days=1))
    in_force(school, policy_text, moment - timedelta(days=1))
    monkeypatch.setattr(clock, "now", lambda: moment)
    return Desk(school, cast, moment)


def reported(address: str = CLASS_5K) -> Report:
    """Somebody without an account reports the site."""
    Client(REMOTE_ADDR=address).post("/report/", {"address": SITE, "words": ""})
    return Report.objects.get()


def closed(desk: Desk) -> SiteClose:
    return close_site(NewClose(reported(), SITE), by=desk.cast.network_manager, now=desk.now)


def verdicts(desk: Desk) -> set[Verdict]:
    programme = programme_now(desk.school, desk.now)
    return {decide(programme, Question(Host(SITE), desk.now, desk.seat(who))).verdict for who in (CLASS_5K, STAFF_ROOM)}


@pytest.mark.clause("8.3")
@pytest.mark.parametrize("address", [CLASS_5K, "203.0.113.9"])
def test_anyone_reports_and_the_network_manager_is_told_the_site(desk: Desk, address: str) -> None:
    reported(address)
    told = Notice.objects.filter(person_id=desk.cast.network_manager.pk).values_list("title", flat=True)
    assert f"A site was reported: {SITE}" in told


@pytest.mark.clause("8.3")
def test_the_network_manager_closes_it_at_once_for_everyone(desk: Desk) -> None:
    assert closed(desk).clause == "8.3"
    assert verdicts(desk) == {Verdict.CLOSED}


@pytest.mark.clause("8.3")
def test_it_opens_again_after_ten_school_days(desk: Desk) -> None:
    row = closed(desk)
    assert verdicts(desk.later(days=13)) == {Verdict.CLOSED}
    assert verdicts(Desk(desk.school, desk.cast, row.lapses_at)) == {Verdict.OPEN}


@pytest.mark.clause("8.3")
def test_it_stays_closed_where_a_second_person_agrees(desk: Desk) -> None:
    row = closed(desk)
    with pytest.raises(Denied, match="a second person"):
        confirm_close(by=desk.cast.network_manager, close=row, now=desk.now)
    confirm_close(by=desk.cast.dsl, close=row, now=desk.now)
    assert verdicts(desk.later(days=60)) == {Verdict.CLOSED}
