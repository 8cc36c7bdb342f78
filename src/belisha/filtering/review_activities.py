"""Whether activities that were planned can still be: the class, the day, the lesson, the planner, the policy, later decisions to close."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from belisha.core.decision.people import is_inside
from belisha.core.decision.scope import is_among
from belisha.core.moments import Calendar
from belisha.core.programme.model import Close, Programme
from belisha.filtering.actions.activities import end_by_facts, tell_of_closes
from belisha.filtering.models import Activity
from belisha.filtering.queries.activities import people_of, times_of, to_come
from belisha.filtering.queries.lessons import lessons_on
from belisha.filtering.queries.seats import programme_now
from belisha.people import queries as people
from belisha.schools import queries as schools
from belisha.schools.models import School


def review(school: School, *, now: datetime, before: datetime | None = None) -> list[Activity]:
    """End what cannot be any more, and tell of names that a later decision closed; those that were ended. Again changes nothing.

    `before`: only those that start before it. Ask within the school's scope.
    """
    rows = to_come(school, now=now)
    found = list(rows.filter(starts__lt=before) if before else rows)
    if not found:
        return []
    programme = programme_now(school, now)
    days = _Days(school)
    gone = [(row, why) for row in found if (why := _why_gone(row, programme, days))]
    ended = end_by_facts(school, gone, now=now)
    standing = [row for row in found if row.pk not in {one.pk for one in ended}]
    tell_of_closes(school, [(row, names) for row in standing if (names := list(_closed_later(row, programme)))], now=now)
    return ended


class _Days:
    """The school's facts of each day, looked up once."""

    def __init__(self, school: School) -> None:
        self.school = school
        self._known: dict[date, tuple[Calendar, dict[str, str]]] = {}

    def of(self, day: date) -> tuple[Calendar, dict[str, str]]:
        """The calendar and the classes of that day."""
        if day not in self._known:
            self._known[day] = schools.calendar(self.school, day), people.classes(self.school, on=day)
        return self._known[day]

    def why_closed(self, day: date) -> str:
        """Why there is no school that day."""
        closed = schools.closed_because(self.school, on=day)
        return closed.why if closed else "the school is closed"


def _why_gone(row: Activity, programme: Programme, days: _Days) -> str:
    """Why this cannot be any more, in a sentence; "" where it can."""
    calendar, classes = days.of(row.day)
    if programme.form(row.form) is None:
        return f"The policy in force has no form “{row.form}” any more."
    if row.class_name not in classes:
        return f"There is no class {row.class_name} on that day any more."
    if not people.is_here(row.planned_by, on=row.day):
        return f"{row.planned_by.name}, who planned it, is not at the school then."
    if not calendar.is_school_day(row.day):
        return f"There is no school on that day any more ({days.why_closed(row.day)})."
    lesson = next((x for x in lessons_on(calendar, row.day, classes[row.class_name]) if x.name == row.lesson), None)
    if lesson is None:
        return f"Class {row.class_name} has no {row.lesson} on that day any more."
    left = lesson.after(row.planned_at)
    is_inside_lesson = left is not None and _lie_within(times_of(row), left.times)
    return "" if is_inside_lesson else f"The {row.lesson} has other times on that day now."


def _lie_within(planned: list[tuple[datetime, datetime]], lesson: tuple[tuple[datetime, datetime], ...]) -> bool:
    """True where each time planned lies within the lesson and they begin together: a form may end them before the lesson does."""
    inside = all(any(a <= starts and ends <= b for a, b in lesson) for starts, ends in planned)
    return inside and planned[0][0] == lesson[0][0]


def _closed_later(row: Activity, programme: Programme) -> Iterator[str]:
    """The names of it that somebody decided to close after it was planned, for a time that meets it."""
    closes = [close for close in programme.standing.closes if _meets(close, row, programme)]
    for name in row.names:
        if any(is_among(name, close.names) for close in closes):
            yield name


def _meets(close: Close, row: Activity, programme: Programme) -> bool:
    is_then = close.starts < row.ends and (close.ends is None or close.ends > row.starts)
    return is_then and close.starts > row.planned_at and is_inside(people_of(row), close.people, programme.facts)
