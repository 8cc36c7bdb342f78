"""How a thing of the operations page stands."""

from __future__ import annotations

from enum import StrEnum


class Beacon(StrEnum):
    """The beacon beside a thing: as it should be, needs somebody, or only told."""

    STEADY = "steady"
    AMBER = "amber"
    GREY = "grey"
