"""The door for reading notices."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from belisha.notices.models import LastLook, Notice
from belisha.notices.states import MailStatus

MAILS_AT_ONCE = 20  # a slow mail server holds the worker up for at most this many mails


def for_person(person_id: int) -> QuerySet[Notice]:
    """Everything a person was told, newest first."""
    return Notice.objects.filter(person_id=person_id).order_by("-made_at", "-pk")


def unread(person_id: int) -> QuerySet[Notice]:
    """What a person was told and has not marked as read, newest first."""
    return for_person(person_id).filter(read_at=None)


def changes_seen_until(person_id: int) -> datetime | None:
    """Until when this person has seen what changed; None for whoever never said so."""
    return LastLook.objects.filter(person_id=person_id).values_list("at", flat=True).first()


def mail_due(*, now: datetime, latest: datetime) -> list[Notice]:
    """Notices whose e-mail is to be tried now, oldest first. A pause that ends after `latest` comes from a clock set back: it is over."""
    is_over = Q(mail_retry_at=None) | Q(mail_retry_at__lte=now) | Q(mail_retry_at__gt=latest)
    return list(Notice.objects.filter(mail_status=MailStatus.WAITING.name).filter(is_over).order_by("pk")[:MAILS_AT_ONCE])


def mail_not_accepted(school_id: int) -> QuerySet[Notice]:
    """Notices whose e-mail nobody accepted; the notice itself still stands on its person's page."""
    return Notice.objects.filter(school_id=school_id, mail_status=MailStatus.GIVEN_UP.name).order_by("-made_at")


def mail_counts(school_id: int) -> tuple[int, int]:
    """How many mails wait to leave, and how many nobody accepted."""
    rows = Notice.objects.filter(school_id=school_id, mail_status__in=[MailStatus.WAITING.name, MailStatus.GIVEN_UP.name])
    counts = dict(rows.values_list("mail_status").annotate(count=Count("pk")).order_by())
    return counts.get(MailStatus.WAITING.name, 0), counts.get(MailStatus.GIVEN_UP.name, 0)


def mail_waiting(school_id: int) -> QuerySet[Notice]:
    """Notices whose e-mail has not left yet."""
    return Notice.objects.filter(school_id=school_id, mail_status=MailStatus.WAITING.name).order_by("made_at")
