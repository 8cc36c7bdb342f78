"""A device that was seen to be filtered, as a row: which seat, when, by which rules. No device's address, no person.

Opening a page is no decision of anybody's, so the record does not hold it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from belisha.filtering.models import DeviceCheck
from belisha.filtering.queries.checks import Checked, Finding
from belisha.kit.writing import one_transaction
from belisha.schools import queries as schools
from belisha.schools.models import School

AGAIN_AFTER: Final = timedelta(minutes=5)
"""A class that checks thirty devices leaves one row, or a few; nobody can fill the table."""

WORDS: Final = 300
KEPT: Final = timedelta(days=92)
"""Longer than any holiday, so that the last time is known when a term begins."""


def note_check(school: School, checked: Checked, *, now: datetime) -> DeviceCheck | None:
    """Keep that a device of this seat was filtered; None where it was not, where another of its seat was five minutes ago, or for a
    device of one person: when somebody opened a page is kept of nobody.

    Rows of more than three months ago go. Ask within the school's scope. Again changes nothing.
    """
    if checked.finding is not Finding.FILTERED or checked.seat_key.startswith(schools.PERSON):
        return None
    with one_transaction(of_one_case=True):
        lately = DeviceCheck.objects.filter(school=school, seat_key=checked.seat_key, checked_at__gt=now - AGAIN_AFTER, checked_at__lte=now)
        if lately.exists():
            return None
        DeviceCheck.objects.filter(school=school, checked_at__lt=now - KEPT).delete()
        return DeviceCheck.objects.create(
            school=school,
            seat_key=checked.seat_key,
            checked_at=now,
            policy_version=checked.policy_version,
            resolver=checked.resolver[:WORDS],
        )
