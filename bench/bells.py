"""Thirty classes with a bell at the same minute: how long after the minute each is answered otherwise, while others ask.

Run alone: `.venv/bin/python bench/bells.py`; about four minutes. The bells are those of curriculum activities, compiled as the worker
compiles them: at one minute a site of its own opens for each class, at the next it closes. The resolver is the real process and rings by
itself; each class is asked for from its own addresses through the proof listener, as a proof asks. `--quick` rings at full ten seconds,
once; `--write` puts the table into docs/reference/performance.md. Ends with 1 where a number of issue 5 is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from wire import machine, paced, questions
from wire.engines import ENGINES, Endpoint, Making, prepared_rules, started, upstream
from wire.page import percentile, table, write_down

from belisha.adapters.resolver.client import ResolverClient
from belisha.adapters.resolver.proof import ask
from belisha.adapters.resolver.snapshot import write_snapshot
from belisha.core.moments import Calendar, SchoolFacts, SchoolNetwork, Seat
from belisha.core.programme.model import Effect, NameList, Opening, Programme, Rule, Standing
from belisha.core.rulesets.compile import compile_timeline
from belisha.core.rulesets.model import Timeline
from belisha.filtering.alone import LIST_ID, prepare, ruleset_of
from belisha.kit import clock

HEADING = "Bells of thirty classes"
CLASSES = 30
NAMES = 100_000
RATE = 2_000
OTHERS = "127.0.2.5"
FEW = questions.Mix(open_names=200, closed_names=2_000)
LIMIT_MS = 1_000.0
GIVEN_UP = 10.0
WARMING = 5.0
BEFORE_THE_MINUTE = WARMING + 4.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How often: `rounds` of two bells each, at full `step`s of the clock."""

    rounds: int = 2
    step: timedelta = timedelta(minutes=1)


QUICK = Plan(rounds=1, step=timedelta(seconds=10))


@dataclass(slots=True)
class Figures:
    """Milliseconds from each bell's minute until each class was answered otherwise; and what those who asked meanwhile met."""

    opened: list[float] = field(default_factory=list)
    closed: list[float] = field(default_factory=list)
    met: list[paced.Found] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wire:
    """The resolver by its doors, and the file of what others ask it meanwhile."""

    client: ResolverClient
    folder: Path
    listener: Endpoint
    at: Endpoint
    questions: Path


def address_of(number: int) -> str:
    """A device of this class."""
    return f"127.1.{number}.5"


def site_of(number: int) -> str:
    """What opens for this class."""
    return f"lesson{number}.example"


def programme_of(opens: datetime, closes: datetime, lists: Mapping[str, NameList]) -> Programme:
    """Thirty classes on networks of their own; a site for each, closed to pupils, that opens for the class between two moments."""
    names = [f"{number}A" for number in range(CLASSES)]
    seats = [Seat(f"pupils/{name}", frozenset({"pupils", f"class {name}"}), "classroom") for name in names]
    networks = [SchoolNetwork(ip_network(f"127.1.{number}.0/24"), seat) for number, seat in enumerate(seats)]
    networks.append(SchoolNetwork(ip_network("127.0.2.0/24"), Seat("pupils", frozenset({"pupils"}), "classroom")))
    facts = SchoolFacts(Calendar(ZoneInfo("Europe/London")), tuple(networks), (ip_network("127.0.0.0/8"),), dict.fromkeys(names, "year 5"))
    sites, pupils = frozenset(map(site_of, range(CLASSES))), frozenset({"pupils"})
    rules = (
        Rule("7.1/block/1", "7.1", Effect.BLOCK, pupils, names=sites),
        Rule("8.2/block/1", "8.2", Effect.BLOCK, pupils, lists=frozenset({LIST_ID})),
    )
    openings = (
        Opening(str(number), frozenset({site_of(number)}), f"class {name}", opens, closes, "6.3") for number, name in enumerate(names)
    )
    return Programme("invented", "An invented policy", facts, rules=rules, standing=Standing(openings=tuple(openings), lists=lists))


def next_full(step: timedelta, after: datetime) -> datetime:
    """The next moment at which the clock shows a full minute (or another step) that leaves time to load."""
    seconds = step.total_seconds()
    wanted = after.timestamp() + BEFORE_THE_MINUTE
    return datetime.fromtimestamp((wanted // seconds + 1) * seconds, tz=UTC)


def load(client: ResolverClient, folder: Path, opens: datetime, closes: datetime) -> Timeline:
    """Put the bells of the two moments in force, above the list that the questions of the others are about."""
    now = clock.now()
    lists = ruleset_of(NAMES, at=now).lists
    number = (client.status().number or 0) + 1
    timeline = compile_timeline(programme_of(opens, closes, lists), at=now, number=number, school="invented", local_names={}, hours=1)
    if [bell.at for bell in timeline.bells] != [opens, closes]:
        raise SystemExit("the bells were not compiled as they were meant")
    client.load(write_snapshot(folder, timeline))
    return timeline


def felt(listener: Endpoint, minute: datetime, *, is_open: bool) -> list[float]:
    """Ask for each class in turn until its answer has changed; milliseconds after the minute. Raises SystemExit where one never does."""
    waiting, found = set(range(CLASSES)), []
    while waiting:
        if (clock.now() - minute).total_seconds() > GIVEN_UP:
            raise SystemExit(f"the bell of {len(waiting)} classes was never felt")
        for number in sorted(waiting):
            answer = ask(site_of(number), source=address_of(number), listener=listener, timeout=5)
            if answer.is_open is is_open and answer.is_closed is not is_open:
                waiting.discard(number)
                found.append((clock.now() - minute) / timedelta(milliseconds=1))
                if found[-1] < 0:
                    raise SystemExit("a class was answered otherwise before its bell")
    return found


def wait_for(moment: datetime) -> None:
    """Sleep until shortly before a moment: the asking begins there, and finds nothing changed yet."""
    time.sleep(max(0.0, (moment - clock.now()).total_seconds() - 0.2))


def ring(wire: Wire, plan: Plan, figures: Figures) -> None:
    """One round: thirty classes open at one full minute and close at the next, while others ask what they have asked before."""
    opens = next_full(plan.step, clock.now())
    closes = opens + plan.step
    load(wire.client, wire.folder, opens, closes)
    with paced.asking(wire.at, wire.questions, RATE // 2, source=OTHERS, seconds=WARMING) as warming:
        warming.wait()
    with paced.asking(wire.at, wire.questions, RATE, source=OTHERS) as others:
        wait_for(opens)
        figures.opened += felt(wire.listener, opens, is_open=True)
        wait_for(closes)
        figures.closed += felt(wire.listener, closes, is_open=False)
        figures.met.append(others.end())


def missed(figures: Figures) -> list[str]:
    """The numbers that do not hold."""
    limits = [
        ("thirty classes opened and proved within 1 s of the minute", max(figures.opened) < LIMIT_MS),
        ("thirty classes closed and proved within 1 s of the minute", max(figures.closed) < LIMIT_MS),
        ("no question without an answer meanwhile", all(met.lost == 0 for met in figures.met)),
    ]
    return [what for what, holds in limits if not holds]


def report(figures: Figures, on: str) -> str:
    """Everything that is said, as Markdown."""
    rows = [
        [what, str(len(times)), f"{median(times):.1f}", f"{percentile(times, 0.99):.1f}", f"{max(times):.1f}", f"{LIMIT_MS:,.0f}"]
        for what, times in (("opened by the bell, proved", figures.opened), ("closed by the bell, proved", figures.closed))
    ]
    heads = ["milliseconds after the minute", "classes", "median", "p99", "most", "may take"]
    asked, lost = sum(met.asked for met in figures.met), sum(met.lost for met in figures.met)
    failed = "".join(f"\n* **missed**: {what}" for what in missed(figures))
    return (
        f"`bench/bells.py`: {CLASSES} classes have a bell at the same minute, and {RATE:,} other questions a second run all the while\n"
        f"({asked:,} asked, {lost} without an answer). The classes are asked one after the other, so that the last one's time holds the\n"
        f"asking of all others. Measured on {on}.\n\n{table(heads, rows)}\n{failed}"
    )


def main() -> int:
    """Measure, print, and say what is missed."""
    parser = argparse.ArgumentParser(description="thirty classes with a bell at the same minute")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--write", action="store_true", help="put the table into docs/reference/performance.md")
    words = parser.parse_args()
    plan, figures, on = QUICK if words.quick else Plan(), Figures(), machine.described()
    with tempfile.TemporaryDirectory() as name, upstream() as upstream_port:
        folder = Path(name)
        making = Making(folder, folder, NAMES, upstream_port)
        prepare(prepared_rules(making), NAMES, at=clock.now())
        with started(ENGINES[0], making) as engine:
            said = json.loads((folder / "belisha.json").read_text())
            host, _, port = said["proof"].rpartition(":")
            client = ResolverClient(Path(said["control"]), 60.0)
            meanwhile = questions.written(folder / "meanwhile.txt", questions.mixed(20_000, NAMES, FEW))
            for _ in range(plan.rounds):
                ring(Wire(client, prepared_rules(making), (host, int(port)), engine.at, meanwhile), plan, figures)
    told = report(figures, on)
    print(f"\n{told}")
    if words.write:
        write_down(HEADING, told)
    return 1 if missed(figures) else 0


if __name__ == "__main__":
    sys.exit(main())
