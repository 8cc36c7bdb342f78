"""Fetching the lists that are due: in a process of its own, so that neither a slow publisher nor a long list holds the worker up.

The worker only looks whether something is due, and starts that process; the process fetches, reads, and writes down what came of it.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django_scopes import scope

from belisha.adapters.fetching.fetch import Fetching
from belisha.adapters.fetching.model import NotFetched, Wanted
from belisha.filtering.actions.lists import NewList, bring_list
from belisha.filtering.actions.subscriptions import note_fetched, note_not_fetched
from belisha.filtering.models import ListSubscription, SubscribedList, WaitingList
from belisha.filtering.queries import lists
from belisha.kit.access import Fault, Refused
from belisha.schools.models import School

LOOK_EVERY: Final = timedelta(seconds=1)
LONGEST: Final = timedelta(minutes=30)
"""For all that is due at one time, each bounded by itself; a process that takes longer has lost its way."""

PAUSE_AFTER_FALL: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Came:
    """What came of one subscription: a sentence for whoever watches, and whether it is as it should be."""

    list_id: str
    words: str
    is_well: bool


@dataclass(slots=True)
class Fetcher:
    """The worker's look at what is due, every second; `start` begins the process that fetches."""

    start: Callable[[], subprocess.Popen[bytes]]
    running: subprocess.Popen[bytes] | None = None
    started: datetime | None = None
    fell_at: datetime | None = None

    def look(self, now: datetime) -> None:
        """See that what is due is being fetched. Raises Fault where the process took far too long, or fell."""
        if self.running is not None:
            self._see_running(self.running, now)
        if self.running is not None:
            return
        if self.fell_at is not None and abs(now - self.fell_at) < PAUSE_AFTER_FALL:
            raise Fault("the fetching of lists fell, and is tried again in a few minutes; the lists stay as they are")
        if is_any_due(now):
            self.running, self.started = self.start(), now

    def _see_running(self, process: subprocess.Popen[bytes], now: datetime) -> None:
        code = process.poll()
        if code is None and self.started is not None and now - self.started > LONGEST:
            process.kill()
            code = process.wait()
        if code is None:
            return
        self.running, self.fell_at = None, now if code else None
        if code:
            raise Fault(f"the fetching of lists fell ({code}); the lists stay as they are")


def is_any_due(now: datetime) -> bool:
    """True where a list of some school is to be fetched."""
    return any(_due_of(school, now) for school in School.objects.order_by("pk"))


def fetch_due(fetching: Fetching, *, clock: Callable[[], datetime]) -> Iterator[Came]:
    """Fetch what is due, one after the other, of every school. Never raises for a publisher."""
    for school in School.objects.order_by("pk"):
        with scope(school=school):
            for row in lists.due(school, now=clock()):
                yield fetch_one(row, fetching, clock=clock)


def fetch_one(row: ListSubscription, fetching: Fetching, *, clock: Callable[[], datetime]) -> Came:
    """Fetch one list and write down what came of it. Never raises for a publisher. Ask within the school's scope."""
    try:
        came = fetching.fetch(Wanted(row.url, row.etag, row.last_modified))
        if not ListSubscription.objects.filter(pk=row.pk).exists():
            return Came(row.list_id, "it is not subscribed to there any more", is_well=True)
        new = NewList(row.list_id, lists.title_of(row.school, row.list_id), lists.publisher_of(row.url), came.text or "")
        brought = None if came.text is None else bring_list(row.school, new, thrown_away=row.thrown_away, now=clock())
    except (NotFetched, Refused) as fault:
        note_not_fetched(row, str(fault), now=clock())
        return Came(row.list_id, str(fault), is_well=False)
    note_fetched(row, came, now=clock())
    return Came(row.list_id, _words_of(brought), is_well=not isinstance(brought, WaitingList))


def _due_of(school: School, now: datetime) -> bool:
    with scope(school=school):
        return bool(lists.due(school, now=now))


def _words_of(brought: SubscribedList | WaitingList | None) -> str:
    if brought is None:
        return "it says what it said"
    if isinstance(brought, WaitingList):
        return f"a new version waits for a person: {' '.join(brought.doubts)}"
    return f"a new version is used: {brought.count:,} names"
