"""Checking a device: the one-off name that one page shows to one device, and the picture that makes the device ask for it.

A token is the moment it was made, chance, and a keyed hash of both with the device's address: nobody can make one, read one off another
device's page and use it, or use an old one. Nothing is stored. Sources: architecture.md, Enforcing (`/check`); RFC 1035 section 2.3.4
(a label has at most 63 octets, in either case of letters).
"""

from __future__ import annotations

import re
import secrets
from base64 import b32decode, b32encode
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.utils.crypto import constant_time_compare, salted_hmac

from belisha.core.names import Host, Unusable

LASTS: Final = timedelta(seconds=50)
"""How long a page's name can be asked about: a little less than the resolver remembers who asked (adapters/resolver/one_off.py)."""

PICTURE_PATH: Final = "/check/beacon.svg"
NO_NAME: Final = "belisha.internal"
"""Stands for a portal that people reach by an address of numbers: `internal` is never a name of the world (ICANN, 29 July 2024)."""

_MOMENT_OCTETS, _CHANCE_OCTETS, _HASH_OCTETS = 5, 10, 10
_LETTERS = 40
_PICTURE_HOST = re.compile(rf"[a-z2-7]{{{_LETTERS}}}\.check\.[a-z0-9.-]+(:\d+)?", re.IGNORECASE)


def zone_of(portal_host: str) -> str:
    """The name above every one-off name of a portal: "check.portal.example". Browsers keep `localhost` to themselves."""
    try:
        name = Host.from_words(portal_host).name
    except Unusable:
        name = NO_NAME
    return f"check.{NO_NAME if name.rpartition('.')[2] == 'localhost' else name}"


def wildcard_of(portal_host: str) -> str:
    """All one-off names of a portal, as the resolver is told of them: "*.check.portal.example"."""
    return f"*.{zone_of(portal_host)}"


def new_token(*, address: str, now: datetime, chance: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """A token for the device at `address`: 40 small letters and digits."""
    made = int(now.timestamp()).to_bytes(_MOMENT_OCTETS, "big") + chance(_CHANCE_OCTETS)
    return b32encode(made + _hash(made, address)).decode().lower()


def is_fresh(token: str, *, address: str, now: datetime) -> bool:
    """True where we made the token for this address less than 50 seconds ago."""
    try:
        octets = b32decode(token.upper())
    except ValueError:
        return False
    made, said = octets[:-_HASH_OCTETS], octets[-_HASH_OCTETS:]
    if len(made) != _MOMENT_OCTETS + _CHANCE_OCTETS or not constant_time_compare(said, _hash(made, address)):
        return False
    age = int(now.timestamp()) - int.from_bytes(made[:_MOMENT_OCTETS], "big")
    return 0 <= age < LASTS.total_seconds()


def picture_origin(token: str, *, portal_host: str, portal_url: str) -> str:
    """Where the picture is: the one-off name, by the scheme and port at which people reach the portal."""
    portal = urlsplit(portal_url)
    port = f":{portal.port}" if portal.port else ""
    return f"{portal.scheme}://{token}.{zone_of(portal_host)}{port}"


def is_picture_host(host: str) -> bool:
    """True for a Host header that begins like a one-off name: whatever stands behind it, only the picture is shown there."""
    return _PICTURE_HOST.fullmatch(host) is not None


def _hash(made: bytes, address: str) -> bytes:
    return salted_hmac("belisha.filtering.check", made.hex() + address, algorithm="sha256").digest()[:_HASH_OCTETS]
