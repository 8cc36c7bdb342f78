"""What was answered, bounded: in two halves of which the older goes at once, and for each group swapped when what holds for it changes.

Source: architecture.md, Enforcing ("One bounded memo per group, swapped on any change of that group, upstream answers cached apart").
"""

from __future__ import annotations

from typing import Final, Generic, NamedTuple, TypeVar

from belisha.adapters.resolver.burial import Burial
from belisha.adapters.resolver.fast.octets import Body
from belisha.adapters.resolver.sightings import Closing
from belisha.core.rulesets.model import UNKNOWN_KEY, ListRow, Ruleset, Table

HELD_ANSWERS: Final = 100_000
"""How many answers a group's memory holds at most."""

FORGOTTEN_AFTER: Final = 600.0
"""Seconds after which an answer that nobody asked for again may go, at the latest after twice as long: a lesson's sites stay, a whole
day's do not, so that a memory is as large as what is asked and not as long as the day."""

_Held = TypeVar("_Held")


class Halves(Generic[_Held]):
    """A memory of at most `limit` things by their key. Who is in a hurry looks into `newer` first, and calls `get` for the rest."""

    __slots__ = ("_burial", "_limit", "newer", "older")

    def __init__(self, limit: int, burial: Burial) -> None:
        self._limit = limit
        self._burial = burial
        self.newer: dict[bytes, _Held] = {}
        self.older: dict[bytes, _Held] = {}

    def get(self, key: bytes) -> _Held | None:
        """What is remembered; from the older half it moves to the newer."""
        found = self.newer.get(key)
        if found is None and (found := self.older.get(key)) is not None:
            self.keep(self.newer, key, found)
        return found

    def keep(self, memory: dict[bytes, _Held], key: bytes, held: _Held) -> None:
        """Remember in `memory`, which was `newer` when the question was asked: since a swap nobody reads it any more."""
        if len(memory) >= self._limit // 2 and memory is self.newer:
            self.turn()
            memory = self.newer
        memory[key] = held

    def turn(self) -> None:
        """Forget what nobody asked for since the last turn; it is freed a little at a time."""
        if self.older or self.newer:
            self._burial.bury(self.older)
            self.older, self.newer = self.newer, {}

    def forget(self) -> None:
        """Forget everything; it is freed a little at a time."""
        self._burial.bury(self.newer)
        self._burial.bury(self.older)
        self.newer, self.older = {}, {}


class Remembered(NamedTuple):
    """An answer but for its id, to be given to whoever asks in the same octets. It holds until `until` (ticks).

    `closing` is what a device met, to be noted when it is given. `body` is what it was made of, where that lasts longer: the same with
    more of its age off its TTLs.
    """

    until: float
    octets: bytes
    closing: Closing | None = None
    body: Body | None = None


class Group(Halves[Remembered]):
    """A seat's memory, and the part of the ruleset that it was answered by."""

    __slots__ = ("_last_lists", "_table", "key")

    def __init__(self, key: str, ruleset: Ruleset, burial: Burial) -> None:
        super().__init__(HELD_ANSWERS, burial)
        self.key = key
        self._table, self._last_lists = self._part(ruleset)

    def follow(self, ruleset: Ruleset, *, is_all_new: bool) -> None:
        """Forget everything where this ruleset may answer otherwise."""
        before = self._table, self._last_lists
        self._table, self._last_lists = self._part(ruleset)
        if is_all_new or (self._table, self._last_lists) != before:
            self.forget()

    def _part(self, ruleset: Ruleset) -> tuple[Table | None, tuple[ListRow, ...]]:
        key = self.key if self.key in ruleset.tables else UNKNOWN_KEY
        return ruleset.tables.get(key), ruleset.last_lists.get(key, ())


def is_shared_the_same(one: Ruleset, other: Ruleset) -> bool:
    """True where what all groups share is the same. Lists are not compared name by name: they may hold a million."""
    return (
        one.lists is other.lists
        and one.facts is other.facts
        and one.first_lists == other.first_lists
        and one.safe_hosts == other.safe_hosts
        and one.fast_names == other.fast_names
        and one.local_names == other.local_names
        and one.observing == other.observing
    )
