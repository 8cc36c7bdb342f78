"""Sentences: short for pupils, whole for grown-ups, and small enough for the wire."""

from __future__ import annotations

import re

import pytest

from belisha.core.decision.model import Decision, Reason, Verdict
from belisha.core.decision.reasons import Audience, sentence, wire_text

JARGON = {"dns", "domain", "category", "filter", "policy", "clause", "baseline", "network", "resolver", "malware", "access", "request"}


def closed(reason: Reason, clause: str | None = "8.1", form: str | None = "access request") -> Decision:
    return Decision(Verdict.CLOSED, reason, clause, "8.1/block/1", "v1", form=form)


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("verdict", list(Verdict))
def test_pupils_read_at_most_ten_plain_words_a_sentence(reason: Reason, verdict: Verdict) -> None:
    decision = Decision(verdict, reason, "8.1", "8.1/block/1", "v1", form="access request" if verdict is Verdict.CLOSED else None)
    told = sentence(decision, audience=Audience.PUPIL, host="tube.com")
    for part in re.split(r"(?<=\.)\s", told):
        assert 0 < len(part.split()) <= 10, part
        assert not set(re.findall("[a-z]+", part.lower())) & JARGON, part


@pytest.mark.parametrize("audience", [Audience.STAFF, Audience.PARENT])
def test_grown_ups_are_told_the_site_the_clause_and_the_form(audience: Audience) -> None:
    told = sentence(closed(Reason.POLICY_CLOSES), audience=audience, host="tube.com")
    assert told == "tube.com is closed by clause 8.1 of the school's policy. If that is a mistake, ask with the form “access request”."


def test_safe_mode_is_told() -> None:
    safe = Decision(Verdict.SAFE, Reason.NOTHING_CLOSES_IT, None, "", "v1", safe_host="safe.search.com")
    assert sentence(safe, audience=Audience.STAFF, host="search.com").endswith("It opens in its safe mode, at safe.search.com.")
    assert sentence(safe, audience=Audience.PUPIL, host="search.com") == "This site is open. Safe mode is on."


def test_the_wire_names_the_clause_and_where_to_ask() -> None:
    assert wire_text(closed(Reason.POLICY_CLOSES)) == "Closed by clause 8.1 of the school's policy. Ask: /door"
    assert wire_text(closed(Reason.ILLEGAL_LIST, clause=None, form=None)) == "Closed for everyone: list of illegal content"


@pytest.mark.parametrize("reason", list(Reason))
def test_the_wire_text_stays_under_200_bytes_whatever_a_clause_is_called(reason: Reason) -> None:
    text = wire_text(closed(reason, clause="ünder " * 60))
    assert len(text.encode()) < 200
    assert text.endswith("Ask: /door")


def test_nobody_can_ask_for_what_nobody_can_open() -> None:
    told = sentence(closed(Reason.ILLEGAL_LIST, None, None), audience=Audience.STAFF, host="evil.net")
    assert "nobody at school can open it" in told
    assert "ask" not in told
