"""Kill the resolver of a running school a hundred times under load: how long until devices are answered again, and by which rules.

Run alone: `.venv/bin/python bench/kills.py`; part of `make soak`. A demo school with its real supervisor, worker and portal; a list of
`--names` invented names (a million) is loaded by the school's own command. Before each killing the headteacher opens a site for a class,
or closes it again, and the resolver is killed as soon as the wire has it. Ends with 1 where it was away for two seconds or more, or came
back without the last change. `--times N`, `--quick` (five times, 20,000 names), `--write` for docs/reference/performance.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wire import machine, paced, questions
from wire.engines import CHECKOUT
from wire.page import percentile, spread, table, write_down

sys.path.insert(0, str(CHECKOUT))

from tests.enforcement.deciding import headteacher
from tests.enforcement.killing import Killed, children, killings, number_in_force
from tests.journeys.running import Running, demo

HEADING = "Killed"
AWAY_AT_MOST = 2.0
LOAD = 1_000
DEVICE = "127.0.1.6"
FEW = questions.Mix(open_names=100, closed_names=100)  # the demo's stand-in upstream is in the resolver's own process, and slow
LOADED_WITHIN = 900.0


@contextmanager
def school(folder: Path, names: int) -> Iterator[Running]:
    """A demo school whose list of games holds so many invented names beside its own."""
    with demo(folder / "school") as running:
        file = folder / "names.txt"
        file.write_text("phonicsplay.co.uk\n" + "".join(f"closed{number}.example\n" for number in range(names - 1)))
        before, begun = number_in_force(running), time.monotonic()
        running.command("list", "load", str(file), "--id", "games")
        while (now := number_in_force(running)) is None or now == before:
            if time.monotonic() - begun > LOADED_WITHIN:
                raise SystemExit(f"the list of {names:,} names did not reach the resolver within {LOADED_WITHIN:.0f} s")
            time.sleep(0.2)
        print(f"a list of {names:,} names was loaded and reached the resolver in {time.monotonic() - begun:.1f} s", flush=True)
        yield running


def killed(folder: Path, names: int, times: int) -> tuple[list[Killed], paced.Found, machine.Memory]:
    """The killings, what the load met, and the memory of the last resolver."""
    asked_for = questions.written(folder / "asked.txt", questions.mixed(20_000, names, FEW))
    found = []
    with school(folder, names) as running, headteacher(running.data) as head:
        with paced.asking(running.resolver, asked_for, LOAD, source=DEVICE) as client:
            for number, one in enumerate(killings(running, head, times), start=1):
                found.append(one)
                print(f"{number}: {told(one)}", flush=True)
            asked = client.end()
        memory = machine.memory(children(running.process.pid)["resolver"])
    return found, asked, memory


def told(one: Killed) -> str:
    """A killing in a line."""
    rules = "the last change holds" if one.still_holds else "WITHOUT THE LAST CHANGE"
    return f"away for {one.seconds:.2f} s; ruleset {one.before} before, {one.after} after; {rules}"


def is_good(one: Killed) -> bool:
    """True where the last change still holds and the number in force is that of before."""
    return one.still_holds and one.before == one.after


def report(found: list[Killed], asked: paced.Found, memory: machine.Memory, names: int, on: str) -> str:
    """What came of it, as Markdown."""
    away = [one.seconds for one in found]
    rows = [
        ["killed", f"{len(found)} times"],
        ["seconds until devices are answered again, median (least to most)", spread(away, ".2f")],
        ["99 in 100 within", f"{percentile(away, 0.99):.2f} s"],
        ["back with the last change and the same number", f"{sum(map(is_good, found))} of {len(found)}"],
        [f"away for {AWAY_AT_MOST:g} s or more", str(sum(seconds >= AWAY_AT_MOST for seconds in away))],
        [f"questions at {LOAD:,} a second; without an answer", f"{asked.asked:,}; {asked.lost:,}"],
        ["memory of the last one, MB (PSS / RSS)", f"{memory.pss:,.0f} / {memory.rss:,.0f}"],
    ]
    return (
        f"`bench/kills.py`: the resolver of a demo school with {names:,} names on a list, killed (SIGKILL) as soon as a decision had\n"
        f"reached the wire, and started again by the school's own supervisor. Measured on {on}.\n\n{table(['what', 'found'], rows)}"
    )


def main() -> int:
    """Kill, print, and say whether it was good."""
    parser = argparse.ArgumentParser(description="kill the resolver of a running school again and again")
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--names", type=int, default=1_000_000)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--write", action="store_true")
    words = parser.parse_args()
    times, names = (5, 20_000) if words.quick else (words.times, words.names)
    on = machine.described()
    with tempfile.TemporaryDirectory() as folder:
        found, asked, memory = killed(Path(folder), names, times)
    said = report(found, asked, memory, names, on)
    print(f"\n{said}")
    if words.write:
        write_down(HEADING, said)
    return 0 if all(is_good(one) and one.seconds < AWAY_AT_MOST for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
