"""Telling somebody something, and what becomes of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from belisha.audit import actions as audit
from belisha.kit.access import Actor, Fault, Refused
from belisha.kit.outbox import wake_worker
from belisha.kit.workflow import check_move
from belisha.kit.writing import one_transaction
from belisha.notices import permissions
from belisha.notices.models import LastLook, Notice
from belisha.notices.states import MOVES, MailStatus

PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
MAIL_TRIES = 80  # with pauses that grow to an hour: three days, so a mail server that is down over a weekend loses nothing
FAULT_LETTERS = 300
MACHINE = "Belisha"


def tell(*, school_id: int, person_id: int, title: str, words: str, link: str, now: datetime, address: str = "") -> Notice:
    """Put a notice on somebody's page and, where there is an address, let the worker mail it. In the caller's transaction, or its own.

    `link` is a path of the portal ("/requests/12/"), a whole http address, or empty. Telling the very same thing again while it is
    unread changes nothing and answers the notice there is: so a listener may tell, although an event may reach it twice.
    """
    if link and not link.startswith(("/", "http://", "https://")):
        raise Fault(f"a notice was to lead to “{link}”: give a path of the portal that begins with a slash")
    with one_transaction(of_one_case=True):
        told = {"school_id": school_id, "person_id": person_id, "title": " ".join(title.split()), "words": words, "link": link}
        known = Notice.objects.filter(**told, read_at=None).first()
        if known is not None:
            return known
        status = MailStatus.WAITING if address else MailStatus.NONE
        notice = Notice.objects.create(**told, address=address, mail_status=status.name, made_at=now)
        by = Actor(school_id=school_id, name=MACHINE)
        facts = {"person": person_id, "link": link, "by_mail": bool(address)}
        audit.record(by=by, action="notice given", subject=f"notice {notice.pk}", facts=facts, now=now)
        transaction.on_commit(wake_worker)
        return notice


def mark_read(*, by: Actor, notice_id: int, now: datetime) -> Notice:
    """The person who was told has read it. A second time changes nothing.

    Raises Notice.DoesNotExist for a notice of another school, Denied for somebody else's.
    """
    with one_transaction(of_one_case=True):
        notice = Notice.objects.select_for_update().get(pk=notice_id, school_id=by.school_id)
        permissions.check_may_mark(by, notice)
        if notice.read_at is None:
            notice.read_at = now
            notice.save(update_fields=["read_at"])
            audit.record(by=by, action="notice read", subject=f"notice {notice.pk}", facts={}, now=now)
        return notice


def see_changes(*, by: Actor, until: datetime, now: datetime) -> LastLook:
    """The person has seen what changed until that moment. Not audited: nobody decided anything, and who looks when is nobody's business.

    An earlier moment than the one there is changes nothing. Raises Refused for a moment that is still to come, or for nobody.
    """
    if by.person_id is None or until > now:
        raise Refused("What has not happened yet cannot have been seen: open the page again.")
    with one_transaction(of_one_case=True):
        made = {"school_id": by.school_id, "at": until}
        row, _ = LastLook.objects.select_for_update().get_or_create(person_id=by.person_id, defaults=made)
        if row.at < until:
            row.at = until
            row.save(update_fields=["at"])
        return row


def mail_left(notice: Notice, *, now: datetime) -> None:
    """The mail server has accepted the e-mail. Not audited: nobody decided anything."""
    check_move(MOVES, was=MailStatus[notice.mail_status], becomes=MailStatus.SENT, what=f"The e-mail of notice {notice.pk}")
    with one_transaction(of_one_case=True):
        waiting = Notice.objects.filter(pk=notice.pk, mail_status=MailStatus.WAITING.name)
        waiting.update(
            mail_status=MailStatus.SENT.name, mail_tries=notice.mail_tries + 1, mail_sent_at=now, mail_fault="", mail_retry_at=None
        )


def mail_stayed(notice: Notice, *, fault: str, now: datetime) -> None:
    """The e-mail could not leave: try again after a pause that grows from ten seconds to an hour; after 80 tries leave it at the page."""
    tries = notice.mail_tries + 1
    becomes = MailStatus.WAITING if tries < MAIL_TRIES else MailStatus.GIVEN_UP
    check_move(MOVES, was=MailStatus[notice.mail_status], becomes=becomes, what=f"The e-mail of notice {notice.pk}")
    pause = min(PAUSE * 2 ** min(notice.mail_tries, 12), LONGEST_PAUSE)
    with one_transaction(of_one_case=True):
        waiting = Notice.objects.filter(pk=notice.pk, mail_status=MailStatus.WAITING.name)
        waiting.update(mail_status=becomes.name, mail_tries=tries, mail_retry_at=now + pause, mail_fault=fault[:FAULT_LETTERS])


def mail_again(*, by: Actor, notice: Notice, now: datetime) -> None:
    """Try an e-mail again that nobody accepted. Raises Refused for one that is not given up."""
    check_move(MOVES, was=MailStatus[notice.mail_status], becomes=MailStatus.WAITING, what=f"The e-mail of notice {notice.pk}")
    with one_transaction(of_one_case=True):
        Notice.objects.filter(pk=notice.pk).update(mail_status=MailStatus.WAITING.name, mail_tries=0, mail_retry_at=None)
        audit.record(by=by, action="notice mailed again", subject=f"notice {notice.pk}", facts={}, now=now)
        transaction.on_commit(wake_worker)
