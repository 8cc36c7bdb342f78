"""A proof is the engine's own answer; one that fails is loud; one that holds is a sentence for the page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from belisha.adapters.resolver.client import EngineAway
from belisha.adapters.resolver.proof import WireAnswer
from belisha.audit import queries as audit
from belisha.core.moments import UNKNOWN_SEAT, SchoolFacts
from belisha.filtering import schedule
from belisha.filtering.actions.proofs import forget_old
from belisha.filtering.models import Proof
from belisha.filtering.proving import address_of, seats_of
from belisha.filtering.queries.proofs import STANDING, ago, latest_proofs, proof_line, seat_words, unproved
from belisha.filtering.queries.seats import facts_now
from belisha.filtering.tests.house import House
from belisha.notices import queries as notices


@dataclass
class Lying:
    """An engine that takes every change and answers something else."""

    real: Any
    answer: WireAnswer | None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def ask(self, host: str, *, source: str) -> WireAnswer:
        if self.answer is None:
            raise EngineAway("no proof: the resolver did not answer")
        return self.answer


CLOSED = WireAnswer("NOERROR", ("127.0.0.2",), (), 15, "Closed by clause 8.1 of the school's policy. Ask: /door", 10, 1.5)
OPEN = WireAnswer("NOERROR", ("127.0.0.3",), (), None, None, 60, 1.5)


@pytest.fixture
def in_force(house: House, policy_text: str):
    """The model policy is signed and on the wire."""
    house.load_lists()
    with house.resolver_runs():
        house.sign(policy_text)
        house.work()
        yield house


@pytest.mark.parametrize(("lie", "told"), [(CLOSED, "closed"), (None, "no answer")])
def test_an_opening_that_cannot_be_proved_is_recorded_and_told(in_force: House, lie: WireAnswer | None, told: str):
    honest = in_force.room.engine
    in_force.room.engine = Lying(honest, lie)
    opening = in_force.open_phonics()
    in_force.deliver()
    subject = f"opening {opening.pk}"
    wrong = [row for row in latest_proofs(in_force.school, subject) if row.seat_key == "pupils/5K"]
    assert [(row.is_proved, row.expected, row.answered) for row in wrong] == [(False, "open", told)]
    assert "Not proved at the resolver for class 5K" in proof_line(wrong)
    assert [r.action for r in audit.records(in_force.school.pk, subject=subject)] == ["opening made", "proof failed"]
    for person in (in_force.cast.network_manager, in_force.cast.head):
        assert any(subject in notice.title for notice in notices.unread(person.pk))
    assert not notices.unread(in_force.cast.teacher_5k.pk)

    in_force.room.engine = honest
    in_force.pass_time(timedelta(minutes=10))
    schedule.prove_standing(in_force.now)
    assert unproved(in_force.school, now=in_force.now) == []
    assert all(row.is_proved for row in latest_proofs(in_force.school, subject))


def test_closed_by_another_clause_than_the_policy_says_is_no_proof(in_force: House):
    other = replace(CLOSED, ede_text="Closed by clause 9.9 of the school's policy.")
    in_force.room.engine = Lying(in_force.room.engine, other)
    schedule.prove_standing(in_force.now)
    wrong = {row.answered for row in unproved(in_force.school, now=in_force.now) if row.expected == "closed"}
    assert wrong == {"closed otherwise"}


def test_the_same_failure_is_told_once_an_hour(in_force: House):
    in_force.room.engine = Lying(in_force.room.engine, OPEN)
    before = len(notices.unread(in_force.cast.network_manager.pk))
    for _ in range(3):
        schedule.prove_standing(in_force.now)
        in_force.pass_time(timedelta(minutes=10))
    assert len(notices.unread(in_force.cast.network_manager.pk)) == before + 1


@pytest.mark.clause("8.1")
def test_the_round_proves_one_name_of_each_block_for_each_group(in_force: House):
    in_force.pass_time(timedelta(minutes=10))
    schedule.prove_standing(in_force.now)
    rows = [row for row in latest_proofs(in_force.school, STANDING) if row.clause == "8.1"]
    assert {"youtube.com", "coolmathgames.com"} <= {row.host for row in rows}
    assert {row.seat_key for row in rows if row.host == "youtube.com"} == {"pupils", "pupils/5K", "pupils/4B", "pupils/2R", "unknown"}
    assert all(row.is_proved and row.milliseconds > 0 for row in rows)


def test_old_rounds_are_forgotten_and_decisions_are_not(in_force: House):
    opening = in_force.open_phonics()
    in_force.deliver()
    assert forget_old(in_force.school, now=in_force.now + timedelta(days=13)) == 0
    assert forget_old(in_force.school, now=in_force.now + timedelta(days=15)) > 0
    assert not Proof.objects.filter(subject=STANDING).exists()
    assert latest_proofs(in_force.school, f"opening {opening.pk}")


def test_each_seat_is_asked_for_at_an_address_of_its_own(house: House):
    facts = facts_now(house.school, house.now)
    for seat in seats_of(facts):
        address = address_of(seat, facts)
        assert address is not None
        assert facts.seat_at(address) == seat


def test_a_seat_without_an_address_of_its_own_is_left_out(house: House):
    facts = facts_now(house.school, house.now)
    crowded = SchoolFacts(facts.calendar, facts.networks, tuple(n.range for n in facts.networks), facts.classes)
    assert address_of(UNKNOWN_SEAT, crowded) is None


def test_nothing_is_measured_across_a_clock_that_was_set(in_force: House):
    opening = in_force.open_phonics(span=timedelta(hours=1))
    in_force.deliver()
    in_force.set_clock(opening.ends + timedelta(minutes=2))
    in_force.work()
    in_force.work()
    rows = latest_proofs(in_force.school, f"opening {opening.pk}")
    assert {(row.cause, row.settled_milliseconds) for row in rows} == {(f"opening {opening.pk} ended", None)}


def test_an_end_is_measured_from_the_end(in_force: House):
    opening = in_force.open_phonics(span=timedelta(hours=1))
    in_force.deliver()
    in_force.pass_time(timedelta(hours=1))
    in_force.work()
    assert proof_line(latest_proofs(in_force.school, f"opening {opening.pk}")).endswith("Settled under 1 ms after its end.")


def test_a_proof_line_says_who_gets_what_how_fast_and_how_soon(school, moment):
    row = Proof(
        host="phonicsplay.co.uk", seat_key="pupils/5K", expected="open", answered="open", is_proved=True, milliseconds=3.2,
        settled_milliseconds=41.0, asked_at=moment,
    )  # fmt: skip
    other = Proof(host=row.host, seat_key="pupils/4B", expected="closed", is_proved=True, milliseconds=1.0, asked_at=moment)
    line = "Proved at the resolver in 3 ms: open for class 5K, closed for class 4B. Settled 41 ms after the decision."
    assert proof_line([row, other]) == line
    assert proof_line([]) == ""


@pytest.mark.parametrize(("key", "words"), [("pupils/5K", "class 5K"), ("staff", "staff"), ("unknown", "devices nobody knows")])
def test_seats_are_called_as_people_call_them(key: str, words: str):
    assert seat_words(key) == words


def test_moments_are_told_from_now(moment):
    spans = {"less than a minute ago": 20, "1 minute ago": 61, "12 minutes ago": 720, "2 hours ago": 7300, "1 day ago": 90_000}
    for words, seconds in spans.items():
        assert ago(moment - timedelta(seconds=seconds), moment) == words


def test_a_round_looks_up_once_whether_the_school_only_observes(in_force: House):
    with CaptureQueriesContext(connection) as asked:
        schedule.prove_standing(in_force.now)
    assert Proof.objects.filter(subject=STANDING, cause="the round every ten minutes").count() > 10
    assert sum("filtering_observing" in query["sql"] for query in asked) == 1
