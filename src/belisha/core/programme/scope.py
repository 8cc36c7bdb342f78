"""Which rules speak of a name, and which of two rules is the narrower."""

from __future__ import annotations

import re

from belisha.core.moments import SchoolFacts
from belisha.core.names import upwards
from belisha.core.programme.people import are_inside
from belisha.core.programme.rules import Rule

_NUMBERS = re.compile(r"(\d+)")


def is_among(name: str, names: frozenset[str]) -> bool:
    """True where `name` or a name above it is one of `names`."""
    return any(above in names for above in upwards(name))


def speaks_of(rule: Rule, name: str) -> bool:
    """True where the rule's names, less what it excepts, hold this name."""
    return is_among(name, rule.names) and not is_among(name, rule.except_names)


def is_narrower(allow: Rule, block: Rule, facts: SchoolFacts) -> bool:
    """True where `allow` beats `block`: its names and its people are both inside the block's, and the two are not equal.

    Equal scopes are a fault of the policy (language.md, Faults); should one come this far, what is closed stays closed.
    """
    return _is_inside(allow, block, facts) and not _is_inside(block, allow, facts)


def _is_inside(inner: Rule, outer: Rule, facts: SchoolFacts) -> bool:
    return all(speaks_of(outer, name) for name in inner.names) and are_inside(inner.people, outer.people, facts)


def in_order(rule: Rule) -> tuple[bool, list[tuple[int, str]]]:
    """A key that puts rules in the order of their clauses (8.2 before 8.10) and the baseline's last."""
    return rule.clause is None, _parts(rule.id)


def clause_order(rule: Rule) -> tuple[bool, list[tuple[int, str]]]:
    """A key that puts rules in the order of their clauses; alike for all rules of one clause."""
    return rule.clause is None, _parts(rule.clause or rule.id)


def _parts(words: str) -> list[tuple[int, str]]:
    """Words with their figures as numbers, for sorting."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in _NUMBERS.split(words)]
