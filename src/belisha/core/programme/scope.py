"""Which rules speak of a name, and which of two rules is the narrower."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import replace

from belisha.core.moments import SchoolFacts
from belisha.core.programme.people import are_apart, are_inside
from belisha.core.programme.rules import Rule

_NUMBERS = re.compile(r"(\d+)")


def is_among(name: str, names: Set[str]) -> bool:
    """True where `name` or a name above it is one of `names`."""
    while names and name:  # `upwards`, without its generator: whole rulesets are compiled by this question
        if name in names:
            return True
        name = name.partition(".")[2]
    return False


def speaks_of(rule: Rule, name: str) -> bool:
    """True where the rule's names, less what it excepts, hold this name."""
    return is_among(name, rule.names) and not is_among(name, rule.except_names)


def is_narrower(allow: Rule, block: Rule, facts: SchoolFacts) -> bool:
    """True where `allow` beats `block`: its names and its people are both inside the block's, and the two are not equal.

    An allow for several years is one for each of them: years that the block does not speak of do not count. So "years 7 and 8" beats
    what a limit of age closes to year 7. Equal scopes are a fault of the policy (language.md, Faults); should one come this far, what
    is closed stays closed. What a block excepts it does not close at all, so it counts for neither.
    """
    met = frozenset(word for word in allow.people if not all(are_apart(word, other, facts) for other in block.people))
    return bool(met) and _is_inside(replace(allow, people=met), block, facts) and not _is_inside(block, allow, facts)


def _is_inside(inner: Rule, outer: Rule, facts: SchoolFacts) -> bool:
    """True where names and people of `inner` lie inside those of `outer`; those whom `outer` spares are not its people."""
    reaches_the_spared = bool(outer.except_people) and any(are_inside((spared,), inner.people, facts) for spared in outer.except_people)
    in_names = all(is_among(name, outer.names) for name in inner.names)
    return in_names and are_inside(inner.people, outer.people, facts) and not reaches_the_spared


def in_order(rule: Rule) -> tuple[bool, list[tuple[int, str]]]:
    """A key that puts rules in the order of their clauses (8.2 before 8.10) and the baseline's last."""
    return rule.clause is None, _parts(rule.id)


def clause_order(rule: Rule) -> tuple[bool, list[tuple[int, str]]]:
    """A key that puts rules in the order of their clauses; alike for all rules of one clause."""
    return rule.clause is None, _parts(rule.clause or rule.id)


def _parts(words: str) -> list[tuple[int, str]]:
    """Words with their figures as numbers, for sorting."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in _NUMBERS.split(words)]
