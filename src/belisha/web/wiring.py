"""The two tables of upward traffic: who hears an event, and who answers what a lower room declared."""

from __future__ import annotations

from belisha.kit.outbox import Event, Listener

LISTENERS: dict[type[Event], tuple[Listener, ...]] = {}


def connect() -> None:
    """Give each lower room its providers."""
    from belisha.people import providers as people
    from belisha.policy import queries as policy

    people.register(policy.role_needs)
