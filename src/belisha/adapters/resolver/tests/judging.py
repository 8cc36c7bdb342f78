"""What holds for every answer to every packet, whoever made either; and what two answers must share to mean the same.

Sources: RFC 1035 section 4.1.1 (id, opcode, QR), RFC 5452 section 9 (the question repeated), RFC 6891 section 6.2.3 (sizes).
"""

from __future__ import annotations

from typing import Any

import dns.edns
import dns.exception
import dns.flags
import dns.message

UDP_OCTETS = 1_232
MORE_OUTSIDE = 18
"""Octets that an answer to an address outside may be longer than its question: an extended error's six, and a question's name that
was written as a pointer into the header (twelve)."""


def check_answer(wire: bytes, answer: bytes | None, *, by_tcp: bool, is_outside: bool) -> None:
    """Raises AssertionError, with a sentence, where `answer` is not one that may be sent for `wire`."""
    if answer is None:
        return
    assert len(answer) >= 12, "an answer without a whole header"
    assert answer[:2] == wire[:2], "an answer with another id"
    assert answer[2] & 0x80, "an answer that says it is a question"
    assert not wire[2] & 0x80, "an answer to an answer"
    assert (answer[2] ^ wire[2]) & 0x79 == 0, "an answer with another operation, or another wish for recursion"
    reply = dns.message.from_wire(answer, ignore_trailing=False)  # reads to the last octet, or raises
    asked = _read(wire)
    assert len(reply.question) <= 1, "an answer with more than one question"
    if reply.question and asked is not None:
        assert reply.question[0].name.labels == asked.question[0].name.labels, "an answer with another question, or other letters"
        assert (reply.question[0].rdtype, reply.question[0].rdclass) == (asked.question[0].rdtype, asked.question[0].rdclass)
    if not by_tcp:
        room = UDP_OCTETS if asked is None else 512 if asked.edns < 0 else min(max(asked.payload, 512), UDP_OCTETS)
        assert len(answer) <= room, f"{len(answer)} octets by UDP where {room} may be sent"
    if asked is not None and asked.edns < 0:
        assert reply.edns < 0, "EDNS for a client without it"
    if is_outside:
        assert len(answer) <= len(wire) + MORE_OUTSIDE, f"{len(answer)} octets to an address outside that sent {len(wire)}"
        assert not reply.answer, "an answer for an address outside"


def _read(wire: bytes) -> dns.message.Message | None:
    try:  # without the flags that say nothing: Python remembers every combination, and the memory of this process is measured
        return dns.message.from_wire(wire[:2] + bytes((wire[2] & 0x79, wire[3] & 0x30)) + wire[4:])
    except (dns.exception.DNSException, ValueError, IndexError, KeyError):
        return None


def meaning(answer: bytes | None) -> Any:
    """What an answer says, its id, letters and ages apart: equal for two answers that mean the same."""
    if answer is None:
        return None
    reply = dns.message.from_wire(answer)
    sections = [sorted((str(r.name).lower(), int(r.rdtype), sorted(str(x) for x in r)) for r in s) for s in (reply.answer, reply.authority)]
    options = sorted(str(option) for option in reply.options if not isinstance(option, dns.edns.CookieOption))
    question = [(str(record.name), int(record.rdtype)) for record in reply.question]
    return int(reply.flags), int(reply.rcode()), reply.edns, int(reply.ednsflags), reply.payload, question, sections, options
