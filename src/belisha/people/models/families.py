"""Rows of families."""

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
