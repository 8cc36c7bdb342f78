"""Who must sign a version, and when it is looked at again: pure rules."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from belisha.core.moments import Calendar, Term
from belisha.core.policy.model import Clause, Control, Policy, Section
from belisha.core.programme.spans import parse_span
from belisha.policy.signing import clause_naming, is_fresh, needed_signatures, review_day, still_needed

NOW = datetime(2026, 9, 15, 10, 15, tzinfo=ZoneInfo("Europe/London"))
CALENDAR = Calendar(zone=ZoneInfo("Europe/London"), terms=(Term("autumn", date(2026, 9, 1), date(2026, 12, 18)),))


def policy(*signatures: tuple[tuple[str, ...], bool | None]) -> Policy:
    controls = tuple(
        Control("signature", "statement", 1, {"by": by} | ({} if factor is None else {"second_factor": factor}))
        for by, factor in signatures
    )
    return Policy("A policy", 1, "1 year", "closed", (Section("", 1, 1, (Clause("statement", "", "Words.", 1, controls),)),), "a" * 64)


def test_the_first_version_is_signed_by_head_and_chair_besides_those_it_names():
    assert needed_signatures(policy((("clerk to governors",), None)), None) == {
        "clerk to governors": True,
        "headteacher": True,
        "chair of governors": True,
    }


def test_the_first_version_asks_for_a_second_factor_unless_it_says_otherwise():
    assert needed_signatures(policy((("headteacher",), False)), None) == {"headteacher": False, "chair of governors": False}
    assert needed_signatures(policy(), None) == {"headteacher": True, "chair of governors": True}


def test_a_new_version_cannot_do_without_somebody_the_former_one_demands():
    former = policy((("headteacher", "chair of governors", "designated safeguarding lead"), True))
    needs = needed_signatures(policy((("headteacher", "chair of governors"), False)), former)
    assert needs == {"headteacher": True, "chair of governors": True, "designated safeguarding lead": True}


def test_a_new_version_can_ask_for_more_people_than_the_former_one():
    former = policy((("headteacher", "chair of governors"), False))
    needs = needed_signatures(policy((("headteacher", "SENCO"), True)), former)
    assert needs == {"headteacher": True, "SENCO": True, "chair of governors": False}


def test_one_role_is_never_enough():
    alone = policy((("headteacher",), None))
    assert set(needed_signatures(alone, alone)) == {"headteacher", "chair of governors"}
    assert set(needed_signatures(policy(), policy())) == {"headteacher", "chair of governors"}


def test_two_other_roles_are_enough_where_the_version_in_force_says_so():
    both = policy((("vice-chair of governors", "headteacher"), None))
    assert set(needed_signatures(both, both)) == {"vice-chair of governors", "headteacher"}


def test_roles_still_needed_keep_their_order():
    assert still_needed({"a": True, "b": True, "c": True}, ["b"]) == ["a", "c"]


def test_the_clause_of_a_signature_is_the_one_that_names_the_role():
    asked = policy((("headteacher",), None))
    assert clause_naming(asked, "headteacher") == "statement"
    assert clause_naming(asked, "chair of governors") is None


@pytest.mark.parametrize(
    ("seconds", "fresh"),
    [(0, True), (299, True), (300, True), (300.001, False), (-1, False)],
)
def test_a_sign_in_is_fresh_for_five_minutes(seconds, fresh):
    assert is_fresh(NOW - timedelta(seconds=seconds), NOW) is fresh


def test_an_unknown_sign_in_is_not_fresh():
    assert not is_fresh(None, NOW)


@pytest.mark.parametrize(
    ("span", "after", "day"),
    [
        ("1 year", date(2026, 9, 15), date(2027, 9, 15)),
        ("1 year", date(2028, 2, 29), date(2029, 2, 28)),
        ("6 months", date(2026, 8, 31), date(2027, 2, 28)),
        ("2 weeks", date(2026, 9, 15), date(2026, 9, 29)),
        ("10 days", date(2026, 9, 15), date(2026, 9, 25)),
        ("2 school days", date(2026, 9, 17), date(2026, 9, 21)),
        ("2 hours", date(2026, 9, 15), date(2026, 9, 15)),
        ("48 hours", date(2026, 9, 15), date(2026, 9, 17)),
        ("term", date(2026, 9, 15), date(2026, 12, 18)),
        ("term", date(2026, 12, 18), date(2027, 12, 18)),
    ],
)
def test_the_review_day_follows_the_span(span, after, day):
    assert review_day(parse_span(span), after=after, calendar=CALENDAR) == day
