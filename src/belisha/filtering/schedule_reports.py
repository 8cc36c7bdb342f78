"""What is done by the clock for closes made from reports: those that nobody confirmed are written down as over. For every school."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django_scopes import scope

from belisha.filtering.actions.closes import lapse_closes
from belisha.schools.models import School

LAPSE_EVERY: Final = timedelta(seconds=1)


def lapse_due(now: datetime) -> None:
    """Write down closes whose time is over; their end is then proved (listeners_reports.on_close_ended)."""
    for school in School.objects.order_by("pk"):
        with scope(school=school):
            lapse_closes(school, now=now)
