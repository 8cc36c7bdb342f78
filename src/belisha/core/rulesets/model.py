"""The compiled form: per seat a small table of names above large shared lists; a delta; a day's timeline.

How an engine decides with it (longest name wins inside a table; `None` in a table means "nothing here decides, look at the lists"):
  1. each of `first_lists` in order: the name or a name above it is in the list -> its entry;
  2. the seat's table: the longest of the name and the names above it that has a row (ROOT stands above every name)
     -> its entry, or None = go on;
  3. each of the seat's `last_lists` in order, unless the name or one above it is in the row's `except_names` -> its entry;
  4. open.
Then, if the verdict is open and the name itself is in `safe_hosts`: safe, at that host (a safe host itself stays open).
`lookup.lookup` does exactly this, a seat that nobody knows included; engines use it, or are tested against it.

An engine keeps a Timeline as it came and what it answers from apart: `compare.follow` applies a numbered delta to the Timeline,
`compare.at_moment` rings the bells that are due. A delta brings the bells after it, which replace all earlier ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from belisha.core.decision.model import Reason, Verdict
from belisha.core.moments import UNKNOWN_SEAT, SchoolFacts
from belisha.core.programme.model import NameList

ROOT: Final = "."
"""The row of a table that stands above every name: a ban closes all but help."""

UNKNOWN_KEY: Final = UNKNOWN_SEAT.key
"""The table for every seat that has none of its own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A ready answer for a name and all below it."""

    verdict: Verdict
    reason: Reason
    clause: str | None
    rule: str
    until: datetime | None = None
    form: str | None = None


Table = Mapping[str, Entry | None]


@dataclass(frozen=True, slots=True)
class ListRow:
    """A list and the entry a name in it gets; `except_names` (and all below) are taken out of it by the rule."""

    list_id: str
    entry: Entry
    except_names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ruleset:
    """Everything an engine needs to answer, at one moment. `number` rises by one with each delta.

    `observing`: what is closed is counted and answered as if it were open, except what a protective list holds (`first_lists`);
    nothing is changed by a safe mode or answered negative (`lookup` sees to these two).
    `tables` and `last_lists` are by seat key. `local_names` are the school's own names and the address to answer.
    """

    number: int
    school: str
    policy_version: str
    at: datetime
    facts: SchoolFacts
    tables: Mapping[str, Table] = field(default_factory=dict)
    first_lists: tuple[ListRow, ...] = ()
    last_lists: Mapping[str, tuple[ListRow, ...]] = field(default_factory=dict)
    lists: Mapping[str, NameList] = field(default_factory=dict)
    safe_hosts: Mapping[str, str] = field(default_factory=dict)
    fast_names: frozenset[str] = frozenset()
    local_names: Mapping[str, str] = field(default_factory=dict)
    clause_words: Mapping[str, str] = field(default_factory=dict)
    when_broken: str = "closed"
    observing: bool = False


@dataclass(frozen=True, slots=True)
class TableChange:
    """Rows of one seat's table to set, and names to take out; `last_lists` replaces the seat's, None leaves them."""

    seat_key: str
    rows: Mapping[str, Entry | None] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    last_lists: tuple[ListRow, ...] | None = None


@dataclass(frozen=True, slots=True)
class Bell:
    """A change that comes by itself at `at`: an opening's end, a lesson's start. Numberless until it rings.

    What it changes is told against the ruleset with all earlier bells rung. `observing`: whether the school observes from then on.
    """

    at: datetime
    changes: tuple[TableChange, ...] = ()
    observing: bool | None = None


@dataclass(frozen=True, slots=True)
class Delta:
    """What makes ruleset `number` out of ruleset `number - 1` (no bell rung). `at` is the moment it stands for.

    None leaves a part as it was. `bells` are those after `at`; they replace every bell the engine still holds.
    """

    number: int
    at: datetime
    policy_version: str
    changes: tuple[TableChange, ...] = ()
    safe_hosts: Mapping[str, str] | None = None
    fast_names: frozenset[str] | None = None
    local_names: Mapping[str, str] | None = None
    clause_words: Mapping[str, str] | None = None
    when_broken: str | None = None
    observing: bool | None = None
    bells: tuple[Bell, ...] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """A ruleset and the bells of the hours after it, in order of time."""

    ruleset: Ruleset
    bells: tuple[Bell, ...] = ()
