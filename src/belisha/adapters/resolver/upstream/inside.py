"""Rebinding: a public name that leads to an address inside the school, so that a page of a stranger reaches the school's own machines.

Source: RFC 1918, 4193, 3927, 4291, 6598 (whose addresses these are); RFC 6303 and the habit of resolvers ("private addresses").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import dns.rcode
import dns.rdatatype
from dns.rdtypes.svcbbase import ParamKey

from belisha.adapters.resolver.cache import Found
from belisha.core.names import Address

_INSIDE = tuple(
    ip_network(words)
    for words in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"),
        *("::/128", "::1/128", "fc00::/7", "fe80::/10", "fec0::/10"),
    )
)
_TRANSLATED = ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits
_HINTS = (ParamKey.IPV4HINT, ParamKey.IPV6HINT)


def is_inside(address: Address) -> bool:
    """True for an address that only a school's own network, or this machine, can mean."""
    if isinstance(address, IPv6Address):
        within = address.ipv4_mapped or (IPv4Address(int(address) & 0xFFFFFFFF) if address in _TRANSLATED else None)
        if within is not None:
            return is_inside(within)
    return any(address.version == network.version and address in network for network in _INSIDE)


def without_way_inside(found: Found) -> Found:
    """The answer itself; or nothing in its place, saying why, where any of its addresses leads inside."""
    inside = next((address for address in _addresses(found) if is_inside(address)), None)
    if inside is None:
        return found
    words = f"Dropped: this public name leads to {inside}, inside the school's network. Tell the network manager if it should."
    return replace(found, rcode=int(dns.rcode.NOERROR), answer=(), authority=(), is_authentic=False, dropped=words)


def _addresses(found: Found) -> Iterator[Address]:
    """Every address of an answer, those in hints (RFC 9460 section 7.3) too."""
    for record in found.answer:
        if record.rdtype in (dns.rdatatype.A, dns.rdatatype.AAAA):
            yield from (ip_address(rdata.address) for rdata in record)
        elif record.rdtype in (dns.rdatatype.HTTPS, dns.rdatatype.SVCB):
            for rdata in record:
                hints = [rdata.params[kind] for kind in _HINTS if rdata.params.get(kind) is not None]
                yield from (ip_address(address) for hint in hints for address in hint.addresses)
