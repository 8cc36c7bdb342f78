"""Events leave through the outbox: a row in the same transaction, a datagram that wakes the worker once it is committed.

Listeners are wired in the roof (web/wiring.py), run in the worker and are idempotent: a worker that is killed between
hearing and marking leaves the event waiting, and the next one delivers it again.
"""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import Count, Min, Q

from belisha.kit.access import Fault
from belisha.kit.models import OutboxEvent
from belisha.kit.writing import file_beside_database, leave_broken_connection, one_transaction

WAKE_SOCKET_VARIABLE = "BELISHA_WORKER_SOCKET"
RETRY_AFTER = timedelta(seconds=2)
RETRY_AT_MOST = timedelta(minutes=5)
AT_ONCE = 200
FAULT_LETTERS = 500
DELIVERY_LOCK = 0x62656C6973686101  # "belisha" and 1: the number of the advisory lock that one delivering worker holds


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, as plain values. Rooms declare their own as frozen dataclasses below this one, in their events.py."""

    school_id: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How the outbox stands: events not delivered yet, since when, and those that a listener failed on."""

    count: int
    oldest_at: datetime | None
    faulted: tuple[OutboxEvent, ...]


Happened = TypeVar("Happened", bound=Event)
Listener = Callable[[Event, datetime], None]
Listeners = Mapping[type[Event], tuple[Listener, ...]]


def publish(event: Event, *, now: datetime) -> None:
    """Put an event into the outbox of the transaction under way; the worker is woken when it commits."""
    payload = asdict(event)
    payload.pop("school_id")
    OutboxEvent.objects.create(school_id=event.school_id, name=type(event).__name__, payload=payload, made_at=now)
    transaction.on_commit(wake_worker)


def wake_worker() -> None:
    """Tell the worker that there is something to do. Never fails: the worker also looks by itself."""
    path = os.environ.get(WAKE_SOCKET_VARIABLE)
    if not path:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
        wire.setblocking(False)
        try:
            wire.sendto(b"work", path)
        except OSError:
            return  # the worker is starting, or its queue is full and it is awake already


def known_kinds() -> dict[str, type[Event]]:
    """Every kind of event that a loaded room declares, by name. Raises Fault where two rooms use the same name."""
    found: dict[str, type[Event]] = {}
    unread = list(Event.__subclasses__())
    while unread:
        kind = unread.pop()
        unread.extend(kind.__subclasses__())
        other = found.setdefault(kind.__name__, kind)
        if (other.__module__, other.__qualname__) != (kind.__module__, kind.__qualname__):
            raise Fault(f"two kinds of event are called {kind.__name__} ({other.__module__}, {kind.__module__}): rename one")
    return found


def deliver_waiting(*, kinds: Mapping[str, type[Event]], listeners: Listeners, now: datetime) -> int:
    """Hand each waiting event to the listeners that have not had it; the number of events finished.

    A listener that raises is tried again later, alone, with a growing pause; what went wrong is kept on the row. An event whose
    name is not in `kinds` waits too, as a fault: it is never dropped. One worker delivers at a time; another one finds nothing to do.
    """
    with _only_one_delivers() as may_deliver:
        if not may_deliver:
            return 0
        finished, session = 0, connection.connection
        for row in _due(now):
            finished += _deliver(row, kinds=kinds, listeners=listeners, now=now)
            if connection.connection is not session:
                break  # the database was lost and found again: the lock is gone, the next call takes the rest
        return finished


def waiting(*, school_id: int | None = None) -> Waiting:
    """How the outbox stands, of one school or of all."""
    rows = OutboxEvent.objects.filter(delivered_at=None)
    if school_id is not None:
        rows = rows.filter(school_id=school_id)
    known = rows.aggregate(count=Count("pk"), first=Min("made_at"), faulted=Count("pk", filter=~Q(last_fault="")))
    faulted = tuple(rows.exclude(last_fault="").order_by("id")[:20]) if known["faulted"] else ()
    return Waiting(count=known["count"], oldest_at=known["first"], faulted=faulted)


def clear_delivered(*, older_than: timedelta, now: datetime) -> int:
    """Forget events that everybody heard longer ago than `older_than`; how many. What happened stays in the audit record."""
    with one_transaction():
        return OutboxEvent.objects.filter(delivered_at__lt=now - older_than).delete()[0]


def _due(now: datetime) -> list[OutboxEvent]:
    """Waiting events whose pause is over. A pause longer than the longest is a clock that was set back: it is over too."""
    is_over = Q(retry_at=None) | Q(retry_at__lte=now) | Q(retry_at__gt=now + RETRY_AT_MOST)
    return list(OutboxEvent.objects.filter(delivered_at=None).filter(is_over).order_by("id")[:AT_ONCE])


def _deliver(row: OutboxEvent, *, kinds: Mapping[str, type[Event]], listeners: Listeners, now: datetime) -> bool:
    """One event to its listeners; True when all have had it."""
    kind = kinds.get(row.name)
    if kind is None:
        _mark(row, faults=[f"no room declares an event {row.name}: the worker is older than the event, or its kind is not wired"], now=now)
        return False
    faults = []
    unheard = [listener for listener in listeners.get(kind, ()) if _name(listener) not in row.delivered_to]
    for number, listener in enumerate(unheard, start=1):
        try:
            listener(kind(school_id=row.school_id, **row.payload), now)
        except Exception as fault:  # noqa: BLE001 - whatever went wrong, it is kept, shown and tried again
            faults.append(f"{_name(listener)}: {fault!r}"[:FAULT_LETTERS])
            leave_broken_connection()
        else:
            row.delivered_to = [*row.delivered_to, _name(listener)]
            if number < len(unheard):
                _keep_heard(row)
    _mark(row, faults=faults, now=now)
    return not faults


def _keep_heard(row: OutboxEvent) -> None:
    """Write down who has heard, before the next listener is tried: a worker killed now does not tell the first one again."""
    with one_transaction():
        OutboxEvent.objects.filter(pk=row.pk).update(delivered_to=row.delivered_to)


def _mark(row: OutboxEvent, *, faults: list[str], now: datetime) -> None:
    """Write down how a delivery ended."""
    pause = min(RETRY_AFTER * 2 ** min(row.tries, 10), RETRY_AT_MOST)
    with one_transaction():
        OutboxEvent.objects.filter(pk=row.pk).update(
            delivered_to=row.delivered_to,
            delivered_at=None if faults else now,
            tries=row.tries + 1,
            retry_at=now + pause if faults else None,
            last_fault="\n".join(faults),
        )


def _name(listener: Listener) -> str:
    """What a listener is called on the rows it has heard."""
    return f"{listener.__module__}.{listener.__qualname__}"


@contextmanager
def _only_one_delivers() -> Iterator[bool]:
    """Yields True to one worker at a time. The lock dies with the worker: nobody waits for a lease of a killed one.

    PostgreSQL: a session's advisory lock (PostgreSQL manual, 13.3.5), so not through a pooler that shares sessions. SQLite: a file lock.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [DELIVERY_LOCK])
            is_mine = bool(cursor.fetchone()[0])
        try:
            yield is_mine
        finally:
            if is_mine and connection.is_usable():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [DELIVERY_LOCK])
        return
    path = file_beside_database(".delivering")
    if path is None:
        yield True
        return
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
