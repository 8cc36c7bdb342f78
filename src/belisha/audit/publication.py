"""The heads of all chains, written to a folder outside the database: whoever rewrites a whole chain would have to rewrite these too.

One file a day (UTC), one JSON line for a school. Copy the folder to where the database's administrator cannot write.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from belisha.audit.models import ChainHead
from belisha.kit.access import Fault


@dataclass(frozen=True, slots=True)
class PublishedHead:
    """A head as it was at some moment."""

    at: str
    school_id: int
    number: int
    hash: str


def publish_head(folder: Path, now: datetime) -> Path:
    """Add the head of every school to the file of this day, safely on the disk when this returns; the file.

    Lines are only ever added: publishing twice a day keeps both.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"audit-heads-{now.astimezone(UTC):%Y-%m-%d}.jsonl"
    written = now.astimezone(UTC).isoformat(timespec="seconds")
    heads = [{"at": written, "school_id": h.school_id, "number": h.number, "hash": h.hash} for h in ChainHead.objects.order_by("school_id")]
    with file.open("a", encoding="utf-8") as out:
        out.write("".join(json.dumps(head) + "\n" for head in heads))
        out.flush()
        os.fsync(out.fileno())
    return file


def published_heads(folder: Path, *, school_id: int) -> list[PublishedHead]:
    """Every head of this school ever published into the folder, oldest first. Raises Fault for a line that cannot be read."""
    found = []
    for file in sorted(folder.glob("audit-heads-*.jsonl")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                head = PublishedHead(**json.loads(line))
            except (TypeError, ValueError) as unreadable:
                raise Fault(
                    f"{file.name}, line {number} is not a published head: fetch the file again from where it is kept"
                ) from unreadable
            if head.school_id == school_id:
                found.append(head)
    return found
