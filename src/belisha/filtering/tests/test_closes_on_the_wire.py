"""A close from a report on the wire: the embedded resolver closes within a second, ends by itself without a worker, and is proved."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from belisha.audit import queries as audit
from belisha.core.decision.decide import decide
from belisha.core.decision.model import Question, Verdict
from belisha.core.names import Host
from belisha.filtering import listeners, listeners_reports, schedule_reports
from belisha.filtering.actions.closes import NewClose, close_site, confirm_close, lift_close
from belisha.filtering.actions.reports import NewReport, make_report
from belisha.filtering.events import CloseConfirmed, CloseEnded, OpeningEnded, OpeningMade, SiteClosed
from belisha.filtering.models import SiteClose
from belisha.filtering.queries.proofs import latest_proofs
from belisha.filtering.queries.seats import programme_now, seat_at
from belisha.filtering.tests.house import CLASS_4B, CLASS_5K, MODEL_POLICY, NOBODY, PHONICS, PUPIL, STAFF, House
from belisha.kit import outbox

SITE = "harm.example"
EVERYWHERE = (CLASS_5K, CLASS_4B, PUPIL, STAFF, NOBODY)
AT_MOST_ON_A_BUSY_MACHINE = 4.0  # seconds; 0.1 alone
LISTENERS = {
    SiteClosed: (listeners_reports.on_site_closed,),
    CloseConfirmed: (listeners_reports.on_close_confirmed,),
    CloseEnded: (listeners_reports.on_close_ended,),
    OpeningMade: (listeners.on_opening_made,),
    OpeningEnded: (listeners.on_opening_ended,),
}


@pytest.fixture
def signed(house: House) -> Iterator[House]:
    """The model policy is signed and the resolver runs."""
    house.load_lists()
    with house.resolver_runs():
        house.sign(MODEL_POLICY.read_text(encoding="utf-8"))
        house.work()
        yield house


def deliver(house: House) -> None:
    outbox.deliver_waiting(kinds=outbox.known_kinds(), listeners=LISTENERS, now=house.now)


def close(house: House, host: str = SITE) -> SiteClose:
    programme = programme_now(house.school, house.now)
    new = NewReport(host, "", seat_at(programme.facts, CLASS_5K))
    made = make_report(new, school=house.school, by=None, programme=programme, now=house.now).report
    row = close_site(NewClose(made, host), by=house.cast.network_manager, now=house.now)
    deliver(house)
    return row


def agrees(house: House, host: str) -> bool:
    """True where the resolver answers each seat as the reference decides."""
    programme = programme_now(house.school, house.now)
    expected = {
        source: decide(programme, Question(Host(host), house.now, seat_at(programme.facts, source))).verdict is Verdict.CLOSED
        for source in EVERYWHERE
    }
    return {source: house.answer(host, source) == "closed" for source in EVERYWHERE} == expected


def test_closed_for_everyone_with_what_is_below_it_measured_and_proved(signed: House):
    assert {signed.answer(SITE, who) for who in EVERYWHERE} == {"open"}
    started = time.monotonic()
    row = close(signed)
    assert {signed.answer(name, who) for name in (SITE, f"www.{SITE}") for who in EVERYWHERE} == {"closed"}
    assert time.monotonic() - started < AT_MOST_ON_A_BUSY_MACHINE
    proofs = latest_proofs(signed.school, f"close {row.pk}")
    assert {(p.expected, p.is_proved) for p in proofs} == {("closed", True)}
    assert {"pupils/5K", "pupils/4B", "staff", "unknown"} <= {p.seat_key for p in proofs}
    assert agrees(signed, SITE)


def test_it_opens_again_by_the_resolvers_own_bell_and_the_worker_writes_it_down(signed: House):
    row = close(signed)
    signed.pass_time(row.lapses_at - timedelta(hours=2) - signed.now)
    signed.work()
    assert signed.answer(SITE) == "closed"
    signed.pass_time(timedelta(hours=2) - timedelta(seconds=1))
    signed.resolver.client.tick()
    assert signed.answer(SITE) == "closed"
    signed.pass_time(timedelta(seconds=1))
    signed.resolver.client.tick()
    assert {signed.answer(SITE, who) for who in EVERYWHERE} == {"open"}, "the worker was not there"
    schedule_reports.lapse_due(signed.now)
    deliver(signed)
    row.refresh_from_db()
    assert (row.ended_at, row.ended_by) == (row.lapses_at, None)
    assert {(p.expected, p.is_proved) for p in latest_proofs(signed.school, f"close {row.pk}")} == {("open", True)}
    said = [r.action for r in audit.records(signed.school.pk, subject=f"close {row.pk}")]
    assert said == ["site closed", "proved at the resolver", "close lapsed", "proved at the resolver"]


def test_confirmed_it_has_no_bell_any_more(signed: House):
    row = close(signed)
    confirm_close(by=signed.cast.dsl, close=row, now=signed.now)
    deliver(signed)
    signed.pass_time(row.lapses_at - timedelta(hours=2) - signed.now)
    signed.work()
    signed.pass_time(timedelta(hours=3))
    signed.resolver.client.tick()
    assert {signed.answer(SITE, who) for who in EVERYWHERE} == {"closed"}


def test_lifted_it_is_open_at_once(signed: House):
    row = close(signed)
    lift_close(by=signed.cast.network_manager, close=row, reason="A mistake.", now=signed.now)
    deliver(signed)
    assert {signed.answer(SITE, who) for who in EVERYWHERE} == {"open"}
    assert agrees(signed, SITE)


def test_it_beats_an_opening_and_a_later_opening_beats_it(signed: House):
    signed.open_phonics()
    deliver(signed)
    assert signed.answer(PHONICS) == "open"
    signed.pass_time(timedelta(minutes=1))
    close(signed, PHONICS)
    assert signed.answer(PHONICS) == "closed"
    assert agrees(signed, PHONICS)
    signed.pass_time(timedelta(minutes=1))
    signed.open_phonics()
    deliver(signed)
    assert signed.answer(PHONICS) == "open"
    assert agrees(signed, PHONICS)


def test_a_site_of_a_policys_own_block_stays_closed_when_the_close_ends(signed: House):
    row = close(signed, "facebook.com")
    lift_close(by=signed.cast.head, close=row, reason="The policy closes it anyway.", now=signed.now)
    deliver(signed)
    assert {signed.answer("facebook.com", who) for who in EVERYWHERE} == {"closed"}
    assert agrees(signed, "facebook.com")
