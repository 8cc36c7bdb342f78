"""Rows of families: who is whose parent or carer, and what holds of them from day to day."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from belisha.people.models.persons import Person
from belisha.schools.models import School


class Family(models.Model):
    """`parent` is a parent or carer of `child`: nobody decides what their own child asked (architecture.md, Keeping)."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    parent = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="children")
    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="parents")

    objects = ScopedManager(school="school")


class Contact(models.Model):
    """What holds of a parent or carer towards this child from `since` until (not on) `until`. Source: safeguarding.md 9.

    `has_responsibility` is None while nobody knows; what a court ordered stands in the child's file, not here.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="contacts")
    relationship = models.CharField(max_length=100, blank=True, default="")
    has_responsibility = models.BooleanField(null=True, blank=True)
    has_court_order = models.BooleanField(default=False)
    is_not_contacted = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    told_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager(school="school")
