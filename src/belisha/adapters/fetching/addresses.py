"""Where a fetch may go: an address is taken apart, its name resolved, and every address of numbers checked before it is connected to."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from belisha.adapters.fetching.model import NotFetched

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Iterable[str]]
"""Addresses of a name at a port, in the order to try them. Raises OSError where it has none."""

PORTS: Final = {"https": 443, "http": 80}
LONGEST_URL: Final = 500
TRANSLATED: Final = ip_network("64:ff9b::/96")
"""An IPv4 address as a translating network shows it to IPv6 (RFC 6052, section 2.1)."""


@dataclass(frozen=True, slots=True)
class Place:
    """A web address taken apart: scheme, name as it is asked for, port, and path with its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """What the Host field holds (RFC 9110, section 7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.authority}{self.path}"


@dataclass(frozen=True, slots=True)
class Reach:
    """Which addresses may be asked: every public one, and those of the networks inside that were named on purpose."""

    inside: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def from_words(cls, words: str) -> Reach:
        """The networks in "10.0.0.0/8 fd00::/8". Raises ValueError with a sentence."""
        try:
            return cls(tuple(ip_network(word) for word in words.split()))
        except ValueError as fault:
            raise ValueError(f"“{words}” are not networks: write them like 10.20.0.0/16, with spaces between them ({fault})") from fault

    def after(self, addresses: Iterable[Address]) -> Reach:
        """What may be asked where these addresses send us: nobody outside sends us inside."""
        return self if all(map(self.is_inside, addresses)) else Reach()

    def is_inside(self, address: Address) -> bool:
        """True for an address of the networks that were named."""
        return any(address in network for network in self.inside)

    def may_connect(self, address: Address) -> bool:
        """True for a public address, and for one that was named. One that stands for another is judged by both."""
        plain = address.ipv4_mapped if isinstance(address, IPv6Address) and address.ipv4_mapped else address
        return self.is_inside(plain) or (plain.is_global and not plain.is_multicast and not _leads_elsewhere(plain))


def place_of(url: str) -> Place:
    """The address taken apart. Raises NotFetched for what is no address of the web, or carries a name and password."""
    if len(url) > LONGEST_URL or any(letter <= " " or letter == "\x7f" for letter in url):
        raise NotFetched(f"“{url[:80]}” is not an address: it has {LONGEST_URL} letters at most, and no spaces.")
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").rstrip(".")
    except ValueError as fault:
        raise NotFetched(f"“{url[:80]}” is not an address: write it like https://lists.example/games.txt.") from fault
    if parts.scheme not in PORTS or not host:
        raise NotFetched(f"“{url[:80]}” is not an address of the web: write it like https://lists.example/games.txt.")
    if parts.username is not None or parts.password is not None:
        raise NotFetched("An address with a name and a password in it is not kept: ask the publisher for one without.")
    try:
        name = host if ":" in host else host.encode("idna").decode("ascii")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        path.encode("ascii")
    except UnicodeError as fault:
        raise NotFetched(f"“{url[:80]}” is not an address as the wire has it: copy it from the address bar of a browser.") from fault
    return Place(parts.scheme, name.lower(), port or PORTS[parts.scheme], path)


def addresses_of(place: Place, *, reach: Reach, resolve: Resolve) -> list[Address]:
    """The addresses this place may be asked at. Raises NotFetched where it has none, or only some that nobody may be led to.

    Plain http goes to machines inside alone: on its way through the world anybody could take names out of a list.
    """
    try:
        found = [ip_address(text.partition("%")[0]) for text in resolve(place.host, place.port)]
    except (OSError, ValueError) as fault:
        raise NotFetched(f"{place.host} was not found: check the address, and whether this server finds other names.") from fault
    allowed = [address for address in dict.fromkeys(found) if reach.may_connect(address)]
    if not allowed:
        raise NotFetched(
            f"{place.host} is inside a network ({', '.join(map(str, found[:3])) or 'it has no address'}), and lists are fetched from "
            "public addresses alone. If it is a server of the school, name its network in BELISHA_LISTS_FROM."
        )
    if place.scheme == "http" and not all(map(reach.is_inside, allowed)):
        raise NotFetched(
            f"{place.host} cannot be asked without encryption, for anybody on the way could change the list: give an address with https."
        )
    return allowed


def system_resolve(host: str, port: int) -> list[str]:
    """What this machine's own resolver says. Raises OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def _leads_elsewhere(address: Address) -> bool:
    """True for an IPv6 address that carries an IPv4 one which is not public (translated, 6to4, Teredo)."""
    if not isinstance(address, IPv6Address):
        return False
    if address.sixtofour or address.teredo:
        return True
    return address in TRANSLATED and not IPv4Address(int(address) & 0xFFFFFFFF).is_global
