"""The frame of every page, whoever gets it and whatever it answers: one heading, title, language, headers, nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from tests.permissions.pages import Answers, Given, Parts, of_signing_in
from tests.permissions.scene import PASSWORD, Scene, client_of
from tests.permissions.table import TABLE

pytestmark = pytest.mark.django_db
HEADERS = {
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = ("default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'", "form-action 'self'")
OWN = "http://testserver"
DOORS_FOR = dict.fromkeys(("pupil_5k", "head"), '<nav class="app-nav" aria-label="Main">')
CHECK_PICTURE = re.compile(r"http://[a-z2-7]{40}\.check\.belisha\.internal:8000/check/beacon\.svg")
"""The one thing a page loads by another name: also the portal's own, which gives nothing else there (web/middleware.py)."""
DATA_PICTURE = "data:image/"


def faults_of(given: Given) -> Iterator[str]:
    """What is wrong with the frame of one answer."""
    for name, value in HEADERS.items():
        if given.headers.get(name) != value:
            yield f"{name} is {given.headers.get(name)}"
    rules = given.headers.get("Content-Security-Policy", "")
    yield from (f"its content policy lacks {rule}" for rule in POLICY if rule not in rules)
    if "unsafe" in rules:
        yield f"its content policy allows {rules}"
    if not given.is_page:
        return
    if given.reader in DOORS_FOR and DOORS_FOR[given.reader] not in given.words and not given.title.startswith("first-run"):
        yield "its main navigation is missing"
    parts = Parts.of(given.words)
    if parts.heads != 1:
        yield f"{parts.heads} headings of the first level"
    if len(parts.titles) != 1 or len(parts.titles[0].split("–")[0].strip()) < 3:
        yield f"its title is {parts.titles}"
    if parts.lang != "en-GB":
        yield f"its language is “{parts.lang}”"
    yield from (f"it leads to {lead}" for lead in parts.leads if not is_own(lead))
    yield from (f"inline {what}" for what in parts.inline)


def is_own(lead: str, page: str = OWN + "/") -> bool:
    """True where an address is the portal's own, or a part of the page."""
    there = urlsplit(urljoin(page, lead))
    if lead.startswith(DATA_PICTURE) or CHECK_PICTURE.fullmatch(lead):
        return True
    return (there.scheme, there.netloc) == ("http", "testserver")


@pytest.mark.parametrize("reader", ["outsider", "stranger", "pupil_5k", "head"])
def test_every_answer_has_its_frame(reader: str, answers: Answers) -> None:
    wrong, pages = [], 0
    for given in answers.all_to(reader):
        pages += given.is_page
        wrong += [f"{given}: {fault}" for fault in faults_of(given)]
    assert pages > len(TABLE) / 2
    assert not wrong, "\n".join(["", *sorted(set(wrong))])


@pytest.mark.parametrize("reader", ["outsider", "head"])
def test_every_page_of_signing_in_has_its_frame(reader: str, scene: Scene) -> None:
    client = client_of(scene, "outsider")
    if reader == "head":
        client.post(reverse("account_login"), {"login": scene.cast.head.account.email, "password": PASSWORD})
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    wrong = [f"{given}: {fault}" for given in of_signing_in(client, reader) for fault in faults_of(given)]
    assert not wrong, "\n".join(["", *wrong])


def test_faults_have_a_frame_too(scene: Scene) -> None:
    careful = client_of(scene, "head", enforce_csrf_checks=True)
    refused = Given.of("head", "a form without its token", careful.post(reverse("filtering-ask"), {}))
    nothing = Given.of("outsider", "no such page", Client().get("/nowhere/"))
    assert (refused.status, nothing.status) == (403, 404)
    wrong = [f"{given}: {fault}" for given in (refused, nothing) for fault in faults_of(given)]
    assert not wrong, "\n".join(["", *wrong])


def test_the_style_sheets_load_nothing_from_elsewhere(scene: Scene) -> None:
    page = Parts.of(Client().get("/").content.decode())
    sheets = [lead for lead in page.leads if lead.endswith(".css")]
    assert len(sheets) >= 2
    for sheet in sheets:
        file = finders.find(sheet.removeprefix(settings.STATIC_URL))
        assert file, f"{sheet} is not there"
        words = Path(file).read_text(encoding="utf-8")
        leads = re.findall(r"url\(\s*[\"']?([^\"')]*)", words) + re.findall(r"@import\s+[\"']([^\"']*)", words)
        assert [lead for lead in leads if not is_own(lead, OWN + sheet)] == []
