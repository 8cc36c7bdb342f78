"""What other rooms hear of a school."""

from __future__ import annotations

from dataclasses import dataclass

from belisha.kit.outbox import Event


@dataclass(frozen=True, slots=True)
class FactsChanged(Event):
    """The school's networks, classes or times were changed while it may be running: the network follows."""
