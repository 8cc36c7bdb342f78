"""Which servers are asked for which names: the school's own for its own, the ordinary ones for all others, and never one for the other's.

Conditional forwarding: a directory server's domain and the school's reverse zones are known to the school's own servers alone. Their
names leave the school neither while those servers answer nor while they are away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import dns.name

from belisha.adapters.resolver.cache import Found, UpstreamKey
from belisha.adapters.resolver.upstream.inside import without_way_inside
from belisha.adapters.resolver.upstream.pool import Means, Pool, UpstreamGone
from belisha.adapters.resolver.upstream.servers import Server

DROPPED_REMEMBERED = 5


@dataclass(slots=True)
class Dropped:
    """Answers that would have led inside: how many, and the last few names, oldest first."""

    count: int = 0
    names: list[str] = field(default_factory=list)

    def note(self, name: str) -> None:
        """One more; nobody's address is noted with it."""
        self.count += 1
        self.names = [*(other for other in self.names if other != name), name][-DROPPED_REMEMBERED:]


class Routes:
    """Ordinary servers, the school's own by their zones, and the names that may lead inside although the ordinary servers say so."""

    def __init__(
        self,
        ordinary: Iterable[Server],
        own: Mapping[str, Iterable[Server]],
        may_lead_inside: Iterable[str],
        means: Means,
    ) -> None:
        self.ordinary = Pool(ordinary, (dns.name.root,), means)
        together: dict[tuple[Server, ...], list[dns.name.Name]] = {}
        for name, servers in own.items():
            together.setdefault(tuple(servers), []).append(named(name))
        self._own_pools = tuple(Pool(servers, zones, means) for servers, zones in together.items())
        self._own = {zone: pool for pool in self._own_pools for zone in pool.zones}
        self._may_lead_inside = frozenset(map(named, may_lead_inside))
        self.dropped = Dropped()

    @property
    def pools(self) -> tuple[Pool, ...]:
        """All: the ordinary servers' first."""
        return (self.ordinary, *self._own_pools)

    def pool_for(self, name: dns.name.Name) -> Pool:
        """Who is asked for `name`: the own servers of the longest zone it is in, else the ordinary ones."""
        for zone in _upwards(name):
            if (pool := self._own.get(zone)) is not None:
                return pool
        return self.ordinary

    async def ask(self, key: UpstreamKey) -> Found:
        """What the servers for this name say. Raises UpstreamGone."""
        pool = self.pool_for(key.name)
        if pool is not self.ordinary:
            try:
                return await pool.ask(key)
            except UpstreamGone as gone:
                zone = next(zone for zone in _upwards(key.name) if zone in self._own).to_text(omit_final_dot=True)
                raise UpstreamGone(gone.code, f"The school's own server for {zone} does not answer. Tell the network manager.") from gone
        return self.checked(key, await pool.ask(key))

    def checked(self, key: UpstreamKey, found: Found) -> Found:
        """What the ordinary servers said of `key`; nothing in its place where it would lead inside and may not."""
        if not self._may_lead_inside.isdisjoint(_upwards(key.name)):
            return found
        checked = without_way_inside(found)
        if checked.dropped:
            self.dropped.note(key.name.to_text(omit_final_dot=True))
        return checked


def named(name: str) -> dns.name.Name:
    """The name in canonical form, to compare with those that are asked."""
    return dns.name.from_text(name).canonicalize()


def _upwards(name: dns.name.Name) -> Iterable[dns.name.Name]:
    """`name` (canonical) and each name above it, the root last."""
    yield name
    while name != dns.name.root:
        name = name.parent()
        yield name
