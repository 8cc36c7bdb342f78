"""What is open by decision, and what was. Ask within the school's scope."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from belisha.filtering.models import Opening
from belisha.schools.models import School

RECENT = timedelta(days=14)


def opening(school: School, opening_id: int) -> Opening | None:
    """The opening of this school with this id, or None."""
    return _openings(school).filter(pk=opening_id).first()


def holding(school: School, *, at: datetime) -> QuerySet[Opening]:
    """Openings that hold at that moment or will after it: neither ended nor over by then.

    What somebody ended is over for good, also by a clock that was set back to before; what its own time ended follows the clock.
    """
    return _openings(school).filter(Q(ended_at=None) | Q(ended_at__gt=at, ended_by=None), ends__gt=at)


def open_now(school: School, *, now: datetime) -> QuerySet[Opening]:
    """Openings that have begun and have not ended, the next to end first."""
    return holding(school, at=now).filter(starts__lte=now).order_by("ends", "pk")


def open_later(school: School, *, now: datetime) -> QuerySet[Opening]:
    """Openings decided that have not begun, the next to begin first."""
    return holding(school, at=now).filter(starts__gt=now).order_by("starts", "pk")


def recently_ended(school: School, *, now: datetime) -> QuerySet[Opening]:
    """Openings that ended in the last fourteen days, the latest first; those whose end nobody has written down yet included."""
    is_over = Q(ended_at__lte=now) | Q(ended_at=None, ends__lte=now)
    return _openings(school).filter(is_over, ends__gt=now - RECENT).order_by("-ended_at", "-ends", "-pk")


def due_to_expire(school: School, *, now: datetime) -> QuerySet[Opening]:
    """Openings whose time is over and of which that is not written down yet."""
    return _openings(school).filter(ended_at=None, ends__lte=now).order_by("ends", "pk")


def opening_words(row: Opening) -> str:
    """How an opening is called as a subject of audit records and proofs."""
    return f"opening {row.pk}"


def _openings(school: School) -> QuerySet[Opening]:
    return Opening.objects.filter(school=school).select_related("opened_by", "ended_by", "request")
