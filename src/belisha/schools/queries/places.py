"""Who sits where: networks, devices of one person, shared trolleys with their bookings, and the school's own addresses."""

from __future__ import annotations

from datetime import date, timedelta
from ipaddress import ip_network

from django.db.models import F, Q, QuerySet

from belisha.kit import remembered
from belisha.schools.models import NetworkRange, School, SchoolRange, TrolleyBooking
from belisha.schools.queries.dated import in_force, still_to_come
from belisha.schools.states import Group


def ranges(school: School, *, on: date) -> QuerySet[SchoolRange]:
    """All addresses that belong to the school on that day, in the order in which they were added."""
    return SchoolRange.objects.filter(in_force(on), school=school).order_by("pk")


def networks(school: School, *, on: date) -> QuerySet[NetworkRange]:
    """The ranges that count on that day, devices of one person among them, in the order in which they were set."""
    return NetworkRange.objects.filter(in_force(on), school=school).order_by("pk")


def networks_from(school: School, *, on: date) -> list[NetworkRange]:
    """The ranges that count on that day or later, in the order of their addresses, the wider before what lies inside."""
    rows = NetworkRange.objects.filter(still_to_come(on), school=school)
    known = remembered.while_settled(school.pk, ("networks from", on), lambda: tuple(rows))
    return in_order(known)


def networks_ended(school: School, *, on: date, days: int) -> list[NetworkRange]:
    """The ranges that ended in so many days up to that day, the last to end first."""
    rows = NetworkRange.objects.filter(Q(until__gt=F("since")), school=school, until__lte=on, until__gt=on - timedelta(days=days))
    return list(remembered.while_settled(school.pk, ("networks ended", on, days), lambda: tuple(rows.order_by("-until", "pk"))))


def network(school: School, number: int) -> NetworkRange | None:
    """That range of the school, or None."""
    return NetworkRange.objects.filter(school=school, pk=number).select_related("school").first()


def ranges_from(school: School, *, on: date) -> list[SchoolRange]:
    """The school's own ranges that count on that day or later, in the order of their addresses."""
    rows = SchoolRange.objects.filter(still_to_come(on), school=school)
    known = remembered.while_settled(school.pk, ("ranges from", on), lambda: tuple(rows))
    return sorted(known, key=lambda row: (*_place(row.range), row.since))


def school_range(school: School, number: int) -> SchoolRange | None:
    """That range of the school's own, or None."""
    return SchoolRange.objects.filter(school=school, pk=number).select_related("school").first()


def trolleys_from(school: School, *, on: date) -> list[str]:
    """The names of the shared trolleys of that day or later."""
    return sorted({row.trolley for row in networks_from(school, on=on) if row.trolley})


def bookings_from(school: School, *, on: date) -> list[TrolleyBooking]:
    """The bookings of shared trolleys that count on that day or later, by trolley, weekday and time."""
    rows = TrolleyBooking.objects.filter(still_to_come(on), school=school).order_by("trolley", "weekday", "starts", "since", "pk")
    return list(remembered.while_settled(school.pk, ("bookings from", on), lambda: tuple(rows)))


def booking(school: School, number: int) -> TrolleyBooking | None:
    """That booking of the school, or None."""
    return TrolleyBooking.objects.filter(school=school, pk=number).select_related("school").first()


def has_device(school: School, person: int, *, on: date) -> bool:
    """True where this person has a device of their own on that day or later: the network then follows what becomes of them."""
    return NetworkRange.objects.filter(still_to_come(on), school=school, person=person).exists()


def group_of_seat(school: School, seat_key: str, *, on: date) -> str:
    """The group at a seat, which names no person: "staff" for the device of a teacher; pupils have the shared trolleys.

    A device that has changed hands, or none has any more, is told by whoever had it last.
    """
    if seat_key.startswith(TROLLEY):
        return Group.PUPILS.value
    number = seat_key.removeprefix(PERSON)
    rows = NetworkRange.objects.filter(school=school, person=int(number) if number.isdigit() else 0, since__lte=on)
    group = rows.order_by("-since", "-pk").values_list("group", flat=True).first()
    return str(group or "unknown")


PERSON = "person:"
"""How the key of one person's seat begins, signed in or at a device of their own; their number follows."""

TROLLEY = "trolley:"
"""How the key of a shared trolley's seat begins; its name follows."""


def key_of(row: NetworkRange) -> str:
    """The key of the seat of a range: "pupils", "pupils/5K", "trolley:A", "person:12"."""
    if row.person is not None:
        return f"{PERSON}{row.person}"
    if row.trolley:
        return f"{TROLLEY}{row.trolley}"
    return f"{row.group}/{row.class_name}" if row.class_name else row.group


def in_order(rows: tuple[NetworkRange, ...] | list[NetworkRange]) -> list[NetworkRange]:
    """Ranges in the order of their addresses: IPv4 first, the wider before what lies inside."""
    return sorted(rows, key=lambda row: (*_place(row.range), row.since))


def _place(text: str) -> tuple[int, int, int]:
    read = ip_network(text)
    return read.version, int(read.network_address), read.prefixlen
