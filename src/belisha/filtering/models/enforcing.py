"""Rows of what was deployed, what was proved, and of times in which the network only observes."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from belisha.people.models import Person
from belisha.schools.models import School


class KeptProgramme(models.Model):
    """A programme by the SHA-256 of its canonical form; kept for ever so that the past is read, never recomputed."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    sha256 = models.CharField(max_length=64)
    content = models.TextField()

    objects = ScopedManager(school="school")

    class Meta:
        """Kept once."""

        constraints = [models.UniqueConstraint(fields=["school", "sha256"], name="programme_kept_once")]


class Deployment(models.Model):
    """A ruleset the engine acknowledged: its number, the programme it came from, and since when it held."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    number = models.PositiveBigIntegerField()
    programme = models.ForeignKey(KeptProgramme, on_delete=models.PROTECT)
    cause = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    fault = models.TextField(blank=True)

    objects = ScopedManager(school="school")


class Proof(models.Model):
    """What the engine itself answered, asked as a device of a seat would ask. `milliseconds` is the time of that answer.

    `settled_milliseconds` is from the action's commit (`caused_at`) to this answer, where a change caused the proof.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    deployment = models.ForeignKey(Deployment, null=True, on_delete=models.PROTECT, related_name="proofs")
    cause = models.CharField(max_length=200)
    subject = models.CharField(max_length=100, db_index=True)
    host = models.CharField(max_length=253)
    seat_key = models.CharField(max_length=60)
    address = models.CharField(max_length=50)
    expected = models.CharField(max_length=20)
    answered = models.CharField(max_length=20)
    wire = models.CharField(max_length=300)
    clause = models.CharField(max_length=20, blank=True)
    is_proved = models.BooleanField()
    milliseconds = models.FloatField()
    settled_milliseconds = models.FloatField(null=True, blank=True)
    caused_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField()

    objects = ScopedManager(school="school")

    class Meta:
        """Every page asks for the latest, of all, of a subject, of a clause, and for those that failed."""

        indexes = [
            models.Index(fields=["school", "asked_at"], name="proofs_by_time"),
            models.Index(fields=["school", "subject", "asked_at"], name="proofs_of_a_subject"),
            models.Index(fields=["school", "clause", "asked_at"], name="proofs_of_a_clause"),
            models.Index(fields=["school", "is_proved", "asked_at"], name="proofs_that_failed"),
        ]


class Observing(models.Model):
    """A time in which the network closes nothing but illegal content and harmful software, and counts what it would have closed.

    `ended_at`: ended by hand (`ended_by`), or over by itself (nobody). One at a time.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager(school="school")

    class Meta:
        """One at a time, and it ends after it starts."""

        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("started_at")), name="observing_ends_after_start"),
            models.UniqueConstraint(fields=["school"], condition=models.Q(ended_at=None), name="observing_one_at_a_time"),
        ]
