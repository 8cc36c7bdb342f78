"""Rows of first steps: who was invited to choose a password, and the first run in which a school is made."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from belisha.people.models.persons import Account, Person
from belisha.schools.models import School


class Invitation(models.Model):
    """Somebody may choose a password, once, until `ends_at`. Only the fingerprint of its code is kept: the database alone opens nothing.

    `used_at` and `revoked_at` say how it ended; one that is neither and past its end has lapsed.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="invitations")
    fingerprint = models.CharField(max_length=64, unique=True)
    is_by_mail = models.BooleanField()
    made_by_name = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(school="school")


class FirstRun(models.Model):
    """A link of `belisha serve` with which one person may make the school of this installation. Belongs to no school until it is made.

    `taken_at` is when the link was used; from then on it opens nothing. `closed_at` is when setting up was over, by whom it was ended.
    """

    fingerprint = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
