"""Web, worker and resolver under one supervisor: started together, restarted with a growing pause, stopped together.

A child dies with its parent (prctl(2), PR_SET_PDEATHSIG), so that a killed supervisor leaves nothing behind.
"""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

from belisha.web.supervisor_log import ENDED, STARTED, STOPPED, SUPERVISOR, SupervisorLog

PR_SET_PDEATHSIG = 1  # linux/prctl.h
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = {"resolver": 0.3, "worker": 10.0, "web": 10.0}
"""However often a process falls. Without the resolver no device of the school finds anything, so it is never left down for long."""

DOUBLINGS = 10  # beyond any longest pause; a process that falls a thousand times must not overflow a number here
STEADY_AFTER_SECONDS = 30.0
STOP_WITHIN_SECONDS = 8.0
LOOK_EVERY_SECONDS = 0.1

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(slots=True)
class Child:
    """One process: how it is started, how many seconds it is left down at most, and how it has fared."""

    name: str
    command: Sequence[str]
    longest_pause: float
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    again_at: float = 0.0


def _die_with_parent() -> None:
    """Run in the child before it becomes the program: be killed when the supervisor is gone."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


@dataclass(slots=True)
class Supervisor:
    """Keeps the children running until it is told to stop (TERM, INT, or `stop()`); `log` is told what becomes of each."""

    children: Sequence[Child]
    environment: Mapping[str, str]
    say: Callable[[str], None]
    log: SupervisorLog
    is_stopping: bool = field(default=False)

    def run(self, *, once_started: Callable[[], None] = lambda: None) -> None:
        """Start all, call `once_started`, and watch; returns when all have stopped."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._told_to_stop)
        self.log.begin()
        try:
            for child in self.children:
                self._start(child)
            once_started()
            while not self.is_stopping:
                self._watch()
                time.sleep(LOOK_EVERY_SECONDS)
        finally:
            self._stop_all()
            self.log.note(SUPERVISOR, STOPPED if self.is_stopping else f"{ENDED} by a fault of its own")

    def stop(self) -> None:
        """Make `run` return soon."""
        self.is_stopping = True

    def _told_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stop()

    def _start(self, child: Child) -> None:
        child.started = time.monotonic()
        child.process = subprocess.Popen(
            list(child.command),
            env=dict(self.environment),
            start_new_session=True,
            preexec_fn=_die_with_parent,  # safe here: it calls one function of the system, and takes no lock
        )
        self.log.note(child.name, f"{STARTED}, process {child.process.pid}")

    def _watch(self) -> None:
        """Look at each child once: note the fallen, start those whose pause is over."""
        moment = time.monotonic()
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                self._note_fall(child, moment)
            elif child.process is None and moment >= child.again_at and not self.is_stopping:
                self._start(child)

    def _note_fall(self, child: Child, moment: float) -> None:
        code = child.process.returncode if child.process else 0
        if moment - child.started > STEADY_AFTER_SECONDS:
            child.failures = 0
        pause = min(FIRST_PAUSE_SECONDS * 2 ** min(child.failures, DOUBLINGS), child.longest_pause)
        child.failures += 1
        child.process, child.again_at = None, moment + pause
        how = f"{ENDED} {how_it_ended(code)} after {moment - child.started:.0f} s; started again in {pause:.1f} s"
        self.log.note(child.name, how)
        self.say(f"{child.name} {how}")

    def _stop_all(self) -> None:
        """TERM to each, then KILL to whoever is left."""
        running = [c.process for c in self.children if c.process is not None and c.process.poll() is None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + STOP_WITHIN_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def how_it_ended(code: int) -> str:
    """In words what a process's exit code says: "with code 1", "by signal 9 (SIGKILL)"."""
    if code >= 0:
        return f"with code {code}"
    known = {number.value: number.name for number in signal.Signals}
    return f"by signal {-code}" + (f" ({known[-code]})" if -code in known else "")


def start_aside(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """A process beside this one, in no hurry: the others come first, and it dies with this one."""
    return subprocess.Popen(["nice", "-n", "10", sys.executable, *command], stdin=subprocess.DEVNULL, preexec_fn=_die_with_parent)


def children_of(command: Sequence[str]) -> list[Child]:
    """The three processes of the house; `command` is what stands before their name."""
    return [Child(name, [sys.executable, *command, name], longest) for name, longest in LONGEST_PAUSE_SECONDS.items()]
