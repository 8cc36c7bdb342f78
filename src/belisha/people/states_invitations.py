"""How an invitation stands: whose turn it is, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum

INVITED_FOR = timedelta(days=7)
FIRST_LINK_HOLDS = timedelta(hours=24)
FIRST_RUN_HOLDS = timedelta(days=30)
"""A first run nobody ended is over then: who makes a school's people by it could otherwise do so for ever."""


class InvitationStatus(Enum):
    """Where an invitation stands; the value is the word people read."""

    WAITING = "not answered yet"
    USED = "answered"
    REVOKED = "taken back"
    LAPSED = "not answered in time"


OWNER: dict[InvitationStatus, str] = {
    InvitationStatus.WAITING: "whoever was invited",
    InvitationStatus.USED: "nobody",
    InvitationStatus.REVOKED: "nobody",
    InvitationStatus.LAPSED: "whoever invites",
}


def status_of(*, used_at: datetime | None, revoked_at: datetime | None, ends_at: datetime, now: datetime) -> InvitationStatus:
    """How it stands at `now`; what was used stays used."""
    if used_at is not None:
        return InvitationStatus.USED
    if revoked_at is not None:
        return InvitationStatus.REVOKED
    return InvitationStatus.LAPSED if now >= ends_at else InvitationStatus.WAITING
