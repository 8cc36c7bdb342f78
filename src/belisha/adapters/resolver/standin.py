"""A stand-in upstream for a school with no network: every name has one loopback address. For demos and tests only."""

from __future__ import annotations

from ipaddress import IPv4Address

from belisha.adapters.resolver.answers import LOCAL_TTL, NotAnswerable, address_answer, read_question, tcp_wire, udp_wire
from belisha.core.names import Address


class Standin:
    """Answers A for any name with `address`, no data for every other type; TTL 60 seconds."""

    def __init__(self, address: IPv4Address) -> None:
        self._address = address

    async def answer(self, wire: bytes, source: Address, *, by_tcp: bool) -> bytes | None:
        """The answer's octets; the short refusal, or None, for what is no question."""
        try:
            asked = read_question(wire)
        except NotAnswerable as refusal:
            return refusal.reply
        response = address_answer(asked, self._address, LOCAL_TTL)
        return tcp_wire(response) if by_tcp else udp_wire(response, asked)
