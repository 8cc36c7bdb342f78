"""What a programme does on the network: rules, safe mode, limits of age, and attempts that a person reviews."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from belisha.core.programme.times import ALWAYS, LATER, Span, When


class Effect(Enum):
    """What a rule of the policy does to the names it speaks of."""

    BLOCK = "block"
    ALLOW = "allow"


@dataclass(frozen=True, slots=True)
class Rule:
    """One `block` or `allow`: names (and all below) for people, at times, on networks. `id` is clause/kind/ordinal.

    An age limit that closes becomes a block for each year group ("7.5/age_limit/1/year 5"). `except_people` are not bound by it
    though `people` covers them: pupils who sit in no class are pupils less every year group.
    `services` are the catalogue ids it came from, for sentences ("YouTube"); `lists` are subscribed lists by id.
    """

    id: str
    clause: str | None
    effect: Effect
    people: frozenset[str]
    names: frozenset[str] = frozenset()
    except_names: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    services: tuple[str, ...] = ()
    when: When = ALWAYS
    networks: frozenset[str] = frozenset()
    except_people: frozenset[str] = field(default=frozenset(), metadata=LATER)


@dataclass(frozen=True, slots=True)
class SafeMode:
    """The safe mode that answers are given in; `of` is "search" or "video"."""

    of: str
    people: tuple[str, ...]
    level: str
    clause: str


@dataclass(frozen=True, slots=True)
class AgeLimit:
    """A limit of age; where it closes, the rules of the same clause do so. `age` says whose age counts.

    `closes` and `closes_unknown` (where a year group or a minimum age is not known): True closes, False is guidance alone.
    """

    people: tuple[str, ...]
    age: str
    closes: bool
    closes_unknown: bool
    clause: str


@dataclass(frozen=True, slots=True)
class Watch:
    """Attempts that become a review by a person: each signal's weight, and the sum within `per` that asks for one.

    `per` None: since the last review.
    """

    signals: Mapping[str, int]
    at: int
    per: Span | None
    review_by: str
    clause: str
