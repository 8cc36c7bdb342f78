"""What the safe baseline decides, before anybody has signed. The policies' own cases run with the shipped catalogue (tests/clauses)."""

from __future__ import annotations

import pytest

from belisha.core.decision.decide import decide
from belisha.core.decision.model import Question
from belisha.core.policy.cases import Case, read_cases
from belisha.core.programme.compile import baseline
from belisha.core.programme.model import Programme
from belisha.core.programme.tests.samples import CATALOGUE, FACTS, LONDON, SEATS, STANDING


def answer(programme: Programme, case: Case) -> tuple[str, str | None]:
    """What is decided in a case, and the clause that decides it."""
    decision = decide(programme, Question(case.host, case.moment(LONDON), SEATS[case.seat]))
    return decision.verdict.value, decision.clause


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
