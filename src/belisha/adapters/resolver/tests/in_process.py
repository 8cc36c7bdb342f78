"""The careful path alone: no socket, no loop left behind, an upstream made of records. For packets by the thousand."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import IPv4Address, ip_address
from pathlib import Path
from random import Random
from typing import Any

import dns.edns
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from belisha.adapters.resolver.burial import Burial
from belisha.adapters.resolver.cache import Found, UpstreamKey
from belisha.adapters.resolver.careful import CarefulPath
from belisha.adapters.resolver.config import ClosedAnswer, ResolverConfig
from belisha.adapters.resolver.cookies import ServerCookies
from belisha.adapters.resolver.forwarder import UpstreamGone
from belisha.adapters.resolver.met import MetClosed
from belisha.adapters.resolver.sightings import Sightings
from belisha.adapters.resolver.tests.running import CLASS_5K, TUESDAY, Served, small_school
from belisha.adapters.resolver.when_broken import WhenBroken
from belisha.core.rulesets.model import Ruleset

BLOCK_PAGE = "127.0.0.2"
OPEN_RECORDS = (
    "bbc.co.uk. 900 A 192.0.2.1",
    "bbc.co.uk. 900 AAAA 2001:db8::1",
    "bbc.co.uk. 900 HTTPS 1 . alpn=h2",
    "bbc.co.uk. 900 MX 10 mail.bbc.co.uk.",
    'bbc.co.uk. 900 TXT "words of its own"',
    "long.bbc.co.uk. 900 TXT " + " ".join(f'"{"w" * 255}"' for _ in range(4)),
    "bbc.co.uk. 900 NS ns1.bbc.co.uk.",
    "_sip._tcp.bbc.co.uk. 900 SRV 1 1 5060 sip.bbc.co.uk.",
    "www.google.co.uk. 900 A 192.0.2.66",
    "www.google.co.uk. 900 HTTPS 1 . ipv4hint=192.0.2.66",
    "www.google.co.uk. 900 TXT found-as-it-is",
    "www.google.co.uk. 900 MX 10 mail.google.example.",
    "forcesafesearch.google.com. 900 A 192.0.2.7",
    "forcesafesearch.google.com. 900 AAAA 2001:db8::7",
    "forcesafesearch.google.com. 900 HTTPS 1 . ipv4hint=192.0.2.7",
    "youtube.com. 900 A 192.0.2.99",
    "youtube.com. 900 HTTPS 1 . ipv4hint=192.0.2.99",
)


class Records:
    """An upstream that has these records (`owner seconds type words`, sorted by nobody) and knows that it has no others.

    `gone` holds names for which nobody answers. What was asked is in `asked`.
    """

    def __init__(self, lines: Iterable[str] = OPEN_RECORDS, gone: Iterable[str] = ()) -> None:
        self._found: dict[tuple[dns.name.Name, int], dns.rrset.RRset] = {}
        for line in lines:
            owner, ttl, rdtype, words = line.split(maxsplit=3)
            record = dns.rrset.from_text(owner, int(ttl), "IN", rdtype, words)
            self._found[record.name, record.rdtype] = record
        self._names = {name for name, _ in self._found}
        self._gone = {dns.name.from_text(name) for name in gone}
        self.asked: list[UpstreamKey] = []

    async def ask(self, key: UpstreamKey) -> Found:
        """The record, no data, or no such name. Raises UpstreamGone."""
        self.asked.append(key)
        if key.name in self._gone:
            raise UpstreamGone(dns.edns.EDECode.NO_REACHABLE_AUTHORITY)
        record = self._found.get((key.name, key.rdtype))
        if record is not None:
            return Found(0, (record,))
        zone = key.name if key.name == dns.name.root else key.name.parent()
        soa = dns.rrset.from_text(zone, 900, "IN", "SOA", "ns1.example. mail.example. 1 1 1 1 900")
        return Found(int(dns.rcode.NOERROR if key.name in self._names else dns.rcode.NXDOMAIN), (), (soa,))


def served(records: Records) -> Served:
    """The same upstream behind a socket (`running.FakeUpstream`)."""

    def answer(question: dns.message.Message) -> list[bytes]:
        (asked,) = question.question
        found = asyncio.run(records.ask(UpstreamKey(asked.name, asked.rdtype)))
        reply = dns.message.make_response(question, recursion_available=True)
        reply.set_rcode(dns.rcode.Rcode(found.rcode))
        reply.answer.extend(found.answer)
        reply.authority.extend(found.authority)
        return [reply.to_wire()]

    return answer


@dataclass
class InForce:
    """Rules in force, without a directory behind them."""

    ruleset: Ruleset | None
    burial: Burial = field(default_factory=Burial)
    when_broken: WhenBroken = field(default_factory=WhenBroken)


@dataclass
class Alone:
    """A careful path over `records`, and what it answers to octets and to questions."""

    ruleset: Ruleset | None = field(default_factory=small_school)
    records: Any = field(default_factory=Records)
    closed_answer: ClosedAnswer = ClosedAnswer.BLOCK_PAGE
    now: datetime = TUESDAY

    def __post_init__(self) -> None:
        config = ResolverConfig(
            listen=(("127.0.0.1", 0),),
            socket_path=Path("unused"),
            snapshot_directory=Path("unused"),
            block_page=IPv4Address(BLOCK_PAGE),
            standin=IPv4Address("127.0.0.3"),
            closed_answer=self.closed_answer,
        )
        self.rules = InForce(self.ruleset)
        self.sightings = Sightings(MetClosed(lambda: 0.0))
        cookies = ServerCookies(Random(1), lambda: self.now)
        self.path = CarefulPath(config, self.rules, self.records, self.sightings, cookies)

    def wire(self, octets: bytes, *, source: str = CLASS_5K, by_tcp: bool = False) -> bytes | None:
        """What is answered to these octets."""
        return asyncio.run(self.path.answer(octets, ip_address(source), by_tcp=by_tcp))

    def ask(self, name: str, rdtype: str = "A", *, source: str = CLASS_5K, by_tcp: bool = False, **more: Any) -> dns.message.Message:
        """What a question is answered; with EDNS unless `use_edns` says otherwise."""
        question = dns.message.make_query(name, rdtype, **{"use_edns": 0, "payload": 1232, **more})
        answer = self.wire(question.to_wire(), source=source, by_tcp=by_tcp)
        assert answer is not None
        return dns.message.from_wire(answer)


def told(answer: dns.message.Message) -> list[tuple[str, str, str]]:
    """Owner, type and words of every record in the answer section."""
    return [(record.name.to_text(), dns.rdatatype.to_text(record.rdtype), rdata.to_text()) for record in answer.answer for rdata in record]
