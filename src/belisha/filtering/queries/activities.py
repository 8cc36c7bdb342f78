"""Curriculum activities: which there are, how each stands, what they open. Ask within the school's scope."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum
from typing import Final

from django.db.models import Count, Q, QuerySet

from belisha.core.programme.model import Opening as CoreOpening
from belisha.directory import queries as directory
from belisha.filtering.models import Activity, TrainingWaiver
from belisha.schools.models import School

PREFIX: Final = "activity-"
"""Activities are told from other openings by this, in the ids of a programme's openings."""


class ActivityState(Enum):
    """How an activity stands; the value is the word people read."""

    PLANNED = "planned"
    OPEN = "open now"
    PAUSED = "closed for a break"
    OVER = "over"
    CANCELLED = "cancelled"


def activities(school: School) -> QuerySet[Activity]:
    """Every activity of the school, with the people on it."""
    return Activity.objects.filter(school=school).select_related("planned_by", "cancelled_by")


def activity(school: School, number: int) -> Activity | None:
    """The activity of this school with this number, or None."""
    return activities(school).filter(pk=number).first()


def to_come(school: School, *, now: datetime) -> QuerySet[Activity]:
    """Those that are not over and not cancelled, the next first."""
    return activities(school).filter(cancelled_at=None, ends__gt=now).order_by("starts", "pk")


def with_bells_due(school: School, *, now: datetime) -> QuerySet[Activity]:
    """Those of which a bell has rung that nobody has proved yet."""
    return activities(school).filter(next_bell_at__lte=now, cancelled_at=None).order_by("next_bell_at", "pk")


def later_of(row: Activity) -> QuerySet[Activity]:
    """Those that were planned together with this one and start after it."""
    first = row.repeats_id or row.pk
    return Activity.objects.filter(Q(pk=first) | Q(repeats_id=first), school_id=row.school_id, starts__gt=row.starts, cancelled_at=None)


def state_of(row: Activity, now: datetime) -> ActivityState:
    """How it stands at that moment."""
    if row.cancelled_at is not None:
        return ActivityState.CANCELLED
    if now < row.starts:
        return ActivityState.PLANNED
    if now >= row.ends:
        return ActivityState.OVER
    is_running = any(starts <= now < ends for starts, ends in times_of(row))
    return ActivityState.OPEN if is_running else ActivityState.PAUSED


def times_of(row: Activity) -> list[tuple[datetime, datetime]]:
    """From when to when it opens, each pair half-open."""
    return [(datetime.fromisoformat(starts), datetime.fromisoformat(ends)) for starts, ends in row.times]


def bells_of(row: Activity) -> list[datetime]:
    """The moments at which it opens or closes by itself, in order."""
    return sorted({moment for pair in times_of(row) for moment in pair})


def bell_after(row: Activity, moment: datetime) -> datetime | None:
    """Its next bell after that moment; None where there is none."""
    return next((bell for bell in bells_of(row) if bell > moment), None)


def core_openings(school: School, *, at: datetime) -> tuple[CoreOpening, ...]:
    """What activities open at that moment or after it, as a programme holds it.

    One that was cancelled opens nothing any more, also by a clock that was set back to before.
    """
    rows = Activity.objects.filter(school=school, cancelled_at=None, ends__gt=at).order_by("pk")
    return tuple(opening for row in rows for opening in _openings_of(row) if opening.ends > at)


def _openings_of(row: Activity) -> Iterable[CoreOpening]:
    for number, (starts, ends) in enumerate(times_of(row), start=1):
        yield CoreOpening(
            id=f"{PREFIX}{row.pk}" if number == 1 else f"{PREFIX}{row.pk}-{number}",
            names=frozenset(row.names),
            people=people_of(row),
            starts=starts,
            ends=ends,
            clause=row.clause or None,
            reason=row.purpose,
            decided=row.planned_at,
        )


def people_of(row: Activity) -> str:
    """The word of a policy for whom it opens: "class 5K"."""
    return f"class {row.class_name}"


def called(row: Activity) -> str:
    """What it opens, as people call it, its services first: "YouTube, Flickr and bbc.co.uk"."""
    known = (directory.service_named(one) for one in row.services)
    words = [*(service.name for service in known if service), *row.sites]
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def activity_words(row: Activity) -> str:
    """How an activity is called as a subject of audit records and proofs."""
    return f"activity {row.pk}"


def counts_by_class(school: School, *, first: date, last: date) -> list[tuple[str, int]]:
    """How many activities each class had, or will have, in these days (both included), cancelled ones left out; by class."""
    rows = Activity.objects.filter(school=school, cancelled_at=None, day__gte=first, day__lte=last)
    return list(rows.values_list("class_name").annotate(Count("pk")).order_by("class_name"))


def waivers(school: School, *, on: date) -> QuerySet[TrainingWaiver]:
    """Who may use a form without its training on that day, by name."""
    rows = TrainingWaiver.objects.filter(school=school, ended_at=None, last__gte=on)
    return rows.select_related("person", "given_by").order_by("person__name", "pk")


def waiver(school: School, number: int) -> TrainingWaiver | None:
    """The waiver of this school with this number, or None."""
    return TrainingWaiver.objects.filter(school=school, pk=number).select_related("person", "given_by").first()
