"""The PROXY protocol version 2 header: how a proof says from which address it asks. Source: PROXY protocol, section 2.2."""

from __future__ import annotations

import struct
from ipaddress import IPv4Address, IPv6Address, ip_address

from belisha.core.names import Address

SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"
_VERSION_2_PROXY = 0x21
_DATAGRAM_OVER = {4: 0x12, 6: 0x22}  # family and transport: IPv4 or IPv6, datagram
_ADDRESS_OCTETS = {0x12: 4, 0x22: 16}


class NoHeader(ValueError):
    """The datagram does not start with a PROXY protocol v2 header that says a source address."""


def with_header(source: Address, wire: bytes) -> bytes:
    """`wire` behind a header that says it comes from `source` (port 0), to the unspecified address."""
    nowhere = bytes(len(source.packed))
    addresses = source.packed + nowhere + struct.pack("!HH", 0, 0)
    return SIGNATURE + struct.pack("!BBH", _VERSION_2_PROXY, _DATAGRAM_OVER[source.version], len(addresses)) + addresses + wire


def split_header(datagram: bytes) -> tuple[Address, bytes]:
    """The source address that the header says, and what follows the header. Raises NoHeader."""
    if len(datagram) < 16 or not datagram.startswith(SIGNATURE):
        raise NoHeader("no PROXY protocol v2 signature")
    command, family, length = struct.unpack("!BBH", datagram[12:16])
    octets = _ADDRESS_OCTETS.get(family, 0)
    if command != _VERSION_2_PROXY or not octets or length < 2 * octets + 4 or len(datagram) < 16 + length:
        raise NoHeader("the PROXY protocol header is not one for a datagram from an address")
    packed = datagram[16 : 16 + octets]
    return unmapped(IPv4Address(packed) if octets == 4 else IPv6Address(packed)), datagram[16 + length :]


def address_of(text: str) -> Address:
    """The address in a socket's peer name: no zone index, an IPv4 address mapped into IPv6 as itself."""
    return unmapped(ip_address(text.partition("%")[0]))


def unmapped(address: Address) -> Address:
    """An IPv4 address that is mapped into IPv6 as itself; any other as it is."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
