"""Forms: what people hand in, who decides, and what granting does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from belisha.core.programme.times import LATER, Span


class FormEffect(Enum):
    """What granting a form does. Source: language.md, form.effect."""

    OPEN = "open"
    CLOSE = "close"
    LIFT = "lift"
    CASE = "case"
    RECORD = "record"
    PUBLISH = "publish"
    TAKE_DOWN = "take down"


@dataclass(frozen=True, slots=True)
class Form:
    """A form people can hand in, put together from all clauses that name it. `sources` names the clause of each key.

    `case` is the case it opens, `lifts` the sanction it lifts (None: the only one). `harm`: a child may be kept from harm by it.
    `if_named` is the role that takes it where whoever decides is the person concerned.
    """

    name: str
    effect: FormEffect
    open_to: tuple[str, ...]
    decided_by: tuple[str, ...] = ()
    advised_by: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    longest: Span | None = None
    ends: Span | None = None
    within: Span | None = None
    if_late: str | None = None
    requires: str | None = None
    appeal_to: str | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    case: str | None = field(default=None, metadata=LATER)
    lifts: str | None = field(default=None, metadata=LATER)
    harm: bool = field(default=False, metadata=LATER)
    if_named: str | None = field(default=None, metadata=LATER)

    def clause_of(self, key: str) -> str | None:
        """The clause that says this key; where none does, the clause that says the effect."""
        return self.sources.get(key) or self.sources.get("effect")
