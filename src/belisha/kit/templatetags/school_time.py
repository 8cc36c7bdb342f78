"""Moments as a school writes them: "15 September 2026, 10:15", in the school's own zone.

In templates they are said in the reader's language. From Python they are plain British English: records and notices keep them so.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils.formats import date_format

register = template.Library()
LONDON = ZoneInfo("Europe/London")


def school_moment(moment: datetime | None) -> str:
    """Day and time; "" for None."""
    if moment is None:
        return ""
    here = moment.astimezone(LONDON)
    return f"{here.day} {here:%B %Y, %H:%M}"


def school_day(moment: datetime | None) -> str:
    """Weekday, day and time, for an end in the coming days: "Friday 18 September, 15:30"."""
    if moment is None:
        return ""
    here = moment.astimezone(LONDON)
    return f"{here:%A} {here.day} {here:%B, %H:%M}"


@register.filter("school_moment")
def said_moment(moment: datetime | None) -> str:
    """The same as `school_moment`, in the reader's language."""
    return date_format(moment.astimezone(LONDON), "j F Y, H:i") if moment else ""


@register.filter("school_day")
def said_day(moment: datetime | None) -> str:
    """The same as `school_day`, in the reader's language."""
    return date_format(moment.astimezone(LONDON), "l j F, H:i") if moment else ""
