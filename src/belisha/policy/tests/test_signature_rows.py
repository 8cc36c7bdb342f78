"""A signature's row is never changed, deleted or replaced. Runs on SQLite, and on PostgreSQL from the audit room's test."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from belisha.policy.models import PolicyVersion, Signature
from belisha.schools.models import School
from tests import factories


@pytest.fixture
def signature(school: School, moment: datetime) -> Signature:
    person = factories.make_person(school, "Ada Crossing")
    version = PolicyVersion.objects.create(
        school=school, number=1, title="Policy", text="8.1 Words.", identity="a" * 64, loaded_by_name="Ada Crossing", loaded_at=moment
    )
    return sign(version, person, "headteacher", moment)


def sign(version: PolicyVersion, person, role: str, moment: datetime) -> Signature:
    told = {"identity": version.identity, "signed_in_at": moment, "had_second_factor": True, "signed_at": moment}
    return Signature.objects.create(school=version.school, version=version, role=role, person=person, person_name=person.name, **told)


def refuses(statement: str, *values: object) -> str:
    with pytest.raises(IntegrityError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, list(values))
    return str(refused.value)


@pytest.mark.parametrize(
    "change",
    ["role = 'chair of governors'", "person_name = 'x'", "identity = 'b'", "signed_at = NULL", "had_second_factor = NOT had_second_factor"],
)
def test_no_column_of_a_signature_can_be_changed(signature: Signature, change: str) -> None:
    assert "a signature never changes" in refuses(f"UPDATE policy_signature SET {change}")


def test_a_signature_is_never_deleted(signature: Signature) -> None:
    assert "a signature is never deleted" in refuses("DELETE FROM policy_signature WHERE id = %s", signature.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        signature.delete()
    assert Signature.objects.filter(pk=signature.pk).exists()


def test_saving_a_signature_again_is_refused(signature: Signature) -> None:
    signature.role = "chair of governors"
    with pytest.raises(IntegrityError), transaction.atomic():
        signature.save()
    assert Signature.objects.get(pk=signature.pk).role == "headteacher"


def test_signatures_are_never_emptied(signature: Signature) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # rows of this transaction count as settled
    assert "never emptied" in refuses("TRUNCATE policy_signature")


def test_a_session_that_plays_a_replica_is_refused_too(signature: Signature) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no replicas")
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        refuses("UPDATE policy_signature SET role = 'x'")
        refuses("DELETE FROM policy_signature")
        cursor.execute("SET session_replication_role = origin")


def test_sqlite_cannot_replace_a_signature_by_inserting_over_it(signature: Signature, moment: datetime) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no INSERT OR REPLACE")
    said = refuses("INSERT OR REPLACE INTO policy_signature SELECT * FROM policy_signature")
    assert "never replaced" in said or "signed once in a role" in said  # whichever of the two triggers SQLite fires first
    columns = "role, person_name, identity, signed_in_at, had_second_factor, signed_at, person_id, school_id, version_id"
    over_role = f"INSERT OR REPLACE INTO policy_signature ({columns}) SELECT {columns} FROM policy_signature"
    assert "signed once in a role" in refuses(over_role)


def test_a_person_signs_once_and_a_role_is_signed_once(signature: Signature, moment: datetime) -> None:
    other = factories.make_person(signature.school, "Bea Lamp")
    for person, role in ((signature.person, "chair of governors"), (other, "headteacher")):
        with pytest.raises(IntegrityError), transaction.atomic():
            sign(signature.version, person, role, moment)
    assert sign(signature.version, other, "chair of governors", moment).pk
