"""When the school works: terms, holidays, closed days, the times of its day, the lessons and breaks of its week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import F, Q, Value

from belisha.core.moments import Calendar, Lesson
from belisha.core.moments import Term as CoreTerm
from belisha.kit import remembered
from belisha.schools.models import ClosureDay, DayTimes, Holiday, LessonTime, School, Term
from belisha.schools.queries.dated import end_of_day, in_force, still_to_come


@dataclass(frozen=True, slots=True)
class Closed:
    """That the school is closed on a day: why, and `last`, the last day in a row that is told with it."""

    why: str
    last: date


@dataclass(frozen=True, slots=True)
class TimesThen:
    """The times as they held on a day, by what was set before that day was over."""

    day: date
    terms: tuple[Term, ...]
    holidays: tuple[Holiday, ...]
    closures: tuple[ClosureDay, ...]
    day_times: tuple[time, time]
    lessons: tuple[LessonTime, ...]


def calendar(school: School, on: date) -> Calendar:
    """When the school is in session: all its terms, holidays and closed days, and the day and week that count on that day."""
    rows = LessonTime.objects.filter(in_force(on), school=school).order_by("weekday", "starts", "pk")
    lessons = [(row.is_break, _lesson(row)) for row in rows]
    starts, ends = day_times(school, on)
    days = _days_of_the_year(school)
    return Calendar(
        zone=ZoneInfo(school.zone),
        terms=tuple(CoreTerm(name=one.name, first=one.first, last=one.last) for one in days if one.is_term),
        closures=frozenset(day for one in days if not one.is_term for day in one.each()),
        lessons=tuple(lesson for is_break, lesson in lessons if not is_break),
        day_starts=starts,
        day_ends=ends,
        breaks=tuple(lesson for is_break, lesson in lessons if is_break),
    )


def day_times(school: School, on: date) -> tuple[time, time]:
    """When the school day starts and ends, as it counts on that day."""
    row = DayTimes.objects.filter(in_force(on), school=school).order_by("-since", "-pk").first()
    return (row.starts, row.ends) if row else (school.day_starts, school.day_ends)


def day_times_to_come(school: School, *, on: date) -> list[DayTimes]:
    """The times of the school day that begin to count after that day."""
    return list(DayTimes.objects.filter(still_to_come(on), school=school, since__gt=on).order_by("since", "pk"))


def terms_from(school: School, *, on: date) -> list[Term]:
    """The terms that are not over on that day, the earliest first."""
    return [term for term in _terms(school) if term.last >= on]


def holidays_from(school: School, *, on: date) -> list[Holiday]:
    """The holidays within terms that are not over on that day, the earliest first."""
    rows = Holiday.objects.filter(school=school, replaced_at=None, last__gte=on).order_by("first", "pk")
    return list(remembered.while_settled(school.pk, ("holidays from", on), lambda: tuple(rows)))


def closure_days_from(school: School, *, on: date) -> list[ClosureDay]:
    """The single days of terms on which the school is closed, from that day on."""
    rows = ClosureDay.objects.filter(school=school, reopened_at=None, day__gte=on).order_by("day")
    return list(remembered.while_settled(school.pk, ("closures from", on), lambda: tuple(rows)))


def lessons_from(school: School, *, on: date) -> list[LessonTime]:
    """The lessons and breaks of the week that count on that day or later, by weekday and time."""
    rows = LessonTime.objects.filter(still_to_come(on), school=school).order_by("weekday", "starts", "since", "pk")
    return list(remembered.while_settled(school.pk, ("lessons from", on), lambda: tuple(rows)))


def lesson(school: School, number: int) -> LessonTime | None:
    """That lesson of the school, or None."""
    return LessonTime.objects.filter(school=school, pk=number).select_related("school").first()


def term(school: School, number: int) -> Term | None:
    """That term of the school, or None."""
    return Term.objects.filter(school=school, pk=number).select_related("school").first()


def holiday(school: School, number: int) -> Holiday | None:
    """That holiday of the school, or None."""
    return Holiday.objects.filter(school=school, pk=number).select_related("school").first()


def closure_day(school: School, number: int) -> ClosureDay | None:
    """That closed day of the school, or None."""
    return ClosureDay.objects.filter(school=school, pk=number).select_related("school").first()


def closed_because(school: School, *, on: date) -> Closed | None:
    """Why the school is closed on that day, and until when; None on a school day."""
    for row in holidays_from(school, on=on):
        if row.first <= on:
            return Closed(f"{row.name}, until {_written(row.last)}", row.last)
    for closure in closure_days_from(school, on=on):
        if closure.day == on:
            return Closed(closure.why, on)
    terms = terms_from(school, on=on)
    if not any(row.first <= on for row in terms):
        return Closed(f"between terms; the {terms[0].name} starts on {_written(terms[0].first)}" if terms else "no term is set", on)
    return Closed("it is the weekend", on) if on.weekday() > 4 else None


def times_on(school: School, *, on: date) -> TimesThen:
    """The times as they held on that day; what was set or taken back later is not in it."""
    after = end_of_day(school, on)
    known = Q(school=school) & (Q(set_at=None) | Q(set_at__lt=after))
    kept = Q(replaced_at=None) | Q(replaced_at__gte=after)
    open_again = Q(reopened_at=None) | Q(reopened_at__gte=after)
    return TimesThen(
        day=on,
        terms=tuple(Term.objects.filter(known & kept, last__gte=on).order_by("first", "pk")),
        holidays=tuple(Holiday.objects.filter(known & kept, last__gte=on).order_by("first", "pk")),
        closures=tuple(ClosureDay.objects.filter(known & open_again, day__gte=on).order_by("day", "pk")),
        day_times=day_times(school, on),
        lessons=tuple(LessonTime.objects.filter(in_force(on), school=school).order_by("weekday", "starts", "pk")),
    )


def _terms(school: School) -> tuple[Term, ...]:
    rows = Term.objects.filter(school=school, replaced_at=None).order_by("first", "pk")
    return remembered.while_settled(school.pk, "terms", lambda: tuple(rows))


def _lesson(row: LessonTime) -> Lesson:
    return Lesson(name=row.name, weekday=row.weekday, starts=row.starts, ends=row.ends, years=frozenset(row.years))


class _Days(NamedTuple):
    """A term, or days within terms on which the school is closed, first and last included."""

    is_term: bool
    name: str
    first: date
    last: date

    def each(self) -> Iterator[date]:
        """Every day, in order."""
        return (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))


def _days_of_the_year(school: School) -> list[_Days]:
    """Terms, holidays and single closed days that stand, terms by their first day, asked for in one go."""
    terms = Term.objects.filter(school=school, replaced_at=None).values_list(Value(1), "name", "first", "last")
    holidays = Holiday.objects.filter(school=school, replaced_at=None).values_list(Value(0), "name", "first", "last")
    closures = ClosureDay.objects.filter(school=school, reopened_at=None).values_list(Value(0), "why", "day", F("day"))
    rows = terms.order_by().union(holidays.order_by(), closures.order_by(), all=True)
    return sorted((_Days(bool(is_term), *rest) for is_term, *rest in rows), key=lambda days: days.first)


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def moment_of(school: School, day: date, clock: time) -> datetime:
    """A clock time of a day as a moment, in the school's own zone. Of a time that comes twice the first, when clocks go back."""
    return datetime.combine(day, clock, tzinfo=ZoneInfo(school.zone))
