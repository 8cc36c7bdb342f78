"""When the demo school works and where it sits: terms of 2026/27, lessons of the week, ranges of loopback addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

DAY_STARTS = time(8, 45)
DAY_ENDS = time(15, 30)
TERMS = (
    ("autumn term, first half", date(2026, 9, 2), date(2026, 10, 23)),
    ("autumn term, second half", date(2026, 11, 2), date(2026, 12, 18)),
    ("spring term, first half", date(2027, 1, 5), date(2027, 2, 12)),
    ("spring term, second half", date(2027, 2, 22), date(2027, 3, 25)),
    ("summer term, first half", date(2027, 4, 12), date(2027, 5, 28)),
    ("summer term, second half", date(2027, 6, 7), date(2027, 7, 21)),
)
CLOSURES = ((date(2026, 11, 27), "training day"), (date(2027, 5, 3), "early May bank holiday"))
LESSONS = (
    ("first lesson", time(9), time(10)),
    ("second lesson", time(10), time(10, 45)),
    ("third lesson", time(11), time(12)),
    ("fourth lesson", time(13), time(14)),
    ("fifth lesson", time(14, 15), time(15, 15)),
)
"""The same on every weekday."""

BREAKS = (("morning break", time(10, 45), time(11)), ("lunch", time(12), time(13)), ("short break", time(14), time(14, 15)))
TROLLEY, TROLLEY_RANGE = "Trolley A", "127.0.4.0/28"
BOOKINGS = (("2R", 0, time(9), time(10)), ("4B", 0, time(11), time(12)), ("5K", 2, time(13), time(14)), ("2R", 4, time(9), time(10)))
"""Class, weekday (0 is Monday), from and to."""
DEVICE = ("teacher_5k", "127.0.5.7/32")
"""Who has a device of their own, and its address."""

SCHOOL_RANGES = ("127.0.0.0/8",)


@dataclass(frozen=True, slots=True)
class DemoNetwork:
    """A range of loopback addresses and who sits there; `address` is one device of it."""

    range: str
    group: str
    kind: str
    address: str
    class_name: str = ""


NETWORKS = (
    DemoNetwork("127.0.1.0/24", "pupils", "classroom", "127.0.1.200"),
    DemoNetwork("127.0.1.0/28", "pupils", "classroom", "127.0.1.5", "5K"),
    DemoNetwork("127.0.1.16/28", "pupils", "classroom", "127.0.1.21", "4B"),
    DemoNetwork("127.0.1.32/28", "pupils", "classroom", "127.0.1.37", "2R"),
    DemoNetwork("127.0.2.0/24", "staff", "staff", "127.0.2.5"),
    DemoNetwork("127.0.3.0/24", "guests", "guest", "127.0.3.5"),
)
