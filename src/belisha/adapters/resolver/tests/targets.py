"""What packets are thrown at: a target takes octets and a source, and gives octets or None. No socket, no loop, no waiting."""

from __future__ import annotations

from collections.abc import Coroutine
from hashlib import sha256
from ipaddress import ip_address
from random import Random
from typing import Any

import dns.edns
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from belisha.adapters.resolver.burial import Burial
from belisha.adapters.resolver.cache import Found, UpstreamKey
from belisha.adapters.resolver.fast.datagrams import LONGEST_QUESTION
from belisha.adapters.resolver.fast.path import FastPath, Pending
from belisha.adapters.resolver.forwarder import UpstreamGone
from belisha.adapters.resolver.tests.in_process import Alone
from belisha.core.names import Address
from belisha.core.rulesets.model import Ruleset


class AnyUpstream:
    """An upstream that answers everything somehow, the same question always the same: records, nothing, long, stale, or nobody there."""

    async def ask(self, key: UpstreamKey) -> Found:
        """An answer made of the question. Raises UpstreamGone for some."""
        return self._answer(key)

    def seconds_left(self, key: UpstreamKey) -> float:
        """How long that answer may be given."""
        try:
            found = self._answer(key)
        except UpstreamGone:
            return 0.0
        return 0.0 if found.is_stale else max(0.0, found.lifetime() - found.age)

    def _answer(self, key: UpstreamKey) -> Found:
        digest = sha256(f"{key.name} {int(key.rdtype)} {key.wants_dnssec}".encode()).digest()
        chance = Random(digest)
        kind = digest[0] % 16
        if kind == 0:
            raise UpstreamGone(dns.edns.EDECode.NETWORK_ERROR)
        zone = dns.name.root if len(key.name) < 3 else key.name.parent()
        soa = dns.rrset.from_text(zone, chance.choice((0, 30, 900)), "IN", "SOA", "ns.example. mail.example. 1 1 1 1 900")
        if kind <= 3:
            return Found(int(dns.rcode.NXDOMAIN), (), (soa,) if kind < 3 else (), age=chance.choice((0, 20)))
        if kind <= 5:
            return Found(0, (), (soa,) if kind < 5 else (), is_stale=kind == 4 and chance.random() < 0.5)
        return Found(0, _records(key, chance), (), is_authentic=bool(digest[1] & 1), is_stale=kind == 6)


def _records(key: UpstreamKey, chance: Random) -> tuple[dns.rrset.RRset, ...]:
    ttl = chance.choice((0, 1, 5, 60, 900, 86_400, 2**31 - 1))
    if key.rdtype == dns.rdatatype.A:
        many = [f"192.0.2.{number}" for number in range(1, chance.choice((2, 2, 3, 120)))]
        if chance.random() < 0.3:
            other = dns.name.from_text("Elsewhere.example")
            return dns.rrset.from_text(key.name, ttl, "IN", "CNAME", str(other)), dns.rrset.from_text(other, ttl, "IN", "A", *many)
        return (dns.rrset.from_text(key.name, ttl, "IN", "A", *many),)
    if key.rdtype in (dns.rdatatype.AAAA, dns.rdatatype.HTTPS, dns.rdatatype.TXT):
        words = {
            dns.rdatatype.AAAA: "2001:db8::1",
            dns.rdatatype.HTTPS: "1 . alpn=h2",
            dns.rdatatype.TXT: '"' + "w" * chance.choice((3, 250)) + '"',
        }
        return (dns.rrset.from_text(key.name, ttl, "IN", key.rdtype, words[key.rdtype]),)
    return (dns.rrset.from_text(key.name, ttl, "IN", "TXT", '"of another type than asked"'),)


def finished(work: Coroutine[Any, Any, bytes | None]) -> bytes | None:
    """The result of work that waits for nothing. Raises AssertionError where it does wait."""
    try:
        work.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("it waits for something that is not there")


class CarefulTarget:
    """The careful path by itself."""

    def __init__(self, ruleset: Ruleset | None) -> None:
        self.alone = Alone(ruleset, records=AnyUpstream())

    def __call__(self, wire: bytes, source: Address, *, by_tcp: bool = False) -> bytes | None:
        """What it answers."""
        return finished(self.alone.path.answer(wire, source, by_tcp=by_tcp))


class FastTarget:
    """The fast path in front of a careful one, without limits, as its sockets drive it. `now` is its clock, in seconds."""

    def __init__(self, ruleset: Ruleset | None) -> None:
        self.alone = Alone(ruleset, records=AnyUpstream())
        self.now = 1_000.0
        self.fast = FastPath(self.alone.path, self.alone.rules, self.alone.sightings, ticks=lambda: self.now, burial=Burial())

    def __call__(self, wire: bytes, source: Address, *, by_tcp: bool = False) -> bytes | None:
        """What it answers by UDP: at once, or with care and then remembered."""
        wire = wire[:LONGEST_QUESTION]
        self.fast.burial.free_some()
        asker = self.fast.look().at(str(source))
        answer = self.fast.answer(wire, asker)
        if isinstance(answer, bytes):
            return answer or None
        with_care = finished(self.alone.path.answer(wire, source, by_tcp=False))
        if isinstance(answer, Pending) and with_care is not None:
            self.fast.learn(answer, with_care)
        return with_care


SOURCES = tuple(ip_address(text) for text in ("127.0.1.5", "127.0.1.99", "127.0.2.5", "127.0.9.9", "127.9.9.9", "192.0.2.1", "2001:db8::1"))
OUTSIDE = frozenset(SOURCES[4:])
