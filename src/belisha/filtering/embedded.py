"""The embedded resolver as the worker reaches it, and what the worker remembers of it between two changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from django.conf import settings

from belisha.adapters.resolver.client import Counted, EngineStatus, ResolverClient
from belisha.adapters.resolver.config import Endpoint
from belisha.adapters.resolver.journal import read_journal
from belisha.adapters.resolver.proof import WireAnswer
from belisha.adapters.resolver.proof import ask as ask_resolver
from belisha.adapters.resolver.snapshot import SnapshotFault, read_snapshot, write_snapshot
from belisha.core.programme.model import Programme
from belisha.core.rulesets.codec import delta_from_json
from belisha.core.rulesets.compare import follow
from belisha.core.rulesets.model import Delta, Timeline
from belisha.filtering.check import wildcard_of
from belisha.filtering.queries.standing import own_names
from belisha.kit import clock
from belisha.schools.models import School

PROOF_SECONDS = 1.0
"""Enforced means proved within a second (architecture.md, Caches)."""


class Engine(Protocol):
    """What deploying and proving need of an engine; the embedded resolver is one."""

    def status(self) -> EngineStatus:
        """How the engine is. Raises EngineAway."""
        ...

    def load(self, timeline: Timeline) -> int:
        """Put a whole timeline in force; its number. Raises EngineAway, EngineRefused, OSError."""
        ...

    def apply(self, delta: Delta) -> int:
        """Put the next change in force; its number. Raises EngineAway, EngineRefused."""
        ...

    def recall(self) -> Timeline | None:
        """What was acknowledged last, as it lies on the disk; None where it cannot be read."""
        ...

    def tick(self) -> int:
        """Make the engine look at the clock; how many bells rang. Raises EngineAway."""
        ...

    def ask(self, host: str, *, source: str) -> WireAnswer:
        """What a device at `source` is answered. Raises EngineAway."""
        ...

    def attempts(self, *, run: str, acknowledged: int) -> Counted:
        """What was counted since; acknowledges the batch that was written last. Raises EngineAway."""
        ...

    def name_services(self, services: Mapping[str, str]) -> None:
        """Tell which names are one service. Raises EngineAway."""
        ...


@dataclass(frozen=True, slots=True)
class EmbeddedEngine:
    """The resolver process of this machine, over its control socket and its proof listener."""

    client: ResolverClient
    folder: Path
    proof_listener: Endpoint

    def status(self) -> EngineStatus:
        """How the resolver is. Raises EngineAway."""
        return self.client.status()

    def load(self, timeline: Timeline) -> int:
        """Write a snapshot and have it loaded; the number. Raises EngineAway, EngineRefused, OSError."""
        return self.client.load(write_snapshot(self.folder, timeline))

    def apply(self, delta: Delta) -> int:
        """Send the next delta with its bells; the number. Raises EngineAway, EngineRefused."""
        return self.client.apply(delta)

    def recall(self) -> Timeline | None:
        """The snapshot in use with the deltas acknowledged after it, from the resolver's own folder; None where they cannot be read."""
        name, changes = read_journal(self.folder)
        if name is None:
            return None
        try:
            timeline = read_snapshot(self.folder / name, ZoneInfo)
            for change in changes:
                timeline = follow(timeline, delta_from_json(change))
        except (SnapshotFault, ValueError):
            return None
        return timeline

    def tick(self) -> int:
        """Make the resolver look at the clock; how many bells rang. Raises EngineAway."""
        return self.client.tick()

    def ask(self, host: str, *, source: str) -> WireAnswer:
        """What a device at `source` is answered by the resolver itself. Raises EngineAway."""
        return ask_resolver(host, source=source, listener=self.proof_listener, timeout=PROOF_SECONDS)

    def attempts(self, *, run: str, acknowledged: int) -> Counted:
        """What the resolver counted since; acknowledges the batch that was written last. Raises EngineAway."""
        return self.client.attempts(run=run, acknowledged=acknowledged)

    def name_services(self, services: Mapping[str, str]) -> None:
        """Tell the resolver which names are one service. Raises EngineAway."""
        self.client.name_services(services)


@dataclass(slots=True)
class Held:
    """What the engine acknowledged last, as far as this worker knows: the timeline as it was sent, and its programme."""

    timeline: Timeline
    programme: Programme


@dataclass(slots=True)
class Beat:
    """When the worker last looked: by the clock people read, and by one that never jumps (seconds)."""

    moment: datetime
    ticks: float


@dataclass(slots=True)
class EngineRoom:
    """The engine of one school and the worker's memory of it. `now` is read afresh where a duration is measured.

    `set_at` is the moment at which the clock was last seen to have been set: nothing is measured across it.
    """

    engine: Engine
    now: Callable[[], datetime] = clock.now
    ticks: Callable[[], float] = time.monotonic
    portal_address: str = ""
    held: Held | None = None
    compiled_at: datetime | None = None
    beat: Beat | None = None
    set_at: datetime | None = None
    heart_ticks: float | None = None
    away: str = ""

    def local_names(self, school: School) -> Mapping[str, str]:
        """The school's own names, those that `/check` makes up among them, and the address the resolver answers for them."""
        names = [*own_names(school), wildcard_of(school.portal_host)]
        return dict.fromkeys(names, self.portal_address) if self.portal_address else {}

    def clock_jumped(self, now: datetime, *, by_more_than: timedelta) -> bool:
        """True where the clock went backwards, or further forwards than time did, since the worker last looked; looks anew."""
        before, self.beat = self.beat, Beat(now, self.ticks())
        if before is None:
            return False
        apart = (now - before.moment) - timedelta(seconds=self.beat.ticks - before.ticks)
        has_jumped = now < before.moment or abs(apart) > by_more_than
        if has_jumped:
            self.set_at = now
        return has_jumped

    def is_time_to_beat(self, every: timedelta) -> bool:
        """True once in `every`, by the clock that never jumps: the resolver's heart is to be written down."""
        ticks = self.ticks()
        if self.heart_ticks is not None and ticks - self.heart_ticks < every.total_seconds():
            return False
        self.heart_ticks = ticks
        return True


@dataclass(slots=True)
class _Rooms:
    """The one engine room of this process, made when it is first asked for."""

    room: EngineRoom | None = field(default=None)


_rooms = _Rooms()


def engine_room() -> EngineRoom:
    """The engine room of this process, as the settings describe it."""
    if _rooms.room is None:
        _rooms.room = EngineRoom(
            engine=EmbeddedEngine(
                client=ResolverClient(Path(settings.RESOLVER_SOCKET)),
                folder=Path(settings.RULESET_FOLDER),
                proof_listener=("127.0.0.1", settings.PROOF_PORT),
            ),
            portal_address=settings.PORTAL_ADDRESS,
        )
    return _rooms.room


@contextmanager
def using(room: EngineRoom) -> Iterator[EngineRoom]:
    """Within this block the process works with another engine room (tests)."""
    before, _rooms.room = _rooms.room, room
    try:
        yield room
    finally:
        _rooms.room = before


def served_school() -> School | None:
    """The school this machine's resolver answers for: an embedded resolver serves one, the first that was made."""
    return School.objects.order_by("pk").first()
