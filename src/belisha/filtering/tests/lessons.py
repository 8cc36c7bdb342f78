"""What tests of curriculum activities do again and again, said once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from belisha.filtering.actions import let_use_without_training, plan_activity
from belisha.filtering.models import Activity, TrainingWaiver
from belisha.filtering.planning import NewActivity
from belisha.people.models import Person
from tests.cast import Cast

TODAY, TOMORROW = date(2026, 9, 15), date(2026, 9, 16)  # the Tuesday of the tests' moment, and the day after
FORM = "curriculum activity"
USUAL = NewActivity(
    class_name="5K",
    day=TOMORROW,
    lesson="first lesson",
    services=("flickr",),
    sites=(),
    purpose="Pictures of rivers for our geography wall.",
)


def let_plan(cast: Cast, now: datetime, person: Person | None = None, *, days: int = 300) -> TrainingWaiver:
    """The headteacher lets somebody (the teacher of 5K) plan without the training, of which no records are kept yet."""
    last = now.date() + timedelta(days=days)
    by = cast.head if person != cast.head else cast.chair
    return let_use_without_training(
        by=by, person=person or cast.teacher_5k, form=FORM, reason="Did the course elsewhere in June.", last=last, now=now
    )


def planned(by: Person, now: datetime, **changes: object) -> list[Activity]:
    """That person plans the usual activity (Flickr, class 5K, the first lesson of Wednesday), with these changes."""
    return plan_activity(replace(USUAL, **changes), by=by, now=now)  # type: ignore[arg-type]
