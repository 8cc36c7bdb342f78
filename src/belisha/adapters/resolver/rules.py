"""The rules in force: the last good snapshot, the deltas after it, and the bells that ring by themselves.

One ruleset is in force at a time; each change puts a new one in its place at once, so no answer ever sees half a change.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from belisha.adapters.resolver.burial import Burial
from belisha.adapters.resolver.journal import Journal, read_journal
from belisha.adapters.resolver.school_names import check_local_names
from belisha.adapters.resolver.snapshot import KnownLists, Snapshot, SnapshotFault, open_between_answers, open_snapshot, snapshots_in
from belisha.adapters.resolver.when_broken import WhenBroken, keep_wish, read_wish, wish_of
from belisha.core.rulesets.codec import delta_from_json
from belisha.core.rulesets.compare import apply_bell, at_moment, follow
from belisha.core.rulesets.model import Ruleset, Timeline

MANY_NAMES = 50_000


class OutOfStep(Exception):
    """A delta that does not follow what is in force; the message is a sentence, `have` the number in force (None: no ruleset)."""

    def __init__(self, sentence: str, have: int | None) -> None:
        super().__init__(sentence)
        self.have = have


class RulesInForce:
    """What the resolver answers by. `ruleset` is None, and `broken` a sentence, while none can be loaded; then `when_broken` holds.

    The timeline is kept with no bell rung, because deltas are told against that (core/rulesets/model.py); `ruleset` has every
    bell rung whose moment has come. So a clock that is set back gives back what held then.
    """

    def __init__(self, directory: Path, *, now: Callable[[], datetime], zone_named: Callable[[str], tzinfo]) -> None:
        self._directory = directory
        self._now = now
        self._zone_named = zone_named
        self._journal = Journal(directory)
        self._known = KnownLists()
        self.burial = Burial()
        self._timeline: Timeline | None = None
        self._rung = 0
        self.ruleset: Ruleset | None = None
        self.broken: str | None = "no ruleset was loaded yet: everything but help is closed until the first snapshot arrives"
        self.when_broken = WhenBroken()

    @property
    def number(self) -> int | None:
        """The number in force, or None."""
        return None if self.ruleset is None else self.ruleset.number

    @property
    def next_bell(self) -> datetime | None:
        """When the rules next change by themselves, as far as is known."""
        bells = self._timeline.bells if self._timeline else ()
        return bells[self._rung].at if self._rung < len(bells) else None

    def resume(self) -> None:
        """Load the last good snapshot and the deltas that were acknowledged after it; else the newest snapshot that is whole.

        Where there is none, `broken` says so. Never raises for what stands in the files, nor where the disk is full.
        """
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        in_use, journalled = read_journal(self._directory)
        others = [path for path in snapshots_in(self._directory) if path.name != in_use]
        candidates = ([(self._directory / in_use, journalled)] if in_use else []) + [(path, []) for path in others]
        for path, changes in candidates:
            try:
                snapshot = self.open(path)
            except SnapshotFault as fault:
                self.broken = str(fault)
                continue
            timeline, applied = _replayed(snapshot.timeline, changes)
            with suppress(OSError):  # a full disk: no change can be taken until the worker sends the whole, but the last rules hold
                keep_wish(self._directory, wish_of(timeline.ruleset, snapshot.lists))
                self._journal.start(path, applied)
            self._take(snapshot, timeline)
            return
        self.when_broken = read_wish(self._directory)
        if candidates:
            self.broken = f"{self.broken}. {self.when_broken.words}"

    def open(self, path: Path) -> Snapshot:
        """Read a snapshot beside what is in force. Raises SnapshotFault."""
        return _checked(open_snapshot(path, self._zone_named, self._known))

    async def open_between_answers(self, path: Path) -> Snapshot:
        """The same without keeping anybody waiting for an answer meanwhile. Raises SnapshotFault."""
        return _checked(await open_between_answers(path, self._zone_named, self._known))

    def load(self, snapshot: Snapshot) -> int:
        """Put a snapshot in force and make it the last good one; the number. Raises SnapshotFault, OSError: then nothing has changed."""
        if snapshot.path.parent.resolve() != self._directory.resolve():
            raise SnapshotFault(f"the snapshot {snapshot.path.name} lies outside the resolver's own directory: write it there")
        keep_wish(self._directory, wish_of(snapshot.timeline.ruleset, snapshot.lists))
        self._journal.start(snapshot.path)
        self._take(snapshot, snapshot.timeline)
        return snapshot.timeline.ruleset.number

    async def follow(self, content: dict[str, Any]) -> int:
        """Put the next delta (as JSON) in force, on the disk first; the number now in force.

        Raises OutOfStep, ValueError, OSError, each with a sentence: then nothing has changed.
        """
        if self._timeline is None:
            raise OutOfStep("no ruleset is in force, so no delta can follow it: send a snapshot", None)
        timeline = _followed(self._timeline, content)
        await asyncio.to_thread(self._write, timeline, content)  # a disk may take its time; the control lets nothing else change meanwhile
        self._put(timeline)
        return timeline.ruleset.number

    def _write(self, timeline: Timeline, content: dict[str, Any]) -> None:
        """Put a delta on the disk, and what it wishes for a day without rules. Raises OSError."""
        keep_wish(self._directory, wish_of(timeline.ruleset, self._known))
        self._journal.add(content)

    def ring_due(self) -> int:
        """Ring every bell whose moment has come; how many rang. Bells leave the number as it is."""
        if self._timeline is None or self.ruleset is None:
            return 0
        due = _count_due(self._timeline, self._now())
        before, self._rung = self._rung, due
        if due < before:
            self.ruleset = at_moment(self._timeline, self._now())
        for bell in self._timeline.bells[before:due]:
            self.ruleset = apply_bell(self.ruleset, bell)
        return max(0, due - before)

    def close(self) -> None:
        """Let go of the journal."""
        self._journal.close()

    def _take(self, snapshot: Snapshot, timeline: Timeline) -> None:
        """Put a snapshot's timeline in force. What large lists hold goes out of the way of the garbage collector, which would walk it."""
        before, self._known = self._known, snapshot.lists
        self._put(timeline)
        gone = [names for file, names in before.by_file.items() if file not in snapshot.lists.by_file]
        for names in gone:
            self.burial.bury(names)
        if sum(len(names) for names in snapshot.lists.by_file.values()) > MANY_NAMES:  # a million names: p99 111 ms without this, 35 with
            gc.freeze()

    def _put(self, timeline: Timeline) -> None:
        moment = self._now()
        self._timeline, self._rung = timeline, _count_due(timeline, moment)
        self.ruleset = at_moment(timeline, moment)
        self.broken = None
        self.when_broken = WhenBroken()


def _checked(snapshot: Snapshot) -> Snapshot:
    """The snapshot, where its parts can be answered by. Raises SnapshotFault."""
    try:
        check_local_names(snapshot.timeline.ruleset.local_names)
    except ValueError as fault:
        raise SnapshotFault(str(fault)) from fault
    return snapshot


def _count_due(timeline: Timeline, moment: datetime) -> int:
    return sum(bell.at <= moment for bell in timeline.bells)


def _followed(timeline: Timeline, content: dict[str, Any]) -> Timeline:
    """The timeline with a delta applied. Raises OutOfStep, ValueError."""
    try:
        delta = delta_from_json(content)
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        raise ValueError(f"the delta is not written the way this version reads it ({fault!r})") from fault
    have = timeline.ruleset.number
    if delta.number != have + 1:
        raise OutOfStep(f"delta {delta.number} does not follow ruleset {have}: send delta {have + 1}, or a snapshot", have)
    check_local_names(delta.local_names or {})
    return follow(timeline, delta)


def _replayed(timeline: Timeline, contents: list[dict[str, Any]]) -> tuple[Timeline, list[dict[str, Any]]]:
    """The timeline after the journalled deltas, and those of them that could be applied, up to the first that could not."""
    applied: list[dict[str, Any]] = []
    for content in contents:
        try:
            timeline = _followed(timeline, content)
        except (ValueError, OutOfStep):
            break  # the worker sees the lower number in our status and sends what is missing
        applied.append(content)
    return timeline, applied
