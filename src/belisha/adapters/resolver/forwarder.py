"""Asking upstream: the cache first, one question at a time for the same name, stale answers where no server gives another."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

import dns.edns
import dns.name

from belisha.adapters.resolver.cache import Found, UpstreamCache, UpstreamKey
from belisha.adapters.resolver.upstream.believing import believed
from belisha.adapters.resolver.upstream.faults import Unhelpful
from belisha.adapters.resolver.upstream.health import Health
from belisha.adapters.resolver.upstream.pool import Pool, UpstreamGone
from belisha.adapters.resolver.upstream.routes import Routes

__all__ = ["Forwarder", "UpstreamCounts", "UpstreamGone"]

FLIGHTS_AT_MOST = 400  # each holds a socket or two; a process often may hold 1024
STALE_AFTER = 1.0
"""Seconds that somebody waits for a fresh answer where an old one is there (RFC 8767 section 5 names 1.8; devices give up after 1 to 5)."""


@dataclass(slots=True)
class UpstreamCounts:
    """What went wrong upstream since the start: stale answers given, and questions that nobody could answer."""

    stale_answers: int = 0
    failed_answers: int = 0


class Forwarder:
    """All servers behind one cache. `open` and `close` inside a running loop."""

    def __init__(self, routes: Routes, cache: UpstreamCache, *, ticks: Callable[[], float]) -> None:
        self._routes = routes
        self._cache = cache
        self._ticks = ticks
        self._flights: dict[UpstreamKey, asyncio.Task[Found]] = {}
        self._watching: list[asyncio.Task[None]] = []
        self.counts = UpstreamCounts()

    def open(self) -> None:
        """Begin to look whether absent servers are back."""
        loop = asyncio.get_running_loop()
        self._watching = [loop.create_task(pool.watch()) for pool in self._routes.pools]

    async def close(self) -> None:
        """Stop looking, and end what is open."""
        for task in (*self._watching, *self._flights.values()):
            task.cancel()
        await asyncio.gather(*self._watching, return_exceptions=True)
        for pool in self._routes.pools:
            await pool.close()

    async def ask(self, key: UpstreamKey) -> Found:
        """The answer for `key`, from the cache while fresh. Raises UpstreamGone where nobody answers and nothing stale is kept."""
        kept = self._cache.get(key)
        if kept is None:
            return await self._fresh(key)
        if not kept.is_stale:
            return kept
        try:
            if not self._routes.pool_for(key.name).is_away:
                return await asyncio.wait_for(self._fresh(key), STALE_AFTER)
        except (UpstreamGone, TimeoutError):
            pass
        self.counts.stale_answers += 1
        return kept

    def seconds_left(self, key: UpstreamKey) -> float:
        """How long what upstream said may still be given; 0 where nothing of it is kept."""
        return self._cache.seconds_left(key)

    def keep_octets(self, name: bytes, rdtype: int, octets: bytes, lifetime: float) -> None:
        """Remember the answer to a plain question that was asked beside the careful path; see UpstreamCache."""
        self._cache.keep_octets(name, rdtype, octets, lifetime)

    def take_in(self, key: UpstreamKey, octets: bytes) -> None:
        """Read with care what a server said to `key`, and remember it; what cannot be read or helps nobody is as if it had not come."""
        with suppress(Unhelpful):
            self._cache.keep(key, self._routes.checked(key, believed(octets, key)))

    async def _fresh(self, key: UpstreamKey) -> Found:
        try:
            return await asyncio.shield(self._flight(key))
        except UpstreamGone:
            self.counts.failed_answers += self._cache.get(key) is None
            raise

    def _flight(self, key: UpstreamKey) -> asyncio.Task[Found]:
        """The question under way for `key`, begun where there is none: however many ask, upstream is asked once."""
        flight = self._flights.get(key)
        if flight is None:
            if len(self._flights) >= FLIGHTS_AT_MOST:
                raise UpstreamGone(dns.edns.EDECode.NETWORK_ERROR)
            flight = self._flights[key] = asyncio.get_running_loop().create_task(self._ask(key))
            flight.add_done_callback(lambda done: self._landed(key, done))
        return flight

    def _landed(self, key: UpstreamKey, done: asyncio.Task[Found]) -> None:
        del self._flights[key]
        if not done.cancelled():
            done.exception()  # looked at: those who waited may all have gone

    async def _ask(self, key: UpstreamKey) -> Found:
        found = await self._routes.ask(key)
        self._cache.keep(key, found)
        return found

    def told(self) -> dict[str, Any]:
        """How asking goes, for the status: counts, each server, and the last names whose answers would have led inside."""
        dropped = self._routes.dropped
        return {
            "faults": sum(pool.faults for pool in self._routes.pools),
            **asdict(self.counts),
            "dropped": dropped.count,
            "dropped_names": list(dropped.names),
            "servers": [self._told_of(health, pool) for pool in self._routes.pools for health in pool.healths],
        }

    def _told_of(self, health: Health, pool: Pool) -> dict[str, Any]:
        now = self._ticks()
        answering = next((one for one in pool.healths if not one.is_away), None)
        return {
            "server": str(health.server),
            "zone": _in_words(pool.zones),
            "is_away": health.is_away,
            "is_asked_first": health is answering,
            "milliseconds": None if health.round_trip is None else round(health.round_trip * 1000, 1),
            "answers": health.answers,
            "failures": health.failures,
            "reason": health.reason,
            "failed_seconds_ago": None if health.failed_at is None else round(now - health.failed_at, 1),
            "answered_seconds_ago": None if health.answered_at is None else round(now - health.answered_at, 1),
        }


def _in_words(zones: Sequence[dns.name.Name]) -> str:
    """The zones as people write them: the first two, and how many more; "." for all names."""
    if dns.name.root in zones:
        return "."
    names = [zone.to_text(omit_final_dot=True) for zone in zones]
    return " and ".join(names) if len(names) < 3 else f"{names[0]}, {names[1]} and {len(names) - 2} more"
