"""Rows of notices, and of when people last looked. School and person are plain ids; an address is the one at the time of telling."""

from __future__ import annotations

from django.db import models

from belisha.notices.states import MailStatus


class Notice(models.Model):
    """Somebody was told something. `link` is where they can do something about it; `mail_status` says whether an e-mail has left."""

    school_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    title = models.CharField(max_length=200)
    words = models.TextField()
    link = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    address = models.EmailField(blank=True)
    mail_status = models.CharField(max_length=20, choices=[(s.name, s.value) for s in MailStatus], default=MailStatus.NONE.name)
    mail_tries = models.PositiveIntegerField(default=0)
    mail_retry_at = models.DateTimeField(null=True, blank=True)
    mail_sent_at = models.DateTimeField(null=True, blank=True)
    mail_fault = models.CharField(max_length=300, blank=True)

    class Meta:
        """One's own, and what the worker has to send."""

        indexes = [
            models.Index(fields=["person_id", "read_at"], name="notices_of_person"),
            models.Index(fields=["mail_status", "mail_retry_at"], name="notices_to_mail"),
        ]


class LastLook(models.Model):
    """Somebody has seen what changed until `at`. One row a person, overwritten: nobody keeps a history of who looked when."""

    school_id = models.BigIntegerField()
    person_id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
