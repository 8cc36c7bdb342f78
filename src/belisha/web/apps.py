"""The Django application of the roof: frame templates, static files, wiring."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Registers the roof and, once all rooms are loaded, its wiring."""

    name = "belisha.web"
    label = "web"

    def ready(self) -> None:
        """Tell the lower rooms who answers for what they declared."""
        from belisha.web import wiring

        wiring.connect()
