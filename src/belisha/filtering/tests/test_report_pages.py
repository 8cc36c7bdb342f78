"""The pages of reports: the form for anyone, the code, the list, one report with the half its reader may see, closes."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from belisha.audit.models import Look
from belisha.filtering.models import Report, SiteClose
from belisha.filtering.tests.desk import CLASS_5K, PHONICS, Desk
from belisha.filtering.tests.test_closes import close
from belisha.filtering.tests.test_reports import SITE, WORDS, report
from belisha.kit import clock
from belisha.people.models import Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
OUTSIDE = "203.0.113.9"


@pytest.fixture(autouse=True)
def stopped_clock(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: desk.now)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person.account, backend=BACKEND)
    return client


def at(address: str = CLASS_5K) -> Client:
    return Client(REMOTE_ADDR=address)


def text_of(response: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", response.content.decode()))


@pytest.mark.parametrize("address", [CLASS_5K, OUTSIDE])
def test_anybody_tells_and_reads_the_code_and_then_what_became_of_it(desk: Desk, address: str):
    client = at(address)
    page = text_of(client.get("/report/"))
    for always in (
        "0800 1111",
        "999",
        "A grown-up will read this today, before 15:30.",
        "Leave this page now",
        "We will not show your name",
    ):
        assert always in page
    assert page.count('<input type="file"') == 0
    sent = client.post("/report/", {"address": f"https://{SITE}/x", "words": WORDS})
    assert (sent.status_code, sent["Location"]) == (302, "/report/sent/")
    told = text_of(client.get("/report/sent/"))
    code = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", told)
    assert code
    assert "We have it" in told
    assert at().get("/report/sent/").status_code == 302, "on no other device"
    status = text_of(at().post("/report/status/", {"code": code[0].lower()}))
    assert "A grown-up reads it" in status
    assert WORDS not in told + status
    row = Report.objects.get()
    assert (row.host, row.class_name) == (SITE, "5K" if address == CLASS_5K else "")


def test_every_page_leads_to_the_form(desk: Desk):
    for address in ("/", "/door/", "/check/"):
        assert 'href="/report/"' in at().get(address).content.decode()


def test_nothing_written_gets_a_sentence_and_a_wrong_code_too(desk: Desk):
    assert "Nothing is written yet" in text_of(at().post("/report/", {"address": " ", "words": ""}))
    assert "No report has this code" in text_of(at().post("/report/status/", {"code": "ABCDE-FGHJK"}))
    assert Report.objects.count() == 0


def test_every_naughty_string_is_taken_by_the_form(desk: Desk, shared_data: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("belisha.filtering.views.reports.count_one", lambda *args, **more: None)
    lines = json.loads((shared_data / "blns" / "blns.json").read_text(encoding="utf-8"))
    for line in lines[::20]:
        answered = at().post("/report/", {"address": line, "words": f"{line}\x00 and more"})
        assert answered.status_code == 302, line
        page = at().post("/report/status/", {"code": line})
        assert page.status_code == 200, line


def test_a_flood_from_one_device_is_told_when_to_try_again(desk: Desk):
    client = at()
    answers = [client.post("/report/", {"words": "x"}).status_code for _ in range(61)]
    assert answers == [302] * 60 + [429]


def test_staff_read_their_rule_beside_the_form_and_their_name_goes_with_it(desk: Desk):
    page = text_of(signed_in(desk.cast.teacher_5k).get("/report/"))
    assert "Rule 6.15" in page
    assert "You are signed in, so your name goes with it." in page
    assert "Rule 6.15" not in text_of(at().get("/report/"))


def test_the_network_manager_sees_the_site_and_no_word(desk: Desk):
    made = report(desk, f"https://{SITE}/page?q=help", WORDS).report
    client = signed_in(desk.cast.network_manager)
    page = text_of(client.get(f"/reports/{made.pk}/"))
    assert SITE in page
    assert f"{SITE}/page" not in page, "a path may be a child's own trouble (safeguarding.md 22)"
    assert f'href="https://{SITE}' not in page, "text, never a link"
    for hidden in ("clown", "q=help"):
        assert hidden not in page + text_of(client.get("/reports/"))
    assert "Loses it: everyone." in page
    assert not Look.objects.exists()


def test_the_safeguarding_lead_reads_the_words_and_the_look_is_written_down(desk: Desk):
    made = report(desk, by=desk.cast.pupil_5k).report
    client = signed_in(desk.cast.dsl)
    assert "clown" not in text_of(client.get("/reports/"))
    page = text_of(client.get(f"/reports/{made.pk}/"))
    assert WORDS in page
    assert desk.cast.pupil_5k.name not in page
    assert [look.person_id for look in Look.objects.all()] == [desk.cast.dsl.pk]


@pytest.mark.parametrize("key", ["head", "esafety", "teacher_5k", "network_manager"])
def test_nobody_else_reads_the_words(desk: Desk, key: str):
    made = report(desk).report
    client = signed_in(getattr(desk.cast, key))
    assert "clown" not in text_of(client.get(f"/reports/{made.pk}/")) + text_of(client.get("/reports/")) + text_of(client.get("/notices/"))


def test_closed_in_one_step_confirmed_by_another_and_undone(desk: Desk):
    made = report(desk).report
    manager, head = signed_in(desk.cast.network_manager), signed_in(desk.cast.head)
    done = manager.post(f"/reports/{made.pk}/close/", {"host": SITE, "people": "everyone", "reason": ""}, follow=True)
    assert f"{SITE} is closed for everyone. It opens again by itself on Tuesday 29 September, 15:30" in text_of(done)
    row = SiteClose.objects.get()
    assert "waits for a second person" in text_of(head.get("/reports/"))
    assert manager.post(f"/closes/{row.pk}/confirm/").status_code == 403
    assert "stays closed for everyone" in text_of(head.post(f"/closes/{row.pk}/confirm/", follow=True))
    assert "already: nothing was changed now" in text_of(head.post(f"/closes/{row.pk}/confirm/", follow=True))
    missing = head.post(f"/closes/{row.pk}/lift/", {f"lift-{row.pk}-reason": ""})
    assert "Write why" in text_of(missing)
    lifted = head.post(f"/closes/{row.pk}/lift/", {f"lift-{row.pk}-reason": "It was a shop."}, follow=True)
    assert "is open again" in text_of(lifted)
    assert head.post(f"/closes/{row.pk}/lift/", {f"lift-{row.pk}-reason": "Twice."}).status_code == 409


def test_a_protected_site_is_closed_only_with_a_reason(desk: Desk):
    made = report(desk, "stonewall.org.uk").report
    client = signed_in(desk.cast.network_manager)
    assert "Closing needs a recorded reason" in text_of(client.get(f"/reports/{made.pk}/"))
    sent = {"host": "stonewall.org.uk", "people": "everyone", "reason": " "}
    refused = client.post(f"/reports/{made.pk}/close/", sent)
    assert refused.status_code == 409
    assert not SiteClose.objects.exists()
    client.post(f"/reports/{made.pk}/close/", sent | {"reason": "Somebody took it over."})
    assert SiteClose.objects.get().reason == "Somebody took it over."


@pytest.mark.parametrize("host", ["childline.org.uk", "co.uk", "www.google.com"])
def test_what_cannot_be_closed_has_a_sentence_and_no_button(desk: Desk, host: str):
    made = report(desk, host).report
    page = text_of(signed_in(desk.cast.network_manager).get(f"/reports/{made.pk}/"))
    assert "It cannot be closed." in page
    assert f"Close {host} now" not in page


@pytest.mark.parametrize(
    "sent", [{}, {"host": "x" * 300}, {"host": "other.example", "people": "everyone"}, {"host": SITE, "people": "class 9Z"}]
)
def test_a_form_nobody_was_given_closes_nothing(desk: Desk, sent: dict[str, str]):
    made = report(desk).report
    answered = signed_in(desk.cast.network_manager).post(f"/reports/{made.pk}/close/", sent)
    assert answered.status_code in (200, 409)
    assert not SiteClose.objects.exists()


def test_not_harmful_and_a_site_named_later(desk: Desk):
    made, words = report(desk).report, report(desk, "the clown one", WORDS).report
    manager, lead = signed_in(desk.cast.network_manager), signed_in(desk.cast.dsl)
    assert "stays open" in text_of(manager.post(f"/reports/{made.pk}/stays-open/", {"reason": "A toy shop."}, follow=True))
    assert manager.get(f"/reports/{words.pk}/").status_code == 403, "nothing in it is for them yet"
    assert "is not the name of a site" in text_of(lead.post(f"/reports/{words.pk}/site/", {"site": "clown"}))
    lead.post(f"/reports/{words.pk}/site/", {"site": SITE})
    assert manager.get(f"/reports/{words.pk}/").status_code == 200
    assert "the clown one" not in text_of(manager.get(f"/reports/{words.pk}/"))


def test_shared_with_the_teacher_and_dealt_with(desk: Desk):
    made = report(desk).report
    lead, teacher = signed_in(desk.cast.dsl), signed_in(desk.cast.teacher_5k)
    assert "A safeguarding lead reads what was written" in text_of(teacher.get(f"/reports/{made.pk}/"))
    lead.post(f"/reports/{made.pk}/share/")
    assert WORDS in text_of(teacher.get(f"/reports/{made.pk}/"))
    assert "being dealt with" in text_of(lead.post(f"/reports/{made.pk}/dealt/", follow=True))


@pytest.mark.parametrize(
    ("key", "path"), [("network_manager", "/reports/"), ("dsl", "/reports/"), ("head", "/closes/"), ("dsl", "/report/")]
)
def test_a_page_asks_the_database_little(desk: Desk, key: str, path: str):
    for number in range(4):
        report(desk, f"n{number}.example")
    close(desk, "n1.example", reported="n1.example")
    close(desk, PHONICS)
    client = signed_in(getattr(desk.cast, key))
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(path)
    assert len(asked) <= 12, [row["sql"] for row in asked.captured_queries]
