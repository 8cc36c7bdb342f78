"""Asking upstream: cache first, one question at a time for the same name, the next server where one fails, stale where all do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import dns.edns

from belisha.adapters.resolver.cache import Found, UpstreamCache, UpstreamKey
from belisha.adapters.resolver.config import Endpoint
from belisha.adapters.resolver.exchange import NoAnswer, Unhelpful, ask_server, make_question

RESTS_FOR = 5.0  # seconds a server that did not answer is asked last
FLIGHTS_AT_MOST = 400  # each holds a socket; a process often may hold 1024
ATTEMPTS = 3


class UpstreamGone(Exception):
    """No server gave an answer, and none is remembered; `code` is the extended error to say (RFC 8914: 22 or 23)."""

    def __init__(self, code: dns.edns.EDECode) -> None:
        super().__init__("no upstream answers")
        self.code = code


@dataclass(slots=True)
class UpstreamCounts:
    """What went wrong upstream since the start."""

    faults: int = 0
    stale_answers: int = 0
    failed_answers: int = 0


class Forwarder:
    """The upstream servers behind one cache. `timeout` is seconds for each try; `chance` gives ids and letter case."""

    def __init__(
        self, servers: tuple[Endpoint, ...], cache: UpstreamCache, *, chance: Random, ticks: Callable[[], float], timeout: float
    ) -> None:
        self._servers = servers
        self._cache = cache
        self._chance = chance
        self._ticks = ticks
        self._timeout = timeout
        self._rests_until: dict[Endpoint, float] = {}
        self._flights: dict[UpstreamKey, asyncio.Task[Found]] = {}
        self.counts = UpstreamCounts()

    async def ask(self, key: UpstreamKey) -> Found:
        """The answer for `key`, from the cache while fresh. Raises UpstreamGone where nobody answers and nothing stale is kept."""
        kept = self._cache.get(key)
        if kept is not None and not kept.is_stale:
            return kept
        try:
            if kept is not None and self._all_rest():
                raise UpstreamGone(dns.edns.EDECode.NO_REACHABLE_AUTHORITY)
            return await asyncio.shield(self._flight(key))
        except UpstreamGone:
            if kept is None:
                self.counts.failed_answers += 1
                raise
            self.counts.stale_answers += 1
            return kept

    def _flight(self, key: UpstreamKey) -> asyncio.Task[Found]:
        """The question under way for `key`, begun where there is none: however many ask, upstream is asked once."""
        flight = self._flights.get(key)
        if flight is None:
            if len(self._flights) >= FLIGHTS_AT_MOST:
                raise UpstreamGone(dns.edns.EDECode.NETWORK_ERROR)
            flight = self._flights[key] = asyncio.get_running_loop().create_task(self._ask_servers(key))
            flight.add_done_callback(lambda done: self._landed(key, done))
        return flight

    def _landed(self, key: UpstreamKey, done: asyncio.Task[Found]) -> None:
        del self._flights[key]
        if not done.cancelled():
            done.exception()  # looked at: those who waited may all have gone

    async def _ask_servers(self, key: UpstreamKey) -> Found:
        code = dns.edns.EDECode.NO_REACHABLE_AUTHORITY
        by_tcp = False
        for server in self._in_order():
            try:
                found = await ask_server(server, make_question(key, self._chance), self._timeout, by_tcp=by_tcp)
            except NoAnswer as fault:
                self.counts.faults += 1
                self._rests_until[server] = self._ticks() + RESTS_FOR
                by_tcp = fault.saw_other_letters
                code = dns.edns.EDECode.NO_REACHABLE_AUTHORITY if fault.was_reached else dns.edns.EDECode.NETWORK_ERROR
            except Unhelpful:  # it answered: it need not rest because one name is broken
                self.counts.faults += 1
            else:
                self._rests_until.pop(server, None)
                self._cache.keep(key, found)
                return found
        raise UpstreamGone(code)

    def _in_order(self) -> Iterator[Endpoint]:
        """Servers that answered last time first; a lone server is tried twice."""
        now = self._ticks()
        ordered = sorted(self._servers, key=lambda server: self._rests_until.get(server, 0.0) > now)
        yield from (ordered * 2 if len(ordered) == 1 else ordered)[:ATTEMPTS]

    def _all_rest(self) -> bool:
        now = self._ticks()
        return all(self._rests_until.get(server, 0.0) > now for server in self._servers)
