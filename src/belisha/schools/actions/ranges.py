"""All addresses that belong to the school: outside them the resolver refuses to answer."""

from __future__ import annotations

from datetime import date, datetime
from ipaddress import ip_network

from django.db.models import Q

from belisha.kit.access import Actor, Refused
from belisha.kit.writing import one_transaction
from belisha.schools.actions.recording import locked, record, written
from belisha.schools.addresses import is_inside, read_range
from belisha.schools.models import NetworkRange, School, SchoolRange


def add_range(school: School, *, by: Actor, range: str, since: date, now: datetime) -> SchoolRange:  # noqa: A002 - the school's word
    """These addresses are the school's from `since` on. Raises Refused where they are already, or cannot be read."""
    asked = read_range(range)
    with one_transaction():
        locked(school)
        for row in _still_to_come(school, since):
            if row.until is None and row.since <= since and is_inside(asked, ip_network(row.range)):
                raise Refused(f"{asked} is among the school's addresses already ({row.range}): nothing has to be done.")
            if row.range == str(asked):
                raise Refused(f"{asked} is the school's from {written(row.since)} on: end that first, or choose another day.")
        made = SchoolRange.objects.create(school=school, range=str(asked), since=since)
        record(by, "addresses added", f"addresses {made.pk}", {"range": made.range, "since": since}, now)
    return made


def end_range(row: SchoolRange, *, by: Actor, ends: date, now: datetime) -> SchoolRange:
    """These addresses are no longer the school's from `ends` on.

    Raises Refused where a network lies in them that no other range of the school holds, and where no address would be left.
    """
    with one_transaction():
        locked(row.school)
        found = SchoolRange.objects.get(pk=row.pk)
        if found.until is not None:
            raise Refused(f"{found.range} ends on {written(found.until)} already.")
        if ends < found.since:
            raise Refused(f"{found.range} is the school's since {written(found.since)}: it cannot end before that.")
        _check_nobody_sits_there(found, ends)
        found.until = ends
        found.save()
        record(by, "addresses ended", f"addresses {found.pk}", {"range": found.range, "ends": ends}, now)
    return found


def _check_nobody_sits_there(row: SchoolRange, ends: date) -> None:
    """Raises Refused where something of the school would be left outside its addresses."""
    others = [
        ip_network(one.range) for one in _still_to_come(row.school, ends) if one.pk != row.pk and one.until is None and one.since <= ends
    ]
    if not others:
        raise Refused(f"{row.range} is all the school has from {written(ends)} on: add its other addresses first.")
    networks = NetworkRange.objects.filter(Q(until=None) | Q(until__gt=ends), school=row.school).order_by("pk")
    left = [n.range for n in networks if not any(is_inside(ip_network(n.range), other) for other in others)]
    if left:
        raise Refused(f"Networks lie in {row.range} ({', '.join(left)}): end or change these first.")


def _still_to_come(school: School, day: date) -> list[SchoolRange]:
    """The school's ranges that hold on that day or later."""
    return list(SchoolRange.objects.filter(Q(until=None) | Q(until__gt=day), school=school).order_by("pk"))
