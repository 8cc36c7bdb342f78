"""Who has a shared trolley when: a class books it for a weekday between two times, for one day or from week to week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import F, Q

from belisha.core.moments import WEEKDAYS
from belisha.kit.access import Actor, Refused
from belisha.kit.writing import one_transaction
from belisha.schools.actions.recording import locked, record, written
from belisha.schools.models import NetworkRange, School, TrolleyBooking


@dataclass(frozen=True, slots=True)
class Booked:
    """A trolley is with a class on this weekday (0 is Monday), from `since` until (not on) `until`; None: until it is ended."""

    trolley: str
    class_name: str
    weekday: int
    starts: time
    ends: time
    since: date
    until: date | None = None


def book_trolley(school: School, *, by: Actor, booked: Booked, now: datetime) -> TrolleyBooking:
    """The class has the trolley then, and what is decided for the class holds for it meanwhile.

    Raises Refused where there is no such trolley, where the time ends before it starts, and where another class has it.
    """
    if booked.ends <= booked.starts:
        raise Refused(f"The booking cannot end at {booked.ends:%H:%M}, before it starts at {booked.starts:%H:%M}.")
    with one_transaction():
        locked(school)
        lasting = Q(until=None) | Q(until__gt=booked.since)
        if not NetworkRange.objects.filter(lasting, school=school, trolley=booked.trolley).exists():
            raise Refused(f"There is no {booked.trolley} on that day: give it its addresses under Networks first.")
        before_its_end = Q(since__lt=booked.until) if booked.until else Q()
        same_time = TrolleyBooking.objects.filter(
            lasting & before_its_end & (Q(until=None) | Q(until__gt=F("since"))),
            school=school,
            trolley=booked.trolley,
            weekday=booked.weekday,
            starts__lt=booked.ends,
            ends__gt=booked.starts,
        )
        other = same_time.order_by("since", "starts").first()
        if other is not None:
            raise Refused(_is_taken(other, booked))
        made = TrolleyBooking.objects.create(school=school, **_columns(booked))
        record(by, "trolley booked", f"booking {made.pk}", _columns(booked), now)
    return made


def end_booking(booking: TrolleyBooking, *, by: Actor, ends: date, now: datetime) -> TrolleyBooking:
    """The class has the trolley no more from `ends` on. Raises Refused where the booking is over by then, or began later."""
    with one_transaction():
        locked(booking.school)
        row = TrolleyBooking.objects.get(pk=booking.pk)
        if row.until is not None and row.until <= ends:
            raise Refused(f"The booking of {row.trolley} for class {row.class_name} ends on {written(row.until)} already.")
        if ends < row.since:
            ends = row.since  # it is to come, and does not come
        row.until = ends
        row.save()
        record(by, "booking ended", f"booking {row.pk}", {"trolley": row.trolley, "class_name": row.class_name, "ends": ends}, now)
    return row


def _is_taken(other: TrolleyBooking, booked: Booked) -> str:
    """The sentence that names who has it."""
    who = "Class " + other.class_name + (" has it itself" if other.class_name == booked.class_name else " has it")
    return f"{who} on {WEEKDAYS[other.weekday]} from {other.starts:%H:%M} to {other.ends:%H:%M}: choose another time, or end that first."


def _columns(booked: Booked) -> dict[str, object]:
    return {name: getattr(booked, name) for name in Booked.__slots__}
