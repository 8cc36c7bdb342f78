"""The states of a version, what may follow what, and whose turn it is."""

from __future__ import annotations

from enum import Enum

from belisha.core.words import gettext_noop


class VersionStatus(Enum):
    """Where a version stands."""

    WAITING = gettext_noop("waiting for signatures")
    IN_FORCE = gettext_noop("in force")
    SUPERSEDED = gettext_noop("superseded")
    WITHDRAWN = gettext_noop("withdrawn")


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
