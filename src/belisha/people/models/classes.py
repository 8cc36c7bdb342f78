"""Rows of classes, and who is in them."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from belisha.people.models.persons import Person
from belisha.schools.models import School


class SchoolClass(models.Model):
    """A class ("5K") of a year group ("year 5"), for one school year."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    name = models.CharField(max_length=20)
    year = models.CharField(max_length=20)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = ScopedManager(school="school")


class ClassMember(models.Model):
    """A pupil or a teacher of a class, from date to date."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="classes")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = ScopedManager(school="school")
