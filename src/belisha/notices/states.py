"""The states of a notice's e-mail, what may follow what, and whose turn it is."""

from __future__ import annotations

from enum import Enum


class MailStatus(Enum):
    """Where the e-mail of a notice stands."""

    NONE = "no e-mail"
    WAITING = "waiting to leave"
    SENT = "sent"
    GIVEN_UP = "not accepted"


MOVES: dict[MailStatus, frozenset[MailStatus]] = {
    MailStatus.NONE: frozenset(),
    MailStatus.WAITING: frozenset({MailStatus.WAITING, MailStatus.SENT, MailStatus.GIVEN_UP}),
    MailStatus.SENT: frozenset(),
    MailStatus.GIVEN_UP: frozenset({MailStatus.WAITING}),
}

OWNER: dict[MailStatus, str] = {
    MailStatus.NONE: "nobody",
    MailStatus.WAITING: "the worker",
    MailStatus.SENT: "nobody",
    MailStatus.GIVEN_UP: "network manager",
}
