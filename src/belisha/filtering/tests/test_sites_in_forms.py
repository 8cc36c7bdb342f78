"""One site however it is written, and what is none: every form that takes a site reads it alike, and says in a sentence what to write."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import unescape

import pytest
from django.test import Client

from belisha.filtering.models import Report
from belisha.filtering.tests.desk import CLASS_5K, Desk
from belisha.filtering.tests.lessons import let_plan
from belisha.kit import clock

SITE = "poki.com"
PUNYCODE = "xn--bcher-kva.example"
ALIKE = ("poki.com", " POKI.com. ", "https://poki.com:443/en/g/x?y=1#z", "http://somebody@poki.com/", "//poki.com", "poki。com")
NO_SITE = {
    "poki": "“poki” is not the name of a site",
    "the-games-site": "“the-games-site” is not the name of a site",
    "http://": "“http://” is not the name of a site",
    "head@poki.com": "“head@poki.com” is an e-mail address",
    "192.0.2.7": "“192.0.2.7” is an address made of numbers",
    "poki..com": "“poki..com” is not the name of a site",
    "a." * 140 + "com": "is too long for a site's name",
    "\u202epoki.com": "“poki.com” cannot be read",
}


def asking(client: Client, site: str) -> str:
    return client.get("/door/ask/", {"site": site}).content.decode()


def why(client: Client, site: str) -> str:
    return client.get("/why/", {"site": site, "seat": "class:5K"}).content.decode()


def planning(client: Client, site: str) -> str:
    sent = {"class_name": "5K", "day": "2026-09-16", "lesson": "first lesson", "sites": site, "purpose": "Number games.", "weeks": "1"}
    return client.post("/activities/plan/", sent).content.decode()


FORMS: tuple[Callable[[Client, str], str], ...] = (asking, why, planning)


@pytest.fixture
def teacher(desk: Desk, moment: datetime, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The teacher of 5K, who may plan, at a computer of the class."""
    monkeypatch.setattr(clock, "now", lambda: moment)
    let_plan(desk.cast, moment)
    client = Client(REMOTE_ADDR=CLASS_5K)
    client.force_login(desk.cast.teacher_5k.account)
    return client


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("written", ALIKE)
def test_it_is_the_same_site_however_it_is_written(teacher: Client, form: Callable[[Client, str], str], written: str) -> None:
    page = form(teacher, written)
    assert SITE in page
    assert "is not the name of a site" not in page


@pytest.mark.parametrize("form", FORMS)
def test_other_alphabets_stand_as_the_wire_has_them(teacher: Client, form: Callable[[Client, str], str]) -> None:
    for written in ("bücher.example", "BÜCHER.example", PUNYCODE):
        assert PUNYCODE in form(teacher, written)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("written", "told"), NO_SITE.items())
def test_what_is_no_site_is_told_in_a_sentence(teacher: Client, form: Callable[[Client, str], str], written: str, told: str) -> None:
    assert told in unescape(form(teacher, written))


@pytest.mark.parametrize("written", [*NO_SITE, *ALIKE])
def test_a_report_is_taken_whatever_its_address_is(teacher: Client, written: str) -> None:
    """A child's words are never sent back for how they are written."""
    answer = teacher.post("/report/", {"address": written, "words": "It looked odd."}, follow=True)
    assert answer.status_code == 200
    assert Report.objects.count() == 1
