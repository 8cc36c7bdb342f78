"""School time: terms, school days, lessons, and the seat a question is asked from. Zone data and moments are passed in.

A *moment* is an aware datetime; a *school moment* is the same instant in the school's own zone (Europe/London).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo

from belisha.core.names import Address, Network

LATER: Mapping[str, bool] = {"later": True}
"""Marks a field that kept programmes did not have from the beginning: it is left out of a kept text where it says nothing,
so that what a programme was kept as never changes. See programme/keep.py."""

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Term:
    """A stretch of school days, first and last day included."""

    name: str
    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"the term “{self.name}” ends on {self.last}, before it starts on {self.first}")


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson that comes every week: `weekday` 0 is Monday; `years` empty means every year group."""

    name: str
    weekday: int
    starts: time
    ends: time
    years: frozenset[str] = frozenset()

    def is_for(self, years: frozenset[str]) -> bool:
        """True where one of `years` has it; a lesson of every year group, and somebody of no known year group, count as any."""
        return not self.years or not years or bool(self.years & years)

    def runs_at(self, here: datetime) -> bool:
        """True while it runs by the clock and weekday of a school moment, whatever day of the year that is."""
        return self.weekday == here.weekday() and self.starts <= here.time() < self.ends


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the school is in session. `zone` is the school's time zone; every moment given must be aware.

    `closures` are all days of terms on which the school is closed, holidays within a term among them. While one of `breaks` runs, the
    lesson it falls into rests.
    """

    zone: tzinfo
    terms: tuple[Term, ...] = ()
    closures: frozenset[date] = frozenset()
    lessons: tuple[Lesson, ...] = ()
    day_starts: time = time(8, 45)
    day_ends: time = time(15, 30)
    breaks: tuple[Lesson, ...] = field(default=(), metadata=LATER)

    def local(self, moment: datetime) -> datetime:
        """The same instant as a school moment."""
        return moment.astimezone(self.zone)

    def is_school_day(self, day: date) -> bool:
        """True on a weekday of a term that is not a closure day."""
        return day.weekday() < 5 and day not in self.closures and any(t.first <= day <= t.last for t in self.terms)

    def is_in_school_day(self, moment: datetime) -> bool:
        """True between the start and the end of a school day."""
        here = self.local(moment)
        return self.is_school_day(here.date()) and self.day_starts <= here.time() < self.day_ends

    def lesson_at(self, moment: datetime, years: frozenset[str] = frozenset()) -> Lesson | None:
        """The lesson that runs at `moment` for one of `years` (or for all), or None; none runs in a break of these."""
        here = self.local(moment)
        if not self.is_school_day(here.date()):
            return None
        running = [lesson for lesson in self.lessons if lesson.runs_at(here) and lesson.is_for(years)]
        return next((x for x in running if not any(b.runs_at(here) for b in self.breaks_in(x, years))), None)

    def breaks_in(self, lesson: Lesson, years: frozenset[str] = frozenset()) -> tuple[Lesson, ...]:
        """The breaks of its weekday in which `lesson` rests for `years`: those of every year group, and those of all that are meant."""
        meant = lesson.years & years if lesson.years and years else lesson.years | years
        return tuple(b for b in self.breaks if b.weekday == lesson.weekday and (not b.years or (meant and meant <= b.years)))

    def lesson_rests_at(self, moment: datetime, lesson: Lesson, years: frozenset[str] = frozenset()) -> time:
        """When `lesson`, which runs at `moment` for `years`, rests or ends: the clock time of its next break, or of its end."""
        clock = self.local(moment).time()
        return min((b.starts for b in self.breaks_in(lesson, years) if clock < b.starts < lesson.ends), default=lesson.ends)

    def lessons_begin(self, day: date, years: frozenset[str] = frozenset()) -> tuple[time, ...]:
        """The clock times of a school day at which a lesson of `years` begins, or goes on after a break; none on other days."""
        if not self.is_school_day(day):
            return ()
        clocks: set[time] = set()
        for lesson in (x for x in self.lessons if x.weekday == day.weekday() and x.is_for(years)):
            breaks = self.breaks_in(lesson, years)
            starts = (clock for clock in (lesson.starts, *(b.ends for b in breaks)) if lesson.starts <= clock < lesson.ends)
            clocks |= {clock for clock in starts if not any(b.starts <= clock < b.ends for b in breaks)}
        return tuple(sorted(clocks))

    def school_days_from(self, day: date) -> Iterator[date]:
        """Each school day after `day`, as far as the terms reach."""
        last = max((t.last for t in self.terms), default=day)
        while day < last:
            day += timedelta(days=1)
            if self.is_school_day(day):
                yield day

    def after_school_days(self, moment: datetime, count: int) -> datetime:
        """The end of the `count`th school day after the day of `moment`; weekdays are counted where the terms end.

        Source: language.md, spans such as "2 school days".
        """
        day, left = self.local(moment).date(), count
        last_known = max((t.last for t in self.terms), default=day)
        while left > 0:
            day += timedelta(days=1)
            if self.is_school_day(day) or (day > last_known and day.weekday() < 5):
                left -= 1
        return datetime.combine(day, self.day_ends, tzinfo=self.zone)


@dataclass(frozen=True, slots=True)
class Booking:
    """A shared trolley is with a class from `starts` until `ends` (aware); `people` are the words of a policy that hold for it then."""

    starts: datetime
    ends: datetime
    people: frozenset[str]


@dataclass(frozen=True, slots=True)
class Seat:
    """What the wire can know of who asks: a group, a class on a trolley, a person with a device of their own.

    `people` are the words of a policy that hold for this seat besides "everyone": {"pupils", "year 5", "class 5K"}.
    A seat that nobody knows (`is_unknown`) is held to every block of any group and helped only by what is for everyone.
    `bookings` are those of a shared trolley: while one runs, its words hold instead. They do not overlap.
    """

    key: str
    people: frozenset[str] = frozenset()
    network: str = ""
    is_unknown: bool = False
    bookings: tuple[Booking, ...] = field(default=(), metadata=LATER)

    def at(self, moment: datetime) -> Seat:
        """The seat as it is at `moment` (aware), without bookings: of the class that has the trolley then, if one has."""
        if not self.bookings:
            return self
        running = next((b.people for b in self.bookings if b.starts <= moment < b.ends), self.people)
        return replace(self, people=running, bookings=())


@dataclass(frozen=True, slots=True)
class SchoolNetwork:
    """A range of addresses and the seat that sits there."""

    range: Network
    seat: Seat


UNKNOWN_SEAT = Seat(key="unknown", is_unknown=True)


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """What a policy is compiled with: the school's calendar, networks and classes, as of one day.

    `classes` maps a class to its year group ("5K" to "year 5"). `ranges` are all addresses that belong to the school:
    an address outside them is refused; inside them but in no network it gets the unknown seat.
    """

    calendar: Calendar
    networks: tuple[SchoolNetwork, ...] = ()
    ranges: tuple[Network, ...] = ()
    classes: Mapping[str, str] = field(default_factory=dict)

    def seat_at(self, address: Address) -> Seat | None:
        """The seat at `address`: longest prefix wins; the unknown seat inside the school; None outside it."""
        found = [n for n in self.networks if address.version == n.range.version and address in n.range]
        if found:
            return max(found, key=lambda n: n.range.prefixlen).seat
        inside = any(address.version == r.version and address in r for r in self.ranges)
        return UNKNOWN_SEAT if inside else None

    def at(self, moment: datetime) -> SchoolFacts:
        """The facts as they are at `moment` (aware): each seat of a shared trolley is of the class that has it then."""
        if not any(network.seat.bookings for network in self.networks):
            return self
        return replace(self, networks=tuple(replace(network, seat=network.seat.at(moment)) for network in self.networks))
