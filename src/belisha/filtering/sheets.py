"""The sheets that lie on trolleys and hang in classrooms: three codes to scan, for /check, /door and /report.

A code holds the address of a page and nothing else: which class a device is of is known by the device's own address.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse

from belisha.filtering.facts_checks import Checking, checking_of, last_seen_words
from belisha.filtering.queries.proofs import seat_words
from belisha.kit.qr import QrCode, qr_of
from belisha.schools.models import School


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: for whom, how their devices stand (a beacon's `state` and words), and the three codes."""

    seat_key: str
    title: str
    state: str
    words: str
    check: QrCode
    door: QrCode
    report: QrCode


def sheets_of(school: School, now: datetime, *, portal_url: str) -> list[Sheet]:
    """A sheet for each class, then for each group, at which a device can sit today. Ask within the school's scope."""
    codes = [qr_of(portal_url.rstrip("/") + reverse(name)) for name in ("filtering-check", "filtering-door", "filtering-report")]
    zone, found = ZoneInfo(school.zone), checking_of(school, now)
    classes_first = sorted(found.values(), key=lambda one: ("/" not in one.seat_key, one.seat_key))
    return [_sheet(one, zone, *codes) for one in classes_first]


def _sheet(one: Checking, zone: ZoneInfo, check: QrCode, door: QrCode, report: QrCode) -> Sheet:
    words = seat_words(one.seat_key)
    state = "amber" if one.is_due else "steady" if one.last else "grey"
    return Sheet(one.seat_key, words[:1].upper() + words[1:], state, last_seen_words(one, zone), check, door, report)
