"""What is done for curriculum activities by the clock, in the worker: bells that rang are proved, what cannot be any more is ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django_scopes import scope

from belisha.filtering.actions.activities import ring
from belisha.filtering.review_activities import review
from belisha.schools.models import School

RING_EVERY: Final = timedelta(milliseconds=200)
"""At every turn of the worker, which comes twice a second at least: a bell is proved within a second."""

LOOK_EVERY: Final = timedelta(minutes=1)
LOOK_AT_ALL_EVERY: Final = timedelta(hours=1)
THESE_DAYS: Final = timedelta(days=2)


def ring_due(now: datetime) -> None:
    """Write down every bell of an activity that has rung; it is then proved (on_bell_rang)."""
    for school in School.objects.order_by("pk"):
        with scope(school=school):
            ring(school, now=now)


def look_at_these_days(now: datetime) -> None:
    """End activities of today and tomorrow that cannot be any more."""
    _look(now, now + THESE_DAYS)


def look_at_all(now: datetime) -> None:
    """The same for all that are planned."""
    _look(now, None)


def _look(now: datetime, before: datetime | None) -> None:
    for school in School.objects.order_by("pk"):
        with scope(school=school):
            review(school, now=now, before=before)
