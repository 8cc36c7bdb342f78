"""Ranges of addresses as people write them: read, counted, held against one another. Pure."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_interface, ip_network
from typing import Final

from belisha.core.names import Network
from belisha.kit.access import Refused

WRITE_IT: Final = "write it like 10.1.2.0/24 or fd12:3456:789a::/64"
WIDEST: Final = {4: 8, 6: 7}
"""The widest range a school can have: 10.0.0.0/8 (RFC 1918, section 3) and fc00::/7 (RFC 4193, section 3.1)."""

INSIDE: Final = tuple(
    map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "::1/128", "fc00::/7", "fe80::/10", "169.254.0.0/16"))
)
"""Addresses that no device outside can have: RFC 1918, RFC 4193, and what a device is to itself and its link (RFC 6890)."""

MAPPED: Final = ip_network("::ffff:0:0/96")  # RFC 4291, section 2.5.5.2
NETWORK_OF_IPV6: Final = 2**64  # the addresses of one network: RFC 4291, section 2.5.1
LONGEST_SHOWN: Final = 60


def read_range(words: str) -> Network:
    """The range of addresses these words say. Raises Refused with a sentence that says what is wrong and what to write."""
    text = words.strip()
    try:
        read = ip_network(text)
    except ValueError as fault:
        raise Refused(_what_is_wrong(text)) from fault
    if read.network_address.is_multicast or read.network_address.is_unspecified:
        raise Refused(f"{read} holds addresses that no device has: {WRITE_IT}.")
    if read.prefixlen < WIDEST[read.version]:
        raise Refused(f"{read} is wider than any school's network: write at least /{WIDEST[read.version]} behind the address.")
    if read.version == MAPPED.version and is_inside(read, MAPPED):
        raise Refused(f"{read} is a range of IPv4 addresses in the dress of IPv6: write it as IPv4, like 10.1.2.0/24.")
    return read


def _what_is_wrong(text: str) -> str:
    """A sentence about words that are no range."""
    shown = f"“{text[:LONGEST_SHOWN]}”"
    if not text:
        return f"Nothing was written: {WRITE_IT}."
    if "%" in text:
        return f"{shown} names a network card behind the %: leave that out."
    if inside := _of_one_device(text):
        return f"{shown} is one device's address in a range: for the whole range write {inside}, for the one device leave out the slash."
    if stars := re.fullmatch(r"(\d+)\.(\d+)\.(\d+)\.(?:\*|x|X|0\s*-\s*255)", text):
        return f"{shown} is no range of addresses: if you mean all that begin so, write {'.'.join(stars.groups())}.0/24."
    if re.search(r"(^|\.)0\d", text):
        return f"{shown} has a part that begins with 0, which some programs read as another number: leave out such zeros."
    if "-" in text:
        return f"{shown} is written from one address to another: write it as a range with a slash, like 10.1.2.0/24, or as several."
    if high := _too_high(text):
        return f"{shown} is no range of addresses: {high}."
    return f"{shown} is no range of addresses: {WRITE_IT}."


def _of_one_device(text: str) -> str:
    """The range around "10.1.2.7/24", or ""."""
    try:
        return str(ip_interface(text).network)
    except ValueError:
        return ""


def _too_high(text: str) -> str:
    """What is too high in words that look like IPv4, or ""."""
    found = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)\.(\d+)(?:/(\d+))?", text)
    if found is None:
        return ""
    *parts, length = found.groups()
    if any(int(part) > 255 for part in parts):
        return f"{next(part for part in parts if int(part) > 255)} is more than 255"
    return f"/{length} is more than /32" if length and int(length) > 32 else ""


def is_inside(inner: Network, outer: Network) -> bool:
    """True where every address of the first is one of the second."""
    return inner.version == outer.version and inner.network_address in outer and inner.broadcast_address in outer


def warnings_about(asked: Network) -> tuple[str, ...]:
    """What somebody should look at twice before saving this range; none for an ordinary one."""
    told = []
    if asked.num_addresses == 1:
        told.append(f"This is one single address. If you mean a whole network, write how wide it is, like {asked.network_address}/24.")
    if not any(is_inside(asked, inside) for inside in INSIDE):
        told.append(_of_public(asked))
    if asked.network_address.is_link_local:
        told.append("Devices give themselves such addresses while they have no other: look at why they got none.")
    if asked.version == 6 and 64 < asked.prefixlen < 128:
        told.append("A network of IPv6 is /64 as a rule, and devices change their addresses within it: a narrower range misses them.")
    return tuple(told)


def _of_public(asked: Network) -> str:
    if asked.version == 6:
        return (
            "These are public IPv6 addresses. That is usual in a school with IPv6; see that nobody outside reaches the resolver's port 53 "
            "through the firewall."
        )
    return (
        "These are public addresses, which devices inside a school seldom have. If they are not the school's own, the resolver would "
        "answer strangers; if they are, close its port 53 to the outside in the firewall."
    )


def counted(count: int) -> str:
    """So many addresses in words: "1 address", "65,536 addresses", "16 IPv6 networks (/64)"."""
    if count >= NETWORK_OF_IPV6:
        networks = count // NETWORK_OF_IPV6
        return f"{networks:,} IPv6 network{'' if networks == 1 else 's'} (/64)"
    return f"{count:,} address{'' if count == 1 else 'es'}"


def read_address(words: str) -> str:
    """One device's address in its usual form. Raises Refused where it is none."""
    try:
        return str(ip_address(words.strip()))
    except ValueError as fault:
        raise Refused(
            f"“{words.strip()[:LONGEST_SHOWN]}” is no address of a device: write it like 10.1.2.7 or fd12:3456:789a::7."
        ) from fault
