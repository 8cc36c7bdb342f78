"""The e-mails of notices, sent by the worker: three templates, one function. An e-mail may arrive twice, never not at all."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

from belisha.notices import actions, providers, queries
from belisha.notices.models import Notice

TIMEOUT_SECONDS = 10

Connect = Callable[[], BaseEmailBackend]

log = logging.getLogger(__name__)


def send_waiting(now: datetime, *, connect: Connect | None = None) -> int:
    """Send the e-mails that are due, at most 20; how many left. What cannot leave is tried again later.

    A mail server that does not answer ends the round, so that the worker has time for the school. Each e-mail has its own connection.
    """
    left = 0
    due = queries.mail_due(now=now, latest=now + actions.LONGEST_PAUSE)
    for number, notice in enumerate(due):
        server = connect() if connect else get_connection(timeout=TIMEOUT_SECONDS)
        try:
            server.open()
        except OSError as fault:
            log.warning("the mail server does not answer (%s): %s e-mails wait", fault, len(due) - number)
            for waiting in due[number:]:
                actions.mail_stayed(waiting, fault=_words(fault), now=now)
            return left
        try:
            left += _send(notice, server, now)
        finally:
            server.close()
    return left


def message_of(notice: Notice, server: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """The e-mail of a notice: plain text with an HTML twin. Its Message-ID is the notice's own: one sent twice is seen to be one."""
    portal = providers.portal_of(notice.school_id)
    address = urljoin(portal, providers.mailed_link(notice.school_id, notice.link)) if notice.link else ""
    shown = {"notice": notice, "address": address, "portal": portal.rstrip("/")}
    subject = " ".join(render_to_string("notices/emails/notice.subject.txt", shown).split())
    host = urlsplit(portal).hostname or "localhost"
    message = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string("notices/emails/notice.txt", shown),
        to=[notice.address],
        connection=server,
        headers={"Message-ID": f"<notice-{notice.pk}-{int(notice.made_at.timestamp())}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string("notices/emails/notice.html", shown), "text/html")
    return message


def _send(notice: Notice, server: BaseEmailBackend, now: datetime) -> bool:
    """One e-mail; True if the server took it."""
    try:
        message_of(notice, server).send()
    except Exception as fault:
        log.exception("the e-mail of notice %s could not leave", notice.pk)
        actions.mail_stayed(notice, fault=_words(fault), now=now)
        return False
    actions.mail_left(notice, now=now)
    return True


def _words(fault: Exception) -> str:
    """What went wrong, in a line."""
    return f"{type(fault).__name__}: {fault}"
