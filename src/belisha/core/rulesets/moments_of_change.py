"""The moments at which what holds can change by itself: starts and ends of decisions, lessons, school days and windows.

Too many moments do no harm (one at which nothing changes gives no bell); a missing one would.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from belisha.core.moments import Calendar
from belisha.core.programme.model import Ban, Close, Opening, Programme, WhenKind

QUARTER = timedelta(minutes=15)  # no zone in use changes its clocks off a quarter of an hour


def moments_of_change(programme: Programme, after: datetime, last: datetime) -> tuple[datetime, ...]:
    """Every moment (UTC) later than `after`, and not later than `last`, at which an answer may change."""
    found = {m.astimezone(UTC) for m in (*_of_decisions(programme), *_of_bookings(programme), *_of_clocks(programme, after, last))}
    return tuple(sorted(moment for moment in found if after < moment <= last))


def _of_decisions(programme: Programme) -> Iterator[datetime]:
    standing = programme.standing
    decisions: tuple[Opening | Close | Ban, ...] = (*standing.openings, *standing.closes, *standing.bans)
    for thing in decisions:
        yield thing.starts
        if thing.ends:
            yield thing.ends


def _of_bookings(programme: Programme) -> Iterator[datetime]:
    for network in programme.facts.networks:
        for booking in network.seat.bookings:
            yield booking.starts
            yield booking.ends


def _of_clocks(programme: Programme, after: datetime, last: datetime) -> Iterator[datetime]:
    calendar = programme.facts.calendar
    clocks = _clocks(programme)
    day = calendar.local(after).date() - timedelta(days=1)
    while clocks and day <= calendar.local(last).date():
        for clock in clocks:
            yield from _both_readings(day, clock, calendar)
        yield from _while_clocks_change(day, calendar)
        day += timedelta(days=1)


def _clocks(programme: Programme) -> frozenset[time]:
    """The times of day at which some rule starts or stops to hold; on days when it does not, the moment is one too many."""
    calendar, whens = programme.facts.calendar, [rule.when for rule in programme.rules]
    clocks: set[time] = set()
    for when in whens:
        if when.kind is WhenKind.WINDOW:
            clocks |= {when.starts, when.ends}
        elif when.kind is WhenKind.SCHOOL_DAY:
            clocks |= {calendar.day_starts, calendar.day_ends}
        elif when.kind is not WhenKind.ALWAYS:
            clocks |= {clock for lesson in (*calendar.lessons, *calendar.breaks) for clock in (lesson.starts, lesson.ends)}
            clocks.add(time(0))  # outside lessons: a new day brings a later lesson within sight
    return frozenset(clocks)


def _both_readings(day: date, clock: time, calendar: Calendar) -> Iterator[datetime]:
    """The moment of a clock time; when clocks go back there are two."""
    for fold in (0, 1):
        yield datetime.combine(day, clock.replace(fold=fold), tzinfo=calendar.zone)


def _while_clocks_change(day: date, calendar: Calendar) -> Iterator[datetime]:
    """Every quarter of an hour of a day on which the zone's clocks go forward or back."""
    midnight = datetime.combine(day, time(0), tzinfo=calendar.zone)
    if midnight.utcoffset() != datetime.combine(day + timedelta(days=1), time(0), tzinfo=calendar.zone).utcoffset():
        start = midnight.astimezone(UTC)
        yield from (start + n * QUARTER for n in range(26 * 4))
