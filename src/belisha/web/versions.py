"""Which Belisha runs, on what, and how long that is mended by those who make it; for the operations page."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Sequence
from datetime import date, datetime
from importlib.metadata import version
from typing import Final

import django
from django.db import connection

from belisha.jobs.providers import OperationsFact
from belisha.jobs.states import Beacon

PYTHON_MENDED_UNTIL: Final = {
    (3, 11): date(2027, 10, 31),
    (3, 12): date(2028, 10, 31),
    (3, 13): date(2029, 10, 31),
    (3, 14): date(2030, 10, 31),
}
"""Source: PEP 664, PEP 693, PEP 719 and PEP 745, each under "3.x end-of-life": security fixes until October of the fifth year."""

DJANGO_MENDED_UNTIL: Final = {(5, 2): date(2028, 4, 30)}
"""Source: Django's release process, supported versions: 5.2 is a long-term release with security fixes until April 2028."""

SOON: Final = 120  # days: the time a school needs to plan for it


def version_facts(school_id: int, now: datetime) -> Sequence[OperationsFact]:
    """One row: what runs, amber where its makers mend it no longer, or will not in four months."""
    python, ends = sys.version_info[:2], []
    for name, until in (
        (f"Python {python[0]}.{python[1]}", PYTHON_MENDED_UNTIL.get(python)),
        (f"Django {django.VERSION[0]}.{django.VERSION[1]}", DJANGO_MENDED_UNTIL.get(django.VERSION[:2])),
    ):
        if until is not None and (until - now.date()).days < SOON:
            ends.append(f"{name} is mended until {until:%B %Y} only")
    if not ends:
        return [OperationsFact("Versions", Beacon.STEADY, f"{_what_runs()}.")]
    to_do = "Bring Belisha to its newest version on a machine with a newer Python: docs/how-tos/upgrade.md says how."
    return [OperationsFact("Versions", Beacon.AMBER, f"{_what_runs()}. {'; '.join(ends)}.", to_do)]


def _what_runs() -> str:
    """Belisha and what it stands on, as support would ask for them."""
    python = ".".join(map(str, sys.version_info[:3]))
    return f"Belisha {version('belisha')}, Python {python}, Django {django.get_version()}, {_database()}"


def _database() -> str:
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    with connection.cursor() as cursor:
        cursor.execute("show server_version")
        return f"PostgreSQL {cursor.fetchone()[0]}"
