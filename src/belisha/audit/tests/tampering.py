"""Forging for tests: what somebody with the database's own password could do. Runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from belisha.audit.chain import hash_of
from belisha.audit.models import AuditRecord, ChainHead


@contextmanager
def guards_off() -> Iterator[None]:
    """The triggers switched off, and back on afterwards."""
    if connection.vendor == "postgresql":
        settled = "SET CONSTRAINTS ALL IMMEDIATE"  # foreign keys are checked at the commit: until then the tables cannot be altered
        with connection.cursor() as cursor:
            cursor.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'")
            guards = cursor.fetchall()
        _run(settled, *[f"ALTER TABLE {table} DISABLE TRIGGER {name}" for table, name in guards])
        yield
        _run(settled, *[f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}" for table, name in guards])
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit_%'")
        triggers = cursor.fetchall()
    _run(*[f"DROP TRIGGER {name}" for name, _ in triggers])
    yield
    _run(*[sql for _, sql in triggers])


def rewrite_from(school_id: int, number: int) -> None:
    """Work out every fingerprint again from `number` on, and the head: a forger who knows the program."""
    previous = AuditRecord.objects.get(school_id=school_id, number=number - 1).hash
    for record in AuditRecord.objects.filter(school_id=school_id, number__gte=number).order_by("number"):
        record.previous_hash = previous
        record.hash = previous = hash_of(record)
        record.save()
    ChainHead.objects.filter(school_id=school_id).update(number=record.number, hash=previous)


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
