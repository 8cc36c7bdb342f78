"""Which processes are alive, and how the server stands."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from belisha.jobs import providers
from belisha.jobs.models import Heart
from belisha.jobs.providers import OperationsFact
from belisha.jobs.states import Beacon
from belisha.kit import outbox

LATE_AFTER = timedelta(seconds=15)  # three beats (jobs/runner.py beats every five seconds)
OUTBOX_SLOW_AFTER = timedelta(minutes=1)
EVERY_PROCESS = ("web", "worker", "resolver")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class HeartSeen:
    """A heart as seen at some moment. `is_late`: no beat for more than 15 seconds (or one from a clock that was set back since)."""

    process: str
    beat_at: datetime
    started_at: datetime
    pid: int
    is_late: bool
    details: Mapping[str, object] = field(default_factory=dict)


def hearts(now: datetime) -> list[HeartSeen]:
    """Every process that has ever beaten, by name."""
    return [
        HeartSeen(
            process=heart.process,
            beat_at=heart.beat_at,
            started_at=heart.started_at,
            pid=heart.pid,
            is_late=abs(now - heart.beat_at) > LATE_AFTER,
            details=heart.details,
        )
        for heart in Heart.objects.order_by("process")
    ]


def operations(school_id: int, *, now: datetime) -> list[OperationsFact]:
    """All that the operations page shows: processes, the outbox of this school, then what higher rooms add."""
    return [*_of_processes(now), _of_outbox(school_id, now), *_of_higher_rooms(school_id, now)]


def _of_processes(now: datetime) -> list[OperationsFact]:
    """A row for each process that there is or should be."""
    seen = {heart.process: heart for heart in hearts(now)}
    names = [*EVERY_PROCESS, *(name for name in seen if name not in EVERY_PROCESS)]
    return [_of_process(name, seen.get(name)) for name in names]


def _of_process(name: str, heart: HeartSeen | None) -> OperationsFact:
    """One process in a sentence."""
    row = f"{name} process"
    if heart is None:
        return OperationsFact(row, Beacon.GREY, "It was never heard of.", "If this server should run it, start it with “belisha serve”.")
    faults = heart.details.get("faults")
    if heart.is_late:
        to_do = "It should have been started again by itself. If this does not go away in a minute, restart “belisha serve”."
        return OperationsFact(row, Beacon.AMBER, "It is silent.", to_do, since=heart.beat_at)
    if isinstance(faults, Mapping) and faults:
        words = "It is alive, but this fails: " + "; ".join(f"{job}: {_words(fault)}" for job, fault in faults.items())
        return OperationsFact(
            row, Beacon.AMBER, words, "It tries again by itself. If it lasts, send these words to whoever looks after Belisha."
        )
    return OperationsFact(row, Beacon.STEADY, "It is alive.", since=heart.started_at)


def _words(fault: object) -> str:
    """What went wrong, out of a heart's details."""
    return str(fault.get("words", "")) if isinstance(fault, Mapping) else str(fault)


def _of_outbox(school_id: int, now: datetime) -> OperationsFact:
    """What is decided and has not reached everybody yet."""
    waiting = outbox.waiting(school_id=school_id)
    name = "what leaves the server"
    if waiting.faulted:
        kinds = ", ".join(sorted({event.name for event in waiting.faulted}))
        to_do = "They are tried again by themselves. If the number does not fall, see the worker above and the resolver."
        return OperationsFact(name, Beacon.AMBER, f"{waiting.count} waiting. Some of them failed: {kinds}.", to_do, since=waiting.oldest_at)
    if waiting.oldest_at is not None and now - waiting.oldest_at > OUTBOX_SLOW_AFTER:
        return OperationsFact(name, Beacon.AMBER, f"{waiting.count} waiting.", "See whether the worker is alive.", since=waiting.oldest_at)
    return OperationsFact(name, Beacon.STEADY, f"{waiting.count} waiting." if waiting.count else "Nothing waits.")


def _of_higher_rooms(school_id: int, now: datetime) -> list[OperationsFact]:
    """What the registered rooms add. A room that cannot answer is a row itself, and does not take the page away."""
    found: list[OperationsFact] = []
    for facts in providers.registered():
        try:
            found.extend(facts(school_id, now))
        except Exception as fault:
            log.exception("a room could not say how it stands")
            found.append(
                OperationsFact("a room", Beacon.AMBER, f"It cannot say how it stands ({type(fault).__name__}).", "See the server's log.")
            )
    return found
