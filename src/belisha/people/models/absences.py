"""Rows of who is away, and who stands in for a role meanwhile. Why somebody is away is not kept: it may be about their health."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django_scopes import ScopedManager

from belisha.people.models.persons import Person
from belisha.schools.models import School


class Absence(models.Model):
    """Somebody is away from `starts` until (not on) `ends`, the first day they are back; empty while nobody knows."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    told_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager(school="school")

    class Meta:
        """Nobody is back before they went."""

        constraints = [models.CheckConstraint(condition=Q(ends=None) | Q(ends__gte=F("starts")), name="absence_forward")]


class Delegation(models.Model):
    """`to_person` does the work of `from_person`'s role from `starts` until (not on) `ends`, for as long as that person holds it."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    role = models.CharField(max_length=100)
    from_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="delegations_given")
    to_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="delegations_taken")
    starts = models.DateField()
    ends = models.DateField()
    told_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager(school="school")

    class Meta:
        """It has its first and its last day (clause 1.4)."""

        constraints = [models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="delegation_forward")]
