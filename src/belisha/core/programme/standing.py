"""What stands decided or loaded beside a policy: openings, closes, bans, lists, and what is never closed."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Opening:
    """Names that a decision opened for people (one word: "class 5K", "year 5", "everyone") until `ends` (exclusive)."""

    id: str
    names: frozenset[str]
    people: str
    starts: datetime
    ends: datetime
    clause: str | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Close:
    """Names that a decision closed for people; an emergency close beats every opening. `ends` None: until it is lifted."""

    id: str
    names: frozenset[str]
    people: str
    starts: datetime
    ends: datetime | None
    clause: str | None
    is_emergency: bool = False


@dataclass(frozen=True, slots=True)
class Ban:
    """A seat (by key, an assigned device or person) from which all but help is closed until `ends`."""

    id: str
    seat_key: str
    starts: datetime
    ends: datetime
    clause: str | None


@dataclass(frozen=True, slots=True)
class NameList:
    """A list of names: `id` as a policy says it ("illegal", "games"), contents, and the SHA-256 of them. Nobody changes `names`."""

    id: str
    title: str
    names: Set[str]
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands decided or loaded beside the policy: lists, openings, closes, bans, and what is never closed."""

    lists: Mapping[str, NameList] = field(default_factory=dict)
    openings: tuple[Opening, ...] = ()
    closes: tuple[Close, ...] = ()
    bans: tuple[Ban, ...] = ()
    help_names: frozenset[str] = frozenset()
    negative_names: frozenset[str] = frozenset()
    safe_hosts: Mapping[str, str] = field(default_factory=dict)


NOTHING_STANDS = Standing()
