"""The groups who sit on a school's networks, and the kinds of network. Source: language.md, `block`: networks."""

from __future__ import annotations

from enum import Enum


class Group(Enum):
    """Who sits on a range of addresses; the value is the people word of the policy."""

    PUPILS = "pupils"
    STAFF = "staff"
    GUESTS = "guests"


class NetworkKind(Enum):
    """What a range of addresses is for; the value is the word of a policy's `networks`."""

    CLASSROOM = "classroom"
    STAFF = "staff"
    GUEST = "guest"
