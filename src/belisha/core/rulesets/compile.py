"""Compiling: a programme at a moment becomes a ruleset, and the hours after it become bells.

A table's rows are all the names that the programme itself speaks of; each row's entry is what `decide` says of that name. Every other
name is decided like the longest of those names above it, because layers 2 to 7 look at nothing else (decide.by_names).
Lists are never spread out into tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain

from belisha.core.decision.decide import by_category_list, by_names, by_protective_list, category_lists
from belisha.core.decision.hours import usable
from belisha.core.decision.in_force import PROTECTIVE, InForce, in_force
from belisha.core.decision.model import Decision
from belisha.core.moments import UNKNOWN_SEAT, Seat
from belisha.core.names import upwards
from belisha.core.programme.model import Programme, Standing
from belisha.core.rulesets.compare import table_change
from belisha.core.rulesets.model import ROOT, Bell, Entry, ListRow, Ruleset, Table, TableChange, Timeline
from belisha.core.rulesets.moments_of_change import moments_of_change


@dataclass(frozen=True, slots=True)
class _SeatState:
    """One seat's part of a ruleset, and what it was compiled from."""

    in_force: InForce
    table: Table
    last_lists: tuple[ListRow, ...]


def compile_timeline(
    programme: Programme,
    *,
    at: datetime,
    number: int,
    school: str,
    local_names: Mapping[str, str],
    seats: Iterable[Seat] | None = None,
    hours: int = 24,
) -> Timeline:
    """The ruleset of `at` (aware) and the bells of the `hours` after it, for `seats` (default: those of the school's networks).

    `number` is the ruleset's; `local_names` are the school's own names and their addresses. The seat that nobody
    knows always has a table. Raises ValueError where two different seats have the same key.
    """
    start = usable(at, programme.facts.calendar)
    by_key = _by_key([UNKNOWN_SEAT, *(seats if seats is not None else (n.seat for n in programme.facts.networks))])
    nodes = _nodes(programme)
    states = _each_once(programme, by_key, lambda seat: _state(programme, seat, start, nodes))
    ruleset = replace(_ruleset(programme, start, states), number=number, school=school, local_names=dict(local_names))
    bells = []
    for moment in moments_of_change(programme, start, start + timedelta(hours=hours)):
        before, states = states, _after(programme, by_key, moment, nodes, states)
        if changes := tuple(_changes(before, states)):
            bells.append(Bell(moment, changes))
    return Timeline(ruleset, tuple(bells))


def _by_key(seats: Iterable[Seat]) -> dict[str, Seat]:
    by_key: dict[str, Seat] = {}
    for seat in seats:
        if by_key.setdefault(seat.key, seat) != seat:
            raise ValueError(f"two different seats have the key “{seat.key}”: give each its own key")
    return by_key


def _each_once(programme: Programme, by_key: Mapping[str, Seat], compiled: Callable[[Seat], _SeatState]) -> dict[str, _SeatState]:
    """The state of each seat. Seats that differ in their key alone share one, for nothing but a ban looks at a key.

    So the devices of four hundred children are compiled as their fourteen classes are.
    """
    banned = {ban.seat_key for ban in programme.standing.bans}
    found: dict[Seat, _SeatState] = {}
    states = {}
    for key, seat in by_key.items():
        alike = seat if key in banned else replace(seat, key="")
        if alike not in found:
            found[alike] = compiled(seat)
        states[key] = found[alike]
    return states


def _after(
    programme: Programme, by_key: Mapping[str, Seat], moment: datetime, nodes: tuple[str, ...], before: Mapping[str, _SeatState]
) -> dict[str, _SeatState]:
    """The state of each seat at a bell."""
    return _each_once(programme, by_key, lambda seat: _state_after(programme, seat, moment, nodes, before[seat.key]))


def _nodes(programme: Programme) -> tuple[str, ...]:
    """Every name that layers 2 to 7 can look at, those above before those below."""
    standing = programme.standing
    names = {ROOT, *standing.help_names, *standing.negative_names}
    names.update(*(rule.names | rule.except_names for rule in programme.rules))
    names.update(_decided_names(standing))
    return tuple(sorted(names, key=lambda name: (name != ROOT, name.count("."), name)))


def _decided_names(standing: Standing) -> Iterable[str]:
    yield from chain.from_iterable(opening.names for opening in standing.openings)
    yield from chain.from_iterable(close.names for close in standing.closes)


def _state(programme: Programme, seat: Seat, moment: datetime, nodes: tuple[str, ...]) -> _SeatState:
    return _compiled(programme, in_force(programme, seat, moment), nodes)


def _state_after(programme: Programme, seat: Seat, moment: datetime, nodes: tuple[str, ...], before: _SeatState) -> _SeatState:
    """The state at a bell: the one before it where nothing else is in force, which is true of most bells and seats."""
    now = in_force(programme, seat, moment)
    return before if now == before.in_force else _compiled(programme, now, nodes)


def _compiled(programme: Programme, now: InForce, nodes: tuple[str, ...]) -> _SeatState:
    table: dict[str, Entry | None] = {}
    for name in nodes:
        entry = _entry(by_names(now, name))
        if entry != _inherited(table, name):
            table[name] = entry
    return _SeatState(now, table, tuple(_last_lists(programme, now)))


def _inherited(table: Table, name: str) -> Entry | None:
    """What the rows so far say of `name`: a row that says the same again is left out."""
    return next((table[above] for above in chain(upwards(name), (ROOT,)) if above in table), None)


def _last_lists(programme: Programme, now: InForce) -> Iterable[ListRow]:
    """Layer 8's rows; a list that an earlier row takes whole is not looked at twice."""
    taken: set[str] = set()
    for ruling in now.blocks:
        for list_id in category_lists(ruling):
            if list_id in programme.standing.lists and list_id not in taken:
                yield ListRow(list_id, _ready(by_category_list(now, ruling)), ruling.rule.except_names)
                taken |= set() if ruling.rule.except_names else {list_id}


def _ruleset(programme: Programme, at: datetime, states: Mapping[str, _SeatState]) -> Ruleset:
    standing = programme.standing
    catalogue = chain.from_iterable(rule.names for rule in programme.rules if rule.services)
    return Ruleset(
        number=0,
        school="",
        policy_version=programme.version,
        at=at,
        facts=programme.facts,
        tables={key: state.table for key, state in states.items()},
        first_lists=tuple(ListRow(x, _ready(by_protective_list(programme.version, x))) for x in PROTECTIVE if x in standing.lists),
        last_lists={key: state.last_lists for key, state in states.items()},
        lists=dict(standing.lists),
        safe_hosts=dict(standing.safe_hosts),
        fast_names=frozenset(chain(catalogue, _decided_names(standing))),
        clause_words={clause.number: clause.words for clause in programme.clauses},
        when_broken=programme.when_broken,
    )


def _changes(before: Mapping[str, _SeatState], after: Mapping[str, _SeatState]) -> Iterable[TableChange]:
    for key, state in after.items():
        was = before[key]
        if state is not was and (change := table_change(key, (was.table, was.last_lists), (state.table, state.last_lists))):
            yield change


def _entry(decision: Decision | None) -> Entry | None:
    return _ready(decision) if decision else None


def _ready(decision: Decision) -> Entry:
    return Entry(decision.verdict, decision.reason, decision.clause, decision.rule, decision.until, decision.form)
