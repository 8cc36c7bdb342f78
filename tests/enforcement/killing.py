"""Killing the processes of a running school, and how long it takes until a device notices nothing any more."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dns.exception
import dns.message
import dns.query
import dns.rdatatype

from belisha.adapters.resolver.client import EngineAway, ResolverClient
from tests.enforcement.deciding import Headteacher
from tests.journeys.running import Running, until

CHILDREN = {"resolver", "worker", "web"}
CLASS_5K = "127.0.1.5"
PHONICS, YOUTUBE = "phonicsplay.co.uk", "www.youtube.com"
ENFORCED_WITHIN_SECONDS = 15.0  # a tenth of a second on a quiet machine; the suite's machine is never quiet
BACK_AT_MOST_SECONDS = 30.0
ASKED_AGAIN_FOR_SECONDS = 0.5  # a question may be lost in the rush of those that waited; the worker needs longer to send a change again
LOAD_A_SECOND = 500


@dataclass(frozen=True)
class Killed:
    """One killing: seconds until a device was answered again, and the number in force before and after."""

    seconds: float
    before: int | None
    after: int | None
    still_holds: bool


def children(pid: int) -> dict[str, int]:
    """The processes a supervisor keeps, by their name."""
    found = {}
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        try:
            words = Path(f"/proc/{child}/cmdline").read_text().rstrip("\0").split("\0")
        except OSError:
            continue
        found[words[-1]] = int(child)
    return {name: child for name, child in found.items() if name in CHILDREN}


def child(running: Running, name: str) -> int:
    """The process id of one of the three, once it is there."""
    found: list[int] = []

    def is_there() -> bool:
        found[:] = [pid for known, pid in children(running.process.pid).items() if known == name]
        return bool(found)

    assert until(is_there, seconds=ENFORCED_WITHIN_SECONDS), f"no process {name}"
    return found[0]


def address_of(running: Running, host: str, *, timeout: float = 0.1) -> str | None:
    """The address that a device of class 5K is given for a site at once, or None."""
    question = dns.message.make_query(host, "A", use_edns=0)
    try:
        answer = dns.query.udp(question, running.resolver[0], port=running.resolver[1], source=CLASS_5K, timeout=timeout)
    except (dns.exception.Timeout, OSError):
        return None
    return next((r.address for s in answer.answer if s.rdtype == dns.rdatatype.A for r in s), None)


def is_open(running: Running, host: str) -> bool:
    """True where the device gets an address that is not the block page's."""
    return address_of(running, host) not in (None, running.block_page[0])


def is_closed(running: Running, host: str) -> bool:
    """True where the device gets the block page's address."""
    return address_of(running, host) == running.block_page[0]


@contextmanager
def load(running: Running, a_second: int = LOAD_A_SECOND) -> Iterator[None]:
    """Devices that ask all the while, whether or not anybody answers."""
    stop = threading.Event()
    wires = [dns.message.make_query(name, "A", use_edns=0).to_wire() for name in ("bbc.co.uk", YOUTUBE, PHONICS, "www.google.co.uk")]

    def ask() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind(("127.0.1.6", 0))
            count, began = 0, time.monotonic()
            while not stop.is_set():
                sock.sendto(wires[count % len(wires)], running.resolver)
                count += 1
                time.sleep(max(0.0, began + count / a_second - time.monotonic()))

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(5)


def number_in_force(running: Running) -> int | None:
    """What the resolver itself says; None where it does not answer now."""
    try:
        return ResolverClient(running.data / "resolver.sock", 5.0).status().number
    except EngineAway:
        return None


def killed_resolver(running: Running, holds: Callable[[], bool]) -> Killed:
    """Kill the resolver, wait until a device is answered by rules again; `holds` looks whether they are those of before."""
    pid, before = child(running, "resolver"), number_in_force(running)
    os.kill(pid, signal.SIGKILL)
    begun = time.monotonic()
    assert until(lambda: is_closed(running, YOUTUBE), seconds=BACK_AT_MOST_SECONDS), "the resolver is not back"
    seconds = time.monotonic() - begun
    still_holds = child(running, "resolver") != pid and until(holds, seconds=ASKED_AGAIN_FOR_SECONDS)
    return Killed(seconds, before, number_in_force(running), still_holds)


def killings(running: Running, head: Headteacher, times: int) -> Iterator[Killed]:
    """Each time a site is opened or closed again for class 5K, and the resolver killed as soon as the wire has it."""
    opening: int | None = None
    for _ in range(times):
        if opening is None:
            opening = head.open(PHONICS, starts=now_at(running), lasts=timedelta(hours=20)).opening
            look = is_open
        else:
            head.end(opening)
            opening, look = None, is_closed
        assert until(lambda look=look: look(running, PHONICS), seconds=ENFORCED_WITHIN_SECONDS), "the decision never reached the wire"
        yield killed_resolver(running, lambda look=look: look(running, PHONICS))


def now_at(running: Running) -> datetime:
    """The moment it is at the school: what the resolver's clock says."""
    said = ResolverClient(running.data / "resolver.sock", 5.0).status().now
    return datetime.fromisoformat(said).astimezone(UTC)
