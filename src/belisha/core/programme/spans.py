"""The policy's words for time as values of the programme, and when a span is over.

The checker takes the words apart in the same way (core.policy.times).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

from belisha.core.moments import Calendar
from belisha.core.policy.times import hours_said, span_said
from belisha.core.programme.times import Span, When, WhenKind

_BY_THE_CLOCK = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1)}
_DAYS = {"days": 1, "weeks": 7}
_MONTHS = {"months": 1, "years": 12}


def parse_span(words: str) -> Span:
    """The span these words say. Raises Unusable with a sentence. Source: language.md, words used in values: spans."""
    count, unit = span_said(words)
    return Span(count, unit, words)


def parse_when(words: str) -> When:
    """The times these words say, in school time. Raises Unusable with a sentence. Source: language.md, words used in values: when."""
    hours = hours_said(words)
    if hours is None:
        return When(kind=WhenKind(words), words=words)
    return When(WhenKind.WINDOW, hours.weekdays, hours.starts, hours.ends, words)


def end_of(span: Span, *, start: datetime, calendar: Calendar) -> datetime:
    """When a span that begins at `start` (aware) is over, in the zone of `start` or in school time.

    Minutes and hours go by the clock, through nights and holidays. School days end with the school day, a term with its last day,
    a lesson with itself (without one: with the school day). Days, weeks, months and years end at the same school time of day.
    """
    if span.unit in _BY_THE_CLOCK:
        return (start.astimezone(UTC) + span.count * _BY_THE_CLOCK[span.unit]).astimezone(start.tzinfo)
    if span.unit == "school days":
        return calendar.after_school_days(start, span.count)
    here = calendar.local(start)
    if span.unit in _DAYS:
        return datetime.combine(here.date() + timedelta(days=span.count * _DAYS[span.unit]), here.time(), tzinfo=calendar.zone)
    if span.unit in _MONTHS:
        return datetime.combine(months_later(here.date(), span.count * _MONTHS[span.unit]), here.time(), tzinfo=calendar.zone)
    return _end_of_lesson_or_term(span, start, calendar)


def months_later(day: date, months: int) -> date:
    """The same day of a later month; the last of it where it is shorter (29 February: 28 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _end_of_lesson_or_term(span: Span, start: datetime, calendar: Calendar) -> datetime:
    """The end of what runs at `start`."""
    today = calendar.local(start).date()
    if span.unit == "lesson":
        lesson = calendar.lesson_at(start)
        return datetime.combine(today, lesson.ends if lesson else calendar.day_ends, tzinfo=calendar.zone)
    last = next((t.last for t in calendar.terms if t.first <= today <= t.last), today)
    return datetime.combine(last, calendar.day_ends, tzinfo=calendar.zone)
