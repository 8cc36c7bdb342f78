"""Rows of a school: itself, its terms, closure days and lessons, its addresses and networks. Dated: on `until` it no longer holds."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager


class School(models.Model):
    """One school. `portal_host` is the name by which its pages are reached; `is_demo` schools are invented."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    portal_host = models.CharField(max_length=253, unique=True)
    nation = models.CharField(max_length=20, default="England")
    zone = models.CharField(max_length=64, default="Europe/London")
    day_starts = models.TimeField()
    day_ends = models.TimeField()
    is_demo = models.BooleanField(default=False)
    made_at = models.DateTimeField()


class Term(models.Model):
    """A term: first and last day included. One whose days were set anew keeps its row; `replaced_at` says when."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    name = models.CharField(max_length=100)
    first = models.DateField()
    last = models.DateField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(school="school")


class ClosureDay(models.Model):
    """A day within a term on which the school is closed."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    day = models.DateField()
    why = models.CharField(max_length=200)

    objects = ScopedManager(school="school")


class LessonTime(models.Model):
    """A lesson of the week; `weekday` 0 is Monday; `years` empty is every year group."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    name = models.CharField(max_length=100)
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()
    years = models.JSONField(default=list)
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
    """A range of addresses and who sits there: a group, or a class on its trolley (`class_name`)."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    range = models.CharField(max_length=50)
    group = models.CharField(max_length=20)
    class_name = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=20, default="classroom")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = ScopedManager(school="school")
