"""What the statement says of the tests: read from results.json, which a release writes anew from a run of the tests.

Run by `make docs`: python -m belisha.web.accessibility.statement var/reports/accessibility.json
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

RESULTS = Path(__file__).parent / "results.json"


@dataclass(frozen=True, slots=True)
class Results:
    """A run of the tests: on which day, by which axe-core, over how many pages, and what was found (`failures`, none where empty).

    `pages` is what readers were answered; `different` are those of them that differ in more than names and numbers: each was looked at.
    """

    day: date
    axe: str
    addresses: tuple[str, ...]
    readers: int
    pages: int
    different: int
    failures: tuple[str, ...]


@cache
def results() -> Results:
    """What the release was tested with."""
    return read(RESULTS.read_text(encoding="utf-8"))


def read(text: str) -> Results:
    """The results in a report of the tests. Raises KeyError or ValueError where the text is no such report."""
    said = json.loads(text)
    return Results(
        day=date.fromisoformat(said["day"]),
        axe=str(said["axe"]),
        addresses=tuple(said["addresses"]),
        readers=int(said["readers"]),
        pages=int(said["pages"]),
        different=int(said["different"]),
        failures=tuple(said["failures"]),
    )


def take(report: Path) -> Results:
    """Make a report of the tests that of the statement; its results. Raises as `read` does, and then changes nothing."""
    text = report.read_text(encoding="utf-8")
    found = read(text)
    RESULTS.write_text(text, encoding="utf-8")
    return found


if __name__ == "__main__":
    print(take(Path(sys.argv[1])))
