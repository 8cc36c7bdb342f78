"""What would open a closed site, and who decides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from belisha.core.decision.layer_words import way_words
from belisha.core.decision.model import Decision, Reason, Verdict
from belisha.core.decision.tests.worlds import FACTS, SEATS, UNKNOWN_SEAT
from belisha.core.decision.ways import NEGATIVE, PROTECTED, ways_to_open
from belisha.core.moments import Seat
from belisha.core.programme.model import NO_ONE, Form, FormEffect, Programme, SignatureNeed, Span

PUPIL_5K, _, STAFF, TEACHER, *_ = SEATS
REQUEST = Form(
    "access request",
    FormEffect.OPEN,
    ("everyone",),
    decided_by=("headteacher",),
    advised_by=("network manager",),
    scope=("class", "year", "everyone"),
    longest=Span(10, "school days", "10 school days"),
    within=Span(2, "school days", "2 school days"),
    sources={"open_to": "8.4", "effect": "8.4", "advised_by": "8.4", "longest": "8.4", "decided_by": "8.5", "within": "8.5"},
)
ACTIVITY = Form(
    "curriculum activity",
    FormEffect.OPEN,
    ("teachers",),
    decided_by=(NO_ONE,),
    scope=("class",),
    ends=Span(1, "lesson", "lesson"),
    requires="duty:refresher",
    sources=dict.fromkeys(("open_to", "effect", "decided_by", "requires"), "6.3"),
)
REPORT = Form("content report", FormEffect.CLOSE, ("everyone",), decided_by=("network manager",))
SESSION = Form("supervised session", FormEffect.LIFT, ("staff",), decided_by=(NO_ONE,))


def school(*forms: Form, **keys: object) -> Programme:
    return Programme(version="a" * 64, title="A policy", facts=FACTS, forms={form.name: form for form in forms}, **keys)


def closed(reason: Reason = Reason.POLICY_CLOSES, verdict: Verdict = Verdict.CLOSED) -> Decision:
    return Decision(verdict, reason, "8.1", "8.1/block/1", "a" * 64)


def names(programme: Programme, seat: Seat) -> list[tuple[str, bool]]:
    return [(way.form.name, way.is_for_seat) for way in ways_to_open(programme, seat, closed()).forms]


def test_a_class_has_the_request_and_what_its_teacher_may_do() -> None:
    assert names(school(ACTIVITY, REPORT, REQUEST), PUPIL_5K) == [("access request", True), ("curriculum activity", False)]


def test_what_is_opened_for_a_class_does_not_reach_staff_nor_a_device_nobody_knows() -> None:
    for seat in (STAFF, TEACHER, UNKNOWN_SEAT):
        assert names(school(ACTIVITY, REQUEST), seat) == [("access request", True)]
    assert names(school(replace(REQUEST, scope=("class", "year"))), UNKNOWN_SEAT) == []


def test_a_form_says_who_asks_who_decides_by_when_and_for_how_long() -> None:
    (way,) = ways_to_open(school(REQUEST), PUPIL_5K, closed()).forms
    assert way_words(way) == (
        "Asked for by everyone (clause 8.4).",
        "The network manager advises (clause 8.4).",
        "The headteacher decides, within 2 school days (clause 8.5).",
        "It opens for a class, a year or everyone.",
        "At most 10 school days (clause 8.4).",
    )
    assert way.clauses == ("8.4", "8.5")
    assert not way.by_itself


def test_a_form_that_nobody_decides_says_its_gate() -> None:
    (way,) = ways_to_open(school(ACTIVITY), PUPIL_5K, closed()).forms
    assert way.by_itself
    assert way_words(way) == (
        "Asked for by teachers (clause 6.3), for those who sit here.",
        "Nobody has to decide: it takes effect at once, and is recorded (clause 6.3).",
        "It opens for a class.",
        "It ends with the lesson.",
        "Only for those who have done the training “refresher” (clause 6.3).",
    )


@pytest.mark.parametrize(
    ("reason", "verdict", "words"),
    [
        (Reason.ILLEGAL_LIST, Verdict.CLOSED, PROTECTED),
        (Reason.MALWARE_LIST, Verdict.CLOSED, PROTECTED),
        (Reason.CANARY, Verdict.NEGATIVE, NEGATIVE),
        (
            Reason.BAN,
            Verdict.CLOSED,
            "No request opens it: help stays open, and the ban ends by itself."
            " The form “supervised session” lifts it for a supervised time.",
        ),
        (
            Reason.EMERGENCY_CLOSE,
            Verdict.CLOSED,
            "No request opens it while the emergency lasts: it beats every opening. The network manager ends it.",
        ),
    ],
)
def test_where_no_form_opens_it_a_sentence_says_why(reason: Reason, verdict: Verdict, words: str) -> None:
    ways = ways_to_open(school(REQUEST, REPORT, SESSION), PUPIL_5K, closed(reason, verdict))
    assert (ways.forms, ways.sentence) == ((), words)


def test_without_a_form_only_a_signed_version_opens_it() -> None:
    signed = school(REPORT, signatures=(SignatureNeed(("headteacher", "chair of governors"), "statement"),))
    assert "signed by the headteacher and the chair of governors, opens it." in ways_to_open(signed, PUPIL_5K, closed()).sentence
    assert "signed by those it names, opens it." in ways_to_open(school(), STAFF, closed(Reason.SAFE_BASELINE)).sentence


def test_what_is_open_needs_nothing() -> None:
    for verdict in (Verdict.OPEN, Verdict.SAFE):
        assert ways_to_open(school(REQUEST), PUPIL_5K, closed(Reason.NOTHING_CLOSES_IT, verdict)).forms == ()
