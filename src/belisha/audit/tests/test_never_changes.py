from __future__ import annotations

from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from belisha.audit import actions, guards
from belisha.audit.models import AuditPayload, AuditRecord, ChainHead, Look
from belisha.audit.tests.tampering import guards_off
from belisha.kit.access import Actor
from belisha.kit.writing import one_transaction

pytestmark = pytest.mark.django_db
BY = Actor(school_id=7, name="Ada Crossing", person_id=3)


@pytest.fixture(autouse=True)
def two_records_and_a_look(db: None, moment: datetime) -> None:
    for number in (1, 2):
        with one_transaction():
            actions.record(by=BY, action="site opened", subject=f"site {number}", facts={"n": number}, now=moment)
    actions.look(school_id=7, person_id=3, subject="concern 4", now=moment)


def refuses(statement: str, *values: object) -> str:
    with pytest.raises(IntegrityError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, list(values))
    return str(refused.value)


@pytest.mark.parametrize(
    "column", ["school_id = 8", "number = 9", "person_id = NULL", "action = 'x'", "subject = 'x'", "clause = '1'", "hash = 'x'"]
)
def test_no_column_of_a_record_can_be_changed(column: str) -> None:
    assert "never changes" in refuses(f"UPDATE audit_auditrecord SET {column} WHERE number = 1")


@pytest.mark.parametrize("table", ["audit_auditrecord", "audit_auditpayload", "audit_chainhead", "audit_look"])
def test_no_row_can_be_deleted(table: str) -> None:
    assert "deleted" in refuses(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", ["audit_auditrecord", "audit_auditpayload", "audit_chainhead", "audit_look"])
def test_no_table_can_be_emptied(table: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # rows of this transaction count as settled
    assert "never emptied" in refuses(f"TRUNCATE {table} CASCADE")


def test_a_postgresql_session_that_plays_a_replica_is_refused_too() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no replicas")
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        refuses("UPDATE audit_auditrecord SET action = 'x'")
        cursor.execute("SET session_replication_role = origin")


def test_sqlite_cannot_replace_a_row_by_inserting_over_it() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no INSERT OR REPLACE")
    for table in ("audit_auditrecord", "audit_auditpayload", "audit_chainhead", "audit_look"):
        assert "never replaced" in refuses(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    over_number = (
        "INSERT OR REPLACE INTO audit_auditrecord (school_id, number, at, action, subject, clause, commitment, previous_hash, hash)"
        " SELECT school_id, number, at, 'nothing', subject, clause, commitment, previous_hash, hash FROM audit_auditrecord"
    )
    assert "never replaced" in refuses(over_number)


@pytest.mark.parametrize(
    "change",
    [
        "payload = '{}'",
        "salt = ''",
        "payload = '', salt = ''",
        "payload = '', salt = '', erased_at = '2026-09-15 10:15:00+00:00'",
        "payload = '', erased_at = '2026-09-15 10:15:00+00:00', erased_under = 'a law'",
        "payload = '{}', salt = '', erased_at = '2026-09-15 10:15:00+00:00', erased_under = 'a law'",
    ],
)
def test_facts_can_only_be_blanked_with_their_salt_under_a_named_law(change: str) -> None:
    assert "only be erased" in refuses(f"UPDATE audit_auditpayload SET {change}")


def test_facts_once_erased_stay_blank(moment: datetime) -> None:
    record = AuditRecord.objects.get(number=1)
    actions.erase_payload(by=BY, record=record, under="UK GDPR article 17", now=moment)
    assert "only be erased" in refuses("UPDATE audit_auditpayload SET payload = '{}' WHERE record_id = %s", record.pk)


@pytest.mark.parametrize("change", ["number = 1", "number = 4", "number = number", "school_id = 8, number = number + 1"])
def test_a_head_never_goes_back_nor_jumps(change: str) -> None:
    assert "moves on by one" in refuses(f"UPDATE audit_chainhead SET {change}")


def test_a_look_can_only_be_sealed_once(moment: datetime) -> None:
    assert "sealed" in refuses("UPDATE audit_look SET person_id = 4")
    assert "sealed" in refuses("UPDATE audit_look SET person_id = 4, sealed_in = 9")
    actions.seal_looks(school_id=7, now=moment)
    assert "sealed" in refuses("UPDATE audit_look SET sealed_in = NULL")


def test_everything_is_still_there() -> None:
    refuses("DELETE FROM audit_auditrecord")
    assert [m.objects.count() for m in (AuditRecord, AuditPayload, ChainHead, Look)] == [2, 2, 1, 1]


def test_triggers_that_are_gone_or_switched_off_are_named() -> None:
    assert guards.missing() == ()
    with guards_off():
        assert "audit_record_unchanged" in guards.missing()
        assert "audit_look_kept" in guards.missing()
    assert guards.missing() == ()
