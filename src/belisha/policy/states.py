"""The states of a version, what may follow what, and whose turn it is."""

from __future__ import annotations

from enum import Enum


class VersionStatus(Enum):
    """Where a version stands."""

    WAITING = "waiting for signatures"
    IN_FORCE = "in force"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


MOVES: dict[VersionStatus, frozenset[VersionStatus]] = {
    VersionStatus.WAITING: frozenset({VersionStatus.IN_FORCE, VersionStatus.WITHDRAWN}),
    VersionStatus.IN_FORCE: frozenset({VersionStatus.SUPERSEDED, VersionStatus.WITHDRAWN}),
    VersionStatus.SUPERSEDED: frozenset(),
    VersionStatus.WITHDRAWN: frozenset(),
}

OWNER: dict[VersionStatus, str] = {
    VersionStatus.WAITING: "those who sign",
    VersionStatus.IN_FORCE: "headteacher",
    VersionStatus.SUPERSEDED: "nobody",
    VersionStatus.WITHDRAWN: "nobody",
}
