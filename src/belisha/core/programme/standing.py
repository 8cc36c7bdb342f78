"""What stands decided or loaded beside a policy: openings, closes, bans, lists, and what is never closed."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime

from belisha.core.programme.times import LATER


@dataclass(frozen=True, slots=True)
class Opening:
    """Names that a decision opened for people (one word: "class 5K", "year 5", "everyone") until `ends` (exclusive).

    `decided` is when it was decided, where that is not when it `starts`: a lesson may be planned weeks before.
    """

    id: str
    names: frozenset[str]
    people: str
    starts: datetime
    ends: datetime
    clause: str | None
    reason: str = ""
    decided: datetime | None = field(default=None, metadata=LATER)

    @property
    def decided_at(self) -> datetime:
        """When it was decided: a close that was decided later ends it, also before it has begun."""
        return self.decided or self.starts


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
