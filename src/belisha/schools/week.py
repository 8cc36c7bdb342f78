"""A picture of the week: for one year group, what runs when on each weekday, as rows of a table. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from enum import Enum
from itertools import pairwise
from typing import Final, Protocol

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


class Part(Enum):
    """What a stretch of the week is; the value ends the name of its look."""

    LESSON = "lesson"
    BREAK = "break"
    GAP = "gap"


class Shown(Protocol):
    """A lesson, a break or a booking, as its row has it."""

    weekday: int
    starts: time
    ends: time


class Timed(Shown, Protocol):
    """A lesson or a break; `years` empty is every year group."""

    name: str
    years: list[str]
    is_break: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One stretch of one weekday: `span` rows of the table; `words` name what runs, "" where nothing does."""

    part: Part
    words: str
    starts: time
    ends: time
    span: int
    weekday: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: the stretches that begin with it, Monday first."""

    starts: time
    ends: time
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """The table, top to bottom; `days` name its columns. Empty where nothing runs at all."""

    rows: tuple[Row, ...]
    days: tuple[str, ...] = DAYS


def week_of(rows: Iterable[Timed], *, year: str) -> Week:
    """The week of one year group; "" is of lessons and breaks for every year group only."""
    mine = [row for row in rows if not row.years or year in row.years]
    stretches: list[_Stretch] = []
    for row in (row for row in mine if not row.is_break):
        breaks = [one for one in mine if one.is_break and one.weekday == row.weekday]
        stretches += [_Stretch(row.weekday, *part, Part.LESSON, row.name) for part in _without(row, breaks)]
    stretches += [_Stretch(row.weekday, row.starts, row.ends, Part.BREAK, row.name) for row in mine if row.is_break]
    return _table(stretches)


def week_of_bookings(rows: Iterable[tuple[Shown, str]]) -> Week:
    """The week of a trolley: each booking with the words for who has it."""
    return _table([_Stretch(row.weekday, row.starts, row.ends, Part.LESSON, words) for row, words in rows])


@dataclass(frozen=True, slots=True)
class _Stretch:
    weekday: int
    starts: time
    ends: time
    part: Part
    words: str


def _without(row: Shown, breaks: Sequence[Shown]) -> list[tuple[time, time]]:
    """The stretches of a lesson that lie in none of these breaks."""
    left = [(row.starts, row.ends)]
    for pause in breaks:
        left = [part for starts, ends in left for part in ((starts, min(ends, pause.starts)), (max(starts, pause.ends), ends))]
        left = [(starts, ends) for starts, ends in left if starts < ends]
    return sorted(set(left))


def _table(stretches: Sequence[_Stretch]) -> Week:
    """The stretches as rows: one from each clock time at which anything begins or ends to the next."""
    clocks = sorted({clock for one in stretches for clock in (one.starts, one.ends)})
    lines = list(pairwise(clocks))
    begun: dict[int, list[Cell]] = {}
    for weekday in range(len(DAYS)):
        for place, cell in _column(weekday, [one for one in stretches if one.weekday == weekday], lines):
            begun.setdefault(place, []).append(cell)
    return Week(tuple(Row(starts, ends, tuple(begun.get(place, ()))) for place, (starts, ends) in enumerate(lines)))


def _column(weekday: int, mine: Sequence[_Stretch], lines: Sequence[tuple[time, time]]) -> list[tuple[int, Cell]]:
    """The cells of one weekday, each with the row in which it begins; lines in which nothing runs are put together."""
    cells: list[tuple[int, Cell]] = []
    place = 0
    while place < len(lines):
        starts = lines[place][0]
        found = next((one for one in mine if one.starts <= starts < one.ends), None)
        past = found.ends if found else min((one.starts for one in mine if one.starts > starts), default=lines[-1][1])
        span = sum(1 for line in lines[place:] if line[0] < past)
        part, words = (found.part, found.words) if found else (Part.GAP, "")
        cells.append((place, Cell(part, words, starts, past, span, weekday)))
        place += span
    return cells
