"""Sample cases: what a policy's words decide, written by hand, one row a case (policies/*.cases).

A row is `at | seat | host | seen_by | verdict | clause`; a line that starts with # is a note; "-" stands for no clause.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from belisha.core.names import Host, Unusable

COLUMNS = ("at", "seat", "host", "seen_by", "verdict", "clause")
SEERS = ("dns", "proxy", "decide")
VERDICTS = ("open", "closed", "safe", "negative")
_AT = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, slots=True)
class Case:
    """One row: at this school time (`at` has no zone), from this seat, this host is decided so, by this clause (None: by no clause).

    `seen_by` is the narrowest view that can know the seat: "dns", "proxy" or only "decide".
    """

    line: int
    at: datetime
    seat: str
    host: Host
    seen_by: str
    verdict: str
    clause: str | None

    def moment(self, zone: tzinfo) -> datetime:
        """The moment of the case in the school's zone."""
        return self.at.replace(tzinfo=zone)


def read_cases(text: str) -> tuple[Case, ...]:
    """Every case in `text`, in order. Raises ValueError with the line and what to write instead."""
    rows = ((number, line.strip()) for number, line in enumerate(text.split("\n"), start=1))
    wanted = [(number, line) for number, line in rows if line and not line.startswith("#")]
    if not wanted or _cells(wanted[0][1]) != list(COLUMNS):
        raise ValueError(f"line {wanted[0][0] if wanted else 1}: the first row names the columns: write {' | '.join(COLUMNS)}")
    return tuple(_case(number, _cells(line)) for number, line in wanted[1:])


def _cells(line: str) -> list[str]:
    """The words between the bars."""
    return [cell.strip() for cell in line.split("|")]


def _case(number: int, cells: list[str]) -> Case:
    """One row as a case."""
    if len(cells) != len(COLUMNS):
        raise ValueError(f"line {number}: this row has {len(cells)} cells: write {' | '.join(COLUMNS)}")
    at, seat, host, seen_by, verdict, clause = cells
    if seen_by not in SEERS or verdict not in VERDICTS:
        raise ValueError(f"line {number}: “{seen_by} | {verdict}”: write one of {', '.join(SEERS)}, then one of {', '.join(VERDICTS)}")
    try:
        when = datetime.strptime(at, _AT)  # noqa: DTZ007 (school time; `moment` adds the zone)
        return Case(number, when, seat, Host.from_words(host), seen_by, verdict, None if clause == "-" else clause)
    except Unusable as unusable:
        raise ValueError(f"line {number}: {unusable}") from unusable
    except ValueError as wrong:
        raise ValueError(f"line {number}: “{at}” is not a moment: write it like 2026-09-15 10:15") from wrong
