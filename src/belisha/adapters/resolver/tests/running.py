"""A resolver on free loopback ports inside a test, a small school for it, and clients at its addresses."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, ip_network
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import dns.edns
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype
import dns.rrset
import uvloop

from belisha.adapters.resolver.client import ResolverClient
from belisha.adapters.resolver.config import Endpoint, ResolverConfig
from belisha.adapters.resolver.run import Ready, Resolver, World
from belisha.adapters.resolver.snapshot import write_snapshot
from belisha.core.decision.model import Reason, Verdict
from belisha.core.moments import Calendar, SchoolFacts, SchoolNetwork, Seat
from belisha.core.programme.model import NameList
from belisha.core.rulesets.model import Delta, Entry, ListRow, Ruleset, TableChange, Timeline

CLASS_5K, PUPIL, STAFF, NOBODY, OUTSIDE = "127.0.1.5", "127.0.1.99", "127.0.2.5", "127.0.9.9", "127.9.9.9"
TUESDAY = datetime(2026, 9, 15, 9, 15, tzinfo=UTC)
YOUTUBE = Entry(Verdict.CLOSED, Reason.POLICY_CLOSES, "8.1", "8.1/block/1", form="access request")
GAMES = Entry(Verdict.CLOSED, Reason.CATEGORY_LIST, "8.1", "8.1/block/3", form="access request")
ILLEGAL = Entry(Verdict.CLOSED, Reason.ILLEGAL_LIST, None, "list/illegal")
OPENED = Entry(Verdict.OPEN, Reason.OPENED_BY_DECISION, "8.5", "opening/1", until=TUESDAY + timedelta(hours=1))
CANARY = Entry(Verdict.NEGATIVE, Reason.CANARY, None, "canary")
HELP = Entry(Verdict.OPEN, Reason.HELP, None, "help")


def small_school() -> Ruleset:
    """Pupils with class 5K inside, and staff; YouTube closed for pupils; a list that closes games; an illegal list for all."""
    always = {"use-application-dns.net": CANARY, "mask.icloud.com": CANARY, "childline.org.uk": HELP}
    pupils = {**always, "youtube.com": YOUTUBE}
    networks = (
        SchoolNetwork(ip_network("127.0.1.0/24"), Seat("pupils", frozenset({"pupils"}))),
        SchoolNetwork(ip_network("127.0.1.0/28"), Seat("pupils/5K", frozenset({"pupils", "class 5K"}))),
        SchoolNetwork(ip_network("127.0.2.0/24"), Seat("staff", frozenset({"staff"}))),
    )
    games = (ListRow("games", GAMES),)
    return Ruleset(
        number=1,
        school="a school",
        policy_version="2026/1",
        at=TUESDAY,
        facts=SchoolFacts(Calendar(ZoneInfo("Europe/London")), networks, (ip_network("127.0.0.0/20"),), {"5K": "year 5"}),
        tables={"pupils": pupils, "pupils/5K": pupils, "staff": always, "unknown": pupils},
        first_lists=(ListRow("illegal", ILLEGAL),),
        last_lists={"pupils": games, "pupils/5K": games, "unknown": games},
        lists={
            "illegal": NameList("illegal", "Illegal content", frozenset({"illegal.example"}), "one"),
            "games": NameList("games", "Games", frozenset({"phonicsplay.co.uk", "games.example"}), "two"),
        },
        safe_hosts={"www.google.co.uk": "forcesafesearch.google.com"},
        fast_names=frozenset({"youtube.com"}),
        local_names={"portal.belisha.test": "127.0.0.1"},
    )


def opening(number: int, name: str = "phonicsplay.co.uk") -> Delta:
    """The delta that opens `name` for class 5K."""
    return Delta(number, TUESDAY, "2026/1", (TableChange("pupils/5K", {name: OPENED}),))


class SettableClock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.moment = TUESDAY

    def __call__(self) -> datetime:
        """The moment it is set to."""
        return self.moment


@dataclass(slots=True)
class Running:
    """A resolver that answers, and ways to speak to it."""

    ready: Ready
    client: ResolverClient
    directory: Path
    clock: SettableClock
    resolver: Resolver

    @property
    def dns(self) -> Endpoint:
        """Where it listens for devices."""
        return self.ready.listen[0]

    def load(self, ruleset: Ruleset) -> int:
        """Write a snapshot and make the resolver load it."""
        return self.client.load(write_snapshot(self.directory, Timeline(ruleset)))

    def ask(self, name: str, rdtype: str = "A", *, source: str = CLASS_5K, **more: Any) -> dns.message.Message:
        """What a device at `source` is answered over UDP; with EDNS unless `use_edns` says otherwise."""
        question = dns.message.make_query(name, rdtype, **{"use_edns": 0, "payload": 1232, **more})
        return dns.query.udp(question, self.dns[0], port=self.dns[1], source=source, timeout=5)

    def ask_tcp(self, name: str, rdtype: str = "A", *, source: str = CLASS_5K) -> dns.message.Message:
        """The same over TCP."""
        question = dns.message.make_query(name, rdtype, use_edns=0)
        return dns.query.tcp(question, self.dns[0], port=self.dns[1], source=source, timeout=5)

    def send(self, wire: bytes, *, source: str = CLASS_5K, to: Endpoint | None = None, timeout: float = 1.0) -> bytes:
        """Whatever comes back for raw octets. Raises TimeoutError for silence."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind((source, 0))
            sock.settimeout(timeout)
            sock.sendto(wire, to or self.dns)
            return sock.recv(65_535)


def configured(tmp_path: Path, **changes: Any) -> ResolverConfig:
    """A configuration on free ports, with the stand-in upstream."""
    usual = ResolverConfig(
        listen=(("127.0.0.1", 0),),
        socket_path=tmp_path / "resolver.sock",
        snapshot_directory=tmp_path / "rules",
        block_page=IPv4Address("127.0.0.2"),
        proof_port=0,
        standin=IPv4Address("127.0.0.3"),
        upstream_timeout=0.3,
    )
    return replace(usual, **changes)


@contextmanager
def running(config: ResolverConfig, ticks: Callable[[], float] | None = None) -> Iterator[Running]:
    """A resolver in a thread of its own, without rules until some are loaded; stopped at the end."""
    clock = SettableClock()
    loop = uvloop.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    resolver = Resolver(config, World(clock, ZoneInfo, ticks or loop.time, Random(1)))
    try:
        ready = asyncio.run_coroutine_threadsafe(resolver.open(), loop).result(10)
        yield Running(ready, ResolverClient(config.socket_path, 5.0), config.snapshot_directory, clock, resolver)
    finally:
        asyncio.run_coroutine_threadsafe(_put_away(resolver), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _put_away(resolver: Resolver) -> None:
    await resolver.close()
    await asyncio.sleep(0)
    rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_default_executor()


def addresses(answer: dns.message.Message) -> list[str]:
    """The addresses in an answer."""
    types = (dns.rdatatype.A, dns.rdatatype.AAAA)
    return sorted(rdata.to_text() for record in answer.answer if record.rdtype in types for rdata in record)


def error_of(answer: dns.message.Message) -> tuple[int, str] | None:
    """The extended error's code and text, or None."""
    errors = [option for option in answer.options if isinstance(option, dns.edns.EDEOption)]
    return (int(errors[0].code), errors[0].text or "") if errors else None


def soa_minimum(answer: dns.message.Message) -> int | None:
    """The SOA's minimum in the authority section, or None."""
    return next((record[0].minimum for record in answer.authority if record.rdtype == dns.rdatatype.SOA), None)


Served = Callable[[dns.message.Message], list[bytes]]


class FakeUpstream:
    """A name server whose every answer the test writes: `answer` gives the datagrams to send back for a question."""

    def __init__(self, answer: Served, host: str = "127.0.0.1") -> None:
        self.answer = answer
        self.questions: list[dns.message.Message] = []
        self.ports: list[int] = []
        self._sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
        self._sock.bind((host, 0))
        self._sock.settimeout(0.05)
        self.endpoint: Endpoint = self._sock.getsockname()[:2]
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> FakeUpstream:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._stop.set()
        self._thread.join(5)
        self._sock.close()

    def _serve(self) -> None:
        while not self._stop.is_set():
            try:
                wire, peer = self._sock.recvfrom(65_535)
            except TimeoutError:
                continue
            question = dns.message.from_wire(wire)
            self.questions.append(question)
            self.ports.append(peer[1])
            for reply in self.answer(question):
                self._sock.sendto(reply, peer)


def answered_by(lines: str, *, rcode: int = 0) -> Served:
    """Answers every question with these records, `@` in them standing for the question's name; a line with SOA is authority."""

    def answer(question: dns.message.Message) -> list[bytes]:
        reply = dns.message.make_response(question)
        reply.set_rcode(dns.rcode.Rcode(rcode))
        for line in lines.replace("@", question.question[0].name.to_text()).splitlines():
            owner, ttl, rdtype, words = line.split(maxsplit=3)
            record = dns.rrset.from_text(owner, int(ttl), "IN", rdtype, *words.split("|"))
            (reply.authority if rdtype == "SOA" else reply.answer).append(record)
        return [reply.to_wire(max_size=65_535)]

    return answer
