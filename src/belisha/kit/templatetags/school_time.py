"""Moments as a school writes them: "15 September 2026, 10:15", in the school's own zone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template

register = template.Library()
LONDON = ZoneInfo("Europe/London")


@register.filter
def school_moment(moment: datetime | None) -> str:
    """Day and time; "" for None."""
    if moment is None:
        return ""
    here = moment.astimezone(LONDON)
    return f"{here.day} {here:%B %Y, %H:%M}"


@register.filter
def school_day(moment: datetime | None) -> str:
    """Weekday, day and time, for an end in the coming days: "Friday 18 September, 15:30"."""
    if moment is None:
        return ""
    here = moment.astimezone(LONDON)
    return f"{here:%A} {here.day} {here:%B, %H:%M}"
