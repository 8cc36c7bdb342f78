"""Rows of what was counted on the network: closed attempts, and devices that checked themselves."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from belisha.schools.models import School


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
