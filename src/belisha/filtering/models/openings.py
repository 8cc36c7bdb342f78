"""Rows of what is open by decision."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from belisha.filtering.models.requests import AccessRequest
from belisha.people.models import Person
from belisha.schools.models import School


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
