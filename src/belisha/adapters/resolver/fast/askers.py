"""Who asks: each address with its group, what it has asked in this second, and when that is too much.

Limits make the resolver no weapon: whoever forges a school device's address gets few and short answers sent to it. Addresses outside
the school get a refusal no longer than it must be, and only some of those.
Sources: response-rate limiting as name servers do it (a limit, and "slip" to TCP); RFC 5358 (answer nobody outside).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final

from belisha.adapters.resolver.fast.memories import Group
from belisha.adapters.resolver.proxy_header import address_of, unmapped
from belisha.core.names import Address

ADDRESSES_AT_MOST: Final = 20_000
REFUSALS_A_SECOND: Final = 200
"""In all; towards one network outside a tenth of them."""

NOTED_FOR: Final = 20
"""Seconds for which a closed name of one address, once noted, is not noted again: a page that tries and tries is one visit."""

_HOST_BITS: Final = {4: 32 - 24, 6: 128 - 56}
"""What one network outside is: a forger has more than an address."""


@dataclass(slots=True)
class Asker:
    """An address and its group (None: outside the school). `asked` and `alike` are of `second` alone, `noted` of `NOTED_FOR` seconds."""

    address: Address
    group: Group | None
    is_proof: bool = False
    second: int = -1
    asked: int = 0
    alike: dict[bytes, int] = field(default_factory=dict)
    noted: set[str] = field(default_factory=set)
    noted_until: int = 0

    def begin(self, second: int) -> None:
        """Start counting anew."""
        self.second, self.asked = second, 0
        if self.alike:
            self.alike = {}
        if self.noted and second >= self.noted_until:
            self.noted, self.noted_until = set(), second + NOTED_FOR


class Askers:
    """Everybody who asked since the school's networks last changed, at most `ADDRESSES_AT_MOST`."""

    def __init__(self, group_at: Callable[[Address], Group | None]) -> None:
        self._group_at = group_at
        self._by_octets: dict[bytes, Asker] = {}
        self._proofs: dict[Address, Asker] = {}
        self._second = -1
        self._refused = 0
        self._refused_by_network: Counter[int] = Counter()

    def at(self, host: str) -> Asker:
        """Who asks from this socket's peer name."""
        return self.at_octets(address_of(host).packed)

    def at_octets(self, octets: bytes) -> Asker:
        """Who asks from the address of these four or sixteen octets."""
        asker = self._by_octets.get(octets)
        if asker is None:
            if len(self._by_octets) >= ADDRESSES_AT_MOST:
                self._by_octets = {}
            address = unmapped(ip_address(octets))
            asker = self._by_octets[octets] = Asker(address, self._group_at(address))
        return asker

    def proof_from(self, address: Address) -> Asker:
        """A proof that asks as a device at `address` would: not limited, not noted."""
        asker = self._proofs.get(address)
        if asker is None:
            if len(self._proofs) >= ADDRESSES_AT_MOST:
                self._proofs = {}
            asker = self._proofs[address] = Asker(address, self._group_at(address), is_proof=True)
        return asker

    def may_refuse(self, address: Address, second: int) -> bool:
        """True where one more refusal may be sent towards `address` outside the school in this second."""
        if second != self._second:
            self._second, self._refused, self._refused_by_network = second, 0, Counter()
        self._refused += 1
        if self._refused > REFUSALS_A_SECOND:
            return False
        network = int(address) >> _HOST_BITS[address.version]
        self._refused_by_network[network] += 1
        return self._refused_by_network[network] <= REFUSALS_A_SECOND // 10


def cut_short(wire: bytes) -> bytes:
    """The answer that says nothing but "ask by TCP": header with TC, and the question where one can be seen. Never longer than `wire`."""
    end = wire.find(0, 12)
    question = wire[12 : end + 5] if wire[4:6] == b"\0\1" and 0 < end <= len(wire) - 5 else b""
    counts = (b"\0\1" if question else b"\0\0") + bytes(6)
    return wire[:2] + bytes((0x82 | (wire[2] & 0x79), 0x80)) + counts + question
