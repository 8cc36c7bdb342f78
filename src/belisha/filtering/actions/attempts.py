"""Counts of attempts as rows: what the resolver counted is added once, whatever dies in between; old ones go.

Counting is the machine's doing and no decision of anybody's, so the record does not hold it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import F

from belisha.adapters.resolver.attempts import Kind
from belisha.adapters.resolver.client import Counted
from belisha.filtering.models import AttemptBatch, AttemptCount
from belisha.kit.writing import one_transaction
from belisha.schools import queries as schools
from belisha.schools.models import School

KEPT: Final = timedelta(days=365)
"""A school year and its summer, so that a month can be held against the same month. Decided: docs/decisions, 2026-11-23."""

CLASSES_KEPT: Final = timedelta(days=28)
"""After four weeks a class's counts become part of its group's: they are for this month's conversation, no history of a class."""


def write_attempts(school: School, counted: Counted, *, now: datetime) -> int:
    """Add a batch of the resolver's, and its number, in one transaction; how many attempts were new. Ask within the school's scope.

    A batch that was written before adds nothing.
    """
    batch = counted.batch
    if batch is None:
        return 0
    with one_transaction(of_one_case=True):
        last = AttemptBatch.objects.select_for_update().filter(school=school).first()
        if last is not None and last.run == batch.run and batch.number <= last.number:
            return 0
        for kind, count in batch.counts.items():
            _add(school, _of_no_person(school, kind), count)
        about = {"run": batch.run, "number": batch.number, "left_out": counted.left_out, "written_at": now}
        AttemptBatch.objects.update_or_create(school=school, defaults=about)
    return sum(batch.counts.values())


def clear_old_attempts(school: School, *, now: datetime) -> int:
    """Forget the counts of more than a year ago, and which class those of more than four weeks ago were of; how many rows went.

    Ask within the school's scope. Again changes nothing.
    """
    old = AttemptCount.objects.filter(school=school, hour__lt=now - KEPT)
    of_classes = AttemptCount.objects.filter(school=school, hour__lt=now - CLASSES_KEPT, seat_key__contains="/")
    if not old.exists() and not of_classes.exists():
        return 0
    with one_transaction(of_one_case=True):
        gone = old.delete()[0]
        for row in of_classes:
            kind = Kind(
                row.hour,
                row.seat_key.partition("/")[0],
                row.rule,
                row.clause,
                row.reason,
                row.list_id,
                row.policy_version,
                row.is_observed,
            )
            _add(school, kind, row.count)
            row.delete()
            gone += 1
    return gone


def _of_no_person(school: School, kind: Kind) -> Kind:
    """The kind with its group's seat, where the seat is one person's or a trolley's that classes share: no child can be read from a count.

    Source: safeguarding.md 21.
    """
    if not kind.seat_key.startswith((schools.PERSON, schools.TROLLEY)):
        return kind
    on = schools.today_at(school, kind.hour)
    return kind._replace(seat_key=schools.group_of_seat(school, kind.seat_key, on=on))


def _add(school: School, kind: Kind, count: int) -> None:
    """One kind's count, more by `count`."""
    found = AttemptCount.objects.filter(school=school, **kind._asdict())
    if not found.update(count=F("count") + count):
        AttemptCount.objects.create(school=school, count=count, **kind._asdict())
