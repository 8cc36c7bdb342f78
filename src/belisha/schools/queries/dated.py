"""Dated rows: which hold on a day, and which are still to come."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, Q

from belisha.schools.models import School


def today_at(school: School, now: datetime) -> date:
    """The day of this moment in the school's own zone."""
    return now.astimezone(ZoneInfo(school.zone)).date()


def end_of_day(school: School, day: date) -> datetime:
    """The first moment after that day, in the school's own zone."""
    return datetime.combine(day + timedelta(days=1), time(0), tzinfo=ZoneInfo(school.zone))


def still_to_come(on: date) -> Q:
    """Dated rows that hold on that day or later; one that ended on the day it began never held."""
    return Q(until=None) | (Q(until__gt=on) & Q(until__gt=F("since")))


def in_force(on: date) -> Q:
    """Dated rows that hold on that day; `until` is the first day they no longer do."""
    return Q(since__lte=on) & (Q(until=None) | Q(until__gt=on))
