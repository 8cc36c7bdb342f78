"""Rows of a school: itself, its terms, closure days and lessons, its addresses and networks. Dated: on `until` it no longer holds."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager


class School(models.Model):
    """One school. `portal_host` is the name by which its pages are reached; `is_demo` schools are invented.

    `portal_url` is the whole address as it was written when the school was made in the browser; empty where the settings alone say it.
    """

    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    portal_host = models.CharField(max_length=253, unique=True)
    portal_url = models.CharField(max_length=300, blank=True, default="")
    nation = models.CharField(max_length=20, default="England")
    zone = models.CharField(max_length=64, default="Europe/London")
    day_starts = models.TimeField()  # as the school was made; those from a later day on are DayTimes
    day_ends = models.TimeField()
    is_demo = models.BooleanField(default=False)
    made_at = models.DateTimeField()


class Term(models.Model):
    """A term: first and last day included. One whose days were set anew, or that was taken back, keeps its row; `replaced_at` says when.

    `set_at` is None for rows from before that was written down.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    name = models.CharField(max_length=100)
    first = models.DateField()
    last = models.DateField()
    set_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(school="school")


class Holiday(models.Model):
    """Days within a term on which the school is closed, first and last included, under a name of their own: half-term.

    One whose days were set anew, or that was taken back, keeps its row; `replaced_at` says when.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    name = models.CharField(max_length=100)
    first = models.DateField()
    last = models.DateField()
    set_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(school="school")


class ClosureDay(models.Model):
    """A single day within a term on which the school is closed. One that was opened again keeps its row; `reopened_at` says when.

    `set_at` is None for rows from before that was written down.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    day = models.DateField()
    why = models.CharField(max_length=200)
    set_at = models.DateTimeField(null=True, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(school="school")


class DayTimes(models.Model):
    """When the school day starts and ends, from `since` on; before the first such row as the school was made."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    starts = models.TimeField()
    ends = models.TimeField()
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = ScopedManager(school="school")


class LessonTime(models.Model):
    """A lesson of the week, or a break (`is_break`) in which lessons rest; `weekday` 0 is Monday; `years` empty is every year group."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    name = models.CharField(max_length=100)
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()
    years = models.JSONField(default=list)
    is_break = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = ScopedManager(school="school")


class SchoolRange(models.Model):
    """A range of addresses that belongs to the school; outside all of them the resolver refuses to answer."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    range = models.CharField(max_length=50)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = ScopedManager(school="school")


class NetworkRange(models.Model):
    """A range of addresses and who sits there: a group; a class on its trolley (`class_name`); whoever has a shared trolley (`trolley`);
    one person with a device of their own (`person`, an id of the room above, whose group this is).
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    range = models.CharField(max_length=50)
    group = models.CharField(max_length=20)
    class_name = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=20, default="classroom")
    trolley = models.CharField(max_length=40, blank=True)
    person = models.PositiveIntegerField(null=True, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = ScopedManager(school="school")


class TrolleyBooking(models.Model):
    """A shared trolley is with a class on this weekday (0 is Monday) between two clock times, from `since` until (not on) `until`.

    A booking for one day has the day after as its `until`.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    trolley = models.CharField(max_length=40)
    class_name = models.CharField(max_length=20)
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = ScopedManager(school="school")
