"""While a school observes nothing is changed on the network but what a protective list holds; a bell ends it by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings

from belisha.core.decision.model import Verdict
from belisha.core.decision.tests.worlds import ASKED, SEATS, START, programmes
from belisha.core.programme.model import Programme
from belisha.core.rulesets.codec import delta_from_json, delta_to_json, timeline_from_json, timeline_to_json
from belisha.core.rulesets.compare import apply, at_moment, delta_between
from belisha.core.rulesets.compile import compile_timeline
from belisha.core.rulesets.lookup import lookup
from belisha.core.rulesets.memo import MemoisedLookup
from belisha.core.rulesets.model import Bell, Ruleset, Timeline

slow = settings(max_examples=40, deadline=None)


def compiled(programme: Programme, number: int = 1) -> Ruleset:
    return compile_timeline(programme, at=START, number=number, school="Invented School", local_names={}).ruleset


@slow
@given(programmes)
def test_what_is_closed_is_still_told_and_nothing_else_is_changed(programme: Programme) -> None:
    enforcing = compiled(programme)
    observing, memory = replace(enforcing, observing=True), MemoisedLookup()
    for seat in SEATS:
        for name in ASKED:
            before, found = lookup(enforcing, seat.key, name), lookup(observing, seat.key, name)
            assert memory.answer(enforcing, seat.key, name) == before
            assert memory.answer(observing, seat.key, name) == found
            assert found.verdict in (Verdict.CLOSED, Verdict.OPEN)
            assert (found.verdict is Verdict.CLOSED) == (before.verdict is Verdict.CLOSED)
            if found.verdict is Verdict.CLOSED:
                assert found == before


@slow
@given(programmes)
def test_it_comes_as_a_delta_and_ends_by_a_bell_of_its_own(programme: Programme) -> None:
    before, after = compiled(programme), replace(compiled(programme, 2), observing=True)
    end = Bell(START + timedelta(hours=2), observing=False)
    delta = delta_between(before, after, (end,))
    assert delta is not None
    assert delta_from_json(delta_to_json(delta)) == delta
    held = Timeline(apply(before, delta), delta.bells)
    assert timeline_from_json(timeline_to_json(held), before.lists, ZoneInfo) == held
    assert at_moment(held, START + timedelta(hours=1, minutes=59)).observing
    assert not at_moment(held, START + timedelta(hours=2)).observing
