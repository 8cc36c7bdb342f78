"""Rows of curriculum activities (clauses 6.3 and 7.1), and of who may plan them without the training a form asks for (4.3)."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from belisha.people.models import Person
from belisha.schools.models import School


class Activity(models.Model):
    """What one class needs open in one lesson of one day: planned, opened and closed by itself on the bell.

    `names` is what was shown before it was confirmed, and all that is opened: the names of `services` (ids of the catalogue) and `sites`.
    `times` are pairs of moments (ISO, UTC), several where breaks fall into the lesson; `starts` and `ends` are the first and the last.
    `next_bell_at` is the next of these moments that nobody has proved yet, None when all are. Cancelled by nobody: by the school's own
    facts (`why_cancelled` says which). `repeats` is the first of those planned together. `training` says on what ground it was allowed.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    form = models.CharField(max_length=100)
    clause = models.CharField(max_length=20)
    planned_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    training = models.CharField(max_length=600)
    class_name = models.CharField(max_length=20)
    day = models.DateField()
    lesson = models.CharField(max_length=100)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    times = models.JSONField()
    purpose = models.TextField()
    services = models.JSONField(default=list)
    sites = models.JSONField(default=list)
    names = models.JSONField()
    repeats = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="repeated")
    next_bell_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    why_cancelled = models.CharField(max_length=600, blank=True)
    told_of_closes = models.JSONField(default=list)

    objects = ScopedManager(school="school")

    class Meta:
        """It ends after it starts; looked up by its next bell and by its end."""

        indexes = [
            models.Index(fields=["next_bell_at"], name="activities_by_bell"),
            models.Index(fields=["school", "ends"], name="activities_by_end"),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="activity_ends_after_start")]


class TrainingWaiver(models.Model):
    """`person` may use `form` without the training it asks for (`course`), through the day `last`; ended earlier where `ended_at` says so.

    Source: clause 4.3; safeguarding.md 31: the headteacher may waive a training gate with a reason.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=100)
    course = models.CharField(max_length=100)
    reason = models.TextField()
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    last = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager(school="school")
