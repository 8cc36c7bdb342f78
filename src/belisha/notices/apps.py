"""The Django application of this room."""

from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Registers the room's tables."""

    name = "belisha.notices"
    label = "notices"
