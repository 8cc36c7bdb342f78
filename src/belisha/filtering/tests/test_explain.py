"""Explaining a site for a group, a class, a person or an address, now and at another moment."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from belisha.core.decision.model import Reason
from belisha.filtering.actions import NewList, end_opening, subscribe_list
from belisha.filtering.explain import UnusableQuestion, explain
from belisha.filtering.tests.house import PHONICS, House
from tests.cast import actor


@pytest.fixture
def signed(house: House, policy_text: str) -> House:
    house.load_lists()
    house.sign(policy_text)
    return house


def ask(house: House, host: str, as_words: str | None = "group:pupils", *, address: str | None = None, at: datetime | None = None):
    return explain(house.school, host_words=host, as_words=as_words, from_address=address, at=at, now=house.now)


@pytest.mark.clause("8.1")
def test_a_group_reads_the_clause_that_closes(signed: House):
    found = ask(signed, "https://www.YouTube.com/watch?v=1")
    assert (found.verdict, found.reason, found.clause, found.rule) == ("closed", "POLICY_CLOSES", "8.1", "8.1/block/2")
    assert found.until is None
    assert "clause 8.1" in found.sentence
    assert set(found.as_json()) >= {"verdict", "reason", "clause", "rule", "until", "policy_version"}
    assert Reason[found.reason]


def test_staff_get_the_safe_mode_of_what_is_open(signed: House):
    assert ask(signed, "www.youtube.com", "group:staff").verdict == "safe"
    assert ask(signed, "youtube.com", "group:staff").verdict == "open"


def test_the_baseline_names_no_clause(house: House):
    found = ask(house, "youtube.com")
    assert (found.verdict, found.reason, found.clause, found.policy_version) == ("closed", "SAFE_BASELINE", None, "baseline")


def test_a_class_reads_until_when_its_opening_lasts(signed: House):
    opening = signed.open_phonics(span=timedelta(days=3, hours=5, minutes=15))
    found = ask(signed, PHONICS, "class:5K")
    assert (found.verdict, found.reason, found.rule) == ("open", "OPENED_BY_DECISION", f"opening/{opening.pk}")
    assert found.until == "2026-09-18T15:30:00+01:00"
    assert ask(signed, PHONICS, "class:4B").verdict == "closed"
    assert ask(signed, PHONICS, "class:5K", at=opening.ends).verdict == "closed"


def test_a_person_is_told_by_who_they_are(signed: House):
    assert ask(signed, PHONICS, f"person:{signed.cast.teacher_5k.pk}").verdict == "open"
    assert ask(signed, PHONICS, f"person:{signed.cast.pupil_5k.pk}").verdict == "closed"


def test_an_address_is_told_by_where_it_sits(signed: House):
    assert ask(signed, "youtube.com", None, address="127.0.1.5").seat == "pupils/5K"
    assert ask(signed, "youtube.com", None, address="127.0.9.9").seat == "unknown"


@pytest.mark.parametrize(
    ("host", "as_words", "address"),
    [
        ("not a site", "group:pupils", None),
        ("youtube.com", "group:dragons", None),
        ("youtube.com", "class:9Z", None),
        ("youtube.com", "person:999999", None),
        ("youtube.com", "person:head", None),
        ("youtube.com", None, "8.8.8.8"),
        ("youtube.com", None, "not an address"),
        ("youtube.com", None, None),
        ("youtube.com", "group:pupils", "127.0.1.5"),
    ],
)
def test_a_question_that_cannot_be_asked_says_what_to_write(signed: House, host, as_words, address):
    with pytest.raises(UnusableQuestion) as told:
        ask(signed, host, as_words, address=address)
    assert str(told.value).endswith(".")


def test_the_past_is_read_from_what_the_engine_held_then(signed: House):
    with signed.resolver_runs():
        signed.work()
        opening = signed.open_phonics()
        signed.deliver()
        while_open = signed.now + timedelta(minutes=1)
        signed.pass_time(timedelta(minutes=2))
        end_opening(by=signed.cast.head, opening=opening, reason="Not needed.", now=signed.now)
        subscribe_list(NewList("games", "Games", "a test", "friv.com\n"), by=actor(signed.cast.head), now=signed.now)
        signed.deliver()
        signed.pass_time(timedelta(minutes=2))
        assert ask(signed, PHONICS, "class:5K", at=while_open).verdict == "open"
        assert ask(signed, PHONICS, "class:4B", at=while_open).reason == "CATEGORY_LIST"  # by the list's contents of then
        assert ask(signed, PHONICS, "class:4B").verdict == "open"


def test_a_past_that_no_engine_held_is_compiled_from_the_version_in_force_then(signed: House):
    version = ask(signed, "youtube.com").policy_version
    signed.set_clock(signed.now + timedelta(days=1))
    assert ask(signed, "youtube.com", at=signed.now - timedelta(hours=1)).policy_version == version
    assert ask(signed, "youtube.com", at=signed.now - timedelta(days=2)).policy_version == "baseline"
