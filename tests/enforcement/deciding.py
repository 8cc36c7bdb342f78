"""Somebody who decides at a running demo school: a process of its own in the school's database, as the portal's is."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.journeys.running import CHECKOUT, plain_environment

PROGRAM = """
import json, sys, time
from datetime import datetime
from pathlib import Path
from belisha.web.commands.installation import found_at
found_at(Path(sys.argv[1])).enter()
from django_scopes import scope
from belisha.filtering.actions import NewOpening, end_opening, make_opening
from belisha.filtering.models import Opening
from belisha.kit import clock
from belisha.web.demo.seeding import find_demo
demo = find_demo()
head = demo.sign_in["headteacher"]

def opened(words):
    starts, ends = (datetime.fromisoformat(words[key]) for key in ("starts", "ends"))
    new = NewOpening(words["host"], words["people"], starts, ends, "8.4", "It is needed in this lesson.")
    return make_opening(new, by=head, now=clock.now()).pk

def ended(words):
    return end_opening(by=head, opening=Opening.objects.get(pk=words["opening"]), reason="The lesson is over.", now=clock.now()).pk

print("ready", flush=True)
for line in sys.stdin:
    words = json.loads(line)
    with scope(school=demo.school):
        begun = time.monotonic()
        row = {"open": opened, "end": ended}[words["do"]](words)
    print(json.dumps({"opening": row, "now": clock.now().isoformat(), "begun": begun, "committed": time.monotonic()}), flush=True)
"""


@dataclass(frozen=True)
class Decided:
    """A decision as it was written: the opening's number, and when it was begun and committed by the machine's steady clock (seconds)."""

    opening: int
    now: datetime
    begun: float
    committed: float


class Headteacher:
    """Decides at once, by the school's own actions; the worker, the resolver and the wire do the rest."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def open(self, host: str, *, starts: datetime, lasts: timedelta = timedelta(hours=1), people: str = "class 5K") -> Decided:
        """Open a site for a class from a moment on."""
        return self._decide(do="open", host=host, people=people, starts=starts.isoformat(), ends=(starts + lasts).isoformat())

    def end(self, opening: int) -> Decided:
        """End an opening before its time."""
        return self._decide(do="end", opening=opening)

    def _decide(self, **words: Any) -> Decided:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        said = json.loads(self._process.stdout.readline())
        return Decided(said["opening"], datetime.fromisoformat(said["now"]), said["begun"], said["committed"])


@contextmanager
def headteacher(data: Path) -> Iterator[Headteacher]:
    """Somebody who decides at the school whose folder is `data`."""
    words: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", PROGRAM, str(data)], cwd=CHECKOUT, env=plain_environment(), **words) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            yield Headteacher(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(10)
