"""What the resolver notes of the questions that devices ask: met closed (for the door), attempts (counted), one-off names (`/check`).

Nothing of allowed browsing is noted. A proof's questions are not noted at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import dns.rdatatype

from belisha.adapters.resolver.met import MetClosed
from belisha.core.names import Address
from belisha.core.rulesets.model import Entry

FELT_TYPES = frozenset({dns.rdatatype.A, dns.rdatatype.AAAA, dns.rdatatype.HTTPS})
"""What a browser asks: other types do not mean that somebody met a closed site."""


class Closing(NamedTuple):
    """A question that met a closed name: at which seat, and what closed it. `is_observed` where it was answered as if open."""

    name: str
    rdtype: int
    entry: Entry
    seat_key: str
    list_id: str | None = None
    is_observed: bool = False


def _unremembered(source: Address, name: str, seat_key: str) -> None:
    """Nothing: where nobody asks who asked."""


def _uncounted(source: Address, closing: Closing) -> None:
    """Nothing: where nobody counts attempts."""


@dataclass(slots=True)
class Sightings:
    """Where each sighting goes: `count` is told of what was closed and of what would have been (attempts.Attempts.note).

    `one_off` is told who asked for a one-off name, each time, with the key of their seat (one_off.OneOffNames.remember).
    """

    met: MetClosed
    count: Callable[[Address, Closing], None] = _uncounted
    one_off: Callable[[Address, str, str], None] = _unremembered

    def closed(self, source: Address, closing: Closing) -> None:
        """A device at `source` met a closed name. The fast path says so once in a while for each address and name."""
        if closing.rdtype not in FELT_TYPES:
            return
        self.count(source, closing)
        if not closing.is_observed:
            self.met.remember(source, closing.name, closing.entry)
