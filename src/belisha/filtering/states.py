"""The states of an access request, what may follow what, and whose turn it is. Source: clauses 8.4 and 8.5."""

from __future__ import annotations

from enum import Enum

from belisha.core.words import gettext_noop


class RequestStatus(Enum):
    """Where a request stands; the value is what people read."""

    ASKED = "asked"
    ADVISED = "advised"
    GRANTED = "granted"
    REFUSED = "refused"
    MERGED = "joined to another request"


class Purpose(Enum):
    """What somebody asks a closed site for: the three openings of safeguarding.md 18. The value is what staff choose.

    What closes the site decides between the first and the last, whatever is chosen; a lesson leads to a curriculum activity.
    """

    MISTAKE = gettext_noop("It is closed by mistake")
    LESSON = gettext_noop("I need it for a lesson")
    EXCEPTION = gettext_noop("The policy closes it on purpose, and I ask for an exception")


class Advice(Enum):
    """What the adviser recommends."""

    OPEN = "open it"
    KEEP_CLOSED = "keep it closed"


MOVES: dict[RequestStatus, frozenset[RequestStatus]] = {
    RequestStatus.ASKED: frozenset({RequestStatus.ADVISED, RequestStatus.GRANTED, RequestStatus.REFUSED, RequestStatus.MERGED}),
    RequestStatus.ADVISED: frozenset({RequestStatus.ADVISED, RequestStatus.GRANTED, RequestStatus.REFUSED, RequestStatus.MERGED}),
    RequestStatus.GRANTED: frozenset(),
    RequestStatus.REFUSED: frozenset(),
    RequestStatus.MERGED: frozenset({RequestStatus.ASKED}),
}

OWNER: dict[RequestStatus, str] = {
    RequestStatus.ASKED: "adviser and decider",
    RequestStatus.ADVISED: "decider",
    RequestStatus.GRANTED: "nobody",
    RequestStatus.REFUSED: "nobody",
    RequestStatus.MERGED: "whoever has the other request",
}

WAITING = frozenset({RequestStatus.ASKED, RequestStatus.ADVISED})
DECIDED = frozenset({RequestStatus.GRANTED, RequestStatus.REFUSED})
