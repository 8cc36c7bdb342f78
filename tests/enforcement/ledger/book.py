"""The book itself: a line before something is sent, a line when the person was told that it is done; on the disk before going on."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import Any


class Told(Enum):
    """What the person was told about something they sent."""

    NOTHING = "nothing: the answer never came"
    DONE = "done"
    NO = "no, with a reason"


@dataclass(frozen=True, slots=True)
class Act:
    """Something a person sent: `key` is a word of its own in what they wrote, `number` the request, opening or report it is about."""

    key: str
    kind: str
    told: Told = Told.NOTHING
    number: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    waited: float = 0.0


class Book:
    """Lines in a file outside the school. Several people may write; a line is on the disk when the call is over."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._turn = threading.Lock()

    def sent(self, key: str, kind: str, *, number: int | None = None, **facts: Any) -> None:
        """Somebody is about to send this."""
        self._write({"key": key, "kind": kind, "number": number, "facts": facts})

    def done(self, key: str, *, waited: float, number: int | None = None) -> None:
        """They were told that it is done, so many seconds after they first tried."""
        self._write({"key": key, "told": Told.DONE.name, "waited": round(waited, 3), "number": number})

    def told_no(self, key: str, why: str) -> None:
        """They were told that it was not done."""
        self._write({"key": key, "told": Told.NO.name, "why": why[:200]})

    def close(self) -> None:
        """Nothing is written any more."""
        os.close(self._handle)

    def _write(self, line: Mapping[str, Any]) -> None:
        with self._turn:
            os.write(self._handle, json.dumps(line).encode() + b"\n")
            os.fsync(self._handle)


def acts_in(path: Path) -> list[Act]:
    """What the book comes to: each thing that was sent, once, with the last that was said of it."""
    acts: dict[str, Act] = {}
    for line in map(json.loads, path.read_text().splitlines()):
        known = acts.get(line["key"])
        if known is None:
            acts[line["key"]] = Act(line["key"], line["kind"], number=line["number"], facts=line["facts"])
        elif "told" in line:
            number = line.get("number") if line.get("number") is not None else known.number
            acts[known.key] = replace(known, told=Told[line["told"]], number=number, waited=line.get("waited", 0.0))
    return list(acts.values())
