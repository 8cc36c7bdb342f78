"""A demo school whose processes are killed at random moments, and how long each of them was away."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from random import Random

from tests.enforcement.killing import YOUTUBE, address_of, children, number_in_force
from tests.enforcement.ledger.rows import waiting_in
from tests.journeys.running import Running, demo, start_again, until

SUPERVISOR = "supervisor"
VICTIMS = ("web", "worker", "resolver")
LOOK_EVERY_SECONDS = 0.05
LOADED_WITHIN_SECONDS = 60.0
DRAINED_WITHIN_SECONDS = 300.0
GONE_WITHIN_SECONDS = 10.0


@contextmanager
def school_to_kill(folder: Path) -> Iterator[Running]:
    """A demo school at which everything below asked.example is closed by a list, so that people have something to ask for."""
    with demo(folder / "school") as running:
        known = files("belisha.directory").joinpath("demo_lists", "games.txt").read_text(encoding="utf-8")
        file = folder / "names.txt"
        file.write_text(f"{known}\nasked.example\n")
        before = number_in_force(running)
        running.command("list", "load", str(file), "--id", "games")
        assert until(lambda: number_in_force(running) not in (None, before), seconds=LOADED_WITHIN_SECONDS), "the list was not loaded"
        yield running


@dataclass(slots=True)
class Away:
    """How long each process did not answer, by its name, in seconds."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


@contextmanager
def watched(running: Running) -> Iterator[Away]:
    """Each of the three is asked twenty times a second whether it answers, until the block ends."""
    host, _, port = running.web.removeprefix("http://").rpartition(":")
    socket_path = running.data / "worker.sock"
    answers: dict[str, Callable[[], bool]] = {
        "web": lambda: _connects((host, int(port))),
        "worker": lambda: _listens(socket_path),
        "resolver": lambda: address_of(running, YOUTUBE, timeout=0.2) is not None,
    }
    away, stop = Away(), threading.Event()
    threads = [threading.Thread(target=_watch, args=(name, ask, away, stop)) for name, ask in answers.items()]
    for thread in threads:
        thread.start()
    try:
        yield away
    finally:
        stop.set()
        for thread in threads:
            thread.join(10)


def _watch(name: str, answers: Callable[[], bool], away: Away, stop: threading.Event) -> None:
    since: float | None = None
    while not stop.wait(LOOK_EVERY_SECONDS):
        moment = time.monotonic()
        if not answers():
            since = since or moment
        elif since is not None:
            away.seconds[name].append(time.monotonic() - since)
            since = None


def _connects(place: tuple[str, int]) -> bool:
    try:
        with socket.create_connection(place, timeout=1):
            return True
    except OSError:
        return False


def _listens(path: Path) -> bool:
    """True where somebody holds the socket: nothing is sent, so nobody is woken."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
        try:
            wire.connect(str(path))
        except OSError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Killing:
    """How often to kill, by what chance, with how long a mean pause (seconds), and after how many the supervisor itself (one in)."""

    times: int
    chance: Random
    pause: float = 1.7
    supervisor_one_in: int = 25


def kill(running: Running, plan: Killing, say: Callable[[str], None]) -> Counter[str]:
    """Kill a process of the school at each of so many random moments, whether it works or is only starting; how often each was."""
    killed: Counter[str] = Counter()
    while sum(killed.values()) < plan.times:
        time.sleep(plan.chance.expovariate(1 / plan.pause))
        if plan.chance.randrange(plan.supervisor_one_in) == 0:
            kill_supervisor(running)
            killed[SUPERVISOR] += 1
        else:
            there = children(running.process.pid)
            names = [name for name in VICTIMS if name in there]
            if not names:
                continue
            name = plan.chance.choice(names)
            with suppress(ProcessLookupError):
                os.kill(there[name], signal.SIGKILL)
                killed[name] += 1
        if sum(killed.values()) % 50 == 0:
            say(f"killed {dict(killed)}")
    return killed


def kill_supervisor(running: Running) -> None:
    """Kill the supervisor, see that its three die with it, and start the school again."""
    pids = children(running.process.pid).values()
    running.process.kill()
    running.process.wait()
    assert until(lambda: not any(_lives(pid) for pid in pids), seconds=GONE_WITHIN_SECONDS), "a child outlived its supervisor"
    start_again(running)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def drained(running: Running, *, seconds: float = DRAINED_WITHIN_SECONDS) -> bool:
    """True once nothing waits to leave the school any more."""

    def is_empty() -> bool:
        with suppress(sqlite3.OperationalError):
            return waiting_in(running.data) == 0
        return False

    return until(is_empty, seconds=seconds)
