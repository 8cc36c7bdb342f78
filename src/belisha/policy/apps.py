"""The Django application of this room."""

from __future__ import annotations

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    """Registers the room's tables."""

    name = "belisha.policy"
    label = "policy"
