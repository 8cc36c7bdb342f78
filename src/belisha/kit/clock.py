"""The only place that reads the time. A demo may shift it: the offset lies in a file that all processes read.

`BELISHA_CLOCK_FILE` names that file; without it the machine's own clock holds.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

CLOCK_FILE_VARIABLE = "BELISHA_CLOCK_FILE"

_known: dict[Path, tuple[int, timedelta]] = {}


def now() -> datetime:
    """This moment, aware, in UTC; shifted where a demo's clock file says so."""
    return datetime.now(UTC) + _offset()


def set_to(moment: datetime, *, file: Path) -> timedelta:
    """Make the clock of everybody who reads `file` show `moment` (aware) now, and run on from there; the new offset.

    Raises ValueError for a moment without a zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"the moment {moment.isoformat()} names no zone: write it like 2026-09-15T10:15:00+01:00")
    offset = moment - datetime.now(UTC)
    unfinished = file.with_suffix(".new")
    unfinished.write_text(json.dumps({"offset_seconds": offset.total_seconds()}))
    unfinished.replace(file)
    return offset


def is_shifted() -> bool:
    """True where a demo's clock file is in use."""
    return CLOCK_FILE_VARIABLE in os.environ


def _offset() -> timedelta:
    """The demo's offset, read again only when its file has changed."""
    named = os.environ.get(CLOCK_FILE_VARIABLE)
    if not named:
        return timedelta(0)
    file = Path(named)
    try:
        changed = file.stat().st_mtime_ns
    except FileNotFoundError:
        return timedelta(0)
    known = _known.get(file)
    if known is None or known[0] != changed:
        known = (changed, timedelta(seconds=json.loads(file.read_text())["offset_seconds"]))
        _known[file] = known
    return known[1]
