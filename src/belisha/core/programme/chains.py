"""Chains: cases and their steps, and the sanctions in which a case or a review may end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from belisha.core.programme.times import Span


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a case, in the clause it comes from. It is for a case whose facts have one of the answers of `when` (all of them).

    `must`: it cannot be skipped. `before` and `after` name other steps; a case's steps stand in an order that keeps to them.
    `answers` empty: it is done or not. `reason`: a reason is written. `owner` is the case's where the clause names none.
    `letter` is the letter it drafts.
    """

    name: str
    clause: str
    owner: str
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    must: bool = False
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    reason: bool = True
    within: Span | None = None
    letter: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A kind of case, put together from all clauses that name it. `sources` names the clause of each key.

    `facts` gives each fact its allowed answers; `to` are roles told at once; `harm`: a child may be kept from harm by it;
    `if_named` is the role that takes it where the owner is the person concerned.
    """

    name: str
    opened_by: tuple[str, ...]
    owner: str
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    review_after: Span | None = None
    to: tuple[str, ...] = ()
    harm: bool = False
    if_named: str | None = None
    steps: tuple[Step, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)

    def clause_of(self, key: str) -> str | None:
        """The clause that says this key; where none does, the clause that says whose the case is."""
        return self.sources.get(key) or self.sources.get("owner")

    def step(self, name: str) -> Step | None:
        """The step of this name, or None."""
        return next((step for step in self.steps if step.name == name), None)


@dataclass(frozen=True, slots=True)
class Sanction:
    """A sanction, put together from all clauses that name it. `sources` names the clause of each key.

    `closes` is "all but help", or None where it closes nothing. `tell` are "parent", "pupil", or roles.
    """

    name: str
    decided_by: tuple[str, ...]
    closes: str | None = None
    longest: Span | None = None
    tell: tuple[str, ...] = ()
    appeal_to: str | None = None
    sources: Mapping[str, str] = field(default_factory=dict)

    def clause_of(self, key: str) -> str | None:
        """The clause that says this key; where none does, the clause that says who decides."""
        return self.sources.get(key) or self.sources.get("decided_by")
