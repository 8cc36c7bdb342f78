"""dnsperf, as a program that asks as fast as it is answered; and what its report says."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from wire.engines import Endpoint

CLIENTS = 20
UNDER_WAY = 100
FEW_UNDER_WAY = 80
"""For questions that go upstream: Belisha lets one address have a hundred of those under way, and here all come from one."""

TIMEOUT = 2


@dataclass(frozen=True, slots=True)
class Report:
    """Answers a second, how many answers came, how many questions stayed without one, and the answers by their code."""

    per_second: float
    completed: int
    lost: int
    codes: str


def is_here() -> bool:
    """True where dnsperf is installed."""
    return shutil.which("dnsperf") is not None


def asks(at: Endpoint, questions: Path, *, seconds: float | None = None, once: bool = False, at_most: int | None = None) -> Report:
    """Ask a file of questions over and over for so many seconds, or once; no more than `at_most` a second where that is given."""
    command = ["dnsperf", "-s", at[0], "-p", str(at[1]), "-d", str(questions), "-e", "-t", str(TIMEOUT)]
    command += ["-c", str(CLIENTS), "-T", "1", "-q", str(FEW_UNDER_WAY if once else UNDER_WAY)]
    command += ["-l", f"{seconds:g}"] if seconds else []
    command += ["-n", "1"] if once else []
    command += ["-Q", str(at_most)] if at_most else []
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode != 0:
        raise SystemExit(f"dnsperf ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return read(done.stdout)


def read(words: str) -> Report:
    """What the report at the end says."""

    def figure(pattern: str) -> float:
        found = re.search(pattern, words)
        return float(found[1]) if found else 0.0

    codes = re.search(r"Response codes:\s+(.*)", words)
    return Report(
        per_second=figure(r"Queries per second:\s+([\d.]+)"),
        completed=int(figure(r"Queries completed:\s+(\d+)")),
        lost=int(figure(r"Queries lost:\s+(\d+)")),
        codes=codes[1].strip() if codes else "none",
    )
