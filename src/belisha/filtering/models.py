"""Rows of filtering: subscribed lists, access requests, openings, what was deployed, and the proofs."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from belisha.filtering.states import Advice, RequestStatus
from belisha.people.models import Person
from belisha.schools.models import School


class SubscribedList(models.Model):
    """A list the school loads. It closes something only where a clause in force names it. The last good contents stay."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    list_id = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=500)
    contents = models.TextField()
    sha256 = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()

    objects = ScopedManager(school="school")

    class Meta:
        """A list once a school."""

        constraints = [models.UniqueConstraint(fields=["school", "list_id"], name="list_once_a_school")]


class KeptList(models.Model):
    """What a list held before it was loaded anew. A kept programme names its lists by SHA-256; the past is read, never recomputed."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    sha256 = models.CharField(max_length=64)
    contents = models.TextField()
    kept_at = models.DateTimeField()

    objects = ScopedManager(school="school")

    class Meta:
        """Kept once."""

        constraints = [models.UniqueConstraint(fields=["school", "sha256"], name="list_kept_once")]


class AccessRequest(models.Model):
    """Somebody asked for a closed site. Several requests for one site are joined: `joined_to` is the one that is decided.

    Who asked without an account is a class and a code; the code is kept as a hash, its words are shown only to adults who advise or decide.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    form = models.CharField(max_length=100)
    host = models.CharField(max_length=253)
    why = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    seat_key = models.CharField(max_length=60)
    class_name = models.CharField(max_length=20, blank=True)
    code_hash = models.CharField(max_length=64, unique=True, null=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.CharField(max_length=40)
    closed_clause = models.CharField(max_length=20, blank=True)
    closed_rule = models.CharField(max_length=100, blank=True)
    policy_version = models.CharField(max_length=64)
    status = models.CharField(max_length=20, choices=[(s.name, s.value) for s in RequestStatus], default=RequestStatus.ASKED.name)
    joined_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="joined")
    due_at = models.DateTimeField(null=True, blank=True)
    late_told_at = models.DateTimeField(null=True, blank=True)
    advice = models.CharField(max_length=20, choices=[(a.name, a.value) for a in Advice], blank=True)
    advice_words = models.TextField(blank=True)
    advised_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    advised_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    clause = models.CharField(max_length=20, blank=True)

    objects = ScopedManager(school="school")

    class Meta:
        """Who and when go together."""

        indexes = [models.Index(fields=["school", "host", "status"], name="requests_of_a_host")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_at=None, decided_by=None) | models.Q(decided_at__isnull=False, decided_by__isnull=False),
                name="decided_by_and_at",
            ),
            models.CheckConstraint(
                condition=models.Q(advised_at=None, advised_by=None) | models.Q(advised_at__isnull=False, advised_by__isnull=False),
                name="advised_by_and_at",
            ),
        ]


class Opening(models.Model):
    """A site opened by decision for `people` ("class 5K", "year 5", "everyone") until `ends`. `ended_at`: closed early, or expired."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    request = models.ForeignKey(AccessRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="openings")
    host = models.CharField(max_length=253)
    people = models.CharField(max_length=60)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    clause = models.CharField(max_length=20)
    reason = models.TextField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager(school="school")

    class Meta:
        """An opening ends after it starts."""

        constraints = [models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="opening_ends_after_start")]


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


class AttemptCount(models.Model):
    """How often devices of a seat met what a rule closes, in the hour that begins at `hour`: no device, no site, no child.

    `is_observed`: it would have been closed, and was not. `reason` is the name of core's Reason.
    Source: architecture.md: one attempt is a device, a service, five minutes.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    hour = models.DateTimeField()
    seat_key = models.CharField(max_length=60)
    rule = models.CharField(max_length=100)
    clause = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=40)
    list_id = models.CharField(max_length=60, blank=True)
    policy_version = models.CharField(max_length=64)
    is_observed = models.BooleanField()
    count = models.PositiveIntegerField()

    objects = ScopedManager(school="school")

    class Meta:
        """One row for what is counted together; looked up by clause and time."""

        indexes = [models.Index(fields=["school", "hour"], name="attempts_of_an_hour")]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "hour", "seat_key", "rule", "clause", "reason", "list_id", "policy_version", "is_observed"],
                name="attempts_counted_once",
            )
        ]


class AttemptBatch(models.Model):
    """The last batch of counts that was written down, so that none is written twice: `run` is one life of the resolver.

    `left_out` are sightings of that life beyond the resolver's bounds: with any, its counts are "at least".
    """

    school = models.OneToOneField(School, on_delete=models.PROTECT)
    run = models.CharField(max_length=100)
    number = models.PositiveBigIntegerField()
    left_out = models.PositiveBigIntegerField(default=0)
    written_at = models.DateTimeField()

    objects = ScopedManager(school="school")


class DeviceCheck(models.Model):
    """A device of a seat was seen to ask the school's resolver and to be answered by its rules: no device's address, no person.

    `resolver` is where it listens, in words. Source: safeguarding.md 24: a proof at the resolver says nothing of a device.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    seat_key = models.CharField(max_length=60)
    checked_at = models.DateTimeField()
    policy_version = models.CharField(max_length=64)
    resolver = models.CharField(max_length=300, blank=True)

    objects = ScopedManager(school="school")

    class Meta:
        """Looked up by seat and time."""

        indexes = [models.Index(fields=["school", "seat_key", "checked_at"], name="checks_of_a_seat")]
