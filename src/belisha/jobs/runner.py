"""The worker's loop: woken by a datagram, it delivers what waits and runs what is due; no fault of one job stops another."""

from __future__ import annotations

import logging
import os
import select
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event as Signal

from belisha.jobs import actions
from belisha.kit.access import Fault
from belisha.kit.writing import leave_broken_connection

LONGEST_WAIT_SECONDS = 0.5  # the safety net where no datagram comes (architecture.md, Enforcing)
BEAT_EVERY = timedelta(seconds=5)
RETRY_WITHIN = timedelta(seconds=30)  # a job that failed does not wait for its whole round
CLOCK_JUMP = timedelta(seconds=2)  # a clock this far from the machine's own steady one has been set
LONGEST_SOCKET_PATH = 107  # bytes: sun_path holds 108 with its closing zero (Linux manual, unix(7))
FAULT_LETTERS = 300
DELIVERY = "delivery"

log = logging.getLogger(__name__)

Deliver = Callable[[datetime], int]
Clock = Callable[[], datetime]
Stop = Signal | Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Repeated:
    """A job done again and again: first when the worker starts, then `every` so often; its moment is passed in."""

    name: str
    every: timedelta
    do: Callable[[datetime], None]


@dataclass(slots=True)
class Worker:
    """What one worker knows between its turns."""

    deliver: Deliver
    schedule: Sequence[Repeated]
    now: Clock
    is_stopped: Callable[[], bool]
    steady: Callable[[], float] = time.monotonic
    process: str = "worker"
    due_at: dict[str, float] = field(default_factory=dict)
    faults: dict[str, dict[str, object]] = field(default_factory=dict)
    offset: float | None = None

    def turn(self) -> None:
        """Deliver what waits, then run what is due; delivery comes before every job, because somebody waits for it."""
        moment = self.now()
        self.see_jumps(moment)
        self.deliver_all()
        for job in (*self.schedule, self.heartbeat()):
            if self.is_stopped():
                return
            if self.steady() >= self.due_at.get(job.name, float("-inf")):
                self.run(job)
                self.deliver_all()

    def run(self, job: Repeated) -> None:
        """Do a job that is due and say when it is due again."""
        self.attempt(job.name, lambda: job.do(self.now()))
        again = min(job.every, RETRY_WITHIN) if job.name in self.faults else job.every
        self.due_at[job.name] = self.steady() + again.total_seconds()

    def see_jumps(self, moment: datetime) -> None:
        """A clock that was set, forwards or backwards, makes every job due at once; the heart first, or it would look long silent."""
        offset = moment.timestamp() - self.steady()
        if self.offset is not None and abs(offset - self.offset) > CLOCK_JUMP.total_seconds():
            log.warning("the clock was set by %+.0f seconds: every job runs now", offset - self.offset)
            self.due_at.clear()
            self.attempt(self.process, lambda: self.beat(moment))
        self.offset = offset

    def deliver_all(self) -> None:
        """Deliver until nothing is left, or until told to stop."""
        found = True
        while found and not self.is_stopped():
            found = bool(self.attempt(DELIVERY, lambda: self.deliver(self.now())))

    def attempt(self, name: str, do: Callable[[], object]) -> object:
        """Do it. A fault is logged and kept for the heart until the same job succeeds; a broken connection is closed."""
        try:
            done = do()
        except Exception as fault:
            times = self.faults.get(name, {}).get("times", 0)
            log.exception("the job “%s” failed", name)
            words = f"{type(fault).__name__}: {fault}"[:FAULT_LETTERS]
            self.faults[name] = {"words": words, "at": self.now().isoformat(), "times": times + 1 if isinstance(times, int) else 1}
            leave_broken_connection()
            return None
        self.faults.pop(name, None)
        return done

    def heartbeat(self) -> Repeated:
        """The worker's own sign of life, with what fails."""
        return Repeated(self.process, BEAT_EVERY, lambda now: self.beat(now))

    def beat(self, now: datetime) -> None:
        """Say that the worker is alive and what it could not do."""
        details: Mapping[str, object] = {"faults": {name: fault for name, fault in self.faults.items() if name != self.process}}
        actions.beat(self.process, now=now, details=details)


def run_worker(*, socket_path: Path | str, deliver: Deliver, schedule: Sequence[Repeated], now: Clock, stop: Stop) -> None:
    """Work until `stop` is set (or answers True): at most half a second later the loop ends, after the job in hand.

    `deliver` hands out waiting events and answers how many it finished. The worker beats its own heart as “worker”.
    Raises Fault where the socket cannot be made.
    """
    worker = Worker(deliver, schedule, now, stop.is_set if isinstance(stop, Signal) else stop)
    with wake_socket(Path(socket_path)) as wire:
        while not worker.is_stopped():
            worker.turn()
            wait_for_work(wire, LONGEST_WAIT_SECONDS)


@contextmanager
def wake_socket(path: Path) -> Iterator[socket.socket]:
    """A datagram socket at `path` that only this user may write to; taken away at the end. Raises Fault where it cannot be made."""
    if len(os.fsencode(path)) > LONGEST_SOCKET_PATH:
        raise Fault(f"the worker's socket {path} has a path longer than {LONGEST_SOCKET_PATH} bytes: choose a shorter --data folder")
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
        mask = os.umask(0o177)
        try:
            wire.bind(str(path))
        except OSError as unusable:
            raise Fault(f"the worker cannot listen at {path} ({unusable.strerror}): is its folder there and writable?") from unusable
        finally:
            os.umask(mask)
        wire.setblocking(False)
        try:
            yield wire
        finally:
            path.unlink(missing_ok=True)


def wait_for_work(wire: socket.socket, seconds: float) -> bool:
    """Wait for a datagram, at most `seconds`; True if there was one. All that are there are taken together: one turn serves them all."""
    select.select([wire], [], [], seconds)
    was_woken = False
    while True:
        try:
            wire.recv(64)
        except BlockingIOError:
            return was_woken
        was_woken = True
