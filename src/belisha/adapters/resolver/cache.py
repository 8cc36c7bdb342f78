"""What the upstream said, remembered as long as it allows, and a while longer for the day the upstream is gone.

Sources: RFC 1035 (TTL), RFC 2308 (negative answers), RFC 8767 (stale answers).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

import dns.name
import dns.rdatatype
import dns.rrset

KEPT_AT_MOST = 86_400.0  # seconds
DROPPED_KEPT = 10.0  # as long as any answer that we make ourselves: whoever mends the name waits no longer


@dataclass(frozen=True, slots=True)
class UpstreamKey:
    """An upstream question: lower-case name, type, and the two DNSSEC wishes that change its answer."""

    name: dns.name.Name
    rdtype: dns.rdatatype.RdataType
    wants_dnssec: bool = False
    checking_disabled: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What an upstream answered. `age` is whole seconds since; `is_stale` where its time is over.

    `dropped` says why nothing stands here in the answer's place: it would have led inside the school.
    """

    rcode: int
    answer: tuple[dns.rrset.RRset, ...] = ()
    authority: tuple[dns.rrset.RRset, ...] = ()
    is_authentic: bool = False
    age: int = 0
    is_stale: bool = False
    dropped: str = ""

    def lifetime(self) -> float:
        """Seconds the answer may be kept; 0 where it may not be kept at all."""
        if self.dropped:
            return DROPPED_KEPT
        spans = [record.ttl for record in self.answer]
        spans += [min(soa.ttl, soa[0].minimum) for soa in self.authority if soa.rdtype == dns.rdatatype.SOA]
        return min(KEPT_AT_MOST, float(min(spans, default=0)))


class UpstreamCache:
    """The `size` answers used last, and as many that nobody has read yet.

    `ticks` gives seconds that never run backwards; `stale_for` is how long past its time one is kept; `read` makes an answer of octets.
    """

    def __init__(self, size: int, stale_for: float, ticks: Callable[[], float], read: Callable[[bytes, UpstreamKey], Found]) -> None:
        self._read = read
        self._octets: OrderedDict[tuple[bytes, int], tuple[bytes, float, float]] = OrderedDict()
        self._size = size
        self._stale_for = stale_for
        self._ticks = ticks
        self._kept: OrderedDict[UpstreamKey, tuple[Found, float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def keep(self, key: UpstreamKey, found: Found) -> None:
        """Remember an answer; the one used longest ago goes when there are too many."""
        lifetime = found.lifetime()
        if lifetime <= 0:
            return
        now = self._ticks()
        self._put(key, (found, now, now + lifetime))

    def _put(self, key: UpstreamKey, entry: tuple[Found, float, float]) -> None:
        self._kept[key] = entry
        self._kept.move_to_end(key)
        if len(self._kept) > self._size:
            self._kept.popitem(last=False)

    def keep_octets(self, name: bytes, rdtype: int, octets: bytes, lifetime: float) -> None:
        """Remember the answer to a plain question in its octets; `name` in octets and lower case. It is read when somebody needs it."""
        now = self._ticks()
        self._octets[name, rdtype] = (octets, now, now + min(lifetime, KEPT_AT_MOST))
        self._octets.move_to_end((name, rdtype))
        if len(self._octets) > self._size:
            self._octets.popitem(last=False)

    def _read_now(self, key: UpstreamKey) -> None:
        """Read what came in octets for a plain question, to be kept as the others are."""
        if key.wants_dnssec or key.checking_disabled or not self._octets:
            return
        kept = self._octets.pop((key.name.to_wire() or b"", int(key.rdtype)), None)
        if kept is not None:
            octets, since, until = kept
            self._put(key, (self._read(octets, key), since, until))

    def get(self, key: UpstreamKey) -> Found | None:
        """The answer with its age, fresh or stale; None where there is none, or only one that is too old even for that."""
        self._read_now(key)
        kept = self._kept.get(key)
        if kept is None:
            return None
        found, since, until = kept
        now = self._ticks()
        if now >= until + self._stale_for:
            del self._kept[key]
            return None
        self._kept.move_to_end(key)
        return replace(found, age=int(now - since), is_stale=now >= until)

    def seconds_left(self, key: UpstreamKey) -> float:
        """How long the answer stays fresh; 0 where there is none."""
        self._read_now(key)
        kept = self._kept.get(key)
        return 0.0 if kept is None else max(0.0, kept[2] - self._ticks())
