"""Attempts: how often devices met something closed, counted by rule, seat and hour; in memory until the worker has written them down.

One attempt is one device, one service, five minutes by the clock (architecture.md, the idea). Which device it was, and what it asked for,
is known only here and only for those five minutes: a count carries neither (safeguarding.md 21). What dies with this process is what was
counted since the worker last fetched, ten seconds while it runs, and a batch it has not acknowledged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Final, NamedTuple

from belisha.adapters.resolver.sightings import Closing
from belisha.core.names import Address, upwards
from belisha.core.rulesets.model import ROOT, UNKNOWN_KEY, Ruleset

WINDOW: Final = 300
"""Seconds. Source: architecture.md: "one attempt = device, service, five minutes"."""

SERVICES_OF_ONE: Final = 100
"""Services of one device counted in one window: a page meets some dozens; a program that tries thousands of names is one device."""

SEEN_AT_MOST: Final = 60_000
"""Devices with their services remembered in one window: 600 devices that meet all they are counted for."""

KINDS_AT_MOST: Final = 20_000
"""Counts held for a worker that is away: a weekend of hours, thirty seats, a dozen rules each."""

BATCH_AT_MOST: Final = 2_000

CLOCK_JUMP: Final = 2.0
"""Seconds that the clock may be apart from the steady one before it was set."""


class Kind(NamedTuple):
    """What is counted together. `hour` begins at that moment (UTC); `reason` is the name of core's Reason."""

    hour: datetime
    seat_key: str
    rule: str
    clause: str
    reason: str
    list_id: str
    policy_version: str
    is_observed: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """Counts on their way to the worker: `run` names this life of the resolver, `number` rises with each batch of it."""

    run: str
    number: int
    counts: Mapping[Kind, int]


class _Window:
    """The five minutes under way: which device has met which service, forgotten as a whole when they are over."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.seen: set[tuple[Address, str, bool]] = set()
        self.of_device: Counter[Address] = Counter()


class Attempts:
    """Counts for one resolver. `now` gives aware moments and may be set, `ticks` seconds that never run backwards; `run` is new each time.

    `left_out` are sightings beyond the bounds since the start: with any, every count is "at least".
    """

    def __init__(self, ruleset: Callable[[], Ruleset | None], *, now: Callable[[], datetime], ticks: Callable[[], float], run: str) -> None:
        self._ruleset = ruleset
        self._now = now
        self._ticks = ticks
        self._run = run
        self._window = _Window(0)
        self._offset = 0.0
        self._set_aside: list[tuple[float, _Window]] = []
        self._counts: Counter[Kind] = Counter()
        self._on_the_way: Batch | None = None
        self._last_number = 0
        self.services: Mapping[str, str] = {}
        self.left_out = 0

    def note(self, device: Address, closing: Closing) -> None:
        """A device met something closed, or something that would be: one attempt, unless it met that service in these five minutes."""
        ruleset, moment = self._ruleset(), self._now()
        if ruleset is None:
            return
        window = self._window_at(moment)
        key = (device, self._service_of(closing, ruleset), closing.is_observed)
        if key in window.seen:
            return
        if len(window.seen) >= SEEN_AT_MOST or window.of_device[device] >= SERVICES_OF_ONE:
            self.left_out += 1
            return
        window.seen.add(key)
        window.of_device[device] += 1
        self._count(_kind(closing, ruleset.policy_version, moment))

    def fetch(self, run: str, acknowledged: int) -> Batch | None:
        """The batch to write down; None where nothing was counted. The one given before stays until its number is acknowledged."""
        on_the_way = self._on_the_way
        if on_the_way is not None and run == self._run and acknowledged >= on_the_way.number:
            on_the_way = self._on_the_way = None
        if on_the_way is None and self._counts:
            self._last_number += 1
            counts = {kind: self._counts[kind] for kind in islice(self._counts, BATCH_AT_MOST)}
            for kind in counts:
                del self._counts[kind]
            self._on_the_way = on_the_way = Batch(self._run, self._last_number, counts)
        return on_the_way

    def forget_old(self) -> None:
        """Forget who met what once the five minutes are over, also where nobody asks any more; call it now and then."""
        self._window_at(self._now())
        oldest = self._ticks() - WINDOW
        self._set_aside = [(left, window) for left, window in self._set_aside if left > oldest]

    def _window_at(self, moment: datetime) -> _Window:
        """The window of this moment; the one before it is forgotten.

        One that a set clock leaves is put aside for five real minutes, so that a clock set there and back counts nobody twice.
        """
        number, left, offset = int(moment.timestamp() // WINDOW), self._window, moment.timestamp() - self._ticks()
        was_set, self._offset = abs(offset - self._offset) > CLOCK_JUMP, offset
        if number == left.number:
            return left
        if was_set and left.seen:
            self._set_aside = [*self._set_aside[-2:], (self._ticks(), left)]
        back = next((window for _, window in self._set_aside if window.number == number), None)
        self._set_aside = [row for row in self._set_aside if row[1] is not back]
        self._window = back or _Window(number)
        return self._window

    def _service_of(self, closing: Closing, ruleset: Ruleset) -> str:
        """What the device turned to: the catalogue's service, else the name that is closed, however many names lie below it."""
        above = list(upwards(closing.name))
        known = next((self.services[name] for name in above if name in self.services), None)
        if known is not None:
            return known
        if closing.list_id is not None and (held := ruleset.lists.get(closing.list_id)) is not None:
            return next((name for name in reversed(above) if name in held.names), closing.name)
        table = ruleset.tables.get(closing.seat_key) or ruleset.tables.get(UNKNOWN_KEY, {})
        return next((name for name in above if name in table), ROOT)

    def _count(self, kind: Kind) -> None:
        if kind not in self._counts and len(self._counts) >= KINDS_AT_MOST:
            self.left_out += 1
            return
        self._counts[kind] += 1


def _kind(closing: Closing, policy_version: str, moment: datetime) -> Kind:
    entry = closing.entry
    hour = moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return Kind(
        hour,
        closing.seat_key,
        entry.rule,
        entry.clause or "",
        entry.reason.name,
        closing.list_id or "",
        policy_version,
        closing.is_observed,
    )
