"""The disk that the school lies on: how much is free, for Operations and for the day of who looks after it; the page of a full one."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.defaults import server_error

from belisha.jobs.providers import OperationsFact
from belisha.jobs.states import Beacon
from belisha.kit.room import is_for_want_of_room
from belisha.people.providers import Day, DayFact, Lead, Part, Rank

GIGABYTE: Final = 10**9
LOW_BELOW: Final = GIGABYTE
LOW_SHARE, LOW_AT_MOST = 0.05, 10 * GIGABYTE
"""Low is less than a gigabyte, or less than one part in twenty; of a large disk ten gigabytes are enough in any case."""

FULL_BELOW: Final = 20_000_000
"""Octets. A decision takes some tens of thousands; below this it is a matter of minutes."""

NAME: Final = "the disk"
NO_ROOM: Final = 507
"""Source: RFC 4918, 11.5 (Insufficient Storage)."""

FULL_TO_DO: Final = (
    "Make room now: nothing that people send is kept, and they are told so. The filter goes on by its last rules. "
    "Nothing has to be started again afterwards."
)
LOW_TO_DO: Final = "Make room before it is full: then nothing new could be kept. Old backups and logs are what grows most."
READERS: Final = frozenset({"headteacher", "network manager"})


def disk_facts(school_id: int, now: datetime) -> Sequence[OperationsFact]:
    """How much room is left where the school's folder lies, and what to do where that is little."""
    free, total = room()
    words = f"{_size(free)} free of {_size(total)}."
    if free < FULL_BELOW:
        return [OperationsFact(NAME, Beacon.AMBER, f"It is full: {words}", FULL_TO_DO)]
    if is_low(free, total):
        return [OperationsFact(NAME, Beacon.AMBER, f"It is nearly full: {words}", LOW_TO_DO)]
    return [OperationsFact(NAME, Beacon.STEADY, words)]


def disk_today(day: Day) -> Sequence[DayFact]:
    """For the headteacher and the network manager: that there is little room left."""
    free, total = room()
    if not is_low(free, total) or not day.roles & READERS:
        return []
    (fact,) = disk_facts(day.school.pk, day.now)
    lead = (Lead("Operations", reverse("jobs-operations")),)
    return [DayFact(Part.NEEDS_YOU, "The server’s disk is nearly full", f"{fact.words} {fact.to_do}", "amber", lead, Rank.BROKEN)]


def room() -> tuple[int, int]:
    """Octets free for us, and octets in all, on the disk of the school's folder."""
    found = shutil.disk_usage(settings.DATA)
    return found.free, found.total


def is_low(free: int, total: int) -> bool:
    """True where somebody has to make room."""
    return free < max(LOW_BELOW, min(total * LOW_SHARE, LOW_AT_MOST))


def broken(request: HttpRequest) -> HttpResponse:
    """The page in place of one that could not be made. Where that is for want of room it says so, and that nothing was kept."""
    if not is_for_want_of_room(sys.exc_info()[1]):
        return server_error(request)
    return render(request, "507.html", status=NO_ROOM)


def _size(octets: int) -> str:
    """In the unit that fits: "3.2 GB", "640 MB"."""
    return f"{octets / GIGABYTE:,.1f} GB" if octets >= GIGABYTE else f"{octets / 1_000_000:,.0f} MB"
