"""The Django application of the kit: it owns one table, the outbox."""

from __future__ import annotations

from django.apps import AppConfig


class KitConfig(AppConfig):
    """Registers the outbox's table."""

    name = "belisha.kit"
    label = "kit"
