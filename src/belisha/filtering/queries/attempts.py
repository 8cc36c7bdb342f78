"""How often closed sites were met: sums by clause, group, class, hour and day. Ask within the school's scope.

A count here is of devices, services and five minutes; no device, site or child can be read from it (safeguarding.md 21).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import Enum
from typing import Final, TypedDict, TypeVar

from django.db.models import QuerySet, Sum

from belisha.filtering.models import AttemptBatch, AttemptCount
from belisha.schools.models import School

FEWEST_TOLD: Final = 5
"""Below this a count could be one child with one device: the number is not told of a class, or to those who only learn a total."""


Part = TypeVar("Part", int, date)


class Span(Enum):
    """How far back a page looks; `days` of the school's days, today included."""

    TODAY = 1
    WEEK = 7
    MONTH = 28

    @property
    def days(self) -> int:
        """How many days."""
        return int(self.value)

    @property
    def words(self) -> str:
        """For a sentence: "today", "in the last 7 days"."""
        return "today" if self is Span.TODAY else f"in the last {self.days} days"

    def starts(self, now: datetime, zone: tzinfo) -> datetime:
        """The midnight with which it begins, in the school's zone."""
        first = now.astimezone(zone).date() - timedelta(days=self.days - 1)
        return datetime.combine(first, time(0), tzinfo=zone)


class LastBatch(TypedDict):
    """What the worker acknowledges with its next fetch."""

    run: str
    acknowledged: int


@dataclass(slots=True)
class Sums:
    """What was closed, and what would have been while the school observed."""

    closed: int = 0
    observed: int = 0

    @property
    def both(self) -> int:
        """The two together."""
        return self.closed + self.observed

    def add(self, count: int, *, is_observed: bool) -> None:
        """More by `count`."""
        if is_observed:
            self.observed += count
        else:
            self.closed += count


@dataclass(frozen=True, slots=True)
class ClassCount:
    """A class's count as it may be told: a number, or words where a number would tell too much."""

    class_name: str
    told: str


def last_batch(school: School) -> LastBatch:
    """The batch that was written last; run "" before the first."""
    row = AttemptBatch.objects.filter(school=school).first()
    return {"run": row.run, "acknowledged": row.number} if row else {"run": "", "acknowledged": 0}


def last_written(school: School) -> AttemptBatch | None:
    """What is known of the last batch; None before the first."""
    return AttemptBatch.objects.filter(school=school).first()


def by_clause(rows: QuerySet[AttemptCount]) -> dict[tuple[str, str], Sums]:
    """The sums of each clause; what no clause closes (layer 1, the baseline) by its reason: keys are (clause, reason or "")."""
    found: dict[tuple[str, str], Sums] = defaultdict(Sums)
    for row in rows.values("clause", "reason", "is_observed").annotate(sum=Sum("count")):
        found[row["clause"], "" if row["clause"] else row["reason"]].add(row["sum"], is_observed=row["is_observed"])
    return dict(sorted(found.items(), key=lambda item: -item[1].both))


def by_group(rows: QuerySet[AttemptCount]) -> dict[str, Sums]:
    """The sums of each group, its classes among them."""
    found: dict[str, Sums] = defaultdict(Sums)
    for row in rows.values("seat_key", "is_observed").annotate(sum=Sum("count")):
        found[row["seat_key"].partition("/")[0]].add(row["sum"], is_observed=row["is_observed"])
    return dict(sorted(found.items(), key=lambda item: -item[1].both))


def by_hour(rows: QuerySet[AttemptCount], zone: tzinfo) -> dict[int, Sums]:
    """The sums of each hour of the day (0 to 23, the school's clock), all days together; hours without any are left out."""
    return _by_moment(rows, lambda hour: hour.astimezone(zone).hour)


def by_day(rows: QuerySet[AttemptCount], zone: tzinfo) -> dict[date, Sums]:
    """The sums of each day; days without any are left out."""
    return _by_moment(rows, lambda hour: hour.astimezone(zone).date())


def by_class(rows: QuerySet[AttemptCount], class_names: Iterable[str]) -> list[ClassCount]:
    """What may be told of each class, by name: zero, "fewer than 5", or the number.

    Where one class alone would be "fewer than 5", its number could be had by taking the others from the sum of the group; the next
    smallest is then told as "5 or more". Source: safeguarding.md 26 (neighbouring cells are suppressed too).
    """
    sums = dict.fromkeys(class_names, 0)
    of_classes = rows.filter(seat_key__contains="/")
    for row in of_classes.values("seat_key").annotate(sum=Sum("count")):
        name = row["seat_key"].partition("/")[2]
        sums[name] = sums.get(name, 0) + row["sum"]
    told = {name: few(count) for name, count in sums.items()}
    hidden = [name for name, count in sums.items() if 0 < count < FEWEST_TOLD]
    if len(hidden) == 1:
        others = [name for name, count in sums.items() if count >= FEWEST_TOLD]
        told |= dict.fromkeys(sorted(others, key=lambda name: sums[name])[:1], f"{FEWEST_TOLD} or more")
    return [ClassCount(name, told[name]) for name in sorted(sums)]


def few(count: int) -> str:
    """A count as it may be told where a small one could point at a child: "0", "fewer than 5", "12"."""
    return str(count) if count == 0 or count >= FEWEST_TOLD else f"fewer than {FEWEST_TOLD}"


def since(rows: QuerySet[AttemptCount], moment: datetime) -> QuerySet[AttemptCount]:
    """Those of the hours from that moment on."""
    return rows.filter(hour__gte=moment)


def _by_moment(rows: QuerySet[AttemptCount], part_of: Callable[[datetime], Part]) -> dict[Part, Sums]:
    found: dict[Part, Sums] = defaultdict(Sums)
    for row in rows.values("hour", "is_observed").annotate(sum=Sum("count")):
        found[part_of(row["hour"])].add(row["sum"], is_observed=row["is_observed"])
    return dict(sorted(found.items()))
