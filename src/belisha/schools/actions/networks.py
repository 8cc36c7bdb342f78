"""Who sits on which addresses: a network begins, is changed from a day on, ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from ipaddress import ip_network
from typing import Final

from django.db.models import Q

from belisha.core.moments import SchoolFacts
from belisha.core.names import Network
from belisha.kit.access import Actor, Refused
from belisha.kit.outbox import publish
from belisha.kit.writing import one_transaction
from belisha.schools.actions.recording import locked, record, written
from belisha.schools.addresses import is_inside, read_range
from belisha.schools.events import AddressesLeftThePupils
from belisha.schools.models import NetworkRange, School, SchoolRange
from belisha.schools.queries import facts, seat_of
from belisha.schools.reach import label_of, moves, sentence, who
from belisha.schools.states import Group, NetworkKind

NARROWEST_OF_A_DEVICE: Final = {4: 32, 6: 64}
"""A device has one IPv4 address; in IPv6 it makes up addresses within a network of its own. Source: RFC 8981, section 3."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """Who sits on a range of addresses: a group; one class on its trolley; whoever has a shared trolley; one person with their device.

    `person` is a person's id, whose group `group` is; at most one of the last three is given.
    """

    range: str
    group: Group
    kind: NetworkKind = NetworkKind.CLASSROOM
    class_name: str = ""
    trolley: str = ""
    person: int | None = None


def set_network(school: School, *, by: Actor, sitting: Sitting, since: date, now: datetime) -> NetworkRange:
    """Who sits on a range of addresses from `since` on. Raises Refused for a range that is not the school's or is taken on those days."""
    asked = _read(sitting)
    with one_transaction():
        held = locked(school)
        before = facts(held, on=since)
        made = _begin(held, asked, sitting, since)
        _record(held, by, "network set", made, _told(made), before, since, now)
    return made


def change_network(network: NetworkRange, *, by: Actor, sitting: Sitting, since: date, now: datetime) -> NetworkRange:
    """From `since` on the network has another range or other people: its row ends, and the new one begins, the same day.

    Raises Refused where nothing would change, where the network has its end already, and as `set_network`.
    """
    asked = _read(sitting)
    with one_transaction():
        school = locked(network.school)
        before = facts(school, on=since)
        row = _ended(network, since)
        if _columns(asked, sitting) == {name: getattr(row, name) for name in _columns(asked, sitting)}:
            raise Refused(f"{row.range} is for {who_sits(row)} already: nothing would change.")
        made = _begin(school, asked, sitting, since)
        told = {**_told(made), "before": {"network": row.pk, **_who(row)}}
        _record(school, by, "network changed", made, told, before, since, now)
    return made


def end_network(network: NetworkRange, *, by: Actor, ends: date, now: datetime) -> NetworkRange:
    """Nobody sits on the range from `ends` on. Raises Refused where it has ended already or would end before it began."""
    with one_transaction():
        school = locked(network.school)
        before = facts(school, on=ends)
        row = _ended(network, ends)
        _record(school, by, "network ended", row, {"range": row.range, "ends": ends}, before, ends, now)
    return row


def _record(
    school: School,
    by: Actor,
    action: str,
    row: NetworkRange,
    told: dict[str, object],
    before: SchoolFacts,
    since: date,
    now: datetime,
) -> None:
    """The record, with how many addresses moved from whom to whom; and whoever answers for the pupils hears where they lose addresses."""
    moved = moves(before, facts(school, on=since))
    record(by, action, f"network {row.pk}", {**told, "moved": [sentence(move) for move in moved]}, now)
    lost = " ".join(sentence(move) for move in moved if move.leaves_pupils)
    if lost:
        publish(AddressesLeftThePupils(school.pk, lost, since.isoformat(), by.name, by.person_id), now=now)


def _begin(school: School, asked: Network, sitting: Sitting, since: date) -> NetworkRange:
    """The new row. Raises Refused where the range is not the school's on those days, or taken."""
    _check_is_the_schools(school, asked, since)
    still_to_come = Q(until=None) | Q(until__gt=since)
    same = NetworkRange.objects.filter(still_to_come, school=school, range=str(asked)).order_by("since").first()
    if same is not None:
        raise Refused(f"{asked} belongs to {who_sits(same)} from {written(same.since)} on: end that first, or choose another range.")
    return NetworkRange.objects.create(school=school, since=since, **_columns(asked, sitting))


def who_sits(row: NetworkRange) -> str:
    """Who sits there, in a sentence that names no person."""
    return who(label_of(seat_of(row, {})))


def _read(sitting: Sitting) -> Network:
    """The range that is meant. Raises Refused where it cannot be read, or is too wide for one person's device."""
    asked = read_range(sitting.range)
    if sitting.person is not None and asked.prefixlen < NARROWEST_OF_A_DEVICE[asked.version]:
        raise Refused(
            f"{asked} holds many devices: for one person's device write its one address, like 10.1.2.7, or in IPv6 its own network (/64)."
        )
    return asked


def _columns(asked: Network, sitting: Sitting) -> dict[str, object]:
    return {
        "range": str(asked),
        "group": sitting.group.value,
        "class_name": sitting.class_name,
        "kind": sitting.kind.value,
        "trolley": sitting.trolley,
        "person": sitting.person,
    }


def _ended(network: NetworkRange, ends: date) -> NetworkRange:
    """The row with its end written. Raises Refused where it has one, or would end before it began."""
    row = NetworkRange.objects.get(pk=network.pk)
    if row.until is not None:
        raise Refused(f"{row.range} has ended on {written(row.until)} already.")
    if ends < row.since:
        raise Refused(f"{row.range} began on {written(row.since)}: it cannot end before that.")
    row.until = ends
    row.save()
    return row


def _check_is_the_schools(school: School, asked: Network, since: date) -> None:
    """Raises Refused unless one range of the school holds all of it from that day on."""
    rows = SchoolRange.objects.filter(Q(until=None) | Q(until__gt=since), school=school, since__lte=since).order_by("pk")
    around = [row for row in rows if is_inside(asked, ip_network(row.range))]
    if not around:
        held = ", ".join(row.range for row in rows) or "none yet"
        raise Refused(f"{asked} is not among the school's addresses ({held}): write a range inside them, or add it to them first.")
    if all(row.until is not None for row in around):
        last = max(row.until for row in around if row.until is not None)
        raise Refused(f"{asked} is the school's until {written(last)} only: choose another range.")


def _told(row: NetworkRange) -> dict[str, object]:
    """A row for the record."""
    return {**_who(row), "since": row.since}


def _who(row: NetworkRange) -> dict[str, object]:
    own = {"trolley": row.trolley} if row.trolley else {"person": row.person} if row.person is not None else {}
    return {"range": row.range, "group": row.group, "class": row.class_name, "kind": row.kind, **own}
