"""Cases and their steps: facts and answers that the case has, and an order in which every step has its turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from belisha.core.policy.model import Control, Fault, Policy
from belisha.core.policy.things import Thing, facts_of, fault_at, table_of_words, things_of
from belisha.core.policy.wording import did_you_mean


def faults_of_chains(policy: Policy) -> Iterator[Fault]:
    """The faults of every step of a declared case."""
    steps = steps_by_case(policy)
    for case in things_of(policy, "case"):
        for step in steps.get(case.name, ()):
            yield from _conditions(step, case)
        yield from _circles(steps.get(case.name, ()))


def steps_by_case(policy: Policy) -> dict[str, list[Control]]:
    """The steps of each case, in the order of the text."""
    found: dict[str, list[Control]] = {}
    for step in policy.controls("step"):
        found.setdefault(step.text("of"), []).append(step)
    return found


def _conditions(step: Control, case: Thing) -> Iterator[Fault]:
    """A fact that the case does not have, or an answer that the fact does not."""
    facts = facts_of(case)
    for fact, answers in table_of_words(step, "when").items():
        if fact not in facts:
            instead = did_you_mean(fact, facts) if facts else f"add facts to the [[case]] “{case.name}”."
            yield fault_at(step, "when", f"the case “{case.name}” has no fact “{fact}”: {instead}")
            continue
        for answer in answers:
            if answer not in facts[fact]:
                sentence = f"“{answer}” is no answer to “{fact}” of the case “{case.name}”: {did_you_mean(answer, facts[fact])}"
                yield fault_at(step, "when", sentence)


def _circles(steps: Iterable[Control]) -> Iterator[Fault]:
    """Steps of which each comes before the next and the last before the first; told once, at the first of them in the text."""
    by_name = {step.text("name"): step for step in reversed(list(steps))}
    later = _order(by_name)
    told: set[str] = set()
    for name in reversed(by_name):
        circle = [] if name in told else _way_back(name, later)
        if circle:
            told.update(circle)
            way = " → ".join([*circle, name])
            key = "before" if by_name[name].words("before") else "after"
            yield fault_at(by_name[name], key, f"these steps go in a circle: {way}: take one “before” or “after” out.")


def _order(steps: Mapping[str, Control]) -> dict[str, list[str]]:
    """Each step and those that come after it."""
    later: dict[str, list[str]] = {}
    for name, step in steps.items():
        for other in step.words("before"):
            later.setdefault(name, []).append(other)
        for other in step.words("after"):
            later.setdefault(other, []).append(name)
    return later


def _way_back(start: str, later: Mapping[str, list[str]]) -> list[str]:
    """The shortest way from a step back to itself, without its return; empty where there is none."""
    ways, seen = [[start]], {start}
    for way in ways:
        for name in later.get(way[-1], ()):
            if name == start:
                return way
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []
