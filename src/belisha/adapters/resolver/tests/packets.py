"""Packets nobody should send: questions of every kind, damaged a little or much, and shapes made to break readers. From chance alone."""

from __future__ import annotations

import struct
from collections.abc import Callable
from random import Random

import dns.edns
import dns.flags
import dns.message
import dns.rdatatype

from belisha.adapters.resolver.proxy_header import SIGNATURE, with_header
from belisha.core.names import Address

NAMES = (
    *("youtube.com", "www.youtube.com", "wWw.yOuTuBe.CoM", "games.example", "illegal.example", "bbc.co.uk", "mask.icloud.com", "."),
    *("www.google.co.uk", "forcesafesearch.google.com", "portal.belisha.test", "localhost", "_dns.resolver.arpa", "x.onion", "com"),
    *("_sip._tcp.bbc.co.uk", "1.2.0.192.in-addr.arpa", "xn--mnchen-3ya.example", "a\\.b.example", "\\000\\255.example", "*.example"),
    *(".".join(["a" * 63] * 3 + ["b" * 61]), ".".join(["a"] * 127), "x" * 63 + ".youtube.com", "a b.example", "UPPER_case-1.example"),
)
TYPES = (*range(1, 66), 99, 128, 249, 250, 251, 252, 253, 254, 255, 256, 257, 32_768, 65_280, 65_535)
CLASSES = (1, 1, 1, 1, 1, 1, 3, 4, 254, 255, 0)
_ROOT_OPT = b"\0" + struct.pack("!H", dns.rdatatype.OPT)


def question(chance: Random) -> bytes:
    """A well-formed question: any name, type, class, flags and options; often an ordinary one."""
    flags = chance.choice((dns.flags.RD, dns.flags.RD, dns.flags.RD, 0, dns.flags.RD | dns.flags.CD, dns.flags.RD | dns.flags.AD))
    name = chance.choice(NAMES) if chance.random() < 0.9 else f"n{chance.randrange(100_000)}.example"
    rdtype = chance.choice((1, 28, 65, 16)) if chance.random() < 0.6 else chance.choice(TYPES)
    edns: dict[str, object] = {}
    if chance.random() < 0.7:
        options = [chance.choice(OPTIONS)(chance) for _ in range(chance.choice((0, 0, 0, 1, 1, 2, 6)))]
        payload = chance.choice((0, 511, 512, 513, 1_232, 1_233, 4_096, 65_535))
        edns = {"use_edns": 0, "payload": payload, "options": options, "want_dnssec": chance.random() < 0.3}
    message = dns.message.make_query(name, rdtype, chance.choice(CLASSES), flags=flags, id=chance.getrandbits(16), **edns)
    return message.to_wire(max_size=65_535)


def _cookie(chance: Random) -> dns.edns.Option:
    return dns.edns.GenericOption(dns.edns.OptionType.COOKIE, chance.randbytes(chance.choice((8, 8, 8, 16, 24, 40, 0, 7, 9, 15, 41, 300))))


def _subnet(chance: Random) -> dns.edns.Option:
    return dns.edns.GenericOption(dns.edns.OptionType.ECS, struct.pack("!HBB", 1, chance.choice((24, 0, 255)), 0) + chance.randbytes(3))


def _unknown(chance: Random) -> dns.edns.Option:
    return dns.edns.GenericOption(
        chance.choice((3, 5, 6, 9, 10, 11, 12, 13, 14, 15, 18, 20, 65_001)), chance.randbytes(chance.randrange(40))
    )


OPTIONS: tuple[Callable[[Random], dns.edns.Option], ...] = (_cookie, _cookie, _subnet, _unknown, _unknown)


def _bit(wire: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(wire) or 1)
    return wire[:at] + bytes((wire[at] ^ 1 << chance.randrange(8),)) + wire[at + 1 :] if wire else wire


def _octet(wire: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(wire) or 1)
    return wire[:at] + bytes((chance.choice((0, 1, 0x3F, 0x40, 0x80, 0xBF, 0xC0, 0xFF, chance.randrange(256))),)) + wire[at + 1 :]


def _cut(wire: bytes, chance: Random) -> bytes:
    return wire[: chance.randrange(len(wire) + 1)]


def _more(wire: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(wire) + 1)
    return wire[:at] + chance.randbytes(chance.choice((1, 2, 11, 60))) + wire[at:]


def _less(wire: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(wire) + 1)
    return wire[:at] + wire[at + chance.choice((1, 2, 4, 11)) :]


def _twice(wire: bytes, chance: Random) -> bytes:
    at, length = chance.randrange(len(wire) + 1), chance.choice((1, 4, 11, 40))
    return wire[:at] + wire[at : at + length] * chance.choice((2, 3, 30)) + wire[at + length :]


def _counts(wire: bytes, chance: Random) -> bytes:
    return wire[:4] + struct.pack("!4H", *(chance.choice((0, 0, 1, 1, 2, 255, 65_535)) for _ in range(4))) + wire[12:]


def _flags(wire: bytes, chance: Random) -> bytes:
    return wire[:2] + chance.randbytes(2) + wire[4:]


def _behind(wire: bytes, chance: Random) -> bytes:
    """A record more in the additional section, which says that it is there."""
    record = chance.choice(RECORDS)(chance)
    return wire[:10] + struct.pack("!H", (int.from_bytes(wire[10:12], "big") + 1) & 0xFFFF) + wire[12:] + record


def _opt(chance: Random) -> bytes:
    said, real = chance.choice(((0, 0), (4, 4), (4, 0), (65_535, 3), (1, 1), (8, 8)))
    return _ROOT_OPT + struct.pack("!HIH", 1_232, chance.choice((0, 0x8000, 0x10000, 0xFF000000)), said) + chance.randbytes(real)


def _record_at_pointer(chance: Random) -> bytes:
    return struct.pack("!HHHIH", 0xC000 | chance.choice((0, 2, 12, 13, 40, 300, 0x3FFF)), chance.choice(TYPES), 1, 60, 4) + b"\1\2\3\4"


def _signature(chance: Random) -> bytes:
    words = b"\4hmac\0" + bytes(6) + struct.pack("!HH", 300, 4) + chance.randbytes(4) + bytes(6)
    return b"\3key\0" + struct.pack("!HHIH", dns.rdatatype.TSIG, 255, 0, len(words)) + words


RECORDS: tuple[Callable[[Random], bytes], ...] = (_opt, _opt, _record_at_pointer, _signature)
DAMAGES = (_bit, _bit, _octet, _octet, _cut, _more, _less, _twice, _counts, _flags, _behind, _behind)


def damaged(chance: Random) -> bytes:
    """A question, damaged once or often."""
    wire = question(chance)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        wire = chance.choice(DAMAGES)(wire, chance)
    return wire


def looped(chance: Random) -> bytes:
    """A question whose name points at itself, forward, in circles, or through thousands of pointers."""
    start = chance.randbytes(2) + b"\1\0\0\1\0\0\0\0\0\0"
    end = b"\0\1\0\1"
    names = (
        b"\xc0\x0c",
        b"\xc0\x0d\xc0\x0c",
        b"\xc0\x0e\xc0\x0c",
        b"\3www\xc0\x0c",
        b"\xff\xff",
        b"\xc0\x00",
        b"\1a" * chance.randrange(1, 300) + b"\0",
        b"\1a" * 120 + b"\xc0\x0c",
        bytes((64,)) + b"a" * 64 + b"\0",
        b"".join(struct.pack("!H", 0xC000 | 12 + 2 * number) for number in range(chance.randrange(1, 2_000))),
        b"\1a\0",
    )
    return start + chance.choice(names) + end


def large(chance: Random) -> bytes:
    """As much as a datagram or a TCP message can hold."""
    size = chance.choice((1_232, 4_096, 4_097, 65_535))
    if chance.random() < 0.5:
        return (question(chance) + bytes(size))[:size]
    wire = question(chance)
    while len(wire) < size:
        wire = _behind(wire, chance)
        wire += chance.randbytes(chance.choice((0, 0, 0, 5_000)))
    return wire[:size]


def noise(chance: Random) -> bytes:
    """Octets of no shape, sometimes behind the header of a question."""
    head = chance.randbytes(2) + b"\1\0\0\1\0\0\0\0\0\1" if chance.random() < 0.5 else b""
    return head + chance.randbytes(chance.choice((0, 1, 5, 11, 12, 13, 40, 300)))


KINDS: tuple[Callable[[Random], bytes], ...] = (*(question,) * 8, *(damaged,) * 10, looped, large, noise)


def packet(chance: Random) -> bytes:
    """A packet of any kind."""
    return chance.choice(KINDS)(chance)


def damaged_header(source: Address, wire: bytes, chance: Random) -> bytes:
    """A PROXY protocol header before `wire`, damaged more often than not."""
    datagram = with_header(source, wire)
    if chance.random() < 0.3:
        return datagram
    if chance.random() < 0.2:
        return SIGNATURE + chance.randbytes(chance.randrange(60))
    head = datagram[:52]
    for _ in range(chance.choice((1, 2))):
        head = chance.choice((_bit, _octet, _cut, _more, _less))(head, chance)
    return head + datagram[52:]
