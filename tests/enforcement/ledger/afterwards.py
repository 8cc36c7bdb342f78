"""After the last kill: everything that waits has left, the book is held against the rows, the rows against the record and the wire."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.enforcement.killing import CLASS_5K, is_open, now_at
from tests.enforcement.ledger.book import Act, Told, acts_in
from tests.enforcement.ledger.checking import Wrong, all_that_is_wrong, mails_sent_again
from tests.enforcement.ledger.rows import Kept, kept_in
from tests.enforcement.ledger.school import drained
from tests.journeys.running import Running

A_QUESTION_EVERY_SECONDS = 0.004  # far below what one address may ask (adapters/resolver/config.py)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: everything people sent, what is wrong, and what was counted on the way."""

    acts: Sequence[Act]
    wrong: Sequence[Wrong]
    asked_on_the_wire: int
    records: int
    events: int
    mails: int
    mails_again: int

    def told(self, told: Told) -> int:
        """How many acts people were told this of."""
        return sum(act.told is told for act in self.acts)

    def kinds(self) -> Counter[tuple[str, Told]]:
        """How many of each kind were told what."""
        return Counter((act.kind, act.told) for act in self.acts)

    def how(self) -> Counter[str]:
        """How many are lost, doubled, half and so on."""
        return Counter(one.how for one in self.wrong)

    def longest(self) -> float:
        """The longest that somebody waited from opening a form until they were told, in seconds."""
        return max((act.waited for act in self.acts), default=0.0)


def looked_at(running: Running, book: Path) -> Outcome:
    """Wait until nothing waits, then hold everything against everything. The school has to run; nobody may be at work any more."""
    wrong = [] if drained(running) else [Wrong("stuck", "the outbox was not empty within five minutes")]
    acts, kept = acts_in(book), kept_in(running.data)
    wrong += all_that_is_wrong(acts, kept)
    asked, on_the_wire = _on_the_wire(running, kept)
    wrong += on_the_wire
    if "whole" not in (said := running.command("audit", "verify")):
        wrong.append(Wrong("broken", f"the record is not whole: {said}"))
    if damage := _damage(running.data):
        wrong.append(Wrong("broken", f"the database is damaged: {damage}"))
    return Outcome(acts, wrong, asked, len(kept.records), len(kept.events), sum(kept.mails.values()), mails_sent_again(kept))


def _on_the_wire(running: Running, kept: Kept) -> tuple[int, list[Wrong]]:
    """Every site that was asked for is open or closed as the rows say; how many were asked for, and which are not."""
    now, wrong = now_at(running), []
    open_now = {row["host"] for row in kept.openings if row["ended_at"] is None and _moment(row["ends"]) > now}
    sites = {row["host"] for row in kept.requests if row["host"].endswith(".asked.example")}
    for host in sorted(sites):
        time.sleep(A_QUESTION_EVERY_SECONDS)
        if is_open(running, host) != (host in open_now) and is_open(running, host) != (host in open_now):
            should = "open" if host in open_now else "closed"
            wrong.append(Wrong("not enforced", f"{host} should be {should} for {CLASS_5K}, and the resolver answers otherwise"))
    return len(sites), wrong


def _moment(words: str) -> datetime:
    """A moment as SQLite keeps it: without its zone, in UTC."""
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


def _damage(data: Path) -> str:
    """What SQLite itself finds wrong with the file; "" where nothing is."""
    with sqlite3.connect(f"file:{data / 'belisha.sqlite3'}?mode=ro", uri=True) as file:
        found = [row[0] for row in file.execute("PRAGMA integrity_check(10)")]
    file.close()
    return "" if found == ["ok"] else "; ".join(found)
