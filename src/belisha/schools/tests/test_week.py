"""The picture of the week: every stretch once, in its column, for its year group."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from belisha.schools.week import Part, week_of


@dataclass
class Row:
    name: str
    weekday: int
    starts: time
    ends: time
    years: list[str] = field(default_factory=list)
    is_break: bool = False


def column(week, weekday: int) -> list[tuple[Part, str, time, time]]:
    return [(c.part, c.words, c.starts, c.ends) for row in week.rows for c in row.cells if c.weekday == weekday]


def test_a_break_parts_a_lesson_for_its_year_group_alone() -> None:
    rows = [Row("morning", 0, time(9), time(12)), Row("milk", 0, time(10), time(10, 15), ["year 2"], is_break=True)]
    assert column(week_of(rows, year="year 2"), 0) == [
        (Part.LESSON, "morning", time(9), time(10)),
        (Part.BREAK, "milk", time(10), time(10, 15)),
        (Part.LESSON, "morning", time(10, 15), time(12)),
    ]
    assert column(week_of(rows, year="year 5"), 0) == [(Part.LESSON, "morning", time(9), time(12))]


def test_a_long_lesson_beside_short_ones_spans_their_rows() -> None:
    rows = [Row("trip", 1, time(9), time(12)), Row("maths", 0, time(9), time(10)), Row("music", 0, time(11), time(12))]
    week = week_of(rows, year="")
    assert [(row.starts, [c.span for c in row.cells]) for row in week.rows] == [
        (time(9), [1, 3, 3, 3, 3]),
        (time(10), [1]),
        (time(11), [1]),
    ]


def test_nothing_set_is_no_table() -> None:
    assert week_of([], year="year 5").rows == ()


hours = st.integers(8, 15).map(time)


@given(st.lists(st.tuples(st.integers(0, 4), hours, st.integers(1, 3), st.booleans()), max_size=8))
def test_the_cells_of_each_column_fill_it_without_gap_or_overlap(told: list[tuple[int, time, int, bool]]) -> None:
    rows = [Row("x", day, starts, time(starts.hour + length), is_break=pause) for day, starts, length, pause in told]
    week = week_of(rows, year="")
    for weekday in range(5):
        cells = column(week, weekday)
        assert sum(c.span for row in week.rows for c in row.cells if c.weekday == weekday) == len(week.rows)
        assert all(one[3] == other[2] for one, other in pairwise(cells))
