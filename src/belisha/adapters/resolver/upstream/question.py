"""A question as it goes upstream, hard to forge an answer to: a random id, mixed letter case, and octets to compare answers with.

Sources: RFC 5452 sections 4 and 9 (random ids, matching), draft-vixie-dnsext-dns0x20 (letter case), RFC 8467 section 4.1 (padding).
"""

from __future__ import annotations

import struct
from collections.abc import Container
from dataclasses import dataclass
from random import Random

import dns.flags
import dns.message
import dns.name

from belisha.adapters.resolver.answers import UDP_OCTETS
from belisha.adapters.resolver.cache import UpstreamKey

PADDED_TO = 128  # octets, RFC 8467 section 4.1: over TLS the length of a question tells nobody which name it holds
_HEADER_OCTETS = 12
_CASE_BITS = bytes(0x20 if chr(octet).isascii() and chr(octet).isalpha() else 0 for octet in range(256))
_IN = 1
_PLAIN_HEAD = b"\x01\0" + b"\0\1\0\0\0\0\0\1"  # RD; one question and an OPT record
_PLAIN_TAIL = b"\0\0\x29" + UDP_OCTETS.to_bytes(2, "big") + bytes(6)
_ANSWER_TO_A_QUERY = 0x80  # QR set, opcode QUERY
_QR_AND_OPCODE = 0xF8


@dataclass(frozen=True, slots=True)
class Sent:
    """A question's octets, and those of them (name, type, class) that its answer must repeat."""

    wire: bytes
    asked: bytes

    @property
    def id(self) -> int:
        """The message's id."""
        return int.from_bytes(self.wire[:2], "big")

    def matches(self, reply: bytes) -> bool | None:
        """True for the answer to exactly this question; None where only the letter case differs; False for anything else."""
        is_answer = len(reply) >= _HEADER_OCTETS + len(self.asked) and reply[2] & _QR_AND_OPCODE == _ANSWER_TO_A_QUERY
        if not is_answer or reply[:2] != self.wire[:2] or reply[4:6] != b"\0\1":
            return False
        repeated = reply[_HEADER_OCTETS : _HEADER_OCTETS + len(self.asked)]
        if repeated == self.asked:
            return True
        return None if repeated.lower() == self.asked.lower() and repeated[-4:] == self.asked[-4:] else False


def make_question(key: UpstreamKey, chance: Random, *, is_padded: bool = False, taken: Container[int] = ()) -> Sent:
    """The question for `key` with random letter case and a random id that is none of `taken`."""
    number = chance.getrandbits(16)
    while number in taken:
        number = chance.getrandbits(16)
    name = dns.name.Name(_mixed(label, chance) for label in key.name.labels)
    message = dns.message.make_query(
        name,
        key.rdtype,
        use_edns=0,
        payload=UDP_OCTETS,
        want_dnssec=key.wants_dnssec,
        id=number,
        pad=PADDED_TO if is_padded else 0,
    )
    if key.checking_disabled:
        message.flags |= dns.flags.CD
    wire = message.to_wire()
    return Sent(wire, wire[_HEADER_OCTETS : _HEADER_OCTETS + len(name.to_wire() or b"") + 4])


def plain_question(name: bytes, rdtype: int, chance: Random) -> Sent:
    """The same for a name in octets and no wishes, put together at once."""
    asked = _mixed(name, chance) + struct.pack("!HH", rdtype, _IN)  # the lengths of labels are no letters
    return Sent(chance.getrandbits(16).to_bytes(2, "big") + _PLAIN_HEAD + asked + _PLAIN_TAIL, asked)


def _mixed(label: bytes, chance: Random) -> bytes:
    """The label with each of its letters large or small by chance, all drawn at once: asking the system for each would take longer."""
    letters = int.from_bytes(label.translate(_CASE_BITS), "big")
    octets = int.from_bytes(label, "big") ^ (chance.getrandbits(8 * len(label)) & letters) if label else 0
    return octets.to_bytes(len(label), "big")
