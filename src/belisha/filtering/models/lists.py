"""Rows of the lists a school loads, and of what they held before."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

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
