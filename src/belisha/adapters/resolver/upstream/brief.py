"""An ordinary answer read from its octets: an alias or two and addresses, or nothing and an SOA. All others are read with care.

It says what `believing` and `inside` say of the same octets, at a twentieth of the work; where it cannot tell, it says nothing.
Sources: RFC 1035 sections 4.1 and 4.1.4 (records, compression), RFC 2181 section 8 (TTL), RFC 2308 section 5 (negative answers), RFC 6891.
"""

from __future__ import annotations

import struct
from ipaddress import ip_address
from typing import Final, NamedTuple

import dns.rdatatype as types

from belisha.adapters.resolver.upstream.believing import LONGEST_CHAIN
from belisha.adapters.resolver.upstream.inside import is_inside

_HEADER_OCTETS: Final = 12
_TRUNCATED: Final = 0x02
_AUTHENTIC: Final = 0x20
_NXDOMAIN: Final = 3
_ADDRESS_OCTETS: Final = {int(types.A): 4, int(types.AAAA): 16}
_CNAME, _SOA, _NS, _OPT = int(types.CNAME), int(types.SOA), int(types.NS), int(types.OPT)
_MAYBE_INSIDE: Final = frozenset({0, 10, 100, 127, 169, 172, 192})
"""First octets of IPv4 addresses that only a school's own network can mean, among others."""

_LONGEST_NAME: Final = 255
_LONGEST_TTL: Final = 2**31 - 1
_ROOT: Final = 0


class Brief(NamedTuple):
    """What stands behind the question, octet by octet as it came: pointers in it hold behind every question of the same length.

    `ttls` holds (offset in `records`, seconds), an SOA's no longer than what it says of negative answers.
    """

    records: bytes
    answers: int
    authorities: int
    ttls: tuple[tuple[int, int], ...]
    rcode: int
    is_authentic: bool

    @property
    def lifetime(self) -> int:
        """Seconds for which all of it may be kept."""
        return min(ttl for _, ttl in self.ttls)


class _Unclear(Exception):
    """Something that is not as plain as all the rest here."""


def read_briefly(wire: bytes, end: int, rdtype: int, *, may_lead_inside: bool = False) -> Brief | None:
    """What a matched answer says, whose question ends at `end` and asked for `rdtype`; None where it must be read with care.

    So must one with an address inside a school, unless it `may_lead_inside`.
    """
    try:
        return _Reader(wire, end, may_lead_inside=may_lead_inside).read(rdtype)
    except (_Unclear, IndexError, struct.error):
        return None


class _Reader:
    """Walks the octets once. `names` holds where a name begins that was met, and its length: all that a pointer may point to."""

    def __init__(self, wire: bytes, end: int, *, may_lead_inside: bool) -> None:
        self._wire = wire
        self._may_lead_inside = may_lead_inside
        self._end = self._at = end
        self._names: dict[int, int] = {}
        self._walk_name(_HEADER_OCTETS)
        self._at = end
        self._ttls: list[tuple[int, int]] = []

    def read(self, rdtype: int) -> Brief:
        """The answer. Raises _Unclear, IndexError, struct.error."""
        wire = self._wire
        questions, answers, authorities, additional = struct.unpack_from("!HHHH", wire, 4)
        rcode = wire[3] & 0x0F
        if questions != 1 or wire[2] & _TRUNCATED or rcode not in (0, _NXDOMAIN):
            raise _Unclear
        has_addresses = self._read_answers(answers, rdtype)
        if has_addresses and rcode:
            raise _Unclear
        stop = self._at
        if has_addresses:
            self._skip(authorities, {_NS})
            authorities = 0
        else:
            self._read_soa(authorities)
            stop = self._at
        self._skip(additional, {*_ADDRESS_OCTETS, _OPT})
        if self._at != len(wire):
            raise _Unclear
        return Brief(wire[self._end : stop], answers, authorities, tuple(self._ttls), rcode, bool(wire[3] & _AUTHENTIC))

    def _read_answers(self, count: int, rdtype: int) -> bool:
        """The chain from the question's name and the addresses at its end, in order; True where there are any."""
        owner, owners, has_addresses = _HEADER_OCTETS, {_HEADER_OCTETS}, False
        for _ in range(count):
            if self._pointer(self._at) != owner:
                raise _Unclear
            self._at += 2
            kind, start, stop = self._read_head()
            if kind == rdtype and _ADDRESS_OCTETS.get(kind) == stop - start and self._may_say(self._wire[start:stop]):
                has_addresses = True
            elif kind == _CNAME != rdtype and not has_addresses and self._walk_name(start) == stop:
                owner = self._pointer(start) if self._wire[start] & 0xC0 else start
                if owner in owners or len(owners) > LONGEST_CHAIN:
                    raise _Unclear
                owners.add(owner)
            else:
                raise _Unclear
            self._at = stop
        return has_addresses

    def _read_soa(self, count: int) -> None:
        """The one SOA of a negative answer, of a zone in which a name of the chain stands."""
        known = set(self._names)
        if count != 1:
            raise _Unclear
        if self._wire[self._at] == _ROOT:
            self._at += 1
        elif self._pointer(self._at) in known:
            self._at += 2
        else:
            raise _Unclear
        kind, start, stop = self._read_head()
        if kind != _SOA or self._walk_name(self._walk_name(start)) + 20 != stop:
            raise _Unclear
        offset, ttl = self._ttls[-1]
        self._ttls[-1] = offset, min(ttl, int.from_bytes(self._wire[stop - 4 : stop], "big"))
        self._at = stop

    def _skip(self, count: int, kinds: set[int]) -> None:
        """Records of these kinds that nobody is told. An OPT must say nothing new: no longer code of failure, no other version."""
        kept = len(self._ttls)
        for _ in range(count):
            opens = self._wire[self._at]
            self._at = self._at + 1 if opens == _ROOT else self._walk_name(self._at)
            said = self._wire[self._at + 4 : self._at + 6]
            kind, start, self._at = self._read_head(is_opt_allowed=True)
            if kind not in kinds or (kind == _OPT and (said != b"\0\0" or opens != _ROOT)):
                raise _Unclear
            if kind == _NS and self._walk_name(start) != self._at:
                raise _Unclear
        del self._ttls[kept:]

    def _read_head(self, *, is_opt_allowed: bool = False) -> tuple[int, int, int]:
        """Type, start and end of the data of the record whose owner is just read."""
        kind, rdclass, ttl, length = struct.unpack_from("!HHIH", self._wire, self._at)
        is_opt = kind == _OPT and is_opt_allowed
        start = self._at + 10
        stop = start + length
        if stop > len(self._wire) or ((rdclass != 1 or ttl > _LONGEST_TTL) and not is_opt):
            raise _Unclear
        self._ttls.append((self._at + 4 - self._end, ttl))
        return kind, start, stop

    def _may_say(self, address: bytes) -> bool:
        return self._may_lead_inside or _is_outside(address)

    def _pointer(self, at: int) -> int:
        """Where the pointer at `at` points to. Raises _Unclear for anything else."""
        first = self._wire[at]
        if first & 0xC0 != 0xC0:
            raise _Unclear
        return (first & 0x3F) << 8 | self._wire[at + 1]

    def _walk_name(self, at: int) -> int:
        """Where the name that begins at `at` is over; each place in it may be pointed to from now on. Raises _Unclear."""
        starts, wire = [], self._wire
        while (length := wire[at]) and not length & 0xC0:
            starts.append(at)
            at += 1 + length
        if length:
            rest, after = self._names[target] if (target := self._pointer(at)) in self._names else 0, at + 2
            if not rest:
                raise _Unclear
        else:
            rest, after = 1, at + 1
        for start in starts[::-1]:
            rest += 1 + wire[start]
            self._names[start] = rest
        if rest > _LONGEST_NAME or after > len(wire):
            raise _Unclear
        return after


def _is_outside(address: bytes) -> bool:
    """True for an address that a public name may have."""
    if len(address) == 4:
        return address[0] not in _MAYBE_INSIDE or not is_inside(ip_address(address))
    return address[0] & 0xE0 == 0x20 or not is_inside(ip_address(address))
