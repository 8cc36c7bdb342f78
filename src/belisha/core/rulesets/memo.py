"""A lookup that remembers: one bounded memory for each seat, dropped when that seat's part of the ruleset changes.

Source: architecture.md, Enforcing ("One bounded memo per group, swapped on any change of that group").
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from belisha.core.rulesets.lookup import Answer, lookup
from belisha.core.rulesets.model import UNKNOWN_KEY, ListRow, Ruleset, Table

HELD_NAMES: Final = 1_000
"""How many names a seat's memory takes before it makes room: at most twice as many are held, the older half going at once."""


@dataclass(slots=True)
class _Memory:
    """What was answered to one seat, and the part of a ruleset that said so."""

    table: Table | None
    last_lists: tuple[ListRow, ...]
    newer: dict[str, Answer] = field(default_factory=dict)
    older: dict[str, Answer] = field(default_factory=dict)

    def keep(self, name: str, answer: Answer) -> None:
        if len(self.newer) >= HELD_NAMES:
            self.older, self.newer = self.newer, {}
        self.newer[name] = answer


class MemoisedLookup:
    """`lookup` with a memory; the answers are exactly the same, whichever ruleset each question is asked of.

    For one thread. A name asked again within the last thousand other names of its seat is a matter of two looks into a mapping.
    """

    def __init__(self) -> None:
        self._ruleset: Ruleset | None = None
        self._memories: dict[str, _Memory] = {}

    def answer(self, ruleset: Ruleset, seat_key: str, name: str) -> Answer:
        """What `lookup` answers. Never raises."""
        if ruleset is not self._ruleset:
            self._follow(ruleset)
        memory = self._memories.get(seat_key)
        found = memory.newer.get(name) if memory is not None else None
        return found if found is not None else self._look_up(ruleset, seat_key, name)

    def held(self, seat_key: str) -> int:
        """How many answers are remembered for a seat."""
        memory = self._memories.get(seat_key)
        return len(memory.newer) + len(memory.older) if memory else 0

    def _look_up(self, ruleset: Ruleset, seat_key: str, name: str) -> Answer:
        key = seat_key if seat_key in ruleset.tables else UNKNOWN_KEY
        memory = self._memories.get(key)
        if memory is None:
            memory = self._memories[key] = _Memory(*_part(ruleset, key))
        found = memory.newer.get(name) or memory.older.get(name) or lookup(ruleset, key, name)
        memory.keep(name, found)
        return found

    def _follow(self, ruleset: Ruleset) -> None:
        """Forget what the new ruleset may say otherwise: everything, or what the seats that changed were told."""
        before, self._ruleset = self._ruleset, ruleset
        if before is None or not _is_shared_the_same(before, ruleset):
            self._memories = {}
            return
        kept = self._memories.items()
        self._memories = {key: m for key, m in kept if (m.table, m.last_lists) == _part(ruleset, key)}


def _part(ruleset: Ruleset, key: str) -> tuple[Table | None, tuple[ListRow, ...]]:
    """What a ruleset says for one seat alone; None where it has no such seat."""
    return ruleset.tables.get(key), ruleset.last_lists.get(key, ())


def _is_shared_the_same(one: Ruleset, other: Ruleset) -> bool:
    """True where what all seats share is the very same. Lists are not compared name by name: they may hold a million."""
    return (
        one.lists is other.lists
        and one.first_lists == other.first_lists
        and one.safe_hosts == other.safe_hosts
        and one.fast_names == other.fast_names
        and one.observing == other.observing
    )
