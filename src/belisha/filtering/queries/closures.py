"""What an opening would open against a signature: it is for a name and all below it, and it beats the policy's own clauses.

Source: safeguarding.md 18: an opening against a signed closure has a reason and an end, and is listed to governors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from belisha.core.decision.people import is_inside
from belisha.core.decision.scope import speaks_of
from belisha.core.programme.model import Effect, Programme, Rule
from belisha.filtering.models import AccessRequest
from belisha.filtering.queries.requests import group_of, is_against_signed_closure


@dataclass(frozen=True, slots=True, order=True)
class SignedClosure:
    """A name that a clause in force closes on purpose, and that clause."""

    host: str
    clause: str


def closures_opened(host: str, people: Iterable[str], programme: Programme) -> list[SignedClosure]:
    """The names at or below `host` that a signed clause closes to any of these people, in order; they would open with `host`."""
    words = tuple(people)
    rules = [r for r in programme.rules if r.effect is Effect.BLOCK and r.clause and _meet(r, words, programme)]
    return sorted({SignedClosure(name, rule.clause or "") for rule in rules for name in _names_opened(rule, host)})


def goes_against_a_signature(request: AccessRequest, people: str | None, programme: Programme) -> bool:
    """True where deciding this is about a signed closure: one that was asked about, or one that a grant for `people` would open too."""
    asked = any(is_against_signed_closure(one) for one in group_of(request))
    return asked or (people is not None and bool(closures_opened(request.host, [people], programme)))


def _names_opened(rule: Rule, host: str) -> Iterator[str]:
    if speaks_of(rule, host):
        yield host
    below = "." + host
    yield from (name for name in rule.names if name.endswith(below) and name not in rule.except_names)


def _meet(rule: Rule, words: tuple[str, ...], programme: Programme) -> bool:
    """True where somebody may be both of these words and of the rule's."""
    facts = programme.facts
    bound = [word for word in words if not any(is_inside(word, spared, facts) for spared in rule.except_people)]
    return any(is_inside(word, closed, facts) or is_inside(closed, word, facts) for word in bound for closed in rule.people)
