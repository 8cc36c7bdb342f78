"""A school's facts as JSON values, and back: what an engine needs to tell one address from another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, tzinfo
from ipaddress import ip_network
from typing import Any

from belisha.core.moments import Booking, Calendar, Lesson, SchoolFacts, SchoolNetwork, Seat, Term

Json = dict[str, Any]


def facts_to_json(facts: SchoolFacts) -> Json:
    """The facts as JSON values; the time zone by its name."""
    return {
        "calendar": _calendar(facts.calendar),
        "networks": [{"range": str(network.range), "seat": seat_to_json(network.seat)} for network in facts.networks],
        "ranges": [str(network) for network in facts.ranges],
        "classes": dict(facts.classes),
    }


def facts_from_json(document: Json, zone_named: Callable[[str], tzinfo]) -> SchoolFacts:
    """The facts of a document; `zone_named` gives the zone of a name. Raises KeyError, TypeError or ValueError where it is damaged."""
    return SchoolFacts(
        calendar=_calendar_from(document["calendar"], zone_named),
        networks=tuple(SchoolNetwork(ip_network(n["range"]), seat_from_json(n["seat"])) for n in document["networks"]),
        ranges=tuple(ip_network(text) for text in document["ranges"]),
        classes=dict(document["classes"]),
    )


def seat_to_json(seat: Seat) -> Json:
    """The seat as JSON values; bookings where it has any."""
    bookings = {"bookings": [_booking(booking) for booking in seat.bookings]} if seat.bookings else {}
    return {"key": seat.key, "people": sorted(seat.people), "network": seat.network, "is_unknown": seat.is_unknown, **bookings}


def seat_from_json(document: Json) -> Seat:
    """The seat of a document."""
    bookings = tuple(_booking_from(one) for one in document.get("bookings", ()))
    return Seat(document["key"], frozenset(document["people"]), document["network"], bool(document["is_unknown"]), bookings)


def _booking(booking: Booking) -> Json:
    starts, ends = (moment.astimezone(UTC).isoformat() for moment in (booking.starts, booking.ends))
    return {"starts": starts, "ends": ends, "people": sorted(booking.people)}


def _booking_from(document: Json) -> Booking:
    starts, ends = datetime.fromisoformat(document["starts"]), datetime.fromisoformat(document["ends"])
    if starts.tzinfo is None or ends.tzinfo is None:
        raise ValueError("a booking has no zone")
    return Booking(starts.astimezone(UTC), ends.astimezone(UTC), frozenset(document["people"]))


def _calendar(calendar: Calendar) -> Json:
    breaks = {"breaks": [_lesson(one) for one in calendar.breaks]} if calendar.breaks else {}
    return {
        "zone": str(calendar.zone),
        "terms": [{"name": term.name, "first": term.first.isoformat(), "last": term.last.isoformat()} for term in calendar.terms],
        "closures": sorted(day.isoformat() for day in calendar.closures),
        "lessons": [_lesson(lesson) for lesson in calendar.lessons],
        "day_starts": calendar.day_starts.isoformat(),
        "day_ends": calendar.day_ends.isoformat(),
        **breaks,
    }


def _calendar_from(document: Json, zone_named: Callable[[str], tzinfo]) -> Calendar:
    return Calendar(
        zone=zone_named(document["zone"]),
        terms=tuple(Term(t["name"], date.fromisoformat(t["first"]), date.fromisoformat(t["last"])) for t in document["terms"]),
        closures=frozenset(date.fromisoformat(day) for day in document["closures"]),
        lessons=tuple(_lesson_from(lesson) for lesson in document["lessons"]),
        day_starts=time.fromisoformat(document["day_starts"]),
        day_ends=time.fromisoformat(document["day_ends"]),
        breaks=tuple(_lesson_from(one) for one in document.get("breaks", ())),
    )


def _lesson(lesson: Lesson) -> Json:
    clocks = {"starts": lesson.starts.isoformat(), "ends": lesson.ends.isoformat()}
    return {"name": lesson.name, "weekday": lesson.weekday, "years": sorted(lesson.years), **clocks}


def _lesson_from(document: Json) -> Lesson:
    starts, ends = time.fromisoformat(document["starts"]), time.fromisoformat(document["ends"])
    return Lesson(document["name"], int(document["weekday"]), starts, ends, frozenset(document["years"]))
