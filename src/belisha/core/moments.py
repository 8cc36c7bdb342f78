"""School time: terms, school days, lessons, and the seat a question is asked from. Zone data and moments are passed in.

A *moment* is an aware datetime; a *school moment* is the same instant in the school's own zone (Europe/London).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

from belisha.core.names import Address, Network

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


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the school is in session. `zone` is the school's time zone; every moment given must be aware."""

    zone: tzinfo
    terms: tuple[Term, ...] = ()
    closures: frozenset[date] = frozenset()
    lessons: tuple[Lesson, ...] = ()
    day_starts: time = time(8, 45)
    day_ends: time = time(15, 30)

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
        """The lesson that runs at `moment` for one of `years` (or for all), or None."""
        here = self.local(moment)
        if not self.is_school_day(here.date()):
            return None
        for lesson in self.lessons:
            is_now = lesson.weekday == here.weekday() and lesson.starts <= here.time() < lesson.ends
            if is_now and (not lesson.years or not years or lesson.years & years):
                return lesson
        return None

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
class Seat:
    """What the wire can know of who asks: a group, a class on a trolley, perhaps a device.

    `people` are the words of a policy that hold for this seat besides "everyone": {"pupils", "year 5", "class 5K"}.
    A seat that nobody knows (`is_unknown`) is held to every block of any group and helped only by what is for everyone.
    """

    key: str
    people: frozenset[str] = frozenset()
    network: str = ""
    is_unknown: bool = False


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
