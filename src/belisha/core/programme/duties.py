"""What people have to do, agree to, keep to and consent to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from belisha.core.programme.times import Span

EACH_PARENT, ONE_PARENT, THE_PUPIL = "each parent", "one parent", "the pupil"


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to be done by a date, put together from all clauses that name it. `sources` names the clause of each key.

    `name` is "" for a duty that stands in one clause; `id` is its own either way ("4.2/duty/1", or its name).
    `first_due` is in the policy's words ("10 school days after joining"). `proof` is "tick", "quiz", "record", "signature" or None.
    """

    id: str
    name: str
    who: tuple[str, ...]
    what: str | None = None
    course: str | None = None
    first_due: str | None = None
    every: Span | None = None
    proof: str | None = None
    sources: Mapping[str, str] = field(default_factory=dict)

    def clause_of(self, key: str) -> str | None:
        """The clause that says this key; where none does, the clause that says who does it."""
        return self.sources.get(key) or self.sources.get("who")


@dataclass(frozen=True, slots=True)
class Agreement:
    """Read and agree: `text` is the edition of the text; `every` None: with each version of the policy."""

    who: tuple[str, ...]
    text: str
    every: Span | None
    clause: str


@dataclass(frozen=True, slots=True)
class ConductRule:
    """A rule that people keep and checks cite by its `code`; `check` is the check that cites it, or None."""

    code: str
    people: tuple[str, ...]
    check: str | None
    clause: str


@dataclass(frozen=True, slots=True)
class Consent:
    """Consent asked for: `what` are "name", "picture", "voice", "work"; `by` is one of the words above; `every` None: once."""

    what: tuple[str, ...]
    people: tuple[str, ...]
    by: str
    every: Span | None
    clause: str

    @property
    def needs_each_parent(self) -> bool:
        """True where each parent is asked and one refusal is enough. Source: safeguarding.md 30."""
        return self.by == EACH_PARENT
