"""The resolver's careful path: answers a second and the 99th percentile, beside dnsmasq in the same run where it is installed.

Run alone: `.venv/bin/python bench/resolver.py`. About ten seconds; loopback only. Absolute figures move with the machine: read the ratio.
Mix: 70 in 100 questions open and remembered, 30 closed. `--seconds N` for each engine, `--names N` closed names.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from zoneinfo import ZoneInfo

import dns.message

from belisha.adapters.resolver.client import ResolverClient
from belisha.adapters.resolver.config import Endpoint
from belisha.adapters.resolver.snapshot import write_snapshot
from belisha.core.decision.model import Reason, Verdict
from belisha.core.moments import Calendar, SchoolFacts, SchoolNetwork, Seat
from belisha.core.programme.model import NameList
from belisha.core.rulesets.model import Entry, ListRow, Ruleset, Timeline

AT_ONCE = 16  # questions under way
MOMENT = datetime(2026, 9, 15, 9, 15, tzinfo=UTC)
ENGINE = """
import sys
from datetime import UTC, datetime
from ipaddress import IPv4Address
from pathlib import Path
from zoneinfo import ZoneInfo
from belisha.adapters.resolver.config import ResolverConfig
from belisha.adapters.resolver.run import run
folder = Path(sys.argv[1])
config = ResolverConfig(listen=(("127.0.0.1", 0),), socket_path=folder / "resolver.sock", snapshot_directory=folder / "rules",
                        block_page=IPv4Address("127.0.0.2"), standin=IPv4Address("127.0.0.3"))
run(config, now=lambda: datetime(2026, 9, 15, 9, 15, tzinfo=UTC), zone_named=ZoneInfo,
    on_ready=lambda ready: print(ready.listen[0][1], flush=True))
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run gave: answers a second, milliseconds at the median and the 99th percentile, questions without an answer."""

    per_second: float
    median: float
    p99: float
    lost: int


class Asker(asyncio.DatagramProtocol):
    """Keeps a fixed number of questions under way and notes how long each took."""

    def __init__(self, wires: list[bytes]) -> None:
        self._wires = wires
        self._next = 0
        self._sent: dict[int, float] = {}
        self.took: list[float] = []
        self.is_open = True
        self.transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio once the socket is there."""
        self.transport = transport  # type: ignore[assignment]  # asyncio's own type is wider
        for _ in range(AT_ONCE):
            self.send()

    def send(self) -> None:
        """Send the next question with the next id."""
        self._next += 1
        number = self._next % 65_536
        self._sent[number] = time.perf_counter()
        if self.transport is not None:
            self.transport.sendto(number.to_bytes(2, "big") + self._wires[self._next % len(self._wires)])

    def datagram_received(self, data: bytes, addr: object) -> None:
        """Called by asyncio for each answer."""
        sent = self._sent.pop(int.from_bytes(data[:2], "big"), None)
        if sent is not None:
            self.took.append(time.perf_counter() - sent)
        if self.is_open:
            self.send()

    @property
    def lost(self) -> int:
        """Questions nobody answered."""
        return len(self._sent)


async def measure(server: Endpoint, wires: list[bytes], seconds: float) -> Measured:
    """Ask `server` for `seconds`, after a short warming that fills its cache."""
    loop = asyncio.get_running_loop()
    for is_warming, length in ((True, 1.0), (False, seconds)):
        transport, asker = await loop.create_datagram_endpoint(lambda: Asker(wires), remote_addr=server, local_addr=("127.0.1.5", 0))
        await asyncio.sleep(length)
        asker.is_open = False
        await asyncio.sleep(0.2)
        transport.close()
        if not is_warming:
            took = sorted(asker.took) or [float("nan")]
            return Measured(len(asker.took) / length, took[len(took) // 2] * 1000, took[len(took) * 99 // 100] * 1000, asker.lost)
    raise AssertionError("the second round returns")


def school(closed: frozenset[str]) -> Ruleset:
    """A school whose one list closes these names for pupils."""
    games = Entry(Verdict.CLOSED, Reason.CATEGORY_LIST, "8.1", "8.1/block/3", form="access request")
    networks = (SchoolNetwork(ip_network("127.0.1.0/24"), Seat("pupils", frozenset({"pupils"}))),)
    facts = SchoolFacts(Calendar(ZoneInfo("Europe/London")), networks, (ip_network("127.0.0.0/8"),))
    lists = {"games": NameList("games", "Games", closed, "of the bench")}
    rows = {"pupils": (ListRow("games", games),)}
    return Ruleset(1, "bench", "bench", MOMENT, facts, tables={"pupils": {}, "unknown": {}}, last_lists=rows, lists=lists)


@contextmanager
def ended_at_last(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """The process, stopped at the end."""
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
        process.kill()
        process.wait()


@contextmanager
def belisha(folder: Path, closed: frozenset[str]) -> Iterator[Endpoint]:
    """The embedded resolver in its own process."""
    with ended_at_last(subprocess.Popen([sys.executable, "-c", ENGINE, str(folder)], stdout=subprocess.PIPE, text=True)) as process:
        port = int(process.stdout.readline()) if process.stdout else 0
        ResolverClient(folder / "resolver.sock", 60.0).load(write_snapshot(folder / "rules", Timeline(school(closed))))
        yield "127.0.0.1", port


@contextmanager
def dnsmasq(folder: Path, closed: frozenset[str], opened: list[str]) -> Iterator[Endpoint]:
    """dnsmasq with the same closed names and the open ones as its own."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    lines = [f"address=/{name}/127.0.0.2" for name in closed] + [f"address=/{name}/127.0.0.3" for name in opened]
    (folder / "dnsmasq.conf").write_text(
        "\n".join(["no-resolv", "no-hosts", "bind-interfaces", "listen-address=127.0.0.1", f"port={port}", *lines])
    )
    command = ["dnsmasq", "--keep-in-foreground", f"--conf-file={folder / 'dnsmasq.conf'}", "--pid-file=", "--user="]
    with ended_at_last(subprocess.Popen(command, stderr=subprocess.DEVNULL, text=True)):
        time.sleep(1.0)
        yield "127.0.0.1", port


def questions(closed: list[str], opened: list[str]) -> list[bytes]:
    """A hundred questions without their ids: 30 closed, 70 open."""
    names = [closed[n % len(closed)] if n % 10 < 3 else opened[n % len(opened)] for n in range(100)]
    return [dns.message.make_query(name, "A", use_edns=0, payload=1232).to_wire()[2:] for name in names]


def told(name: str, found: Measured) -> str:
    """One line of the table."""
    return f"{name:<28}{found.per_second:>10,.0f}{found.median:>12.2f}{found.p99:>10.2f}{found.lost:>8}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="answers a second of the resolver's careful path")
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--names", type=int, default=100_000)
    asked = parser.parse_args()
    closed = [f"closed{n}.example" for n in range(asked.names)]
    opened = [f"open{n}.example.org" for n in range(70)]
    wires = questions(closed, opened)
    print(f"{'':<28}{'answers/s':>10}{'median ms':>12}{'p99 ms':>10}{'lost':>8}   {AT_ONCE} under way, {asked.names:,} closed names")
    with tempfile.TemporaryDirectory() as folder:
        with belisha(Path(folder), frozenset(closed)) as server:
            ours = asyncio.run(measure(server, wires, asked.seconds))
        print(told("Belisha, careful path", ours))
        if shutil.which("dnsmasq") is None:
            print("dnsmasq is not installed: no peer in this run")
            return
        with dnsmasq(Path(folder), frozenset(closed), opened) as server:
            theirs = asyncio.run(measure(server, wires, asked.seconds))
        print(told("dnsmasq", theirs))
        print(f"ratio of answers a second: {ours.per_second / max(theirs.per_second, 1.0):.2f}")


if __name__ == "__main__":
    main()
