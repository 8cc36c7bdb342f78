"""Answers taken apart into octets that can be given again: to other askers, and with their age off their TTL.

Source: RFC 1035 sections 4.1 and 4.1.4 (records, compression). Only answers that the careful path made come here.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from typing import Final

import dns.message
import dns.name
import dns.rdatatype

from belisha.adapters.resolver.answers import UDP_OCTETS
from belisha.adapters.resolver.cache import KEPT_AT_MOST
from belisha.adapters.resolver.fast.shape import HEADER_OCTETS, Shape
from belisha.adapters.resolver.upstream.brief import Brief

_POINTER_TO_QUESTION: Final = b"\xc0\x0c"
_OPT: Final = int(dns.rdatatype.OPT)
_TRUNCATED: Final = 0x02
_EMPTY_OPT: Final = b"\0\0\x29" + UDP_OCTETS.to_bytes(2, "big") + bytes(6)
_EMPTY_OPT_OCTETS: Final = len(_EMPTY_OPT)
_ANSWER, _AVAILABLE, _AUTHENTIC, _CHECKING_DISABLED = 0x80, 0x80, 0x20, 0x10


@dataclass(frozen=True, slots=True)
class Body:
    """What stands behind the question of an answer, and its `head` (the header after the id): good for every asker of the same question.

    `ttls` holds (offset in `records`, seconds it is good for when `born`), of which at most `longest` are told; it holds until `until`,
    both in ticks. Until `whole_until` nothing is off what is told. `tag` says what decided that these records are the answer: another
    decision makes them worthless.
    """

    head: bytes
    records: bytes
    ttls: tuple[tuple[int, int], ...]
    longest: int
    born: float
    whole_until: float
    until: float
    tag: object

    @property
    def coarseness(self) -> int:
        """Seconds between two ages of it that are told apart: a sixtieth of what is told of it at most, at least one."""
        return 1 + int(self.until - self.whole_until) // 64

    def aged(self, seconds: int) -> bytes:
        """The records `seconds` after they were born: every TTL less by them."""
        records = bytearray(self.records)
        for offset, ttl in self.ttls:
            records[offset : offset + 4] = min(self.longest, max(0, ttl - seconds)).to_bytes(4, "big")
        return bytes(records)


def body_of(answer: bytes, end: int, now: float, tag: tuple[object, int], kept_for: float) -> Body | None:
    """The body of an `answer` whose question's name ends at `end`; None where it must not be given to others.

    That is: it is cut, says an error, carries an option (an extended error, a stale answer's), or may not be kept. The second of `tag` is
    the longest TTL that is told: a record that says it is good for `kept_for` seconds, which no record outlives, if that is more.
    """
    _, answers, authorities, additional = struct.unpack("!HHHH", answer[4:HEADER_OCTETS])
    if answer[2] & _TRUNCATED or answer[3] & 0x0F not in (0, 3) or additional > 1:
        return None
    start, longest = end + 5, tag[1]
    at, ttls = start, []
    for _ in range(answers + authorities):
        at = _after_name(answer, at)
        told = int.from_bytes(answer[at + 4 : at + 8], "big")
        ttls.append((at + 4 - start, told if told < longest else max(told, int(kept_for))))
        at += 10 + int.from_bytes(answer[at + 8 : at + 10], "big")
    has_options = additional and len(answer) != at + _EMPTY_OPT_OCTETS
    shortest = min((ttl for _, ttl in ttls), default=0)
    if has_options or not shortest:
        return None
    whole = now + max(0, shortest - longest)
    return Body(answer[2:HEADER_OCTETS], answer[start:], tuple(ttls), longest, now, whole, now + shortest, tag)


def body_of_brief(brief: Brief, shape: Shape, now: float, tag: tuple[object, int]) -> Body:
    """The body of an answer as a server gave it, for the wishes of `shape`; the second of `tag` is the longest TTL that is told."""
    recursion, flags, _ = shape.wishes
    is_told_authentic = brief.is_authentic and flags & _AUTHENTIC
    flags = _AVAILABLE | (flags & _CHECKING_DISABLED) | (_AUTHENTIC if is_told_authentic else 0) | brief.rcode
    head = struct.pack("!BBHHHH", _ANSWER | recursion, flags, 1, brief.answers, brief.authorities, int(shape.has_edns))
    life, longest = min(brief.lifetime, KEPT_AT_MOST), tag[1]
    records = brief.records + (_EMPTY_OPT if shape.has_edns else b"")
    body = Body(head, records, brief.ttls, longest, now, now + max(0, life - longest), now + life, tag)
    return replace(body, records=body.aged(0))


def _after_name(wire: bytes, at: int) -> int:
    """Where the name that starts at `at` is over, in a message we made ourselves."""
    while wire[at]:
        if wire[at] & 0xC0:
            return at + 2
        at += 1 + wire[at]
    return at + 1


def tail_for_any_name(response: dns.message.Message) -> bytes | None:
    """The records behind the question, written so that they fit every name asked: the question's own as a pointer, all others in full.

    None where a record's owner depends on the name in another way.
    """
    asked = response.question[0].name
    octets = bytearray()
    for record in (*response.answer, *response.authority):
        if record.name != asked and asked.is_subdomain(record.name):
            return None
        owner = _POINTER_TO_QUESTION if record.name == asked else record.name.to_wire() or b""
        for rdata in record:
            words = rdata.to_wire() or b""
            octets += owner + struct.pack("!HHIH", record.rdtype, record.rdclass, record.ttl, len(words)) + words
    if response.opt is not None:
        options = response.opt[0].to_wire() or b""
        octets += b"\0" + struct.pack("!HHIH", _OPT, response.opt.rdclass, response.opt.ttl, len(options)) + options
    return bytes(octets)
