"""Which rows count on a day: from their first day until (not on) their end."""

from __future__ import annotations

from datetime import date

from django.db.models import Q


def between(start: str, end: str, on: date) -> Q:
    """Rows that hold on that day; `end` is the first day they no longer do."""
    return Q(**{f"{start}__lte": on}) & (Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": on}))


def here(on: date, prefix: str = "") -> Q:
    """People who belong to the school on that day."""
    return between(f"{prefix}joined", f"{prefix}left", on)
