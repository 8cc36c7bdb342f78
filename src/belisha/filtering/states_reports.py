"""How a report of a site stands, and how a close made from one does. Source: clauses 8.3 and 7.6-report; safeguarding.md 12 and 20."""

from __future__ import annotations

from enum import Enum


class ReportStatus(Enum):
    """Where the site's half of a report stands; the value is what people read. The words' half is for the safeguarding leads."""

    NO_SITE = "no site was named"
    WAITING = "waiting"
    CLOSED = "closed"
    HARMLESS = "looked at, stays open"


MOVES: dict[ReportStatus, frozenset[ReportStatus]] = {
    ReportStatus.NO_SITE: frozenset({ReportStatus.WAITING}),
    ReportStatus.WAITING: frozenset({ReportStatus.CLOSED, ReportStatus.HARMLESS}),
    ReportStatus.HARMLESS: frozenset({ReportStatus.CLOSED}),
    ReportStatus.CLOSED: frozenset({ReportStatus.CLOSED}),  # closed once more, after the first close was lifted or had lapsed
}

OWNER: dict[ReportStatus, str] = {
    ReportStatus.NO_SITE: "safeguarding lead, who may pass a site on",
    ReportStatus.WAITING: "network manager",
    ReportStatus.CLOSED: "second person, while the close is temporary",
    ReportStatus.HARMLESS: "nobody",
}


class CloseState(Enum):
    """How a close stands; the value is what people read."""

    TEMPORARY = "closed, waits for a second person"
    CONFIRMED = "closed, confirmed by a second person"
    LIFTED = "opened again"
    LAPSED = "opened again by itself, unconfirmed"
