"""Following a ruleset: the delta between two, applying it, and ringing the bells that are due."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from belisha.core.programme.model import NameList
from belisha.core.rulesets.model import Bell, Delta, ListRow, Ruleset, Table, TableChange, Timeline

_Part = TypeVar("_Part")
_SeatPart = tuple[Table, tuple[ListRow, ...]]


def delta_between(before: Ruleset, after: Ruleset, bells: tuple[Bell, ...] = ()) -> Delta | None:
    """What makes `after` of `before`, with the bells that come after it; None where only a new snapshot will do.

    A snapshot is needed where the school's facts, its seats or the contents of lists differ, or numbers do not follow one another.
    """
    if not _is_expressible(before, after):
        return None
    changes = (table_change(key, _seat_part(before, key), _seat_part(after, key)) for key in after.tables)
    return Delta(
        number=after.number,
        at=after.at,
        policy_version=after.policy_version,
        changes=tuple(change for change in changes if change),
        safe_hosts=_if_changed(before.safe_hosts, after.safe_hosts),
        fast_names=_if_changed(before.fast_names, after.fast_names),
        local_names=_if_changed(before.local_names, after.local_names),
        clause_words=_if_changed(before.clause_words, after.clause_words),
        when_broken=_if_changed(before.when_broken, after.when_broken),
        observing=_if_changed(before.observing, after.observing),
        bells=bells,
    )


def table_change(seat_key: str, before: _SeatPart, after: _SeatPart) -> TableChange | None:
    """What differs for one seat, given its table and its last lists before and after; None where nothing does."""
    (table, lists), (new_table, new_lists) = before, after
    rows = {name: entry for name, entry in new_table.items() if name not in table or table[name] != entry}
    gone = frozenset(name for name in table if name not in new_table)
    last_lists = _if_changed(lists, new_lists)
    return TableChange(seat_key, rows, gone, last_lists) if rows or gone or last_lists is not None else None


def apply(ruleset: Ruleset, delta: Delta) -> Ruleset:
    """The ruleset with the delta applied; the one given stays as it was.

    Raises ValueError where the delta's number does not follow: one was missed, so ask for a snapshot.
    """
    if delta.number != ruleset.number + 1:
        raise ValueError(f"delta {delta.number} does not follow ruleset {ruleset.number}: load a snapshot")
    return replace(
        _changed(ruleset, delta.changes),
        number=delta.number,
        at=delta.at,
        policy_version=delta.policy_version,
        safe_hosts=_or(delta.safe_hosts, ruleset.safe_hosts),
        fast_names=_or(delta.fast_names, ruleset.fast_names),
        local_names=_or(delta.local_names, ruleset.local_names),
        clause_words=_or(delta.clause_words, ruleset.clause_words),
        when_broken=_or(delta.when_broken, ruleset.when_broken),
        observing=_or(delta.observing, ruleset.observing),
    )


def apply_bell(ruleset: Ruleset, bell: Bell) -> Ruleset:
    """The ruleset with the bell rung: its moment is the bell's, its number stays."""
    return replace(_changed(ruleset, bell.changes), at=bell.at, observing=_or(bell.observing, ruleset.observing))


def follow(timeline: Timeline, delta: Delta) -> Timeline:
    """The timeline with the delta applied to its ruleset, and the delta's bells instead of its own. Raises ValueError as `apply` does."""
    return Timeline(apply(timeline.ruleset, delta), delta.bells)


def at_moment(timeline: Timeline, moment: datetime) -> Ruleset:
    """The timeline's ruleset with every bell rung that is due at `moment` (aware)."""
    ruleset = timeline.ruleset
    for bell in timeline.bells:
        if bell.at <= moment:
            ruleset = apply_bell(ruleset, bell)
    return ruleset


def _is_expressible(before: Ruleset, after: Ruleset) -> bool:
    return (
        after.number == before.number + 1
        and before.school == after.school
        and before.facts == after.facts
        and before.tables.keys() == after.tables.keys()
        and before.first_lists == after.first_lists
        and before.lists.keys() == after.lists.keys()
        and all(_is_same_list(before.lists[key], after.lists[key]) for key in after.lists)
    )


def _is_same_list(one: NameList, other: NameList) -> bool:
    """True where two lists hold the same; by their hashes, where both have one, because a list can hold a million names."""
    if one.sha256 and other.sha256:
        return (one.id, one.title, one.sha256) == (other.id, other.title, other.sha256)
    return one == other


def _changed(ruleset: Ruleset, changes: tuple[TableChange, ...]) -> Ruleset:
    tables, last_lists = dict(ruleset.tables), dict(ruleset.last_lists)
    for change in changes:
        rows = {name: entry for name, entry in tables.get(change.seat_key, {}).items() if name not in change.gone}
        tables[change.seat_key] = rows | dict(change.rows)
        if change.last_lists is not None:
            last_lists[change.seat_key] = change.last_lists
    return replace(ruleset, tables=tables, last_lists=last_lists)


def _seat_part(ruleset: Ruleset, key: str) -> _SeatPart:
    return ruleset.tables[key], ruleset.last_lists.get(key, ())


def _if_changed(before: _Part, after: _Part) -> _Part | None:
    return None if before == after else after


def _or(value: _Part | None, default: _Part) -> _Part:
    return default if value is None else value
