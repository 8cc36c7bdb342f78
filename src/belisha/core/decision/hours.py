"""When a rule holds, and until when. `until` is always in UTC, so that two ways of deciding name the same moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from belisha.core.decision.people import PUPILS, years_of
from belisha.core.moments import Calendar, SchoolFacts, Seat
from belisha.core.programme.model import When, WhenKind

DAYS_LOOKED_AHEAD = 14  # the next lesson after "outside lessons": two weeks cover every school holiday's edge but the summer's
EARLIEST = datetime(2, 1, 1, tzinfo=UTC)  # a day inside what datetime can hold, so that no zone runs over the edge
LATEST = datetime(9998, 12, 1, tzinfo=UTC)


def usable(moment: datetime, calendar: Calendar) -> datetime:
    """The moment in UTC. One without a zone is read as school time; the far ends of the calendar are drawn in. Never raises."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if aware.replace(tzinfo=UTC) < EARLIEST:
        return EARLIEST
    if aware.replace(tzinfo=UTC) > LATEST:
        return LATEST
    return (moment if moment.tzinfo else moment.replace(tzinfo=calendar.zone)).astimezone(UTC)


def holds(when: When, seat: Seat, facts: SchoolFacts, moment: datetime, *, is_given: bool = False) -> bool:
    """True where the rule's time is now.

    A seat that nobody knows, and a pupils' seat of no class, may be of any year group: what is closed holds there as soon as it is the
    time for one of them, what is given (`is_given`: an allow) only while it is the time for all.
    """
    if when.kind in {WhenKind.LESSON_TIME, WhenKind.OUTSIDE_LESSONS}:
        lessons = (facts.calendar.lesson_at(moment, years) for years in _years_it_may_be_of(seat, facts))
        times = [(lesson is not None) is (when.kind is WhenKind.LESSON_TIME) for lesson in lessons]
        return all(times) if is_given else any(times)
    if when.kind is WhenKind.SCHOOL_DAY:
        return facts.calendar.is_in_school_day(moment)
    if when.kind is WhenKind.WINDOW:
        return _window_start(when, facts.calendar, moment) is not None
    return True


def until(when: When, seat: Seat, facts: SchoolFacts, moment: datetime, *, is_given: bool = False) -> datetime | None:
    """When the rule's time, which is now, ends (UTC); None for a rule that always holds, and where no end is known.

    `is_given` as in `holds`.
    """
    calendar = facts.calendar
    here = calendar.local(moment)
    if when.kind is WhenKind.LESSON_TIME:
        found = [(calendar.lesson_at(moment, years), years) for years in _years_it_may_be_of(seat, facts)]
        ends = [calendar.lesson_rests_at(moment, lesson, years) for lesson, years in found if lesson]
        return _at(here.date(), min(ends) if is_given else max(ends), calendar) if ends else None
    if when.kind is WhenKind.SCHOOL_DAY:
        return _at(here.date(), calendar.day_ends, calendar)
    if when.kind is WhenKind.OUTSIDE_LESSONS:
        return _next_lesson(seat, facts, moment)
    if when.kind is WhenKind.WINDOW and (first := _window_start(when, calendar, moment)):
        return _at(first if when.starts < when.ends else first + timedelta(days=1), when.ends, calendar)
    return None


def _years_it_may_be_of(seat: Seat, facts: SchoolFacts) -> tuple[frozenset[str], ...]:
    """The seat's own year groups together; each year group of the school alone where it may be of any."""
    own = years_of(seat, facts)
    may_be_any = seat.is_unknown or (PUPILS in seat.people and not own)
    each = tuple(frozenset({year}) for year in sorted(_all_years(facts))) if may_be_any else ()
    return each or (own,)


def _all_years(facts: SchoolFacts) -> frozenset[str]:
    return frozenset(facts.classes.values()).union(*(lesson.years for lesson in (*facts.calendar.lessons, *facts.calendar.breaks)))


def _window_start(when: When, calendar: Calendar, moment: datetime) -> date | None:
    """The day on which the window that runs now began; a window that ends before it starts runs over midnight."""
    here = calendar.local(moment)
    today, clock = here.date(), here.time()
    if when.starts < when.ends:
        return today if today.weekday() in when.weekdays and when.starts <= clock < when.ends else None
    if today.weekday() in when.weekdays and clock >= when.starts:
        return today
    yesterday = today - timedelta(days=1)
    return yesterday if yesterday.weekday() in when.weekdays and clock < when.ends else None


def _next_lesson(seat: Seat, facts: SchoolFacts, moment: datetime) -> datetime | None:
    calendar, years = facts.calendar, years_of(seat, facts)
    today = calendar.local(moment).date()
    for day in (today + timedelta(days=n) for n in range(DAYS_LOOKED_AHEAD + 1)):
        starts = sorted(start for start in (_at(day, clock, calendar) for clock in calendar.lessons_begin(day, years)) if start > moment)
        if starts:
            return starts[0]
    return None


def _at(day: date, clock: time, calendar: Calendar) -> datetime:
    return datetime.combine(day, clock, tzinfo=calendar.zone).astimezone(UTC)
