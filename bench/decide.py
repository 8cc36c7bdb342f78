"""How long one decision takes in the compiled ruleset, beside the least that could be asked: a plain set of the same names.

Run alone: `.venv/bin/python bench/decide.py [NAMES]`. Prints nanoseconds for each lookup, three interleaved rounds, and the ratio.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from time import perf_counter

from belisha.core.decision.decide import decide
from belisha.core.decision.model import Question
from belisha.core.moments import Calendar, SchoolFacts, SchoolNetwork, Seat
from belisha.core.names import Host, upwards
from belisha.core.programme.model import Effect, NameList, Opening, Programme, Rule, Standing
from belisha.core.rulesets.compile import compile_timeline
from belisha.core.rulesets.lookup import lookup

NOW = datetime(2026, 10, 23, 9, 0, tzinfo=UTC)
SEAT = Seat("pupils/5K", frozenset({"pupils", "year 5", "class 5K"}))
ROUNDS = 3
ASKED = 100_000


def invented_programme(listed: frozenset[str]) -> Programme:
    """A school with one rule on 200 names, one opening, and a list."""
    facts = SchoolFacts(Calendar(UTC), (SchoolNetwork(ip_network("10.0.0.0/24"), SEAT),), classes={"5K": "year 5"})
    names = frozenset(f"service{n}.example.com" for n in range(200))
    rule = Rule("8.1/block/1", "8.1", Effect.BLOCK, frozenset({"pupils"}), names, lists=frozenset({"games"}), services=("service",))
    opening = Opening("1", frozenset({"site7.example.net"}), "class 5K", NOW, NOW + timedelta(hours=1), "8.4")
    lists = {"games": NameList("games", "Games", listed)}
    return Programme("bench", "An invented policy", facts, rules=(rule,), standing=Standing(lists=lists, openings=(opening,)))


def nanoseconds(ask: Callable[[str], object], names: list[str]) -> float:
    """The time of one call, in nanoseconds, over all the names."""
    begun = perf_counter()
    for name in names:
        ask(name)
    return (perf_counter() - begun) / len(names) * 1e9


def main() -> None:
    """Measure and print."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    listed = frozenset(f"site{n}.example.net" for n in range(size))
    programme = invented_programme(listed)
    begun = perf_counter()
    ruleset = compile_timeline(programme, at=NOW, number=1, school="bench", local_names={}).ruleset
    print(f"{size:,} listed names; compiled in {(perf_counter() - begun) * 1000:.1f} ms")
    chance = random.Random(8)
    closed = [f"www.site{chance.randrange(size)}.example.net" for _ in range(ASKED * 3 // 10)]
    names = closed + [f"www.open{chance.randrange(size)}.example.org" for _ in range(ASKED - len(closed))]
    chance.shuffle(names)
    ways: dict[str, Callable[[str], object]] = {
        "plain set and walk": lambda name: any(above in listed for above in upwards(name)),
        "compiled lookup": lambda name: lookup(ruleset, SEAT.key, name),
    }
    taken: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(ROUNDS):
        for way, ask in ways.items():
            taken[way].append(nanoseconds(ask, names))
    taken["decide (reference)"] = [nanoseconds(lambda name: decide(programme, Question(Host(name), NOW, SEAT)), names[:2000])]
    least = min(taken["plain set and walk"])
    for way, times in taken.items():
        print(f"{way:20} {' / '.join(f'{time:,.0f}' for time in sorted(times))} ns a lookup, {min(times) / least:.1f} times the plain set")


if __name__ == "__main__":
    main()
