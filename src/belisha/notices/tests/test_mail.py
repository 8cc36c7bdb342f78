from __future__ import annotations

import smtplib
from datetime import datetime, timedelta

import pytest
from django.core.mail.backends.base import BaseEmailBackend

from belisha.kit.access import Actor, Refused
from belisha.notices import actions, queries
from belisha.notices.mail import send_waiting
from belisha.notices.models import Notice
from belisha.notices.states import MailStatus

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def portal(settings) -> None:
    settings.PORTAL_URL = "https://safe.school.example"


def tell(moment: datetime, number: int = 1, **more: object) -> Notice:
    told = {"title": f"Request {number} was decided", "words": "The site is open.\nUntil <Friday>.", "link": f"/requests/{number}/"}
    return actions.tell(school_id=7, person_id=3, **{**told, "address": f"bea{number}@school.example", **more}, now=moment)


class DeadServer(BaseEmailBackend):
    def open(self) -> bool:
        raise ConnectionRefusedError("nobody listens")


class FussyServer(BaseEmailBackend):
    """Takes nothing for bea1."""

    def send_messages(self, messages) -> int:
        if messages[0].to == ["bea1@school.example"]:
            raise smtplib.SMTPRecipientsRefused({"bea1@school.example": (550, b"no such mailbox")})
        return 1


def test_a_notice_with_an_address_is_mailed_once(moment: datetime, mailoutbox) -> None:
    notice = tell(moment)
    tell(moment, 2, address="")
    assert send_waiting(moment) == 1
    assert send_waiting(moment) == 0
    (mail,) = mailoutbox
    assert mail.to == ["bea1@school.example"]
    assert mail.subject == "Request 1 was decided"
    assert "Until <Friday>." in mail.body
    assert "https://safe.school.example/requests/1/" in mail.body
    assert "https://safe.school.example/notices/" in mail.body
    html, kind = mail.alternatives[0]
    assert kind == "text/html"
    assert "Until &lt;Friday&gt;." in html
    assert 'href="https://safe.school.example/requests/1/"' in html
    notice.refresh_from_db()
    assert (notice.mail_status, notice.mail_sent_at, notice.mail_tries) == (MailStatus.SENT.name, moment, 1)


def test_a_title_cannot_smuggle_a_header(moment: datetime, mailoutbox) -> None:
    tell(moment, title="Decided\r\nBcc: everybody@school.example")
    send_waiting(moment)
    assert mailoutbox[0].subject == "Decided Bcc: everybody@school.example"
    assert mailoutbox[0].recipients() == ["bea1@school.example"]


def test_a_mail_sent_twice_is_seen_to_be_one(moment: datetime, mailoutbox) -> None:
    """A worker killed between sending and marking sends again, under the same Message-ID."""
    notice = tell(moment)
    send_waiting(moment)
    Notice.objects.filter(pk=notice.pk).update(mail_status=MailStatus.WAITING.name)
    send_waiting(moment)
    assert len({mail.extra_headers["Message-ID"] for mail in mailoutbox}) == 1
    assert len(mailoutbox) == 2


def test_a_dead_server_ends_the_round_and_every_mail_waits(moment: datetime, mailoutbox, caplog) -> None:
    tell(moment, 1)
    tell(moment, 2)
    assert send_waiting(moment, connect=DeadServer) == 0
    assert {n.mail_fault for n in Notice.objects.all()} == {"ConnectionRefusedError: nobody listens"}
    assert send_waiting(moment + timedelta(seconds=9)) == 0
    assert send_waiting(moment + timedelta(seconds=10)) == 2
    assert len(mailoutbox) == 2
    assert {n.mail_fault for n in Notice.objects.all()} == {""}


def test_an_address_nobody_takes_holds_up_no_other(moment: datetime, caplog) -> None:
    tell(moment, 1)
    tell(moment, 2)
    assert send_waiting(moment, connect=FussyServer) == 1
    assert "no such mailbox" in queries.mail_waiting(7).get().mail_fault


def test_after_three_days_of_tries_the_notice_stands_on_the_page_and_the_mail_is_shown_as_not_accepted(moment: datetime, caplog) -> None:
    notice = tell(moment, 1)
    now = moment
    for _ in range(actions.MAIL_TRIES):
        assert send_waiting(now, connect=FussyServer) == 0
        now = Notice.objects.get().mail_retry_at
    assert now - moment > timedelta(days=2, hours=20)
    assert queries.mail_not_accepted(7).get() == notice
    assert queries.unread(3).get() == notice
    assert send_waiting(now + timedelta(days=1)) == 0


def test_a_mail_given_up_can_be_sent_again_and_only_such_a_one(moment: datetime, mailoutbox) -> None:
    head = Actor(7, "Ada Crossing", 1)
    notice = tell(moment)
    with pytest.raises(Refused):
        actions.mail_again(by=head, notice=Notice(mail_status="SENT", pk=notice.pk), now=moment)
    Notice.objects.update(mail_status=MailStatus.GIVEN_UP.name, mail_tries=80)
    actions.mail_again(by=head, notice=Notice.objects.get(), now=moment)
    assert send_waiting(moment) == 1


def test_a_clock_set_back_does_not_keep_a_mail_waiting_for_days(moment: datetime, mailoutbox, caplog) -> None:
    tell(moment)
    send_waiting(moment + timedelta(days=4), connect=DeadServer)
    assert send_waiting(moment) == 1


def test_at_most_twenty_mails_leave_in_one_round(moment: datetime, mailoutbox) -> None:
    for number in range(23):
        tell(moment, number)
    assert [send_waiting(moment), send_waiting(moment), send_waiting(moment)] == [20, 3, 0]
