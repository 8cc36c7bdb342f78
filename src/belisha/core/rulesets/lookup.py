"""Looking a name up in a ruleset: what an engine does with it, said once (the order is model.py's).

Written for speed, because every question of a whole school comes through here: 5 microseconds at most (`bench/decide.py`);
`memo.MemoisedLookup` is the same with a memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from belisha.core.decision.decide import safe_host_of
from belisha.core.decision.model import Decision, Reason, Verdict
from belisha.core.rulesets.model import ROOT, UNKNOWN_KEY, Entry, Ruleset, Table

NOTHING_CLOSES_IT: Final = Entry(Verdict.OPEN, Reason.NOTHING_CLOSES_IT, None, "")
_NO_TABLE: Final[Table] = {}
_OPEN: Final = Verdict.OPEN  # an enumeration's members are slow to reach
_CLOSED: Final = Verdict.CLOSED


class Answer(NamedTuple):
    """What a ruleset says of a name. `list_id` is the list that holds it, where a list decided; `safe_host` where its safe mode is.

    `is_fast`: changes of this name must be felt within 10 seconds (TTL); other answers may be kept for 300 (architecture.md, Caches).
    """

    entry: Entry
    list_id: str | None = None
    safe_host: str | None = None
    is_fast: bool = False

    @property
    def verdict(self) -> Verdict:
        """The entry's verdict, or SAFE where an open name has a safe mode."""
        return Verdict.SAFE if self.safe_host else self.entry.verdict

    @property
    def is_listed(self) -> bool:
        """True where a list decided."""
        return self.list_id is not None

    def decision(self, policy_version: str) -> Decision:
        """The same as a decision, for sentences and for comparing with `decide`."""
        entry = self.entry
        return Decision(self.verdict, entry.reason, entry.clause, entry.rule, policy_version, entry.until, self.safe_host, entry.form)


_PLAIN: Final = Answer(NOTHING_CLOSES_IT)  # what most questions are told, made once


def lookup(ruleset: Ruleset, seat_key: str, name: str) -> Answer:
    """What the ruleset says of `name` (lower case, no trailing dot; one label will do) from this seat. Never raises.

    A seat key without a table gets that of the seat nobody knows, the strictest. While a school observes, what is closed is still said to
    be closed (the engine then answers as `observing` says), but nothing has a safe mode and nothing is negative.
    """
    above = _with_those_above(name)
    entry, list_id = _decided(ruleset, seat_key if seat_key in ruleset.tables else UNKNOWN_KEY, above)
    is_fast = not ruleset.fast_names.isdisjoint(above)
    if ruleset.observing and entry.verdict is not _CLOSED:
        return Answer(entry if entry.verdict is _OPEN else replace(entry, verdict=_OPEN), list_id, None, is_fast)
    if entry.verdict is _OPEN and name in ruleset.safe_hosts:
        return Answer(entry, list_id, safe_host_of(name, ruleset.safe_hosts), is_fast)
    return _PLAIN if entry is NOTHING_CLOSES_IT and not is_fast else Answer(entry, list_id, None, is_fast)


def _with_those_above(name: str) -> list[str]:
    """What `names.upwards` gives, at once: the name, then each name above it."""
    found = [name]
    while name := name.partition(".")[2]:
        found.append(name)
    return found


def _decided(ruleset: Ruleset, key: str, above: Sequence[str]) -> tuple[Entry, str | None]:
    lists = ruleset.lists
    for row in ruleset.first_lists:
        held = lists.get(row.list_id)
        if held is not None and not held.names.isdisjoint(above):
            return row.entry, row.list_id
    found = _found(ruleset.tables.get(key, _NO_TABLE), above)
    if found is not None:
        return found, None
    for row in ruleset.last_lists.get(key, ()):
        held = lists.get(row.list_id)
        if held is not None and not held.names.isdisjoint(above) and row.except_names.isdisjoint(above):
            return row.entry, row.list_id
    return NOTHING_CLOSES_IT, None


def _found(table: Table, above: Sequence[str]) -> Entry | None:
    for name in above:
        if name in table:
            return table[name]
    return table.get(ROOT)
