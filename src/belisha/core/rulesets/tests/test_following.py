"""Following a ruleset: what a delta can carry, what needs a snapshot, and what is refused on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from belisha.core.decision.model import Reason, Verdict
from belisha.core.decision.tests.worlds import FACTS, START
from belisha.core.programme.model import ClauseText, Effect, NameList, Opening, Programme, Rule, Standing
from belisha.core.rulesets.codec import Unreadable, delta_from_json, ruleset_from_json, ruleset_to_json
from belisha.core.rulesets.compare import apply, at_moment, delta_between, follow
from belisha.core.rulesets.compile import compile_timeline
from belisha.core.rulesets.lookup import lookup
from belisha.core.rulesets.model import Timeline

LISTS = {
    "illegal": NameList("illegal", "Illegal content", frozenset({"evil.net"}), "aa"),
    "games": NameList("games", "Games", frozenset({"phonics.example.org"}), "bb"),
}
CLOSES = Rule(
    "8.1/block/1", "8.1", Effect.BLOCK, frozenset({"pupils"}), frozenset({"tube.com"}), lists=frozenset({"games"}), services=("tube",)
)
SCHOOL = Programme("v1", "An invented policy", FACTS, (ClauseText("8.1", "Closed."),), rules=(CLOSES,), standing=Standing(lists=LISTS))
OPENING = Opening("12", frozenset({"phonics.example.org"}), "class 5K", START, START + timedelta(hours=2), "8.4")
OPENED = SCHOOL.with_standing(replace(SCHOOL.standing, openings=(OPENING,)))


def compiled(programme: Programme, number: int = 1) -> Timeline:
    return compile_timeline(programme, at=START, number=number, school="Invented School", local_names={"belisha.school": "10.0.0.1"})


def test_an_opening_travels_as_one_row_with_its_end_as_a_bell() -> None:
    held, wanted = compiled(SCHOOL), compiled(OPENED, 2)
    delta = delta_between(held.ruleset, wanted.ruleset, wanted.bells)
    assert delta is not None
    assert [(c.seat_key, list(c.rows), c.gone, c.last_lists) for c in delta.changes] == [
        ("pupils/5K", ["phonics.example.org"], frozenset(), None)
    ]
    assert (delta.clause_words, delta.safe_hosts, delta.local_names, delta.when_broken) == (None, None, None, None)
    followed = follow(held, delta)
    assert lookup(at_moment(followed, START), "pupils/5K", "phonics.example.org").entry.reason is Reason.OPENED_BY_DECISION
    assert lookup(at_moment(followed, START), "pupils/4B", "phonics.example.org").list_id == "games"
    assert lookup(at_moment(followed, OPENING.ends), "pupils/5K", "phonics.example.org").list_id == "games"


def test_another_version_of_the_policy_travels_as_a_delta() -> None:
    clauses = (ClauseText("8.2", "Other words."),)
    rule = replace(CLOSES, id="8.2/block/1", clause="8.2", lists=frozenset(), names=frozenset({"chat.com"}))
    before, after = (
        compiled(SCHOOL).ruleset,
        compiled(replace(SCHOOL, version="v2", clauses=clauses, rules=(rule,), when_broken="open"), 2).ruleset,
    )
    delta = delta_between(before, after)
    assert delta is not None
    assert apply(before, delta) == after
    assert apply(before, delta).policy_version == "v2"
    assert lookup(apply(before, delta), "pupils/5K", "tube.com").verdict is Verdict.OPEN


def test_a_delta_leaves_the_ruleset_it_is_applied_to_as_it_was() -> None:
    before = compiled(SCHOOL).ruleset
    kept = ruleset_to_json(before)
    delta = delta_between(before, compiled(OPENED, 2).ruleset)
    assert delta is not None
    apply(before, delta)
    assert ruleset_to_json(before) == kept


@pytest.mark.parametrize(
    "after",
    [
        compiled(SCHOOL, 3).ruleset,
        compiled(SCHOOL, 1).ruleset,
        compiled(replace(SCHOOL, facts=replace(FACTS, networks=FACTS.networks[1:])), 2).ruleset,
        compiled(SCHOOL.with_standing(Standing(lists={"games": LISTS["games"]})), 2).ruleset,
        compiled(SCHOOL.with_standing(Standing(lists=LISTS | {"games": replace(LISTS["games"], sha256="cc")})), 2).ruleset,
        replace(compiled(SCHOOL, 2).ruleset, school="Another School"),
    ],
    ids=["number missed", "number again", "networks", "a list less", "a list's contents", "another school"],
)
def test_what_a_delta_cannot_say_needs_a_snapshot(after: object) -> None:
    assert delta_between(compiled(SCHOOL).ruleset, after) is None


@pytest.mark.parametrize("number", [1, 3])
def test_a_delta_that_does_not_follow_is_refused(number: int) -> None:
    before = compiled(SCHOOL).ruleset
    delta = delta_between(before, compiled(OPENED, 2).ruleset)
    assert delta is not None
    with pytest.raises(ValueError, match="load a snapshot"):
        apply(before, replace(delta, number=number))


def test_services_and_decided_names_are_felt_fast_and_listed_names_are_not() -> None:
    ruleset = compiled(SCHOOL).ruleset
    assert lookup(ruleset, "pupils/5K", "www.tube.com").is_fast
    assert not lookup(ruleset, "pupils/5K", "phonics.example.org").is_fast
    assert lookup(compiled(OPENED).ruleset, "staff", "phonics.example.org").is_fast


def test_a_seat_without_a_table_gets_the_strictest() -> None:
    ruleset = compiled(SCHOOL).ruleset
    assert lookup(ruleset, "no such seat", "tube.com").entry.clause == "8.1"
    assert lookup(ruleset, "staff", "tube.com").entry.clause is None


def test_a_name_of_one_label_and_a_ruleset_without_tables_are_looked_up_without_fuss() -> None:
    empty = replace(compiled(SCHOOL).ruleset, tables={}, last_lists={}, first_lists=())
    for name in ("localhost", "", "."):
        assert lookup(empty, "pupils/5K", name).entry.reason is Reason.NOTHING_CLOSES_IT


def test_a_ruleset_whose_lists_are_missing_or_others_is_refused() -> None:
    document = ruleset_to_json(compiled(SCHOOL).ruleset)
    with pytest.raises(Unreadable, match="“games” were not handed in"):
        ruleset_from_json(document, {"illegal": LISTS["illegal"]}, ZoneInfo)
    with pytest.raises(Unreadable, match="another than the one meant"):
        ruleset_from_json(document, LISTS | {"games": replace(LISTS["games"], sha256="cc")}, ZoneInfo)


@pytest.mark.parametrize("damage", [{"at": "yesterday"}, {"at": "2026-10-23T07:00:00"}, {"tables": []}, {"number": "one"}, {"facts": {}}])
def test_a_damaged_document_is_refused_with_a_sentence(damage: dict[str, object]) -> None:
    with pytest.raises(Unreadable):
        ruleset_from_json(ruleset_to_json(compiled(SCHOOL).ruleset) | damage, LISTS, ZoneInfo)
    with pytest.raises(Unreadable, match="not a delta"):
        delta_from_json({"number": 1})
