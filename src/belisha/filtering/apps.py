"""The Django application of this room."""

from __future__ import annotations

from django.apps import AppConfig


class FilteringConfig(AppConfig):
    """Registers the room's tables."""

    name = "belisha.filtering"
    label = "filtering"
