"""What must be true of every programme: a clause's effect goes with the clause, and the order of controls never matters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from belisha.core.policy.model import Policy
from belisha.core.policy.read import read
from belisha.core.programme.compare import changes
from belisha.core.programme.compile import compile_policy
from belisha.core.programme.keep import canonical_json
from belisha.core.programme.model import ClauseText, Programme, Rule
from belisha.core.programme.tests.every_kind import AGED
from belisha.core.programme.tests.made_up import NUMBERS, SPREAD, fences, text_of
from belisha.core.programme.tests.samples import FACTS, STANDING

some = settings(max_examples=60, deadline=None)


def policy_of(controls: dict[str, list[str]]) -> Policy:
    """The invented policy, sound."""
    reading = read(text_of(controls))
    assert reading.is_sound, reading.faults
    assert reading.policy is not None
    return reading.policy


def programme_of(controls: dict[str, list[str]]) -> Programme:
    """Its programme."""
    return compile_policy(policy_of(controls), facts=FACTS, catalogue=AGED, standing=STANDING)


def clauses_cited(thing: object) -> Iterator[str]:
    """Every clause that something in a programme names as its source, at any depth."""
    if isinstance(thing, ClauseText):
        return
    if isinstance(thing, Mapping):
        for held in thing.values():
            yield from clauses_cited(held)
    elif isinstance(thing, tuple):
        for held in thing:
            yield from clauses_cited(held)
    elif is_dataclass(thing) and not isinstance(thing, type):
        if isinstance(thing, Rule) and thing.clause:
            yield thing.id.split("/")[0]
        yield from filter(None, [getattr(thing, "clause", None)])
        yield from getattr(thing, "sources", {}).values()
        for field in fields(thing):
            yield from clauses_cited(getattr(thing, field.name))


def without(controls: dict[str, list[str]], number: str) -> dict[str, list[str]]:
    """The controls less those of a clause; with what they were required for, and steps of a case that is gone."""
    required = {kind for kind, parts in SPREAD.items() if any(f"[[{kind}]]" in c and parts[0] in c for c in controls[number])}
    gone = tuple(f'[[{kind}]]\nname = "the {kind}"' for kind in required) + (('[[step]]\nof = "the case"',) if "case" in required else ())
    return {n: [] if n == number else [c for c in inside if not (gone and c.startswith(gone))] for n, inside in controls.items()}


@some
@given(fences(), st.sampled_from(NUMBERS))
def test_the_effect_of_a_clause_is_gone_when_its_controls_are(controls: dict, number: str) -> None:
    before, after = set(clauses_cited(programme_of(controls))), set(clauses_cited(programme_of(without(controls, number))))
    assert number not in after
    guidance_alone = all("[[age_limit]]" in control for control in controls[number])
    assert number in before or guidance_alone or not controls[number]
    assert after <= before


@some
@given(fences(), st.randoms(use_true_random=False))
def test_the_order_of_controls_changes_nothing_but_the_order(controls: dict, chance: object) -> None:
    mixed = {number: chance.sample(inside, len(inside)) for number, inside in controls.items()}
    was, becomes = policy_of(controls), policy_of(mixed)
    before, after = programme_of(controls), programme_of(mixed)
    assert in_any_order(before) == in_any_order(after)
    assert not changes(before, after, was=was, becomes=becomes, catalogue=AGED)
    assert not changes(after, before, was=becomes, becomes=was, catalogue=AGED)


@some
@given(fences())
def test_a_programme_is_the_same_every_time(controls: dict) -> None:
    assert canonical_json(programme_of(controls)) == canonical_json(programme_of(controls))


@some
@given(fences(), fences())
def test_two_policies_can_always_be_compared_and_what_is_told_can_be_read(one: dict, other: dict) -> None:
    was, becomes = policy_of(one), policy_of(other)
    found = changes(programme_of(one), programme_of(other), was=was, becomes=becomes, catalogue=AGED)
    for heading in fields(found):
        for line in getattr(found, heading.name):
            assert line[0].isupper()
            assert "None" not in line
            assert "the no one" not in line


def in_any_order(programme: Programme) -> dict[str, list[str]]:
    """Each part of a programme as sorted words, less the version, and the numbers and ids that come from the order of controls."""
    nameless = replace(
        programme,
        version="",
        rules=tuple(replace(rule, id=numberless(rule.id)) for rule in programme.rules),
        duties=tuple(replace(duty, id="") for duty in programme.duties),
        cases=tuple(replace(case, steps=tuple(sorted(case.steps, key=repr))) for case in programme.cases),
    )
    return {field.name: sorted(map(plain, parts_of(getattr(nameless, field.name)))) for field in fields(nameless)}


def numberless(rule_id: str) -> str:
    """A rule's id without its place among the controls of its clause: "8.1/block/2" as "8.1/block"."""
    return "/".join(part for place, part in enumerate(rule_id.split("/")) if place != 2)


def parts_of(value: object) -> list[object]:
    """The parts of a value that holds several."""
    if isinstance(value, Mapping):
        return list(value.items())
    return list(value) if isinstance(value, tuple) else [value]


def plain(value: object) -> str:
    """Words for a value that are the same however its sets and tables were filled."""
    if isinstance(value, frozenset):
        return str(sorted(map(plain, value)))
    if isinstance(value, Mapping):
        return str(sorted((str(key), plain(held)) for key, held in value.items()))
    if isinstance(value, tuple):
        return str([plain(held) for held in value])
    if is_dataclass(value) and not isinstance(value, type):
        return f"{type(value).__name__}({[plain(getattr(value, field.name)) for field in fields(value)]})"
    return repr(value)
