"""Rows of the policy room: documents, versions (text never changes), signatures (rows never change: triggers forbid it)."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from belisha.people.models import Person
from belisha.policy.states import VersionStatus
from belisha.schools.models import School


class PolicyVersion(models.Model):
    """One version of the school's policy. `identity` is the SHA-256 of its canonical text: what signatures are over."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    text = models.TextField()
    identity = models.CharField(max_length=64)
    status = models.CharField(max_length=20, choices=[(s.name, s.value) for s in VersionStatus], default=VersionStatus.WAITING.name)
    loaded_by_name = models.CharField(max_length=200)
    loaded_at = models.DateTimeField()
    in_force_from = models.DateTimeField(null=True, blank=True)
    in_force_until = models.DateTimeField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)

    objects = ScopedManager(school="school")

    class Meta:
        """Numbers rise within a school; one version at a time is in force."""

        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["school"], condition=models.Q(status="IN_FORCE"), name="one_version_in_force"),
        ]


class Signature(models.Model):
    """Somebody signed a version in a role. Once a role and once a person for each version; never changed, never deleted."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="signatures")
    role = models.CharField(max_length=100)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    person_name = models.CharField(max_length=200)
    identity = models.CharField(max_length=64)
    signed_in_at = models.DateTimeField()
    had_second_factor = models.BooleanField()
    signed_at = models.DateTimeField()

    objects = ScopedManager(school="school")

    class Meta:
        """Two different people, each once, each for one role."""

        constraints = [
            models.UniqueConstraint(fields=["version", "role"], name="signed_once_a_role"),
            models.UniqueConstraint(fields=["version", "person"], name="signed_once_a_person"),
        ]
