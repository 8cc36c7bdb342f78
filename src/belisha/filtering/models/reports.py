"""Rows of reports (clauses 6.15, 8.3 and 7.6-report) and of the closes made from them."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from belisha.filtering.states_reports import ReportStatus
from belisha.people.models import Person
from belisha.schools.models import School


class SiteClose(models.Model):
    """A site, and all below it, closed by decision for `people` ("everyone"), until `lapses_at` unless a second person confirms.

    `ended_at` is when it was lifted by hand (`ended_by`) or lapsed by itself (nobody). A confirmed one has no end but that.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    form = models.CharField(max_length=100)
    clause = models.CharField(max_length=20)
    host = models.CharField(max_length=253)
    people = models.CharField(max_length=60)
    reason = models.TextField(blank=True)
    starts = models.DateTimeField()
    lapses_at = models.DateTimeField()
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    why_ended = models.TextField(blank=True)

    objects = ScopedManager(school="school")

    class Meta:
        """It lapses after it starts; two people, never one."""

        indexes = [models.Index(fields=["school", "ended_at"], name="closes_standing")]
        constraints = [
            models.CheckConstraint(condition=models.Q(lapses_at__gt=models.F("starts")), name="close_lapses_after_start"),
            models.CheckConstraint(condition=~models.Q(confirmed_by=models.F("closed_by")), name="close_confirmed_by_another"),
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None, confirmed_by=None) | models.Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="confirmed_by_and_at",
            ),
        ]


class Report(models.Model):
    """Somebody reported something they met. It has two halves, which different people see.

    The site: `address` as far as others may see it, `host`, the group and when; for whoever closes. The words: `words`, and `as_written`
    what was typed for an address; for the safeguarding leads, and for the class's teacher once one of them shared them.
    `is_urgent`: something in the words makes them urgent; `is_not_to_be_opened`: they speak of pictures that nobody may look at. Both
    raise, and decide nothing. `reported_by` is shown only of adults. `shared_with` are the keys of the people it was shared with: who
    teaches the class later was not among them.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    form = models.CharField(max_length=100, blank=True)
    clause = models.CharField(max_length=20, blank=True)
    as_written = models.TextField(blank=True)
    address = models.TextField(blank=True)
    host = models.CharField(max_length=253, blank=True)
    words = models.TextField(blank=True)
    is_urgent = models.BooleanField(default=False)
    is_not_to_be_opened = models.BooleanField(default=False)
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    seat_key = models.CharField(max_length=60)
    group = models.CharField(max_length=20, blank=True)
    class_name = models.CharField(max_length=20, blank=True)
    code_hash = models.CharField(max_length=64, unique=True, null=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=20, choices=[(s.name, s.value) for s in ReportStatus])
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    close = models.ForeignKey(SiteClose, null=True, blank=True, on_delete=models.PROTECT, related_name="reports")
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    dealt_at = models.DateTimeField(null=True, blank=True)
    dealt_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    shared_at = models.DateTimeField(null=True, blank=True)
    shared_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    shared_with = models.JSONField(null=True, blank=True)

    objects = ScopedManager(school="school")

    class Meta:
        """Found by the site, and by what waits."""

        indexes = [models.Index(fields=["school", "status", "host"], name="reports_of_a_host")]
