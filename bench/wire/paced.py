"""A client that asks at a steady pace and counts every question that stays without an answer.

Run as a program: `paced.py '{"at": ["127.0.0.1", 5300], "questions": FILE, "rate": 2000, "seconds": 5, "sources": ["127.0.0.1"]}'`.
It prints "asking", and at the end, or at TERM, what it found as JSON. It asks at its pace whether or not it is answered, as many devices
do. A question's time ends when the kernel gets the answer (SO_TIMESTAMPNS), so that this program's own delays are nobody's.
"""

from __future__ import annotations

import json
import select
import signal
import socket
import struct
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import dns.message

SO_TIMESTAMPNS = 35  # socket(7); asm-generic/socket.h: the same number as the kind of message that carries it
WAIT_FOR_LAST = 2.0  # seconds: then a device's own stub would have asked again
NANOSECONDS = 1_000_000_000
PAYLOAD = 1_232
DIFFERENT_AT_MOST = 200_000


@dataclass(slots=True)
class Found:
    """Times in milliseconds. `longest_silence` is the longest time without any answer while questions were under way."""

    asked: int = 0
    answered: int = 0
    lost: int = 0
    took: list[float] = field(default_factory=list)
    longest_silence: float = 0.0
    codes: dict[str, int] = field(default_factory=dict)

    def at(self, share: float) -> float:
        """The time that this share of the answers does not exceed."""
        return self.took[min(len(self.took) - 1, int(len(self.took) * share))] if self.took else float("nan")


class Paced:
    """Asks from one socket; ids go round, and one that comes round unanswered is lost."""

    def __init__(self, at: tuple[str, int], source: str, wires: list[bytes]) -> None:
        self._wires = wires
        self._sent: dict[int, int] = {}
        self._last_answer = 0
        self.found = Found()
        self._codes: Counter[int] = Counter()
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * 1024 * 1024)
        self.sock.bind((source, 0))
        self.sock.connect(at)
        self.sock.setblocking(False)

    def ask(self, wire: bytes | None = None) -> None:
        """Send this question, or else the next of those it was made with; without its id."""
        found = self.found
        number = found.asked & 0xFFFF
        found.lost += self._sent.pop(number, None) is not None
        wire = wire or self._wires[found.asked % len(self._wires)]
        found.asked += 1
        self._sent[number] = time.clock_gettime_ns(time.CLOCK_REALTIME)
        try:
            self.sock.send(number.to_bytes(2, "big") + wire)
        except OSError:  # nobody listens there now: it stays unanswered
            return

    def take(self) -> None:
        """Take every answer that has come."""
        while True:
            try:
                data, extra, _, _ = self.sock.recvmsg(PAYLOAD, 64)
            except BlockingIOError:
                return
            except OSError:  # a port that nobody listens at is told once for each question
                continue
            sent = self._sent.pop(int.from_bytes(data[:2], "big"), None)
            if sent is not None:
                self._note(sent, _moment(extra), data[3] & 0x0F)

    def _note(self, sent: int, came: int, code: int) -> None:
        found = self.found
        found.answered += 1
        self._codes[code] += 1
        found.took.append((came - sent) / 1e6)
        silent_since = max(self._last_answer, sent)
        found.longest_silence = max(found.longest_silence, (came - silent_since) / 1e6)
        self._last_answer = max(self._last_answer, came)

    def end(self) -> Found:
        """What was found; questions still under way are lost."""
        self.found.lost += len(self._sent)
        self.found.took.sort()
        self.found.codes = {str(code): count for code, count in self._codes.items()}
        self.sock.close()
        return self.found


def _moment(extra: list[tuple[int, int, bytes]]) -> int:
    """When the kernel had the answer, in nanoseconds; now, where it does not say."""
    for _, kind, content in extra:
        if kind == SO_TIMESTAMPNS:
            seconds, nanoseconds = struct.unpack("qq", content)
            return int(seconds * NANOSECONDS + nanoseconds)
    return time.clock_gettime_ns(time.CLOCK_REALTIME)


def wires_of(questions: Path) -> list[bytes]:
    """The questions of a file without their ids, at most DIFFERENT_AT_MOST."""
    made: dict[str, bytes] = {}
    wires = []
    for line in questions.read_text().splitlines()[:DIFFERENT_AT_MOST]:
        if line not in made:
            name, rdtype = line.split()
            made[line] = dns.message.make_query(name, rdtype, use_edns=0, payload=PAYLOAD).to_wire()[2:]
        wires.append(made[line])
    return wires


def run(words: dict[str, Any]) -> Found:
    """Ask at the pace until the seconds are over or TERM comes."""
    stopped: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, frame: stopped.append(number))
    client = Paced((words["at"][0], words["at"][1]), words.get("source", "127.0.0.1"), wires_of(Path(words["questions"])))
    every, began = 1 / words["rate"], time.perf_counter()
    print("asking", flush=True)
    until = began + words.get("seconds", 86_400.0)
    while not stopped and (now := time.perf_counter()) < until:
        due = began + client.found.asked * every
        if now >= due:
            client.ask()
        else:
            select.select([client.sock], [], [], due - now)
        client.take()
    last = time.perf_counter() + WAIT_FOR_LAST
    while client.found.answered + client.found.lost < client.found.asked and time.perf_counter() < last:
        select.select([client.sock], [], [], 0.05)
        client.take()
    return client.end()


@contextmanager
def asking(at: tuple[str, int], questions: Path, rate: int, *, source: str = "127.0.0.1", seconds: float = 86_400.0) -> Iterator[Asking]:
    """The client at work in a process of its own, from its first question on."""
    words = {"at": at, "questions": str(questions), "rate": rate, "source": source, "seconds": seconds}
    command = [sys.executable, str(Path(__file__).resolve()), json.dumps(words)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        if process.stdout is None or process.stdout.readline() != "asking\n":
            raise SystemExit("the paced client did not start")
        client = Asking(process)
        try:
            yield client
        finally:
            client.end()


@dataclass(slots=True)
class Asking:
    """The client's process; `end` stops it and gives what it found."""

    process: subprocess.Popen[str]
    _found: Found | None = None

    def end(self) -> Found:
        """Stop asking, wait for the last answers; what was found."""
        if self._found is None:
            self.process.terminate()
            words = self.process.communicate(timeout=30)[0]
            self._found = Found(**json.loads(words))
        return self._found

    def wait(self) -> Found:
        """What was found when its seconds were over."""
        if self._found is None:
            self._found = Found(**json.loads(self.process.communicate()[0]))
        return self._found


if __name__ == "__main__":
    print(json.dumps(asdict(run(json.loads(sys.argv[1])))))
