"""Whether a fault is a full disk's: then nothing is broken, and nothing was kept."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator


def is_for_want_of_room(fault: BaseException | None) -> bool:
    """True where a full disk is behind this fault: SQLite's own word for it, the system's, or PostgreSQL's."""
    return any(_is_no_room(one) for one in _behind(fault))


def _behind(fault: BaseException | None) -> Iterator[BaseException]:
    """The fault, and those it came from."""
    while fault is not None:
        yield fault
        fault = fault.__cause__ or fault.__context__


def _is_no_room(fault: BaseException) -> bool:
    if isinstance(fault, OSError):
        return fault.errno in (errno.ENOSPC, errno.EDQUOT)
    if isinstance(fault, sqlite3.Error):
        return getattr(fault, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return getattr(fault, "sqlstate", None) == "53100"  # disk_full. Source: PostgreSQL manual, appendix A
