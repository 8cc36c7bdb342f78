"""Rows of access requests."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from belisha.filtering.states import Advice, RequestStatus
from belisha.people.models import Person
from belisha.schools.models import School


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

        indexes = [
            models.Index(fields=["school", "host", "status"], name="requests_of_a_host"),
            models.Index(fields=["school", "status", "decided_at"], name="requests_by_decision"),
        ]
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
