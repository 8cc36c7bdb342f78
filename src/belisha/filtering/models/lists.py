"""Rows of the lists a school loads: what each holds and held, where it is fetched from, and what waits to be looked at."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from belisha.schools.models import School


class SubscribedList(models.Model):
    """A list the school loads. It closes something only where a clause in force names it. The last good contents stay.

    `added` and `gone` count what changed when it was loaded last; `left_out` are sentences about what could not be used.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    list_id = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=500)
    contents = models.TextField()
    sha256 = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=200, blank=True)
    added = models.PositiveIntegerField(null=True)
    gone = models.PositiveIntegerField(null=True)
    left_out = models.JSONField(default=list)

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


class WaitingList(models.Model):
    """A new version of a list that a person looks at before it is used; a newer one takes its place. `doubts` say why it waits."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    list_id = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=500)
    contents = models.TextField()
    sha256 = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    arrived_at = models.DateTimeField()
    brought_by = models.CharField(max_length=200)
    doubts = models.JSONField(default=list)
    left_out = models.JSONField(default=list)

    objects = ScopedManager(school="school")

    class Meta:
        """One waits at a time."""

        constraints = [models.UniqueConstraint(fields=["school", "list_id"], name="list_waits_once")]


class ListSubscription(models.Model):
    """Where a list is fetched from and how often. `asked_at`: somebody wants it now; `fault`: why the last try brought nothing.

    `thrown_away` is the SHA-256 of a version that a person did not want: it is not shown again. `etag` and `last_modified` are the
    publisher's words of the contents that came last (RFC 9110, sections 8.8.2 and 8.8.3).
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    list_id = models.CharField(max_length=60)
    url = models.CharField(max_length=500)
    every_hours = models.PositiveSmallIntegerField()
    subscribed_by = models.CharField(max_length=200)
    subscribed_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    reached_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=500, blank=True)
    faults_in_a_row = models.PositiveIntegerField(default=0)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=200, blank=True)
    thrown_away = models.CharField(max_length=64, blank=True)

    objects = ScopedManager(school="school")

    class Meta:
        """A list is fetched from one place."""

        constraints = [models.UniqueConstraint(fields=["school", "list_id"], name="subscription_once_a_list")]
