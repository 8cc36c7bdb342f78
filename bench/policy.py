"""How long a policy takes to check, to compile and to compare: an invented one of 200 clauses, and the model policy.

Run alone: `.venv/bin/python bench/policy.py [CLAUSES] [--write]`. Prints medians of five runs in milliseconds beside what each may take
(issue 3), and ends with 1 where one is missed; `--write` puts the table into docs/reference/measured.md.
"""

from __future__ import annotations

import gc
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from statistics import median
from time import perf_counter
from zoneinfo import ZoneInfo

from belisha.core.moments import Calendar, Lesson, SchoolFacts, Term
from belisha.core.policy.check import check
from belisha.core.policy.model import Policy
from belisha.core.policy.read import read
from belisha.core.programme.compare import Changes, changes
from belisha.core.programme.compile import baseline, compile_policy
from belisha.core.programme.model import Catalogue, Programme, Standing
from belisha.directory import queries as directory

RUNS, CLAUSES = 5, 200
CHECK_MS, COMPILE_MS, COMPARE_MS = 300, 1000, 1000  # issue 3, Numbers
ROOT = Path(__file__).parent.parent
PAGE, HEADING = ROOT / "docs" / "reference" / "measured.md", "## A policy"
HEAD = '---\ntitle = "An invented policy"\nlanguage = 1\n---\n\n'
YEARS = ("year 1", "year 2", "year 3", "year 4", "year 5", "year 6")
WHENS = ("always", "lesson time", "school day", "Mon-Fri 08:30-12:00", "outside lessons", "Mon-Wed 13:00-15:30", "Fri 12:00-15:30")
FACTS = SchoolFacts(
    Calendar(
        ZoneInfo("Europe/London"),
        (Term("autumn", date(2026, 9, 1), date(2026, 12, 18)),),
        lessons=tuple(Lesson(f"lesson {day} {hour}", day, time(hour), time(hour, 50)) for day in range(5) for hour in range(9, 15)),
    ),
    classes={f"{year[-1]}{letter}": year for year in YEARS for letter in "AB"},
)


@dataclass(frozen=True)
class Step:
    """One thing that is done with a policy, and the most it may take (milliseconds)."""

    title: str
    do: Callable[[], object]
    most: int


def invented_text(clauses: int, *, edition: int = 1) -> str:
    """A policy of so many clauses, most of them with controls; another edition differs in every tenth clause."""
    parts = [HEAD, '1.1 The headteacher signs.\n\n~~~controls\n[[signature]]\nby = ["headteacher"]\n~~~\n']
    cases = 'opened_by = ["everyone"]\nowner = "headteacher"\nfacts = { who = ["pupil", "adult"] }\n'
    for number in range(2, clauses + 1):
        changed = edition if number % 10 == 0 else 0
        parts.append(
            f"\n{1 + number // 20}.{number % 20 + 1} What clause {number} says, in the words of a school, over a line or two of text.\n\n"
        )
        parts.append(f"~~~controls\n{_controls(number, changed, cases)}~~~\n")
    return "".join(parts)


def _controls(number: int, changed: int, cases: str) -> str:
    """The controls of a clause: blocks, an allow inside one, forms over two clauses, cases and their steps, duties."""
    group, when = (*YEARS, "pupils", "staff", "guests")[number % 9], WHENS[number % len(WHENS)]
    year, site = YEARS[number % len(YEARS)], f"site{number}.example.org"
    kinds = (
        f'[[block]]\nsites = ["{site}", "other{number}-{changed}.example.org"]\nfor = ["{group}"]\nwhen = "{when}"\n',
        f'[[block]]\nsites = ["{site}"]\nfor = ["pupils"]\n[[allow]]\nsites = ["lessons.{site}"]\nfor = ["{year}"]\nwhen = "lesson time"\n',
        f'[[form]]\nname = "form {number}"\nopen_to = ["everyone"]\neffect = "record"\n'
        f'to = ["headteacher"]\nwithin = "{changed + 2} days"\n',
        f'[[duty]]\nname = "duty {number}"\nwho = ["staff"]\nwhat = "what {number} asks for"\nevery = "{changed + 2} years"\n',
        f'[[case]]\nname = "case {number}"\n{cases}[[step]]\nof = "case {number}"\nname = "first"\nwithin = "{changed + 2} days"\n'
        f'[[step]]\nof = "case {number}"\nname = "second"\nafter = ["first"]\nwhen = {{ who = ["adult"] }}\n',
    )
    return kinds[number % len(kinds)]


def sound(text: str, catalogue: Catalogue) -> Policy:
    """The policy, read and checked. Raises ValueError with its first fault where it has one."""
    reading = read(text)
    faults = reading.faults or check(reading.policy, catalogue=catalogue, suffixes=directory.suffixes())
    if reading.policy is None or faults:
        raise ValueError(faults[0].told("policy"))
    return reading.policy


def compiled(policy: Policy, catalogue: Catalogue) -> Programme:
    """The programme of a policy at an invented school."""
    return compile_policy(policy, facts=FACTS, catalogue=catalogue, standing=Standing())


def steps(clauses: int, catalogue: Catalogue) -> list[Step]:
    """What is measured; the first policy of a school is compared with the safe baseline."""
    text, later = invented_text(clauses), invented_text(clauses, edition=2)
    was, becomes = sound(text, catalogue), sound(later, catalogue)
    before, after = compiled(was, catalogue), compiled(becomes, catalogue)
    words = (ROOT / "policies" / "model-policy.md").read_text(encoding="utf-8")
    model = sound(words, catalogue)
    first, safe = compiled(model, catalogue), baseline(facts=FACTS, catalogue=catalogue, standing=Standing())

    def compare() -> Changes:
        return changes(before, after, was=was, becomes=becomes, catalogue=catalogue)

    def compare_model() -> Changes:
        return changes(safe, first, was=None, becomes=model, catalogue=catalogue)

    count = sum(1 for _ in model.clauses())
    return [
        Step(f"read and check, {clauses} clauses", lambda: sound(text, catalogue), CHECK_MS),
        Step(f"compile, {clauses} clauses", lambda: compiled(was, catalogue), COMPILE_MS),
        Step(f"compare, {clauses} clauses", compare, COMPARE_MS),
        Step(f"read and check, the model policy ({count} clauses)", lambda: sound(words, catalogue), CHECK_MS),
        Step("compile, the model policy", lambda: compiled(model, catalogue), COMPILE_MS),
        Step("compare, the model policy with the baseline", compare_model, COMPARE_MS),
    ]


def milliseconds(step: Step) -> float:
    """The time of one run."""
    gc.collect()
    begun = perf_counter()
    step.do()
    return (perf_counter() - begun) * 1000


def table(taken: dict[str, list[float]], all_steps: list[Step]) -> str:
    """The rows: median, quickest and slowest run, and what it may take."""
    rows = ["| what | median ms | quickest to slowest | may take |", "|---|---|---|---|"]
    for step in all_steps:
        times = sorted(taken[step.title])
        rows.append(f"| {step.title} | {median(times):,.1f} | {times[0]:,.1f} to {times[-1]:,.1f} | {step.most:,} |")
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


def main() -> int:
    """Measure and print; 1 where a number is missed."""
    given = [word for word in sys.argv[1:] if word != "--write"]
    catalogue = directory.catalogue()
    all_steps = steps(int(given[0]) if given else CLAUSES, catalogue)
    taken: dict[str, list[float]] = {step.title: [] for step in all_steps}
    for _ in range(RUNS):
        for step in all_steps:
            taken[step.title].append(milliseconds(step))
    words = (
        f"`bench/policy.py`: medians of {RUNS} interleaved runs, with the catalogue's {len(catalogue.services)} services and a school of\n"
        f"{len(FACTS.classes)} classes. Of the invented policy every tenth clause differs in the version it is compared with.\n"
        f"Measured on {machine()}.\n\n{table(taken, all_steps)}\n"
    )
    print(words, end="")
    if "--write" in sys.argv[1:]:
        write_down(words.rstrip())
    missed = [f"MISSED: {step.title}" for step in all_steps if median(taken[step.title]) > step.most]
    print(*missed, sep="\n", end="")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
