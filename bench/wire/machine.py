"""What is measured on, and what a process has used of it."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
KILOBYTES_A_MEGABYTE = 1024


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes of a process: `pss` shares what is shared with others, `rss` counts it whole."""

    pss: float
    rss: float


def described() -> str:
    """The machine and how busy it is now, in a line: figures of a busy machine say little."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":", 1)[1].strip() for line in lines if "model name" in line), platform.machine())
    load = os.getloadavg()[0]
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, load {load:.1f} at the start"


def cpu_seconds(pid: int) -> float:
    """What a process and its threads have computed so far, user and system. Source: proc_pid_stat(5), fields 14 and 15."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND


def memory(pid: int) -> Memory:
    """What a process holds now. Source: proc_pid_smaps(5)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    found = {line.split(":")[0]: int(line.split()[1]) / KILOBYTES_A_MEGABYTE for line in lines if line.startswith(("Pss:", "Rss:"))}
    return Memory(found["Pss"], found["Rss"])
