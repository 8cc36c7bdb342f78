"""Rows of lists brought in: what a file says, for as long as somebody looks at its preview."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from belisha.people.models.persons import Person
from belisha.schools.models import School


class RosterDraft(models.Model):
    """A file that was read and not confirmed yet. It holds names of children: deleted once confirmed, put aside, or a day old.

    `roster` is what was read (core.roster.keep), never the file itself; `starts` the day from which it counts.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    file_name = models.CharField(max_length=100)
    starts = models.DateField()
    is_whole = models.BooleanField()
    roster = models.JSONField()

    objects = ScopedManager(school="school")
