"""Deciding agrees with the cases written by hand beside the model policy (policies/model-policy.cases)."""

from __future__ import annotations

import pytest

from belisha.core.decision.decide import decide
from belisha.core.decision.model import Question
from belisha.core.policy.cases import Case, read_cases
from belisha.core.policy.read import read
from belisha.core.policy.tests.samples import POLICIES, model_text
from belisha.core.programme.compile import baseline, compile_policy
from belisha.core.programme.model import Programme
from belisha.core.programme.tests.samples import CATALOGUE, FACTS, LONDON, SEATS, STANDING

CASES = read_cases((POLICIES / "model-policy.cases").read_text(encoding="utf-8"))


def programme_of(text: str) -> Programme:
    """The programme of a policy's text at the sample school."""
    reading = read(text)
    assert reading.is_sound, reading.faults
    return compile_policy(reading.policy, facts=FACTS, catalogue=CATALOGUE, standing=STANDING)


def answer(programme: Programme, case: Case) -> tuple[str, str | None]:
    """What is decided in a case, and the clause that decides it."""
    decision = decide(programme, Question(case.host, case.moment(LONDON), SEATS[case.seat]))
    return decision.verdict.value, decision.clause


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"line {case.line}")
def test_each_case_is_decided_as_written(case: Case) -> None:
    assert answer(programme_of(model_text()), case) == (case.verdict, case.clause)


@pytest.mark.clause("8.1")
def test_clause_8_1_closes_what_it_names_and_nothing_else(policy_text: str) -> None:
    programme = programme_of(policy_text)
    assert [answer(programme, case) for case in CASES] == [(case.verdict, case.clause) for case in CASES]


def test_an_edit_of_one_service_changes_what_is_decided() -> None:
    edited = programme_of(model_text().replace('services = ["youtube"]', 'services = ["roblox"]'))
    changed = [case for case in CASES if answer(edited, case) != (case.verdict, case.clause)]
    assert {case.host.name.removeprefix("www.").removeprefix("m.") for case in changed} == {"youtube.com", "youtu.be"}
    assert {case.seat for case in changed} == {"pupils", "pupils/5K", "unknown"}


@pytest.mark.parametrize(
    ("seat", "host", "verdict"),
    [
        ("pupils", "facebook.com", "closed"),
        ("unknown", "youtube.com", "closed"),
        ("staff", "facebook.com", "open"),
        ("pupils", "phonicsplay.co.uk", "open"),
        ("staff", "illegal.example", "closed"),
        ("pupils", "www.google.com", "safe"),
        ("pupils", "childline.org.uk", "open"),
    ],
)
def test_the_baseline_decides_before_anybody_has_signed(seat: str, host: str, verdict: str) -> None:
    programme = baseline(facts=FACTS, catalogue=CATALOGUE, standing=STANDING)
    (case,) = read_cases(f"at | seat | host | seen_by | verdict | clause\n2026-09-15 10:15 | {seat} | {host} | dns | {verdict} | -")
    assert answer(programme, case) == (verdict, None)
