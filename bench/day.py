"""A school day at sixty times speed: is the memory flat, is anybody left without an answer, does the bell ring for all?

Run alone: `.venv/bin/python bench/day.py`; about eight minutes for the hours from 08:30 to 15:30. 300 devices in ten classes ask as they
do in a school: much at the beginning of a lesson, little at break; most names again and again, some closed, some never asked before. Before
school 12,000 other names are asked, so that what is bounded is full as on any day but a first. The resolver's clock and its seconds run
sixty times as fast, so that what it holds for five minutes it lets go of after five seconds.
`--quick` takes one hour of the day, `--write` puts the table into docs/reference/performance.md. Ends with 1 where memory grows by more
than a twentieth between the second hour and the last, or a question stays without an answer.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from ipaddress import IPv4Address, ip_network
from pathlib import Path
from random import SystemRandom
from statistics import median
from zoneinfo import ZoneInfo

import dns.exception
import dns.message
import dns.query
from wire import machine, paced, questions
from wire.engines import Endpoint, ended_at_last, free_port, upstream
from wire.page import percentile, table, write_down

from belisha.adapters.resolver.client import ResolverClient
from belisha.adapters.resolver.config import ResolverConfig
from belisha.adapters.resolver.run import Resolver, World
from belisha.adapters.resolver.snapshot import write_snapshot
from belisha.core.decision.model import Reason, Verdict
from belisha.core.moments import SchoolNetwork, Seat
from belisha.core.rulesets.model import Bell, Entry, ListRow, TableChange, Timeline
from belisha.filtering.alone import CLOSED_BY, LIST_ID, ruleset_of

HEADING = "A school day"
SPEED = 60
ZONE = ZoneInfo("Europe/London")
BEGINS, ENDS = datetime(2026, 9, 15, 8, 30, tzinfo=ZONE), datetime(2026, 9, 15, 15, 30, tzinfo=ZONE)
LESSONS = ((9, 0), (10, 0), (11, 15), (13, 0), (14, 0))  # each of 55 minutes
LESSON = timedelta(minutes=55)
RUSH = timedelta(minutes=5)
CLASSES, DEVICES = 10, 300
NAMES = 200_000
A_DEVICE_A_MINUTE = {"rush": 12.0, "lesson": 4.0, "break": 1.0}
"""Questions; with these a device asks some 1,450 in the day."""

CLOSED_SHARE, ONCE_SHARE = 0.05, 0.02
LESSON_ENTRY = Entry(Verdict.CLOSED, Reason.POLICY_CLOSES, "8.1", "8.1/lesson")
LESSON_SITE = "lesson-games.example"
SAMPLE_EVERY = timedelta(minutes=15)
STEEP = 30.0  # a few hundred names get most of the questions, as browsers and their pages ask; some two thousand in a lesson get nearly all
GROWTH_AT_MOST = 1.05
AT_ONCE = 100  # questions sent in one go where this program was kept waiting: no device catches up on what it did not ask
BEFORE_SCHOOL = 12_000  # names; what is kept of the upstream is bounded, by 10,000 answers
LISTEN_AFTER = timedelta(seconds=30)  # half a second of the machine's


def class_seats() -> list[Seat]:
    """The classes, each a seat of its own."""
    return [Seat(f"pupils/{n}", frozenset({"pupils", f"class {n}"})) for n in range(CLASSES)]


def timeline() -> Timeline:
    """The day's rules: a large list for everybody, and for each class a site that is closed while it has a lesson."""
    base = ruleset_of(NAMES, at=BEGINS)
    networks = tuple(SchoolNetwork(ip_network(f"127.0.{10 + n}.0/24"), seat) for n, seat in enumerate(class_seats()))
    keys = [seat.key for seat in class_seats()]
    facts = type(base.facts)(base.facts.calendar, networks, (ip_network("127.0.0.0/8"),))
    rows = {key: (ListRow(LIST_ID, CLOSED_BY),) for key in (*keys, "unknown")}
    ruleset = type(base)(
        number=1, school="invented", policy_version="invented", at=BEGINS, facts=facts, lists=base.lists,
        tables={key: {} for key in (*keys, "unknown")}, last_lists=rows,
    )  # fmt: skip
    bells = []
    for hour, minute in LESSONS:
        starts = BEGINS.replace(hour=hour, minute=minute)
        bells.append(Bell(starts, tuple(TableChange(key, {LESSON_SITE: LESSON_ENTRY}) for key in keys)))
        bells.append(Bell(starts + LESSON, tuple(TableChange(key, gone=frozenset({LESSON_SITE})) for key in keys)))
    return Timeline(ruleset, tuple(bells))


async def serve(folder: Path, port: int, upstream_port: int, began: float) -> None:
    """The resolver itself, with a clock and seconds that run sixty times as fast; until TERM."""

    def ticks() -> float:
        return (time.monotonic() - began) * SPEED

    config = ResolverConfig(
        listen=(("127.0.0.1", port),),
        socket_path=folder / "day.sock",
        snapshot_directory=folder / "day",
        block_page=IPv4Address("127.0.0.2"),
        upstreams=(("127.0.0.1", upstream_port),),
        questions_a_second=0,
        alike_a_second=0,
    )
    world = World(lambda: BEGINS + timedelta(seconds=ticks()), ZoneInfo, ticks, SystemRandom())
    resolver, stopped = Resolver(config, world), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    await resolver.open()
    print("ready", flush=True)
    await stopped.wait()
    await resolver.close()


@dataclass(slots=True)
class Day:
    """What was found: memory by the moment of the day, answers (milliseconds), attempts that were counted, bells that a class felt."""

    ends: datetime
    memory: list[tuple[datetime, machine.Memory]] = field(default_factory=list)
    asked: int = 0
    lost: int = 0
    took: list[float] = field(default_factory=list)
    counted: int = 0
    bells_felt: int = 0
    bells_missed: list[str] = field(default_factory=list)

    def between(self, first: float, last: float) -> float:
        """The median of the memory (PSS, MB) between two shares of the day."""
        span = self.ends - BEGINS
        return median([m.pss for at, m in self.memory if BEGINS + span * first <= at <= BEGINS + span * last] or [float("nan")])

    @property
    def growth(self) -> float:
        """The last sixth of the day beside a sixth after a quarter of it."""
        return self.between(5 / 6, 1) / self.between(1 / 4, 1 / 4 + 1 / 6)


def rate_at(moment: datetime) -> float:
    """Questions of all devices in a second of the day."""
    for hour, minute in LESSONS:
        since = moment - BEGINS.replace(hour=hour, minute=minute)
        if timedelta(0) <= since < LESSON:
            return A_DEVICE_A_MINUTE["rush" if since < RUSH else "lesson"] * DEVICES / 60
    return A_DEVICE_A_MINUTE["break"] * DEVICES / 60


def wires(chance: random.Random) -> Iterator[bytes]:
    """Questions without end, without their ids: as pages need them, some closed, some that nobody asked before."""
    number = 0
    known = [made(name, rdtype) for name, rdtype in questions.each_once(questions.mixed(60_000, NAMES, questions.Mix(0.0)))]
    closed = [made(name, rdtype) for name, rdtype in questions.each_once(questions.mixed(20_000, NAMES, questions.Mix(1.0)))]
    while True:
        lot = chance.random()
        if lot < ONCE_SHARE:
            number += 1
            yield made(f"once-{number}.open.example", "A")
        else:
            some = closed if lot < ONCE_SHARE + CLOSED_SHARE else known
            yield some[min(int(chance.expovariate(STEEP / len(some))), len(some) - 1)]


def made(name: str, rdtype: str) -> bytes:
    """A question's octets after its id."""
    return dns.message.make_query(name, rdtype, use_edns=0, payload=paced.PAYLOAD).to_wire()[2:]


class School:
    """Three hundred devices and whoever looks after the resolver: asks, samples, fetches what was counted, listens for the bells."""

    def __init__(self, at: Endpoint, client: ResolverClient, day: Day) -> None:
        self._at, self._client, self._day = at, client, day
        self._chance = random.Random(9)
        self._wires = wires(self._chance)
        next(self._wires)  # makes them all, before the day begins
        addresses = [f"127.0.{10 + n % CLASSES}.{1 + n // CLASSES}" for n in range(DEVICES)]
        self._devices = [paced.Paced(at, address, []) for address in addresses]
        self._poll = select.epoll()
        self._by_number = {device.sock.fileno(): device for device in self._devices}
        for number in self._by_number:
            self._poll.register(number, select.EPOLLIN)
        self._run, self._acknowledged, self._pid = "", 0, 0

    def before_school(self) -> None:
        """What was asked before school: what the resolver keeps of its upstream is full then, as it is on every day but a first."""
        for number in range(BEFORE_SCHOOL):
            self._chance.choice(self._devices).ask(made(f"before-school-{number}.open.example", "A"))
            self._take(0.001)

    def live(self, pid: int, began: float) -> None:
        """The day, until it ends, at a resolver's process."""
        self._pid = pid
        debt, last, due = 0.0, time.monotonic(), sorted(self._chores(), key=lambda chore: chore[0])
        while (moment := BEGINS + timedelta(seconds=(last - began) * SPEED)) < self._day.ends:
            while due and due[0][0] <= moment:
                due.pop(0)[1](moment)
            self._take(0.001)
            now = time.monotonic()
            debt = min(debt + rate_at(moment) * SPEED * (now - last), AT_ONCE)
            last = now
            while debt >= 1:
                self._chance.choice(self._devices).ask(next(self._wires))
                debt -= 1
        self._end()

    def _take(self, wait: float) -> None:
        for number, _ in self._poll.poll(wait):
            self._by_number[number].take()

    def _end(self) -> None:
        last = time.monotonic() + paced.WAIT_FOR_LAST
        while time.monotonic() < last:
            self._take(0.05)
        for device in self._devices:
            found = device.end()
            self._day.asked += found.asked
            self._day.lost += found.lost
            self._day.took += found.took

    def _chores(self) -> Iterator[tuple[datetime, Callable[[datetime], None]]]:
        """What is done when: samples each quarter of an hour, counts each minute, and each bell half a minute after it."""
        span = self._day.ends - BEGINS
        yield from ((BEGINS + SAMPLE_EVERY * n, self._sample) for n in range(1, int(span / SAMPLE_EVERY) + 1))
        yield from ((BEGINS + timedelta(minutes=n), self._fetch) for n in range(1, int(span / timedelta(minutes=1))))
        for hour, minute in LESSONS:
            starts = BEGINS.replace(hour=hour, minute=minute)
            for bell, is_closed in ((starts, True), (starts + LESSON, False)):
                yield bell + LISTEN_AFTER, partial(self._listen, is_closed=is_closed)

    def _sample(self, moment: datetime) -> None:
        found = machine.memory(self._pid)
        self._day.memory.append((moment, found))
        print(f"{moment:%H:%M}  {found.pss:.1f} MB", flush=True)

    def _fetch(self, moment: datetime) -> None:
        batch = self._client.attempts(run=self._run, acknowledged=self._acknowledged).batch
        if batch is not None:
            self._run, self._acknowledged = batch.run, batch.number
            self._day.counted += sum(batch.counts.values())

    def _listen(self, moment: datetime, *, is_closed: bool) -> None:
        """Ask from a device of each class what the bell has changed."""
        question = dns.message.make_query(LESSON_SITE, "A", use_edns=0)
        for n in range(CLASSES):
            if self._is_closed(question, f"127.0.{10 + n}.1") == is_closed:
                self._day.bells_felt += 1
            else:
                self._day.bells_missed.append(f"class {n} at {moment:%H:%M}")

    def _is_closed(self, question: dns.message.Message, source: str) -> bool | None:
        """Whether a device is led to the block page; None where nothing comes back within two seconds."""
        try:
            answer = dns.query.udp(question, self._at[0], port=self._at[1], source=source, timeout=2)
        except dns.exception.Timeout:
            return None
        return "127.0.0.2" in [rdata.to_text() for record in answer.answer for rdata in record]


def report(day: Day, on: str) -> str:
    """Everything that is said, as Markdown."""
    hours = {f"{at:%H:%M}": f"{m.pss:.1f}" for at, m in day.memory if at.minute in (0, 30) or at == day.memory[-1][0]}
    rows = [
        ["questions asked", f"{day.asked:,}"],
        ["without an answer", f"{day.lost:,}"],
        ["median and p99 of an answer, ms", f"{percentile(day.took, 0.5):.2f}, {percentile(day.took, 0.99):.2f}"],
        ["memory at the end beside that after a quarter of the day", f"{day.growth:.3f} (may be {GROWTH_AT_MOST:g})"],
        ["attempts counted", f"{day.counted:,}"],
        ["bells felt, a class each", f"{day.bells_felt} of {day.bells_felt + len(day.bells_missed)}"],
    ]
    return (
        f"`bench/day.py`: {DEVICES} devices in {CLASSES} classes, from {BEGINS:%H:%M} to {day.ends:%H:%M} at {SPEED} times speed,\n"
        f"{NAMES:,} names on a list, a bell at the beginning and the end of each lesson. Measured on {on}.\n\n"
        f"{table(['what', 'found'], rows)}\n\nMemory (PSS, MB): {', '.join(f'{at} {held}' for at, held in hours.items())}."
    )


def lived(folder: Path, ends: datetime) -> Day:
    """The day, with its resolver and its upstream."""
    day, port = Day(ends), free_port()
    write_snapshot(folder / "day", timeline())
    school = School(("127.0.0.1", port), ResolverClient(folder / "day.sock", 60.0), day)
    with upstream() as upstream_port:
        began = time.monotonic()
        words = json.dumps({"folder": str(folder), "port": port, "upstream": upstream_port, "began": began})
        with ended_at_last([sys.executable, str(Path(__file__).resolve()), "--serve", words], stdout=subprocess.PIPE) as process:
            if process.stdout is None or process.stdout.readline() != b"ready\n":
                raise SystemExit("the resolver did not start")
            school.before_school()
            school.live(process.pid, began)
    return day


def main() -> int:
    """Live the day, print, and say whether it was good."""
    parser = argparse.ArgumentParser(description="a school day at sixty times speed")
    parser.add_argument("--quick", action="store_true", help="until ten o'clock")
    parser.add_argument("--write", action="store_true", help="put the table into docs/reference/performance.md")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        words = json.loads(asked.serve)
        asyncio.run(serve(Path(words["folder"]), words["port"], words["upstream"], words["began"]))
        return 0
    on = machine.described()
    with tempfile.TemporaryDirectory() as folder:
        day = lived(Path(folder), BEGINS.replace(hour=10, minute=0) if asked.quick else ENDS)
    said = report(day, on)
    print(f"\n{said}")
    if asked.write:
        write_down(HEADING, said)
    return 0 if day.lost == 0 and day.growth <= GROWTH_AT_MOST and not day.bells_missed else 1


if __name__ == "__main__":
    sys.exit(main())
