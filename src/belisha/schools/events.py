"""What other rooms hear of a school."""

from __future__ import annotations

from dataclasses import dataclass

from belisha.kit.outbox import Event


@dataclass(frozen=True, slots=True)
class FactsChanged(Event):
    """The school's networks, classes or times were changed while it may be running: the network follows."""


@dataclass(frozen=True, slots=True)
class AddressesLeftThePupils(Event):
    """Addresses where pupils sat are for others from `since` (an ISO day) on: rules for pupils no longer hold there.

    `told` says how many and for whom; `by_name` and `by_person` who changed it.
    """

    told: str
    since: str
    by_name: str
    by_person: int | None
