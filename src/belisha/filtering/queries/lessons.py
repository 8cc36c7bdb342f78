"""The lessons of a class on a day: from when to when, with the breaks in which they rest. Ask within the school's scope."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from belisha.core.moments import Calendar, Lesson
from belisha.kit import remembered
from belisha.people import queries as people
from belisha.schools import queries as schools
from belisha.schools.models import School

Times = tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, slots=True)
class LessonOfDay:
    """A lesson of a class on one day: `times` (UTC, half-open) are what is left of it between its breaks."""

    name: str
    day: date
    times: Times

    @property
    def starts(self) -> datetime:
        """When it begins."""
        return self.times[0][0]

    @property
    def ends(self) -> datetime:
        """When it ends."""
        return self.times[-1][1]

    def until(self, moment: datetime) -> LessonOfDay | None:
        """The same lesson, ended by that moment; None where nothing is left of it."""
        times = tuple((starts, min(ends, moment)) for starts, ends in self.times if starts < moment)
        return LessonOfDay(self.name, self.day, times) if times else None

    def after(self, moment: datetime) -> LessonOfDay | None:
        """What is left of it from that moment on; None where it is over."""
        times = tuple((max(starts, moment), ends) for starts, ends in self.times if ends > moment)
        return LessonOfDay(self.name, self.day, times) if times else None


def lessons_of_class(school: School, class_name: str, day: date) -> tuple[LessonOfDay, ...]:
    """The lessons of that class on that day, in order; none on a day without school, or of a class that is not there."""
    year = people.classes(school, on=day).get(class_name)
    return lessons_on(calendar_of(school, day), day, year) if year else ()


def calendar_of(school: School, day: date) -> Calendar:
    """The school's calendar as it counts on that day."""
    return remembered.while_settled(school.pk, ("calendar", day), lambda: schools.calendar(school, day))


def lessons_on(calendar: Calendar, day: date, year: str) -> tuple[LessonOfDay, ...]:
    """The lessons of a year group on that day, in order; a lesson without an end after its breaks is none."""
    if not calendar.is_school_day(day):
        return ()
    years = frozenset({year})
    here = sorted((x for x in calendar.lessons if x.weekday == day.weekday() and x.is_for(years)), key=lambda x: (x.starts, x.name))
    found = (LessonOfDay(x.name, day, _times(calendar, x, day, calendar.breaks_in(x, years))) for x in here)
    return tuple(lesson for lesson in found if lesson.times)


def next_school_days(calendar: Calendar, day: date, count: int) -> list[date]:
    """So many school days, from `day` on."""
    found = [day] if calendar.is_school_day(day) else []
    for later in calendar.school_days_from(day):
        if len(found) >= count:
            break
        found.append(later)
    return found[:count]


def same_weekday(day: date, last: date) -> list[date]:
    """`day` and the same weekday of each week after it, through `last`."""
    return [day + timedelta(weeks=n) for n in range((last - day).days // 7 + 1)] if last >= day else []


def term_of(calendar: Calendar, day: date) -> tuple[str, date] | None:
    """The term a day is in, with its last day; None between terms."""
    return next(((t.name, t.last) for t in calendar.terms if t.first <= day <= t.last), None)


def _times(calendar: Calendar, lesson: Lesson, day: date, breaks: Iterable[Lesson]) -> Times:
    """What is left of the lesson between its breaks."""
    left: list[tuple[time, time]] = [(lesson.starts, lesson.ends)]
    for pause in breaks:
        left = [
            piece
            for starts, ends in left
            for piece in ((starts, min(ends, pause.starts)), (max(starts, pause.ends), ends))
            if piece[0] < piece[1]
        ]
    return tuple((_moment(calendar, day, starts), _moment(calendar, day, ends)) for starts, ends in left)


def _moment(calendar: Calendar, day: date, clock: time) -> datetime:
    """The moment at which the school's clock shows that time on that day, summer time or not."""
    return datetime.combine(day, clock, tzinfo=calendar.zone).astimezone(UTC)
