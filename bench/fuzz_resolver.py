"""Fuzzing the resolver: packets nobody should send, thrown at the careful path and at the fast path, which must mean the same.

Every answer must be none or a well-formed one to its question, of at most 1232 octets by UDP; an address outside the school gets hardly
more than it sent; nothing raises, nothing is left running, memory stays flat. Half of the time packets are made of questions, damaged
(`tests/packets.py`); half of the time atheris looks for octets that reach new lines of our code and of dnspython's, where it is installed
(`bench/requirements.lock`); where it is not, that is said and all of the time goes to damaged questions.
Alone: `.venv/bin/python bench/fuzz_resolver.py --minutes 60 --seed 1`. It ends with 1 where something was found, and prints how to make
that packet again (`--only NUMBER`). `make soak` runs it for ten minutes. No socket is opened and no packet leaves the process.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import random
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path

from belisha.adapters.resolver.fast import memories
from belisha.adapters.resolver.fast import path as fast_path
from belisha.adapters.resolver.listening import TcpListener
from belisha.adapters.resolver.proxy_header import NoHeader, split_header
from belisha.adapters.resolver.tests.judging import check_answer, meaning
from belisha.adapters.resolver.tests.packets import damaged_header, packet, question
from belisha.adapters.resolver.tests.running import OPENED, small_school
from belisha.adapters.resolver.tests.targets import OUTSIDE, SOURCES, CarefulTarget, FastTarget

QUICK = 0.2  # minutes, where nobody asks for more: `make bench` runs every file of this folder
TELL_EVERY = 30.0  # seconds between two lines of progress
SLOW = 0.5  # seconds; a packet that takes longer is told
GROWTH_AT_MOST = 12.0  # MiB between the first fifth, by when every memory is full, and the end
HELD = 300  # answers that the fast path remembers here: it must be full early for its memory to be flat
RULES_EVERY = 500  # packets between two changes of rules
FOUND = 77  # how a child says that atheris found something


@dataclass
class Tally:
    """What came of the packets. Ratios are octets answered for each octet asked."""

    tried: int = 0
    answered: int = 0
    highest_inside: tuple[float, int] = (0.0, 0)
    highest_outside: tuple[float, int] = (0.0, 0)
    slowest: tuple[float, int] = (0.0, 0)
    found: list[int] = field(default_factory=list)
    memory_early: float = 0.0
    memory_late: float = 0.0


class Thrower:
    """Makes the packet of a number and throws it at everything. Raises whatever is wrong."""

    def __init__(self, seed: int, tally: Tally) -> None:
        memories.HELD_ANSWERS = fast_path.HELD_BODIES = HELD
        school = small_school()
        opened = {**school.tables["pupils/5K"], "youtube.com": OPENED}
        self._rules = (school, replace(school, number=2, tables={**school.tables, "pupils/5K": opened}))
        self._seed = seed
        self._tally = tally
        self._careful, self._fast, self._broken = CarefulTarget(school), FastTarget(school), CarefulTarget(None)
        self._loop = asyncio.new_event_loop()

    def throw(self, number: int) -> None:
        """One packet, by UDP at both paths; some of them by TCP, behind a PROXY header, or at a resolver without rules."""
        chance = random.Random(f"{self._seed}/{number}")
        self._fast.now += chance.choice((0.0, 0.001, 0.3, 1.1))
        for target in (self._careful, self._fast):
            target.alone.rules.ruleset = self._rules[number // RULES_EVERY % 2]
        wire, source = packet(chance), chance.choice(SOURCES)
        self._by_udp(number, wire, source)
        kind = chance.randrange(20)
        if kind == 0:
            check_answer(wire, self._careful(wire, source, by_tcp=True), by_tcp=True, is_outside=source in OUTSIDE)
        elif kind == 1:
            self._by_header(damaged_header(source, wire, chance))
        elif kind == 2:
            self._loop.run_until_complete(self._by_connection(chance))
        elif kind == 3:
            check_answer(wire, self._broken(wire, source), by_tcp=False, is_outside=False)

    def throw_octets(self, octets: bytes) -> None:
        """What atheris made: the first octet says from where, the others are the packet."""
        if not octets:
            return
        wire, source = octets[1:], SOURCES[octets[0] % len(SOURCES)]
        self._by_udp(0, wire, source)
        if octets[0] & 0x80:
            check_answer(wire, self._careful(wire, source, by_tcp=True), by_tcp=True, is_outside=source in OUTSIDE)

    def close(self) -> None:
        """Put the loop away."""
        self._loop.close()

    def _by_udp(self, number: int, wire: bytes, source: object) -> None:
        is_outside = source in OUTSIDE
        began = time.thread_time()  # this thread's own work: the machine may be busy with other things
        with_care = self._careful(wire[:4096], source)
        took = time.thread_time() - began
        check_answer(wire, with_care, by_tcp=False, is_outside=is_outside)
        for _ in range(2):
            answer = self._fast(wire, source)
            check_answer(wire, answer, by_tcp=False, is_outside=is_outside)
            if not is_outside and meaning(answer) != meaning(with_care):
                raise AssertionError(f"the fast path means otherwise:\n{meaning(answer)}\n{meaning(with_care)}")
        self._note(number, len(with_care or b"") / max(1, len(wire)), took, is_outside=is_outside)

    def _note(self, number: int, ratio: float, took: float, *, is_outside: bool) -> None:
        tally = self._tally
        tally.answered += ratio > 0
        tally.slowest = max(tally.slowest, (took, number))
        if is_outside:
            tally.highest_outside = max(tally.highest_outside, (ratio, number))
        else:
            tally.highest_inside = max(tally.highest_inside, (ratio, number))

    def _by_header(self, datagram: bytes) -> None:
        try:
            source, wire = split_header(datagram)
        except NoHeader:
            return
        check_answer(wire, self._careful(wire, source), by_tcp=False, is_outside=False)

    async def _by_connection(self, chance: random.Random) -> None:
        """A connection with some messages in pieces, cut anywhere; afterwards nothing of it may be left."""
        reader, writer = asyncio.StreamReader(), Kept()
        wires = [chance.choice((packet, question))(chance)[:65_535] for _ in range(chance.choice((1, 1, 3, 20)))]
        octets = b"".join(len(wire).to_bytes(2, "big") + wire for wire in wires)
        octets = octets[: chance.randrange(len(octets) + 1)] if chance.random() < 0.3 else octets
        work = asyncio.ensure_future(TcpListener(self._careful.alone.path).serve(reader, writer))
        for start in range(0, len(octets), step := chance.choice((1_000, 70_000))):
            reader.feed_data(octets[start : start + step])
            await asyncio.sleep(0)
        reader.feed_eof()
        await work
        answers, sent = bytes(writer.octets), 0
        while sent < len(answers):
            sent += 2 + int.from_bytes(answers[sent : sent + 2], "big")
        if sent != len(answers) or not writer.is_closed:
            raise AssertionError("a connection that was not answered in whole messages, or not closed")
        if left := [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]:
            raise AssertionError(f"left running: {left}")


class Kept:
    """The writing end of a connection that keeps what is written."""

    def __init__(self) -> None:
        self.octets = bytearray()
        self.is_closed = False

    def get_extra_info(self, _name: str) -> tuple[str, int]:
        """Who is at the other end."""
        return "127.0.1.5", 4_000

    def write(self, octets: bytes) -> None:
        """Keep them."""
        self.octets += octets

    async def drain(self) -> None:
        """Nobody waits."""

    def close(self) -> None:
        """Note it."""
        self.is_closed = True


def main() -> int:
    """Fuzz until the time is over; 0 where nothing was found."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--minutes", type=float, default=QUICK)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", type=int, help="throw this one packet, and print it")
    asked.add_argument("--octets", type=Path, help="throw what atheris left in this file")
    asked.add_argument("--inside-atheris", type=Path, help=argparse.SUPPRESS)
    said = asked.parse_args()
    if said.inside_atheris is not None:
        return inside_atheris(said)
    if said.only is not None or said.octets is not None:
        return throw_one(said)
    has_atheris = find_spec("atheris") is not None
    if not has_atheris:
        print("atheris is not installed here (bench/requirements.lock): damaged questions alone, without looking at which lines they reach")
    seconds = said.minutes * 60
    tally = fuzz(seconds / 2 if has_atheris else seconds, said.seed)
    report(tally, said)
    found_by_atheris = has_atheris and with_atheris(seconds / 2, said.seed)
    return 1 if tally.found or found_by_atheris or tally.memory_late - tally.memory_early > GROWTH_AT_MOST else 0


def throw_one(said: argparse.Namespace) -> int:
    """One packet again, with its traceback where it raises."""
    thrower = Thrower(said.seed, Tally())
    if said.octets is not None:
        thrower.throw_octets(said.octets.read_bytes())
    else:
        print(packet(random.Random(f"{said.seed}/{said.only}")).hex())
        thrower.throw(said.only)
    print("nothing found")
    return 0


def fuzz(seconds: float, seed: int) -> Tally:
    """Make and throw packets for so many seconds."""
    tally = Tally()
    thrower = Thrower(seed, tally)
    began = told = time.monotonic()
    while (now := time.monotonic()) < began + seconds:
        try:
            thrower.throw(tally.tried)
        except Exception:  # noqa: BLE001 - the point of this programme: whatever it is, it is counted and told
            traceback.print_exc()
            tally.found.append(tally.tried)
        tally.tried += 1
        if not tally.memory_early and now > began + seconds / 5:
            tally.memory_early = resident()
        if now > told + TELL_EVERY:
            told = now
            print(f"{now - began:.0f} s: {tally.tried:,} packets, {len(tally.found)} found, {resident():.1f} MiB", flush=True)
    tally.memory_late = resident()
    thrower.close()
    return tally


def resident() -> float:
    """MiB this process holds, after what nobody holds any more is gone."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def with_atheris(seconds: float, seed: int) -> bool:
    """True where atheris found something in so many seconds, in a child process (it ends the one it runs in)."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(400):
            chance = random.Random(f"{seed}/{number}")
            Path(folder, str(number)).write_bytes(bytes((number % 256,)) + packet(chance)[:4_096])
        command = [sys.executable, __file__, "--inside-atheris", folder, "--minutes", str(seconds / 60), "--seed", str(seed)]
        child = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
        lines = child.stderr.splitlines()
        if child.returncode:
            kept = Path("var/reports")
            kept.mkdir(parents=True, exist_ok=True)
            for crash in Path(folder).glob("found-*"):
                crash.rename(kept / crash.name)
                print(f"atheris found something: --octets {kept / crash.name}")
            print("\n".join(lines[-40:]))
            return True
        print(f"atheris: nothing found; {next((line for line in reversed(lines) if ' cov: ' in line), 'it said nothing of its runs')}")
    return False


def inside_atheris(said: argparse.Namespace) -> int:
    """The child: atheris and our code, until the time is over or something is found. Does not return."""
    import atheris

    thrower = Thrower(said.seed, Tally())
    for module in ("answers", "careful", "cookies", "special_names", "burial", "fast.path", "fast.shape", "fast.octets", "fast.askers"):
        instrument(atheris, sys.modules[f"belisha.adapters.resolver.{module}"])
    for module in ("dns.message", "dns.wire", "dns.name", "dns.edns"):
        instrument(atheris, sys.modules[module])
    folder = str(said.inside_atheris)
    limits = [f"-max_total_time={max(1, int(said.minutes * 60))}", "-max_len=5000", "-rss_limit_mb=2048", "-timeout=10"]
    atheris.Setup([sys.argv[0], *limits, f"-artifact_prefix={folder}/found-", f"-seed={said.seed}", folder], thrower.throw_octets)
    atheris.Fuzz()
    return FOUND


def instrument(atheris: object, module: object) -> None:
    """Let atheris see which lines of the functions of a module are reached."""
    for owner in (module, *(kind for kind in vars(module).values() if isinstance(kind, type) and kind.__module__ == module.__name__)):
        for name, thing in list(vars(owner).items()):
            if type(thing).__name__ == "function" and thing.__module__ == module.__name__:
                setattr(owner, name, atheris.instrument_func(thing))


def report(tally: Tally, said: argparse.Namespace) -> None:
    """Say what came of it."""
    print(f"{tally.tried:,} packets (seed {said.seed}), {tally.answered:,} answered, each twice by the fast path too")
    print(f"longest answer for its question: {tally.highest_inside[0]:.1f} times to a device (--only {tally.highest_inside[1]}), "
          f"{tally.highest_outside[0]:.2f} times outside (--only {tally.highest_outside[1]})")  # fmt: skip
    print(f"the slowest took {tally.slowest[0] * 1000:.1f} ms (--only {tally.slowest[1]})")
    print(f"memory: {tally.memory_early:.1f} MiB after a fifth of the time, {tally.memory_late:.1f} at the end")
    if tally.slowest[0] > SLOW:
        print(f"slower than {SLOW:g} s: look at it")
    if tally.memory_late - tally.memory_early > GROWTH_AT_MOST:
        print(f"memory grew by more than {GROWTH_AT_MOST:g} MiB: look at it")
    if tally.found:
        print(f"{len(tally.found)} packets found something: {', '.join(f'--only {number}' for number in tally.found[:10])}")
    else:
        print("nothing raised, nothing was answered wrongly, nothing is left running")


if __name__ == "__main__":
    sys.exit(main())
