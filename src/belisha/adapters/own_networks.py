"""Which networks this machine is in, as Linux tells it: a first guess at a school's networks, and the names its portal may be asked by.

IPv4: /proc/net/route, a row for each network, in hexadecimal octets of the machine's own order (proc(5)); those with a gateway lie
elsewhere. IPv6: /proc/net/if_inet6, one row for each address with its prefix length.
"""

from __future__ import annotations

import socket
import struct
import sys
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Final

ROUTES: Final = Path("/proc/net/route")
ADDRESSES: Final = Path("/proc/net/if_inet6")
_ORDER: Final = "<" if sys.byteorder == "little" else ">"
_HOSTS: Final = {4: 31, 6: 127}
"""From this length on a network has no other devices: links from point to point, and single addresses."""

Network = IPv4Network | IPv6Network


def own_networks(routes: str | None = None, addresses: str | None = None) -> tuple[Network, ...]:
    """The networks this machine's cards are in, IPv4 first; none of its own alone (127.0.0.0/8, fe80::/10). Empty where nobody tells.

    `routes` and `addresses` are the texts of the two files, read where they are not given.
    """
    found = [*_of_routes(_read(ROUTES) if routes is None else routes), *_of_addresses(_read(ADDRESSES) if addresses is None else addresses)]
    return tuple(dict.fromkeys(one for one in found if not _is_of_nobody_else(one)))


def own_addresses() -> tuple[str, ...]:
    """The addresses by which this machine is reached, as far as it knows: of its cards, IPv4 and IPv6, and 127.0.0.1."""
    found = {"127.0.0.1": None}
    for kind, somewhere in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with socket.socket(kind, socket.SOCK_DGRAM) as wire:  # connecting UDP sends nothing: it only chooses the card
            try:
                wire.connect((somewhere, 9))
                found[wire.getsockname()[0]] = None
            except OSError:
                continue
    for row in _read(ADDRESSES).splitlines():
        address = ip_address(bytes.fromhex(row.split()[0]))
        if not address.is_link_local:
            found[str(address)] = None
    return tuple(found)


def _is_of_nobody_else(one: Network) -> bool:
    """True for what is everything, this machine itself, its link, or a network without other devices."""
    return one.is_loopback or one.is_link_local or one.prefixlen == 0 or one.prefixlen >= _HOSTS[one.version]


def _of_routes(text: str) -> list[Network]:
    found: list[Network] = []
    for row in text.splitlines()[1:]:
        cells = row.split()
        if len(cells) < 8 or int(cells[2], 16) != 0:
            continue
        found.append(ip_network(f"{ip_address(_octets(cells[1]))}/{ip_address(_octets(cells[7]))}", strict=False))
    return found


def _octets(word: str) -> bytes:
    """The four octets of an address as they stand in the file."""
    return struct.pack(f"{_ORDER}I", int(word, 16))


def _of_addresses(text: str) -> list[Network]:
    found: list[Network] = []
    for row in text.splitlines():
        cells = row.split()
        if len(cells) >= 3:
            found.append(ip_network((bytes.fromhex(cells[0]), int(cells[2], 16)), strict=False))
    return found


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""
