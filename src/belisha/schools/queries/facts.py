"""The facts of a school on a day, as a policy is compiled with them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, timedelta
from ipaddress import ip_network
from types import MappingProxyType

from django.db.models import F, Q

from belisha.core.moments import UNKNOWN_SEAT, Booking, Calendar, SchoolFacts, SchoolNetwork, Seat
from belisha.kit import remembered
from belisha.schools.models import NetworkRange, School, TrolleyBooking
from belisha.schools.queries.places import key_of, networks_from, ranges_from
from belisha.schools.queries.times import calendar, moment_of
from belisha.schools.states import Group, NetworkKind

NO_CLASSES: Mapping[str, str] = MappingProxyType({})
WordsOf = Callable[[Collection[int]], Mapping[int, frozenset[str]]]
"""The words of a policy that mean each of these people; whoever is not of the school that day is left out."""


def facts(school: School, *, on: date, classes: Mapping[str, str] = NO_CLASSES, words_of: WordsOf | None = None) -> SchoolFacts:
    """What a policy is compiled with on that day. `classes` maps each class to its year group ("5K" to "year 5").

    Networks stand longest prefix first; a range of a class that is not in `classes` is a range of pupils of that class only. A device of
    one person is theirs by `words_of`; of somebody who has left it is a device nobody knows. Without `words_of` it is its group's.
    Shared trolleys carry the bookings of that day and of the next.
    """
    question = ("facts", on, tuple(classes.items()), words_of is not None)
    return remembered.while_settled(school.pk, question, lambda: _facts(school, on, classes, words_of))


def seat_of(
    row: NetworkRange,
    classes: Mapping[str, str],
    *,
    words: Mapping[int, frozenset[str]] | None = None,
    bookings: tuple[Booking, ...] = (),
) -> Seat:
    """The seat of a range: of a group ("pupils"), of a class on its trolley ("pupils/5K"), of a shared trolley, of one person."""
    if row.person is not None and words is not None:
        return _seat_of_person(row, words)
    if row.trolley:
        return Seat(key=key_of(row), people=frozenset({row.group}), network=row.kind, bookings=bookings)
    if not row.class_name:
        return Seat(key=key_of(row), people=frozenset({row.group}), network=row.kind)
    return Seat(key=key_of(row), people=words_of_class(row.class_name, classes), network=row.kind)


def words_of_class(class_name: str, classes: Mapping[str, str]) -> frozenset[str]:
    """The words of a policy that mean a class of pupils."""
    return frozenset({Group.PUPILS.value, f"class {class_name}", *filter(None, [classes.get(class_name)])})


def _facts(school: School, on: date, classes: Mapping[str, str], words_of: WordsOf | None) -> SchoolFacts:
    rows = sorted(
        (row for row in networks_from(school, on=on) if row.since <= on), key=lambda row: (-ip_network(row.range).prefixlen, row.range)
    )
    people = {row.person for row in rows if row.person is not None}
    words = words_of(people) if words_of is not None and people else None if words_of is None else {}
    known = calendar(school, on)
    booked = _bookings(school, on, known, classes) if any(row.trolley for row in rows) else {}
    seats = (seat_of(row, classes, words=words, bookings=booked.get(row.trolley, ())) for row in rows)
    return SchoolFacts(
        calendar=known,
        networks=tuple(SchoolNetwork(range=ip_network(row.range), seat=seat) for row, seat in zip(rows, seats, strict=True)),
        ranges=tuple(ip_network(row.range) for row in ranges_from(school, on=on) if row.since <= on),
        classes=dict(classes),
    )


def _seat_of_person(row: NetworkRange, words: Mapping[int, frozenset[str]]) -> Seat:
    """The seat of one person's device; the strictest for somebody who is not of the school any more, or not yet."""
    mine = words.get(row.person or 0)
    if mine is None:
        return UNKNOWN_SEAT
    kind = NetworkKind.CLASSROOM if Group.PUPILS.value in mine else NetworkKind.STAFF
    return Seat(key=key_of(row), people=mine, network=kind.value)


def _bookings(school: School, on: date, known: Calendar, classes: Mapping[str, str]) -> dict[str, tuple[Booking, ...]]:
    """By trolley, who has it when: of the school days among that day and the next, for the resolver holds a day's bells ahead."""
    tomorrow = on + timedelta(days=1)
    held = Q(until=None) | (Q(until__gt=on) & Q(until__gt=F("since")))
    rows = list(TrolleyBooking.objects.filter(held, school=school, since__lte=tomorrow).order_by("starts", "pk"))
    found: dict[str, list[Booking]] = {}
    for day in (on, tomorrow):
        for row in _of_day(rows, day) if known.is_school_day(day) else ():
            booked = Booking(moment_of(school, day, row.starts), moment_of(school, day, row.ends), words_of_class(row.class_name, classes))
            found.setdefault(row.trolley, []).append(booked)
    return {name: tuple(bookings) for name, bookings in found.items()}


def _of_day(rows: Sequence[TrolleyBooking], day: date) -> list[TrolleyBooking]:
    return [row for row in rows if row.weekday == day.weekday() and row.since <= day and (row.until is None or day < row.until)]
