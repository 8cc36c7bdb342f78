"""How long one decision takes: the compiled lookup, bare and with its memory, beside a plain set and beside a browser's blocking engine.

Run alone: `.venv/bin/python bench/decide.py [NAMES] [--write]`. Prints the median nanoseconds of one lookup over interleaved rounds, and
ends with 1 where a number of issue 3 is missed; `--write` puts the table into docs/reference/measured.md. The engine is Brave's, from the
package `adblock`; it is needed for nothing else: `.venv/bin/pip install --require-hashes -r bench/requirements.lock`.
"""

from __future__ import annotations

import gc
import platform
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from statistics import median
from time import perf_counter, thread_time

from belisha.core.decision.decide import decide
from belisha.core.decision.model import Question, Verdict
from belisha.core.moments import Calendar, SchoolFacts, SchoolNetwork, Seat
from belisha.core.names import Host, upwards
from belisha.core.programme.model import Effect, NameList, Opening, Programme, Rule, Standing
from belisha.core.rulesets.compile import compile_timeline
from belisha.core.rulesets.lookup import lookup
from belisha.core.rulesets.memo import MemoisedLookup
from belisha.core.rulesets.model import Ruleset

try:
    import adblock
except ImportError:
    adblock = None

NOW = datetime(2026, 10, 23, 9, 0, tzinfo=UTC)
SEAT = Seat("pupils/5K", frozenset({"pupils", "year 5", "class 5K"}))
ROUNDS, ASKED, OFTEN = 9, 50_000, 500
PAGE = Path(__file__).parent.parent / "docs" / "reference" / "measured.md"
HEADING = "## Deciding"
Ask = Callable[[str], bool]


@dataclass(frozen=True)
class Way:
    """One way to ask whether a name is closed, the names it is asked, and the most it may take (nanoseconds; None: no target)."""

    title: str
    ask: Ask
    names: list[str]
    most: int | None = None


def invented_programme(listed: frozenset[str]) -> Programme:
    """A school with one rule on 200 names, one opening, a protective list of half a list's size, and a list."""
    facts = SchoolFacts(Calendar(UTC), (SchoolNetwork(ip_network("10.0.0.0/24"), SEAT),), classes={"5K": "year 5"})
    names = frozenset(f"service{n}.example.com" for n in range(200))
    rule = Rule("8.1/block/1", "8.1", Effect.BLOCK, frozenset({"pupils"}), names, lists=frozenset({"games"}), services=("service",))
    opening = Opening("1", frozenset({"opened.example.org"}), "class 5K", NOW, NOW + timedelta(hours=1), "8.4")
    harmful = frozenset(f"harm{n}.example.net" for n in range(len(listed) // 2))
    lists = {"games": NameList("games", "Games", listed), "malware": NameList("malware", "Harmful software", harmful)}
    twins = {"www.search.example.org": "safe.search.example.org"}
    return Programme(
        "bench", "An invented policy", facts, rules=(rule,), standing=Standing(lists=lists, openings=(opening,), safe_hosts=twins)
    )


def names_asked(size: int) -> list[str]:
    """Three in ten are on the list, as `www.` below a listed name; no name twice, so that nothing can be remembered."""
    chance = random.Random(8)
    closed = [f"www.site{n}.example.net" for n in chance.sample(range(size), min(size, ASKED * 3 // 10))]
    names = closed + [f"www.open{n}.example.org" for n in chance.sample(range(10_000_000), ASKED - len(closed))]
    chance.shuffle(names)
    return names


def engine_of_a_browser(listed: frozenset[str]) -> Ask | None:
    """The engine with one rule for each listed name, asked for the address of a page's script; None where it is not installed."""
    if adblock is None:
        return None
    rules = adblock.FilterSet()
    rules.add_filters([f"||{name}^" for name in sorted(listed)])
    engine = adblock.Engine(rules)
    return lambda name: engine.check_network_urls(f"https://{name}/a.js", "https://school.example/", "script").matched


def ways_to_ask(ruleset: Ruleset, listed: frozenset[str], names: list[str]) -> list[Way]:
    """Every way that is compared; the memory is asked five hundred names over and over, as a class does."""
    remembering, often = MemoisedLookup(), names[:OFTEN] * (len(names) // OFTEN)
    engine = engine_of_a_browser(listed)
    ways = [
        Way("a plain set, name by name upwards", lambda name: any(above in listed for above in upwards(name)), names),
        Way("compiled lookup", lambda name: lookup(ruleset, SEAT.key, name).verdict is Verdict.CLOSED, names, 5_000),
        Way(
            "compiled lookup with its memory",
            lambda name: remembering.answer(ruleset, SEAT.key, name).verdict is Verdict.CLOSED,
            often,
            1_000,
        ),
    ]
    return ways + ([Way("adblock (the engine of Brave)", engine, names)] if engine else [])


def nanoseconds(way: Way) -> float:
    """The processor's time for one call, in nanoseconds, over all the names: what others run meanwhile is not counted."""
    gc.collect()
    begun = thread_time()
    for name in way.names:
        way.ask(name)
    return (thread_time() - begun) / len(way.names) * 1e9


def measured(ways: list[Way]) -> dict[str, list[float]]:
    """The times of each way, in interleaved rounds; a first round warms up and does not count."""
    rounds = [{way.title: nanoseconds(way) for way in ways} for _ in range(ROUNDS + 1)]
    return {way.title: sorted(one[way.title] for one in rounds[1:]) for way in ways}


def table(ways: list[Way], taken: dict[str, list[float]]) -> str:
    """The rows: median, quickest and slowest round, what it may take, and how it stands to the plain set."""
    least = median(taken[ways[0].title])
    rows = ["| way | median ns | quickest to slowest | may take | times the plain set |", "|---|---|---|---|---|"]
    for way in ways:
        times = taken[way.title]
        may = f"{way.most:,}" if way.most else "–"
        rows.append(f"| {way.title} | {median(times):,.0f} | {times[0]:,.0f} to {times[-1]:,.0f} | {may} | {median(times) / least:.1f} |")
    return "\n".join(rows)


def machine() -> str:
    """What was measured on."""
    model = next((line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line), "?")
    return f"{model}, {platform.system()}, Python {platform.python_version()}, one thread"


def write_down(words: str) -> None:
    """Put the section into the page, in place of the one that is there."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else "# Measured\n"
    before, _, after = page.partition(f"\n{HEADING}\n")
    _, next_heading, rest = after.partition("\n## ")
    PAGE.write_text(f"{before.rstrip()}\n\n{HEADING}\n\n{words}\n{next_heading}{rest}", encoding="utf-8")


def told(size: int, milliseconds: float, rows: str, reference: float) -> str:
    """What was asked, on what, and what came of it."""
    return (
        f"`bench/decide.py`: {ROUNDS} interleaved rounds of {ASKED:,} different names, three in ten closed (with the memory: {OFTEN}\n"
        f"names over and over); {size:,} names on one list, {size // 2:,} on another, 200 in a rule.\n"
        f"Processor time, measured on {machine()}.\n\n{rows}\n\n"
        f"The ruleset was compiled in {milliseconds:.0f} ms. `decide`, the reference, has no target; it takes {reference / 1000:,.0f} µs."
    )


def main() -> int:
    """Measure and print; 1 where a number is missed, or where two ways do not agree."""
    given = [word for word in sys.argv[1:] if word != "--write"]
    size = int(given[0]) if given else 200_000
    listed, names = frozenset(f"site{n}.example.net" for n in range(size)), names_asked(size)
    programme = invented_programme(listed)
    begun = perf_counter()
    ruleset = compile_timeline(programme, at=NOW, number=1, school="bench", local_names={}).ruleset
    milliseconds = (perf_counter() - begun) * 1000
    ways = ways_to_ask(ruleset, listed, names)
    said = {tuple(way.ask(name) for name in names) for way in ways}
    taken = measured(ways)
    by_reference = Way("decide", lambda name: bool(decide(programme, Question(Host(name), NOW, SEAT))), names[:2000])
    words = told(size, milliseconds, table(ways, taken), median(nanoseconds(by_reference) for _ in range(3)))
    print(words)
    if adblock is None:
        print("The package adblock is absent, so its row is left out: bench/requirements.lock says how it installs.")
    if "--write" in sys.argv[1:]:
        write_down(words)
    missed = [f"MISSED: {way.title}" for way in ways if way.most and median(taken[way.title]) > way.most]
    missed += ["The ways do not agree on the same names."] if len(said) > 1 else []
    print(*missed, sep="\n", end="")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
