"""A lookup that remembers says exactly what one says that does not: across changes, bells, other schools' rulesets and forgetting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from belisha.core.decision.model import Verdict
from belisha.core.decision.tests.worlds import ASKED, FACTS, SEATS, START, moments, programmes
from belisha.core.names import upwards
from belisha.core.programme.model import Effect, NameList, Opening, Programme, Rule, Standing
from belisha.core.rulesets import memo
from belisha.core.rulesets.compare import apply, apply_bell, at_moment, delta_between
from belisha.core.rulesets.compile import compile_timeline
from belisha.core.rulesets.lookup import _with_those_above, lookup
from belisha.core.rulesets.memo import MemoisedLookup
from belisha.core.rulesets.model import Ruleset, Timeline

SEAT_KEYS = (*(seat.key for seat in SEATS), "nobody's seat", "nowhere")
slow = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


def compiled(programme: Programme, at: datetime = START, number: int = 1) -> Timeline:
    return compile_timeline(programme, at=at, number=number, school="Invented School", local_names={})


def one_after_the_other(before: Programme, after: Programme, at: datetime) -> Iterable[Ruleset]:
    """A ruleset, its bells, a delta with the bells after that, a snapshot of another policy, and the first again."""
    first = compiled(before, at)
    yield from (at_moment(first, bell.at) for bell in (*first.bells, *first.bells[:1]))
    second = compiled(replace(after, standing=replace(after.standing, lists=before.standing.lists)), at, 2)
    delta = delta_between(first.ruleset, second.ruleset, second.bells)
    assert delta is not None
    yield apply(first.ruleset, delta)
    yield from (apply_bell(second.ruleset, bell) for bell in second.bells)
    yield compiled(after, at).ruleset
    yield first.ruleset
    yield replace(first.ruleset, tables={key: table for key, table in first.ruleset.tables.items() if key != SEATS[0].key})


@slow
@given(programmes, programmes, moments, st.data())
def test_it_agrees_with_the_lookup_that_remembers_nothing(
    monkeypatch: pytest.MonkeyPatch, before: Programme, after: Programme, at: datetime, data: st.DataObject
) -> None:
    monkeypatch.setattr(memo, "HELD_NAMES", data.draw(st.sampled_from((1, 3, 1_000))))
    remembering = MemoisedLookup()
    for ruleset in one_after_the_other(before, after, at):
        for key in data.draw(st.permutations(SEAT_KEYS)):
            for name in (*ASKED, *ASKED[:5], *ASKED[2:4], "com"):
                assert remembering.answer(ruleset, key, name) == lookup(ruleset, key, name), (key, name)


LISTS = {"games": NameList("games", "Games", frozenset({"game.org.uk"}))}
RULE = Rule("8.1/block/1", "8.1", Effect.BLOCK, frozenset({"pupils"}), frozenset({"tube.com"}), lists=frozenset({"games"}))
SCHOOL = Programme("v1", "An invented policy", FACTS, rules=(RULE,), standing=Standing(lists=LISTS))


def opened_for_5k(before: Ruleset) -> Ruleset:
    """The same school with one opening for class 5K, as the delta makes it."""
    opening = Opening("12", frozenset({"tube.com"}), "class 5K", START, START + timedelta(hours=2), "8.4")
    after = compiled(SCHOOL.with_standing(replace(SCHOOL.standing, openings=(opening,))), number=2)
    delta = delta_between(before, after.ruleset, after.bells)
    assert delta is not None
    return apply(before, delta)


def test_a_change_for_one_class_is_felt_at_once_and_forgets_only_that_class() -> None:
    ruleset, remembering = compiled(SCHOOL).ruleset, MemoisedLookup()
    for key in ("pupils/5K", "pupils/4B"):
        assert remembering.answer(ruleset, key, "tube.com").verdict is Verdict.CLOSED
    after = replace(opened_for_5k(ruleset), fast_names=ruleset.fast_names)
    assert remembering.answer(after, "pupils/5K", "tube.com").verdict is Verdict.OPEN
    assert (remembering.held("pupils/5K"), remembering.held("pupils/4B")) == (1, 1)
    assert remembering.answer(after, "pupils/4B", "tube.com") is remembering.answer(after, "pupils/4B", "tube.com")
    remembering.answer(replace(ruleset, safe_hosts={"a.com": "b.com"}), "staff", "tube.com")
    assert remembering.held("pupils/4B") == 0


def test_however_many_names_are_asked_the_memory_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memo, "HELD_NAMES", 10)
    ruleset, remembering = compiled(SCHOOL).ruleset, MemoisedLookup()
    for n in range(95):
        remembering.answer(ruleset, "staff", f"n{n}.example.com")
        assert remembering.held("staff") <= 20
        remembering.answer(ruleset, f"seat {n}", "tube.com")
    assert [remembering.held(f"seat {n}") for n in (0, 94)] == [0, 0], "a seat nobody knows has no memory of its own"


@pytest.mark.parametrize("name", ["com", "a.com", "www.site7.example.co.uk", "a..b", ".a", "a.", "_dns.resolver.arpa", ".", "..", "a.b."])
def test_the_names_above_are_those_of_upwards(name: str) -> None:
    assert _with_those_above(name) == list(upwards(name))
