"""The shape of an ordinary question: one name of plain letters, class IN, a common type, at most an empty OPT record behind it.

Sources: RFC 1035 section 4.1 (the octets), RFC 6891 section 6.1.2 (OPT). Whatever differs in anything has no shape here.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

import dns.rdatatype as types

from belisha.adapters.resolver.answers import PLAIN_UDP_OCTETS, UDP_OCTETS

HEADER_OCTETS: Final = 12
_ORDINARY_TYPES: Final = frozenset(
    {types.A, types.NS, types.CNAME, types.SOA, types.PTR, types.MX, types.TXT, types.AAAA, types.SRV, types.NAPTR, types.DS}
    | {types.SVCB, types.HTTPS, types.CAA, types.DNSKEY}
)
_ORDINARY_NAME: Final = re.compile(rb"[a-z0-9_.-]+").fullmatch
_ONE_QUESTION: Final = {b"\0\1\0\0\0\0\0\0": False, b"\0\1\0\0\0\0\0\1": True}  # the counts, and whether an OPT record follows
_OPT_OCTETS: Final = 11


class Shape(NamedTuple):
    """An ordinary question. `end` is where its name's last octet stands; `room` the octets that its asker takes by UDP.

    `wishes` are its four flags that shape an answer: RD, AD, CD as in the header, and DO.
    """

    end: int
    name: str
    rdtype: int
    room: int
    has_edns: bool
    wishes: tuple[int, int, bool]


def shape_of(wire: bytes) -> Shape | None:
    """The shape of the question in `wire`, or None where it is not an ordinary one. Never raises."""
    has_edns = _ONE_QUESTION.get(wire[4:12])
    if has_edns is None or wire[2] > 1 or wire[3] & 0xCF:
        return None
    end = wire.find(0, HEADER_OCTETS)
    after = end + 5
    rdtype = int.from_bytes(wire[end + 1 : end + 3], "big")
    if end < 0 or rdtype not in _ORDINARY_TYPES or wire[end + 3 : after] != b"\0\1":
        return None
    room, is_signed_wanted = PLAIN_UDP_OCTETS, False
    if has_edns:
        option = wire[after:]
        if len(option) != _OPT_OCTETS or option[:3] != b"\0\0\x29" or option[5:7] != b"\0\0" or option[7] & 0x7F or any(option[8:]):
            return None
        room = min(max(int.from_bytes(option[3:5], "big"), PLAIN_UDP_OCTETS), UDP_OCTETS)
        is_signed_wanted = option[7] == 0x80
    elif len(wire) != after:
        return None
    name = _name(wire, end)
    return Shape(end, name, rdtype, room, has_edns, (wire[2], wire[3], is_signed_wanted)) if name else None


def _name(wire: bytes, end: int) -> str:
    """The name that ends at `end` in plain lower case; "" where it is the root, or holds anything but plain letters."""
    labels = []
    at = HEADER_OCTETS
    while at < end:
        length = wire[at]
        labels.append(wire[at + 1 : at + 1 + length])
        at += 1 + length
        if length > 63:
            return ""
    joined = b".".join(labels).lower()
    is_ordinary = at == end and joined.count(b".") == len(labels) - 1 and len(joined) < 254 and _ORDINARY_NAME(joined)
    return joined.decode("ascii") if is_ordinary else ""
