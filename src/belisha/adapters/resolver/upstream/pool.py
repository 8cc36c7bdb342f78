"""Servers that stand for one another: the first one given is asked, the next beside it where it is slow, absent ones last.

A server that fell silent costs a few questions some tenths of a second each, and then none: it is away until it answers a probe.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import dns.edns
import dns.name
import dns.rdatatype

from belisha.adapters.resolver.cache import Found, UpstreamKey
from belisha.adapters.resolver.upstream.believing import believed
from belisha.adapters.resolver.upstream.faults import NoAnswer, Unhelpful
from belisha.adapters.resolver.upstream.health import Health
from belisha.adapters.resolver.upstream.over_tls import TlsServer, trusting
from belisha.adapters.resolver.upstream.plain import ask_plainly
from belisha.adapters.resolver.upstream.question import make_question
from belisha.adapters.resolver.upstream.servers import Server

ATTEMPTS = 3
LEFT_BEHIND_AT_MOST = 200
"""Questions to slow servers that nobody waits for any more; their answers still tell how those servers are."""

LOOK_EVERY = 0.5  # seconds between looks for absent servers


class UpstreamGone(Exception):
    """No server gave an answer, and none is remembered; `code` is the extended error to say (RFC 8914: 22 or 23), `words` its text."""

    def __init__(self, code: dns.edns.EDECode, words: str = "") -> None:
        super().__init__("no upstream answers")
        self.code = code
        self.words = words


@dataclass(frozen=True, slots=True)
class Means:
    """What asking needs: chance for ids and letters, `ticks`, seconds for each try, and whose certificates are believed."""

    chance: Random
    ticks: Callable[[], float]
    timeout: float
    ca_file: Path | None = None


class Pool:
    """The servers for one part of the names, in the order in which they are asked. `zones` are the names at the top of that part."""

    def __init__(self, servers: Iterable[Server], zones: Sequence[dns.name.Name], means: Means) -> None:
        self.zones = tuple(zones)
        self._means = means
        self.healths = tuple(Health(server) for server in servers)
        context = trusting(means.ca_file) if any(health.server.tls_name for health in self.healths) else None
        self._over_tls = {
            health.server: TlsServer(health.server, context, means.chance)
            for health in self.healths
            if context is not None and health.server.tls_name
        }
        self._behind: set[asyncio.Task[Found]] = set()
        self.faults = 0

    @property
    def is_away(self) -> bool:
        """True while none of the servers answers."""
        return all(health.is_away for health in self.healths)

    async def ask(self, key: UpstreamKey) -> Found:
        """What the first server that answers says. Raises UpstreamGone where none does."""
        tries = self._in_order()
        under_way: dict[asyncio.Task[Found], Health] = {}
        gone = UpstreamGone(dns.edns.EDECode.NO_REACHABLE_AUTHORITY)
        while tries or under_way:
            health = tries.pop(0) if tries else None
            if health is not None:
                under_way[asyncio.get_running_loop().create_task(self._ask_one(health, key))] = health
            answers = health.answers if health else 0
            patience = health.patience(self._means.timeout) if health and tries else None
            try:
                done, _ = await asyncio.wait(under_way, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
            except asyncio.CancelledError:
                self._leave_behind(under_way)
                raise
            if not done and health is not None and health.answers == answers and len(self.healths) > 1:
                health.doubt(self._means.ticks())
            for task in done:
                del under_way[task]
                try:
                    found = task.result()
                except (NoAnswer, Unhelpful) as fault:
                    gone = _gone(fault)
                else:
                    self._leave_behind(under_way)
                    return found
        raise gone

    def _in_order(self) -> list[Health]:
        """Present servers as they were given, then absent ones; a lone server is tried twice."""
        ordered = sorted(self.healths, key=lambda health: health.is_away)
        return (ordered * 2 if len(ordered) == 1 else ordered)[:ATTEMPTS]

    async def _ask_one(self, health: Health, key: UpstreamKey) -> Found:
        """What this server says, noted in its health. Raises NoAnswer, Unhelpful."""
        began = self._means.ticks()
        try:
            found = believed(await self._octets(health.server, key), key)
        except NoAnswer as fault:
            self.faults += 1
            health.failed(str(fault), self._means.ticks())
            raise
        except Unhelpful as fault:
            self.faults += 1
            health.was_unhelpful(str(fault), self._means.ticks())
            raise
        now = self._means.ticks()
        health.answered(now - began, now)
        return found

    async def _octets(self, server: Server, key: UpstreamKey) -> bytes:
        over_tls = self._over_tls.get(server)
        if over_tls is not None:
            return await over_tls.ask(key, self._means.timeout)
        return await ask_plainly(server, make_question(key, self._means.chance), self._means.timeout)

    def _leave_behind(self, tasks: Iterable[asyncio.Task[Found]]) -> None:
        """Let these end by themselves, unless there are too many; nobody waits for them."""
        for task in tasks:
            task.add_done_callback(self._ended)
            self._behind.add(task)
            if len(self._behind) > LEFT_BEHIND_AT_MOST:
                task.cancel()

    def _ended(self, task: asyncio.Task[Found]) -> None:
        self._behind.discard(task)
        if not task.cancelled():
            task.exception()  # looked at, so that nobody is told that it was not

    async def watch(self) -> None:
        """Ask absent servers now and then whether they are back, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            for health in self.healths:
                if health.is_to_be_probed(self._means.ticks()) and len(self._behind) < LEFT_BEHIND_AT_MOST:
                    self._leave_behind([asyncio.get_running_loop().create_task(self._probe(health))])

    async def _probe(self, health: Health) -> Found:
        """Ask an absent server for the start of its first zone: any answer of use brings it back. Raises as `_ask_one`."""
        rdtype = dns.rdatatype.NS if self.zones[0] == dns.name.root else dns.rdatatype.SOA
        return await self._ask_one(health, UpstreamKey(self.zones[0], rdtype))

    async def close(self) -> None:
        """Stop what is under way, and end kept connections."""
        for task in self._behind:
            task.cancel()
        for server in self._over_tls.values():
            await server.close()


def _gone(fault: BaseException) -> UpstreamGone:
    is_unreached = isinstance(fault, NoAnswer) and not fault.was_reached
    return UpstreamGone(dns.edns.EDECode.NETWORK_ERROR if is_unreached else dns.edns.EDECode.NO_REACHABLE_AUTHORITY)
