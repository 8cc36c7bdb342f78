"""What the resolver saw of a device that opened `/check`, and when a device of each seat was last seen to be filtered.

Ask within the school's scope.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Final

from django.db.models import Max

from belisha.adapters.resolver.client import AskedOneOff, EngineAway, EngineRefused, OneOff, ResolverClient
from belisha.adapters.resolver.config import Endpoint
from belisha.core.moments import Seat
from belisha.core.names import Address
from belisha.filtering.engine import QUICK_SECONDS
from belisha.filtering.models import DeviceCheck
from belisha.schools.models import School

LOOKS: Final = 6
PAUSE_SECONDS: Final = 0.1
"""A device asks for the picture's name before it asks for the answer, in nearly every browser: the last of them gets half a second."""

DNS_PORT: Final = 53


class Finding(Enum):
    """What a check comes to; the value is the name of its words in the template."""

    FILTERED = "filtered"
    OTHER_SEAT = "other"
    UNSEEN = "unseen"
    OUTSIDE = "outside"
    AWAY = "away"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Checked:
    """The finding about the device at `address`: whose rules hold (`seat_key`), and which addresses asked in its name.

    `resolver` is where the resolver listens, in words, or "" where it listens everywhere.
    """

    finding: Finding
    address: str
    seat_key: str = ""
    asked_from: tuple[str, ...] = ()
    resolver: str = ""
    policy_version: str = ""
    is_observing: bool = False

    @property
    def is_from_elsewhere(self) -> bool:
        """True where the question came from other addresses than the page's request."""
        return bool(self.asked_from) and self.address not in self.asked_from


def asked_of_resolver(token: str, *, socket_path: str, pause: Callable[[float], None] = time.sleep) -> OneOff | None:
    """Who asked for the token, waiting half a second for somebody to; None where the resolver is away or has no rules."""
    client = ResolverClient(Path(socket_path), timeout=QUICK_SECONDS)
    found = None
    for look in range(LOOKS):
        if look:
            pause(PAUSE_SECONDS)
        try:
            found = client.one_off(token)
        except (EngineAway, EngineRefused):
            return None
        if found.seen or found.policy_version is None:
            break
    return found if found is not None and found.policy_version is not None else None


def checked(found: OneOff | None, *, address: str, seat: Seat | None) -> Checked:
    """What it means for the device at `address`, which sits at `seat` (None: outside the school)."""
    here = _plain(address)
    if found is None:
        return Checked(Finding.AWAY, here)
    known = {
        "resolver": in_words(found.listen),
        "policy_version": found.policy_version or "",
        "asked_from": tuple(str(one.address) for one in found.seen),
        "is_observing": found.is_observing,
    }
    asker = _asker(found.seen, here, seat)
    if asker is not None:
        return Checked(Finding.FILTERED, here, asker.seat_key, **known)
    if found.seen:
        return Checked(Finding.OTHER_SEAT, here, found.seen[0].seat_key, **known)
    return Checked(Finding.UNSEEN if seat is not None else Finding.OUTSIDE, here, **known)


def in_words(listen: Sequence[Endpoint]) -> str:
    """Where a resolver listens: "10.0.0.2 and 10.0.0.3, port 5300"; "" where it listens on every address."""
    ports = {port for _, port in listen}
    if not listen or any(ip_address(host).is_unspecified for host, _ in listen):
        return ""
    if len(ports) > 1:
        return " and ".join(f"{host}, port {port}" for host, port in listen)
    hosts, port = " and ".join(host for host, _ in listen), ports.pop()
    return hosts if port == DNS_PORT else f"{hosts}, port {port}"


def last_checks(school: School, *, now: datetime) -> Mapping[str, datetime]:
    """When a device of each seat was last seen to be filtered, by the seat's key."""
    rows = DeviceCheck.objects.filter(school=school, checked_at__lte=now).values("seat_key").annotate(last=Max("checked_at"))
    return {row["seat_key"]: row["last"] for row in rows.order_by()}


def _asker(seen: Sequence[AskedOneOff], here: str, seat: Seat | None) -> AskedOneOff | None:
    """Whoever asked as this device: from its address, or (a device with two addresses) from another of the same seat."""
    own = [one for one in seen if str(one.address) == here]
    alike = [one for one in seen if seat is not None and one.seat_key == seat.key]
    return next(iter([*own, *alike]), None)


def _plain(address: str) -> str:
    """The address as the resolver writes it: an IPv4 address that came by an IPv6 socket is that IPv4 address."""
    try:
        read: Address = ip_address(address)
    except ValueError:
        return address
    mapped = read.ipv4_mapped if isinstance(read, IPv6Address) else None
    return str(mapped or read)
