"""`belisha clauses`: for each clause, whether the last `make test` proved it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import tomllib
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from belisha.web.commands.installation import CHECKOUT, Unusable

REGISTER = CHECKOUT / "tests" / "clauses" / "register.toml"
REPORT = CHECKOUT / "var" / "reports" / "clauses.json"
TESTED_FOLDERS = ("src", "policies", "tests")
TESTED_ENDINGS = {".py", ".md", ".cases", ".toml", ".html", ".css", ".txt"}


@dataclass(frozen=True, slots=True)
class Row:
    """One clause: its kinds of behaviour, its state (pass, fail, stale, not run, not yet) and the tests that prove it."""

    clause: str
    kind: str
    state: str
    tests: tuple[str, ...]


def run(words: Namespace) -> int:
    """Print a row for each clause. Raises Unusable where this is not a checkout."""
    if not REGISTER.is_file():
        raise Unusable(f"the register of clauses is not at {REGISTER}: run this from Belisha's checkout")
    found = rows(
        kinds=tomllib.loads(REGISTER.read_text())["kinds"],
        report=json.loads(REPORT.read_text()) if REPORT.is_file() else None,
        now=fingerprint(CHECKOUT),
        marked=marked_tests(CHECKOUT / "tests"),
    )
    if words.json:
        print(json.dumps([asdict(r) for r in found], indent=1))
    else:
        for row in found:
            print(f"{row.clause:<12}{row.state:<9}{row.kind:<22}{len(row.tests)} test{'' if len(row.tests) == 1 else 's'}")
        print(f"{sum(r.state == 'pass' for r in found)} of {len(found)} clauses pass")
    return 0


def rows(*, kinds: Mapping[str, str], report: Mapping[str, Any] | None, now: str, marked: Mapping[str, tuple[str, ...]]) -> list[Row]:
    """A row for each clause of the register, from a report (None where no test has run) and the fingerprint of today's files."""
    results = report["clauses"] if report else {}
    is_stale = report is not None and report["fingerprint"] != now
    found = []
    for clause, kind in kinds.items():
        ran = results.get(clause, {})
        tests = tuple(sorted(ran)) or marked.get(clause, ())
        state = state_of(ran) if ran else ("not run" if tests else "not yet")
        found.append(Row(clause, kind, "stale" if is_stale and ran else state, tests))
    return found


def state_of(ran: Mapping[str, Mapping[str, str]]) -> str:
    """What the runs of a clause's tests come to: all pass with the controls, and each that ran without them failed as it should.

    A clause whose tests say that they prove a part of it (`clause("8.3", part=True)`) is not finished, so it is "not yet".
    """
    outcomes = [outcome for modes in ran.values() for outcome in modes.values()]
    if any(outcome == "failed" for outcome in outcomes):
        return "fail"
    if any(modes.get("part") for modes in ran.values()):
        return "not yet"
    is_proved = any(modes.get("in force") == "passed" and modes.get("removed") == "passed" for modes in ran.values())
    return "pass" if is_proved else "not run"


def marked_tests(folder: Path) -> dict[str, tuple[str, ...]]:
    """The test files of each clause, by their names: test_8_4.py is about clause 8.4."""
    found: dict[str, tuple[str, ...]] = {}
    for file in sorted(folder.glob("clauses/test_*.py")):
        clause = file.stem.removeprefix("test_").replace("_", ".")
        found[clause] = (str(file.relative_to(folder.parent)),)
    return found


def fingerprint(checkout: Path) -> str:
    """SHA-256 over the names and contents of all that the tests are about; the same in any folder and on any day."""
    sum_of_all = hashlib.sha256()
    for folder in TESTED_FOLDERS:
        for file in sorted((checkout / folder).rglob("*")):
            if file.suffix in TESTED_ENDINGS and "__pycache__" not in file.parts:
                sum_of_all.update(f"{file.relative_to(checkout)}\0".encode())
                sum_of_all.update(hashlib.sha256(file.read_bytes()).digest())
    return sum_of_all.hexdigest()


def commit_of(checkout: Path) -> str:
    """The commit that is checked out, or "" outside git."""
    found = subprocess.run(["git", "-C", str(checkout), "rev-parse", "HEAD"], capture_output=True, text=True, check=False)
    return found.stdout.strip()
