"""One-off names: whoever asks for a name that only one page has shown asks this resolver. In memory only, for a minute; bounded.

They stand one label below a wildcard of the school's own names: `<token>.check.portal.example` below `*.check.portal.example`.
Sources: architecture.md, Enforcing (`/check`); RFC 4592 section 2.1.1 (how a wildcard is written).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from belisha.core.names import Address

CHECK: Final = "check."
"""How the name above a one-off name begins."""

TTL: Final = 0
"""Seconds: nobody shall answer in our place. Source: RFC 1035 section 3.2.1, zero is for the transaction in progress only."""

REMEMBERED_FOR: Final = 60.0
TOKENS: Final = 4_096
TOKENS_OF_ONE: Final = 32
"""What one address may have us remember, so that whoever asks for thousands drives out only their own."""

ADDRESSES_OF_ONE: Final = 4
"""A name is asked for by one device, and perhaps by a resolver in between."""


class Sighting(NamedTuple):
    """An address that asked for a one-off name, the key of its seat, and how many seconds ago it last did."""

    address: Address
    seat_key: str
    seconds_ago: float


def address_for(name: str, local_names: Mapping[str, str]) -> str | None:
    """The address that the school gives to a one-off name; None for every other name."""
    above = name.partition(".")[2]
    return local_names.get(f"*.{above}") if above.startswith(CHECK) else None


@dataclass(slots=True)
class _Held:
    """A token: who asked for it first, when, and who asked for it in all with the last time they did."""

    owner: Address
    since: float
    askers: dict[Address, tuple[str, float]] = field(default_factory=dict)


class OneOffNames:
    """Who asked for which token. `ticks` gives seconds that never run backwards."""

    def __init__(self, ticks: Callable[[], float]) -> None:
        self._ticks = ticks
        self._held: OrderedDict[str, _Held] = OrderedDict()
        self._owned: dict[Address, OrderedDict[str, None]] = {}

    def remember(self, address: Address, name: str, seat_key: str) -> None:
        """Note that `address`, which sits at a seat, asked for `name`. The oldest of its own, then of all, is forgotten first."""
        token, now = name.partition(".")[0], self._ticks()
        held = self._held.get(token) or self._begin(token, address, now)
        if address in held.askers or len(held.askers) < ADDRESSES_OF_ONE:
            held.askers[address] = (seat_key, now)

    def of(self, token: str) -> tuple[Sighting, ...]:
        """Who asked for the token in the last minute, in the order in which they first did."""
        held, now = self._held.get(token.lower()), self._ticks()
        if held is None or now - held.since >= REMEMBERED_FOR:
            return ()
        return tuple(Sighting(address, seat_key, now - at) for address, (seat_key, at) in held.askers.items())

    def forget_old(self) -> None:
        """Drop what is older than a minute; call it now and then."""
        oldest_kept = self._ticks() - REMEMBERED_FOR
        while self._held and next(iter(self._held.values())).since <= oldest_kept:
            self._forget(next(iter(self._held)))

    def __len__(self) -> int:
        """How many tokens are held."""
        return len(self._held)

    def _begin(self, token: str, address: Address, now: float) -> _Held:
        owned = self._owned.get(address)
        if owned is not None and len(owned) >= TOKENS_OF_ONE:
            self._forget(next(iter(owned)))
        elif len(self._held) >= TOKENS:
            self._forget(next(iter(self._held)))
        held = self._held[token] = _Held(address, now)
        self._owned.setdefault(address, OrderedDict())[token] = None
        return held

    def _forget(self, token: str) -> None:
        owner = self._held.pop(token).owner
        del self._owned[owner][token]
        if not self._owned[owner]:
            del self._owned[owner]
