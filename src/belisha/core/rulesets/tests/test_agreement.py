"""The compiled ruleset agrees with `decide` for every question, at every moment, bells rung."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from belisha.core.decision.decide import decide
from belisha.core.decision.model import Question
from belisha.core.decision.tests.worlds import ASKED, FACTS, SEATS, START, moments, programmes
from belisha.core.names import Host
from belisha.core.programme.model import Opening, Programme, Standing
from belisha.core.rulesets.codec import (
    delta_from_json,
    delta_to_json,
    ruleset_from_json,
    ruleset_to_json,
    timeline_from_json,
    timeline_to_json,
)
from belisha.core.rulesets.compare import apply, at_moment, delta_between, follow
from belisha.core.rulesets.compile import compile_timeline
from belisha.core.rulesets.lookup import lookup
from belisha.core.rulesets.model import Ruleset, Timeline

SECOND = timedelta(seconds=1)
slow = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def compiled(programme: Programme, at: datetime, number: int = 1) -> Timeline:
    return compile_timeline(programme, at=at, number=number, school="Invented School", local_names={"belisha.school": "10.0.0.1"})


def assert_agrees(ruleset: Ruleset, programme: Programme, moment: datetime) -> None:
    for seat in SEATS:
        for host in ASKED:
            expected = decide(programme, Question(Host(host), moment, seat))
            assert lookup(ruleset, seat.key, host).decision(ruleset.policy_version) == expected, (seat.key, host, moment)


@slow
@given(programmes, moments, st.integers(0, 24 * 60))
def test_a_compiled_ruleset_agrees_at_any_minute_of_its_day(programme: Programme, at: datetime, minutes: int) -> None:
    moment = at + timedelta(minutes=minutes)
    assert_agrees(at_moment(compiled(programme, at), moment), programme, moment)


@slow
@given(programmes, moments, st.data())
def test_a_compiled_ruleset_agrees_just_before_and_at_each_bell(programme: Programme, at: datetime, data: st.DataObject) -> None:
    timeline = compiled(programme, at)
    assert list(timeline.bells) == sorted(timeline.bells, key=lambda bell: bell.at)
    if timeline.bells:
        bell = data.draw(st.sampled_from(timeline.bells))
        assert_agrees(at_moment(timeline, bell.at), programme, bell.at)
        assert_agrees(at_moment(timeline, bell.at - SECOND), programme, bell.at - SECOND)


@slow
@given(programmes, programmes, moments, st.integers(0, 24 * 60))
def test_a_delta_makes_the_later_ruleset_of_the_earlier(before: Programme, after: Programme, at: datetime, minutes: int) -> None:
    after = replace(after, standing=replace(after.standing, lists=before.standing.lists))
    held, wanted = compiled(before, at), compiled(after, at + timedelta(minutes=minutes), number=2)
    delta = delta_between(held.ruleset, wanted.ruleset, wanted.bells)
    assert delta is not None
    assert apply(held.ruleset, delta) == wanted.ruleset
    assert follow(held, delta_from_json(json.loads(json.dumps(delta_to_json(delta))))) == wanted


@slow
@given(programmes, moments)
def test_what_travels_as_json_comes_back_exactly(programme: Programme, at: datetime) -> None:
    timeline = compiled(programme, at)
    sent = json.loads(json.dumps(timeline_to_json(timeline)))
    assert timeline_from_json(sent, programme.standing.lists, ZoneInfo) == timeline
    assert ruleset_from_json(sent["ruleset"], programme.standing.lists, ZoneInfo) == timeline.ruleset
    assert ruleset_to_json(timeline.ruleset) == sent["ruleset"]


def test_the_property_can_fail() -> None:
    """A ruleset of another moment does not agree: the comparison is not blind."""
    opening = Opening("1", frozenset({"tube.com"}), "class 5K", START, START + timedelta(hours=2), "8.4")
    programme = Programme("v", "An invented policy", FACTS, standing=Standing(openings=(opening,)))
    timeline = compiled(programme, opening.starts)
    with pytest.raises(AssertionError):
        assert_agrees(timeline.ruleset, programme, opening.ends)
    assert_agrees(at_moment(timeline, opening.ends), programme, opening.ends)
