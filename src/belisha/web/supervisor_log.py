"""What becomes of the three processes, as their supervisor writes it down: `supervisor.log` in the school's folder; who ended by itself.

A line is a moment, a process and what happened, with spaces between them. The file is bounded: a full one becomes `supervisor.log.1`, in
place of the one before. A line that cannot be written is left out: whoever keeps the school running does not fall over a full disk.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from belisha.kit import clock

FILE: Final = "supervisor.log"
LARGEST: Final = 256 * 1024
SUPERVISOR: Final = "supervisor"
STARTED: Final = "started"
STOPPED: Final = "stopped, as it was told to"
ENDED: Final = "ended"
UNTOLD: Final = f"{ENDED} without being told to: a power cut, or somebody killed it; found at the next start"


@dataclass(frozen=True, slots=True)
class End:
    """A process ended by itself: when, which, and what was written down of it."""

    at: datetime
    process: str
    words: str


class SupervisorLog:
    """The log of one folder. Nothing here ever raises: see above."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def note(self, process: str, what: str) -> None:
        """Write down that this happened to a process, now."""
        with suppress(OSError, ValueError):  # ValueError: a demo's clock file that cannot be read
            line = f"{clock.now().isoformat(timespec='seconds')} {process} {what}\n"
            self._make_room()
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                size = os.fstat(handle).st_size
                was_cut = size > 0 and os.pread(handle, 1, size - 1) != b"\n"  # the disk was full in the middle of a line
                os.write(handle, (b"\n" if was_cut else b"") + line.encode())
            finally:
                os.close(handle)

    def begin(self) -> None:
        """The supervisor starts. One before it that never said that it stopped has ended without being told to."""
        lines = _lines(self._path)
        if lines and not lines[-1].endswith(f"{SUPERVISOR} {STOPPED}"):
            self.note(SUPERVISOR, UNTOLD)
        self.note(SUPERVISOR, STARTED)

    def _make_room(self) -> None:
        if self._path.exists() and self._path.stat().st_size > LARGEST:
            self._path.replace(_before(self._path))


def ends_in(folder: Path) -> list[End]:
    """Everything that ended by itself, the oldest first, as far back as the log goes. A damaged line is left out."""
    path, found = folder / FILE, []
    for line in (*_lines(_before(path)), *_lines(path)):
        moment, _, rest = line.partition(" ")
        process, _, what = rest.partition(" ")
        if what.startswith(ENDED):
            with suppress(ValueError):
                found.append(End(_aware(moment), process, what))
    return found


def _aware(words: str) -> datetime:
    """A moment with its zone. Raises ValueError."""
    moment = datetime.fromisoformat(words)
    if moment.tzinfo is None:
        raise ValueError(f"the moment {words} names no zone")
    return moment


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _before(path: Path) -> Path:
    return path.with_name(f"{path.name}.1")
