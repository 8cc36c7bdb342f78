"""A process of its own for the tests of many writers: python -m belisha.audit.tests.writers (write|deliver) SCHOOL NUMBER

`write` records NUMBER actions, each with an event, and prints the longest wait in milliseconds.
`deliver` delivers until NUMBER events are delivered by anybody, and prints which ones it delivered.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime

import django

MOMENT = datetime(2026, 9, 15, 9, 15, tzinfo=UTC)


def write(school_id: int, number: int) -> list[int]:
    """The longest wait of one writer, in milliseconds."""
    from belisha.audit import actions
    from belisha.kit.access import Actor
    from belisha.kit.outbox import publish
    from belisha.kit.writing import one_transaction

    longest = 0.0
    for count in range(number):
        began = time.perf_counter()
        with one_transaction():
            publish(kind()(school_id=school_id, count=count), now=MOMENT)
            actions.record(by=Actor(school_id, "A writer"), action="counted", subject=f"count {count}", facts={"n": count}, now=MOMENT)
        longest = max(longest, time.perf_counter() - began)
    return [round(longest * 1000)]


def deliver(school_id: int, number: int) -> list[int]:
    """The ids of the events that this worker heard."""
    from belisha.kit.models import OutboxEvent
    from belisha.kit.outbox import deliver_waiting

    heard: list[int] = []
    counted = kind()

    def listener(event, now) -> None:
        heard.append(event.count)

    until = time.monotonic() + 60
    while OutboxEvent.objects.exclude(delivered_at=None).count() < number and time.monotonic() < until:
        deliver_waiting(kinds={"Counted": counted}, listeners={counted: (listener,)}, now=MOMENT)
    return heard


def kind():
    """The event that writers publish."""
    from belisha.kit.outbox import Event

    @dataclass(frozen=True, slots=True)
    class Counted(Event):
        count: int

    return Counted


if __name__ == "__main__":
    django.setup()
    print(json.dumps({"write": write, "deliver": deliver}[sys.argv[1]](int(sys.argv[2]), int(sys.argv[3]))))
