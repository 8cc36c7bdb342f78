"""Which backup was the last, and when one was last proved: a small file in the school's folder, for the operations page."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

FILE: Final = "backups.json"
ENDING: Final = ".age"


@dataclass(frozen=True, slots=True)
class LastBackup:
    """Where the last backup was written, when and how large (octets); when one was last put back to prove it. None: never."""

    file: str = ""
    made_at: datetime | None = None
    size: int = 0
    proved_at: datetime | None = None
    fault: str = ""


def last_backup(data: Path) -> LastBackup:
    """What is noted in the folder; nothing where nothing can be read."""
    try:
        said = json.loads((data / FILE).read_text(encoding="utf-8"))
        moments = {name: datetime.fromisoformat(said[name]) if said.get(name) else None for name in ("made_at", "proved_at")}
        return LastBackup(str(said["file"]), moments["made_at"], int(said["size"]), moments["proved_at"], str(said.get("fault", "")))
    except (OSError, ValueError, KeyError, TypeError):
        return LastBackup()


def note_made(data: Path, file: Path, size: int, now: datetime) -> None:
    """Write down that a backup was made."""
    _keep(data, replace(last_backup(data), file=str(file), made_at=now, size=size, fault=""))


def note_fault(data: Path, words: str) -> None:
    """Write down why the last one was not made."""
    _keep(data, replace(last_backup(data), fault=words))


def note_proved(data: Path, now: datetime) -> None:
    """Write down that one was put back and was whole."""
    _keep(data, replace(last_backup(data), proved_at=now))


def prune(folder: Path, start: str, *, keep: int) -> list[Path]:
    """Take away all but the newest `keep` backups whose names begin so, then with a year; what was taken away.

    Names sort by when they were made. A demo's begin differently (belisha-demo-), so a school's own are never counted among them.
    """
    found = sorted(file for file in folder.glob(f"{start}[0-9]*{ENDING}") if file.is_file())
    old = found[: max(0, len(found) - keep)]
    for file in old:
        file.unlink()
    return old


def _keep(data: Path, noted: LastBackup) -> None:
    unfinished = data / f"{FILE}.new"
    told = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(noted).items()}
    unfinished.write_text(json.dumps(told, indent=1), encoding="utf-8")
    unfinished.replace(data / FILE)
