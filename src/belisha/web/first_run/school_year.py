"""A school year as people write it: lines read, and the usual pattern of a year offered to be mended. Pure.

The pattern is only what is common in England: terms are set by each school or its local authority, so it is offered, never saved unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Final

from belisha.kit.access import Refused

FIRST_MONTH: Final = 8  # as in schools/actions/year.py: from August on it is the new school year
LONGEST_LINE: Final = 120
MOST_LINES: Final = 60
MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY: Final = (
    r"(?:(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
    r"|(?P<d2>\d{1,2})[./](?P<m2>\d{1,2})[./](?P<y2>\d{4}|\d{2})"
    r"|(?P<d3>\d{1,2})(?:st|nd|rd|th)?\s+(?P<m3>[A-Za-z]{3,9})\.?,?(?:\s+(?P<y3>\d{4}))?)"
)
_FOUND: Final = re.compile(rf"(?<![\w-]){_DAY}(?!\w)")
_WEEKDAYS: Final = re.compile(r"\b(mon|tues?|wed(nes)?|thurs?|fri|sat(ur)?|sun)(day)?\b,?", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"[\s:;,|()]+|\b(?:to|until|till|from|on|and)\b|[–—-]+(?=\s|$)|(?<=\s)[–—-]+", re.IGNORECASE)
_HOLIDAY: Final = re.compile(r"half[ -]?term|holiday|break", re.IGNORECASE)
_CLOSED: Final = re.compile(r"inset|training|closed|bank holiday|non-pupil|may day", re.IGNORECASE)


class What(Enum):
    """What a line speaks of."""

    TERM = "term"
    HOLIDAY = "holiday"
    CLOSED = "closed day"


@dataclass(frozen=True, slots=True)
class Line:
    """One line that was understood: what, its name, first and last day. `number` is where it stood, counted from 1."""

    number: int
    what: What
    name: str
    first: date
    last: date


def read_year(text: str, *, today: date) -> list[Line]:
    """Every line of a school year. Days without a year are of that of `today`. Raises Refused, naming the first line at fault."""
    rows = [(number, " ".join(row.split())) for number, row in enumerate(text.splitlines(), start=1) if row.strip()]
    if len(rows) > MOST_LINES:
        raise Refused(f"These are {len(rows)} lines: write one school year, {MOST_LINES} lines at most.")
    return [_line(number, row, today) for number, row in rows]


def usual_year(today: date) -> str:
    """The usual pattern of the school year of `today` in England, in lines that `read_year` reads."""
    start = first_year(today)
    september, easter = date(start, 9, 1), easter_sunday(start + 1)
    back = _next(september, weekday=1)  # the first Tuesday
    christmas = _before(date(start, 12, 22), weekday=4)
    january = _next(date(start + 1, 1, 2), weekday=0)
    spring_ends, summer_starts = _before(easter - timedelta(days=2), weekday=3), easter + timedelta(days=15)
    halves = (
        _next(date(start, 10, 22), weekday=0),
        _next(date(start + 1, 2, 12), weekday=0),
        _next(date(start + 1, 5, 25), weekday=0),
    )
    ends = _before(date(start + 1, 7, 22), weekday=2)
    rows = [
        ("autumn term", back, christmas),
        ("October half-term", halves[0], halves[0] + timedelta(days=4)),
        ("spring term", january, spring_ends),
        ("February half-term", halves[1], halves[1] + timedelta(days=4)),
        ("summer term", summer_starts, ends),
        ("May half-term", halves[2], halves[2] + timedelta(days=4)),
    ]
    return "\n".join(f"{name}: {_written(first)} to {_written(last)}" for name, first, last in rows)


def first_year(today: date) -> int:
    """The calendar year in which the school year of this day began."""
    return today.year if today.month >= FIRST_MONTH else today.year - 1


def easter_sunday(year: int) -> date:
    """Easter Sunday in the Gregorian calendar. Source: the anonymous algorithm of 1876 (Meeus, Astronomical Algorithms, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    moon = (32 + 2 * e + 2 * i - h - k) % 7
    late = (a + 11 * h + 19 * moon) // 433
    month = (h + moon - 7 * late + 90) // 25
    return date(year, month, (h + moon - 7 * late + 33 * month + 19) % 32)


def _line(number: int, row: str, today: date) -> Line:
    if len(row) > LONGEST_LINE:
        raise Refused(f"Line {number} is too long: write a name and its days, like “spring term: 5 January 2027 to 25 March 2027”.")
    days = [_day(found, number, today) for found in _FOUND.finditer(row)]
    name = " ".join(_BETWEEN.sub(" ", _WEEKDAYS.sub(" ", _FOUND.sub(" ", row))).split())
    if not days or len(days) > 2:
        raise Refused(f"Line {number} (“{row[:60]}”) has no days that can be read: write them like 5 January 2027 or 5/1/2027.")
    if not name:
        raise Refused(f"Line {number} has no name: say which term or which days these are, like “spring term: …”.")
    first, last = days[0], days[-1]
    if last < first:
        raise Refused(f"Line {number}: the {name} would end ({_written(last)}) before it starts ({_written(first)}).")
    return Line(number, _what(name, single=len(days) == 1 or first == last), name, first, last)


def _what(name: str, *, single: bool) -> What:
    if single or _CLOSED.search(name):
        return What.CLOSED if single else What.HOLIDAY
    return What.HOLIDAY if _HOLIDAY.search(name) else What.TERM


def _day(found: re.Match[str], number: int, today: date) -> date:
    """The day that was written. Raises Refused for one that the calendar does not have."""
    given = found.groupdict()
    try:
        if given["y"]:
            return date(int(given["y"]), int(given["m"]), int(given["d"]))
        if given["y2"]:
            year = int(given["y2"])
            return date(year + 2000 if year < 100 else year, int(given["m2"]), int(given["d2"]))
        month = MONTHS.index(given["m3"][:3].lower()) + 1
        start = first_year(today)
        return date(int(given["y3"] or (start if month >= FIRST_MONTH else start + 1)), month, int(given["d3"]))
    except ValueError:
        raise Refused(f"Line {number}: “{found.group()}” is no day: write it like 5 January 2027.") from None


def _next(day: date, *, weekday: int) -> date:
    """The first such weekday from this day on."""
    return next(one for one in _days(day, 1) if one.weekday() == weekday)


def _before(day: date, *, weekday: int) -> date:
    """The last such weekday until this day."""
    return next(one for one in _days(day, -1) if one.weekday() == weekday)


def _days(day: date, step: int) -> Iterator[date]:
    return (day + timedelta(days=step * count) for count in range(7))


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
