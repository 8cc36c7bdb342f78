"""What every action of this room does at its start and at its end: lock the school, write the record, tell the network."""

from __future__ import annotations

from datetime import date, datetime, time

from belisha.audit import actions as audit
from belisha.kit.access import Actor
from belisha.kit.models import OutboxEvent
from belisha.kit.outbox import publish
from belisha.schools.events import FactsChanged
from belisha.schools.models import School
from belisha.schools.queries import has_device


def locked(school: School) -> School:
    """The school's row, locked: two changes of a school's facts follow one another."""
    return School.objects.select_for_update().get(pk=school.pk)


def record(by: Actor, action: str, subject: str, facts: dict[str, object], now: datetime) -> None:
    """One audit record, dates and times as text; and the network is told to follow."""
    audit.record(by=by, action=action, subject=subject, facts={k: _plain(v) for k, v in facts.items()}, now=now)
    follow(by.school_id, now)


def follow(school_id: int, now: datetime) -> None:
    """A school that is running follows at once, not at the next full hour. Told once for all that is done at one moment."""
    told = OutboxEvent.objects.filter(school_id=school_id, name=FactsChanged.__name__, made_at=now, delivered_at=None, tries=0)
    if not told.exists():
        publish(FactsChanged(school_id=school_id), now=now)


def follow_person(school: School, person: int, *, on: date, now: datetime) -> None:
    """The network follows what became of somebody who has a device of their own: they left, or are of another class."""
    if has_device(school, person, on=on):
        follow(school.pk, now)


def written(day: date) -> str:
    """A day as people write it: 15 September 2026."""
    return f"{day.day} {day:%B %Y}"


def _plain(value: object) -> object:
    """The value as JSON can hold it."""
    return value.isoformat() if isinstance(value, date | time) else value
