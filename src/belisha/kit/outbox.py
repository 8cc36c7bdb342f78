"""Events leave through the outbox: a row in the same transaction, a datagram that wakes the worker once it is committed.

Listeners are wired in the roof (web/wiring.py), run in the worker and are idempotent: an event may arrive twice.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Q

from belisha.kit.models import OutboxEvent
from belisha.kit.writing import one_transaction

WAKE_SOCKET_VARIABLE = "BELISHA_WORKER_SOCKET"
RETRY_AFTER = timedelta(seconds=2)
RETRY_AT_MOST = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, as plain values. Rooms declare their own as frozen dataclasses below this one, in their events.py."""

    school_id: int


Happened = TypeVar("Happened", bound=Event)
Listener = Callable[[Event, datetime], None]


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


def deliver_waiting(*, kinds: Mapping[str, type[Event]], listeners: Mapping[type[Event], tuple[Listener, ...]], now: datetime) -> int:
    """Hand each waiting event to the listeners that have not had it; the number of events finished.

    A listener that raises is tried again later, alone, with a growing pause; what went wrong is kept on the row.
    """
    waiting = OutboxEvent.objects.filter(delivered_at=None).filter(Q(retry_at=None) | Q(retry_at__lte=now)).order_by("id")
    return sum(_deliver(row, kinds=kinds, listeners=listeners, now=now) for row in waiting[:200])


def _deliver(row: OutboxEvent, *, kinds: Mapping[str, type[Event]], listeners: Mapping[type[Event], tuple[Listener, ...]], now: datetime) -> bool:
    """One event to its listeners; True when all have had it."""
    kind = kinds.get(row.name)
    heard = list(row.delivered_to)
    faults = []
    for listener in listeners.get(kind, ()) if kind else ():
        name = f"{listener.__module__}.{listener.__qualname__}"
        if name in heard or kind is None:
            continue
        try:
            listener(kind(school_id=row.school_id, **row.payload), now)
            heard.append(name)
        except Exception as fault:  # noqa: BLE001 - whatever went wrong, it is kept, shown and tried again
            faults.append(f"{name}: {fault!r}")
    with one_transaction():
        pause = min(RETRY_AFTER * 2 ** min(row.tries, 10), RETRY_AT_MOST)
        OutboxEvent.objects.filter(pk=row.pk).update(
            delivered_to=heard,
            delivered_at=None if faults else now,
            tries=row.tries + 1,
            retry_at=now + pause if faults else None,
            last_fault="\n".join(faults),
        )
    return not faults
