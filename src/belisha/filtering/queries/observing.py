"""Whether the network only observes. Ask within the school's scope."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from belisha.filtering.models import Observing
from belisha.kit import remembered
from belisha.schools.models import School


def observing_at(school: School, *, at: datetime) -> Observing | None:
    """The time of observing that holds at that moment; None where the network closes what the policy closes.

    One of which the end is written down is over for good, also by a clock that was set back to before.
    """

    def ask() -> Observing | None:
        return Observing.objects.filter(school=school, ended_at=None, started_at__lte=at, ends_at__gt=at).order_by("-pk").first()

    latest = remembered.while_unchanged(school.pk, "observing", ask)
    return latest if holds_at(latest, at) else None


def holds_at(row: Observing | None, at: datetime) -> bool:
    """True where this time of observing runs at that moment, by what the row says; False for none."""
    return row is not None and row.started_at <= at < min(row.ends_at, row.ended_at or row.ends_at)


def observing_numbered(school: School, number: int) -> Observing | None:
    """The time of observing with that key."""
    return Observing.objects.filter(school=school, pk=number).first()


def times_of_observing(school: School) -> QuerySet[Observing]:
    """Every time of observing, the latest first."""
    return Observing.objects.filter(school=school).select_related("started_by", "ended_by").order_by("-started_at", "-pk")


def due_to_end(school: School, *, now: datetime) -> QuerySet[Observing]:
    """Times of observing that are over and not written down as such."""
    return Observing.objects.filter(school=school, ended_at=None, ends_at__lte=now)


def observing_words(row: Observing) -> str:
    """What the record and the proofs call it: "observing 3"."""
    return f"observing {row.pk}"
