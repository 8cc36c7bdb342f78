"""The deltas since the last snapshot, each on disk before it is acknowledged: kill -9 resumes at the same number.

The first line names the snapshot in use, so starting a journal is also what makes a snapshot the last good one.
Each further line is the SHA-256 of the rest of it and one delta with its bells; a line cut by a crash is left out.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from belisha.adapters.resolver.durable import write_durably

FILE_NAME = "journal"


class Journal:
    """The journal of a snapshot directory. Only the resolver writes it."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / FILE_NAME
        self._file: BinaryIO | None = None

    def start(self, snapshot: Path, changes: Sequence[dict[str, Any]] = ()) -> None:
        """Begin anew after `snapshot`, with the `changes` that already followed it. Raises OSError, and then nothing has changed."""
        write_durably(self._path, b"".join(_line(content) for content in ({"snapshot": snapshot.name}, *changes)))
        self.close()
        self._file = self._path.open("ab", buffering=0)

    def add(self, change: dict[str, Any]) -> None:
        """Put one change on the disk. Raises OSError, and then it is not in the journal."""
        if self._file is None:
            raise OSError("no snapshot was loaded that could be kept on the disk, so no delta can follow it: send a snapshot")
        line, before = _line(change), os.fstat(self._file.fileno()).st_size
        try:
            if self._file.write(line) != len(line):  # the last octets of a disk: what is cut is no fault to write(2)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(self._file.fileno())
        except OSError:
            os.truncate(self._path, before)
            raise

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None


def read_journal(directory: Path) -> tuple[str | None, list[dict[str, Any]]]:
    """The file name of the snapshot in use (None: no journal that can be read), and the changes after it up to the first damaged line."""
    try:
        lines = (directory / FILE_NAME).read_bytes().split(b"\n")
    except OSError:
        return None, []
    contents: list[dict[str, Any]] = []
    for line in lines:
        digest, _, body = line.partition(b" ")
        if not body or hashlib.sha256(body).hexdigest().encode() != digest:
            break
        contents.append(json.loads(body))
    if not contents or "snapshot" not in contents[0]:
        return None, []
    return str(contents[0]["snapshot"]), contents[1:]


def snapshot_in_use(directory: Path) -> str | None:
    """The file name of the snapshot the resolver last loaded, or None."""
    return read_journal(directory)[0]


def _line(content: dict[str, Any]) -> bytes:
    body = json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.sha256(body).hexdigest().encode() + b" " + body + b"\n"
