"""The demo's letter box: every mail the school sent, on a page. Nothing leaves a demo."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

LATEST = 50
BETWEEN_MAILS = "-" * 79  # what Django's file backend writes after each message


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as its reader sees it."""

    to: str
    subject: str
    sent: str
    words: str


@login_not_required
def mail(request: HttpRequest) -> HttpResponse:
    """The demo's mails, newest first. 404 outside a demo and for anybody who is not on this machine."""
    if not settings.IS_DEMO or not request.META["REMOTE_ADDR"].startswith("127."):
        raise Http404
    return render(request, "demo/mail.html", {"letters": letters(Path(settings.EMAIL_FILE_PATH))})


def letters(folder: Path) -> list[Letter]:
    """The latest mails in a folder of Django's file backend."""
    files = sorted(folder.glob("*.log"), key=lambda f: f.stat().st_mtime_ns, reverse=True) if folder.is_dir() else []
    found = []
    for file in files[:LATEST]:
        for one in file.read_text(encoding="utf-8").split(BETWEEN_MAILS):
            if one.strip():
                found.append(_letter(one.lstrip()))
    return found


def _letter(source: str) -> Letter:
    message = email.message_from_bytes(source.encode(), policy=email.policy.default)  # from text it would escape every “ and ”
    body = message.get_body(preferencelist=("plain", "html"))
    return Letter(str(message["To"]), str(message["Subject"]), str(message["Date"]), body.get_content() if body else "")
