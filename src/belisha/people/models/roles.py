"""Rows of roles: who holds one, from day to day."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from belisha.people.models.persons import Person
from belisha.schools.models import School


class RoleHolding(models.Model):
    """A person holds a role from `starts` until (not on) `ends`. The role is a word of the policy ("network manager")."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    role = models.CharField(max_length=100)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    objects = ScopedManager(school="school")


class LineManagement(models.Model):
    """`manager` is the line manager of `person` from `since` until (not on) `until`."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="managed_by")
    manager = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="manages")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = ScopedManager(school="school")
