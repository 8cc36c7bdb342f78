"""A workbook is read in a process of its own, with little memory: a file of a few letters can ask for all that a server has.

Run as `python -m belisha.adapters.spreadsheets.aside`: the workbook on standard input, its rows as JSON on standard output.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys

from belisha.adapters.spreadsheets.faults import NotATable

MOST_MEMORY = 1 << 30
"""Octets of addresses: a workbook of 5,000 rows takes a tenth of it."""

MOST_SECONDS = 20
TOO_LARGE = "The workbook is far larger than a roster, or damaged: copy the list alone into a new workbook, and upload that."


def rows_of_workbook(data: bytes) -> list[tuple[str, ...]]:
    """The rows of the first sheet that holds any. Raises NotATable, also where the process that reads it was ended."""
    command = [sys.executable, "-m", "belisha.adapters.spreadsheets.aside"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=2 * MOST_SECONDS, check=False)
        said = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as fault:
        raise NotATable(TOO_LARGE) from fault
    if "fault" in said:
        raise NotATable(str(said["fault"]))
    return [tuple(row) for row in said["rows"]]


def main() -> None:
    """Read, within limits, and tell."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from belisha.adapters.spreadsheets.workbook import rows_of

    try:
        told: dict[str, object] = {"rows": rows_of(sys.stdin.buffer.read())}
    except NotATable as fault:
        told = {"fault": str(fault)}
    except MemoryError:
        told = {"fault": TOO_LARGE}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
