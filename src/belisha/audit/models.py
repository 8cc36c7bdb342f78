"""Rows of the record. They hold school and person ids as plain values; triggers forbid change (migration 0002)."""

from __future__ import annotations

from django.db import models


class AuditRecord(models.Model):
    """One action. `number` rises without a gap in a school; `commitment` stands for the facts; `hash` for this row and all before it."""

    school_id = models.BigIntegerField()
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    person_id = models.BigIntegerField(null=True, blank=True)
    action = models.TextField()
    subject = models.TextField()
    clause = models.CharField(max_length=20, blank=True)
    commitment = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        """A number is given once in a school; all records of one thing, and those of a time, are found together."""

        constraints = [models.UniqueConstraint(fields=["school_id", "number"], name="record_number_once")]
        indexes = [
            models.Index(fields=["school_id", "subject"], name="record_by_subject"),
            models.Index(fields=["school_id", "at", "action"], name="record_by_time"),
        ]


class AuditPayload(models.Model):
    """The facts of a record with the name of who acted, as canonical JSON text, and the salt of its commitment.

    Erasing blanks text and salt together: what was committed to can then not even be guessed at.
    """

    record = models.OneToOneField(AuditRecord, on_delete=models.PROTECT, related_name="payload")
    salt = models.CharField(max_length=64, blank=True)
    payload = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_under = models.TextField(blank=True)


class ChainHead(models.Model):
    """The last record of a school's chain. Its row is the lock that writers on PostgreSQL queue for.

    `settled` is the hash of the last one that was more than a single case (kit/remembered.py); None before the first. A column that
    may be null is added in place; for any other SQLite would make the table anew, without its triggers (guards.py).
    """

    school_id = models.BigIntegerField(primary_key=True)
    number = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
    settled = models.CharField(max_length=64, null=True)


class Look(models.Model):
    """Somebody looked at a sensitive record. `sealed_in` is the number of the audit record that vouches for this row."""

    school_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    subject = models.TextField()
    at = models.DateTimeField()
    sealed_in = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        """Looks are sealed, and checked, batch by batch."""

        indexes = [models.Index(fields=["school_id", "sealed_in"], name="looks_by_seal")]


class Verified(models.Model):
    """What the last verification of a school's record came to. `fault` is its first fault, "" where the record was whole."""

    school_id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    count = models.PositiveBigIntegerField()
    fault = models.TextField(blank=True)
