"""Writing a file so that after a crash the old one or the new one is there, whole."""

from __future__ import annotations

import os
from pathlib import Path


def write_durably(path: Path, content: bytes) -> None:
    """Put `content` at `path` at once and for good: written beside it, flushed to the disk, then renamed. Raises OSError.

    What was half written when the disk was full is taken away again.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(beside, "wb", opener=_private) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    holder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(holder)
    finally:
        os.close(holder)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
