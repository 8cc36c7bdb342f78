"""What each address met closed in the last five minutes: for the door. In memory only; bounded; never written anywhere.

Source: architecture.md, closed https names; safeguarding.md 21: an address is a device, not a child.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from belisha.core.names import Address
from belisha.core.rulesets.model import Entry

REMEMBERED_FOR = 300.0  # seconds
NAMES_PER_ADDRESS = 20
ADDRESSES = 5_000


@dataclass(frozen=True, slots=True)
class Meeting:
    """A closed name an address met, and how many seconds ago it last did."""

    name: str
    entry: Entry
    seconds_ago: float


class MetClosed:
    """Closed names by address, newest first. `ticks` gives seconds that never run backwards."""

    def __init__(self, ticks: Callable[[], float]) -> None:
        self._ticks = ticks
        self._by_address: OrderedDict[Address, OrderedDict[str, tuple[Entry, float]]] = OrderedDict()

    def remember(self, address: Address, name: str, entry: Entry) -> None:
        """Note that `address` met `name` closed now; the oldest names and addresses are forgotten first."""
        names = self._by_address.setdefault(address, OrderedDict())
        names[name] = (entry, self._ticks())
        names.move_to_end(name)
        self._by_address.move_to_end(address)
        if len(names) > NAMES_PER_ADDRESS:
            names.popitem(last=False)
        if len(self._by_address) > ADDRESSES:
            self._by_address.popitem(last=False)

    def of(self, address: Address) -> tuple[Meeting, ...]:
        """What `address` met closed in the last five minutes, newest first."""
        now = self._ticks()
        names = self._by_address.get(address, OrderedDict())
        return tuple(Meeting(name, entry, now - at) for name, (entry, at) in reversed(names.items()) if now - at < REMEMBERED_FOR)

    def forget_old(self) -> None:
        """Drop what is older than five minutes; call it now and then."""
        oldest_kept = self._ticks() - REMEMBERED_FOR
        for address in list(self._by_address):
            names = self._by_address[address]
            for name in [n for n, (_, at) in names.items() if at <= oldest_kept]:
                del names[name]
            if not names:
                del self._by_address[address]
