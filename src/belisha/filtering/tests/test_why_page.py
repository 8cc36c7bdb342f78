"""The why page: any site, any seat, any moment; what it tells, who may ask, and that nothing anybody writes breaks it."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from belisha.filtering.actions import end_opening
from belisha.filtering.forms_why import WhyForm
from belisha.filtering.models import KeptProgramme
from belisha.filtering.queries.deployments import deployment_at, held_from_until
from belisha.filtering.queries.seats import facts_now
from belisha.filtering.tests.house import CLASS_5K, MODEL_POLICY, PHONICS, House
from belisha.kit import clock

QUERIES_AT_MOST = 42  # a dozen of them ask for the same roles, one for each door of the frame


@pytest.fixture
def signed(house: House, policy_text: str, monkeypatch: pytest.MonkeyPatch) -> House:
    """The model policy is signed since an hour, the lists are loaded; the portal's clock is the house's."""
    monkeypatch.setattr(clock, "now", lambda: house.now)
    house.load_lists()
    house.set_clock(house.now - timedelta(hours=1))
    house.sign(policy_text)
    house.set_clock(house.now + timedelta(hours=1))
    return house


def reading(person: object, address: str = CLASS_5K) -> Client:
    client = Client(REMOTE_ADDR=address)
    client.force_login(person.account)
    return client


def ask(house: House, site: str = "https://www.youtube.com/watch?v=1", who: str = "teacher_5k", **asked: str) -> HttpResponse:
    return reading(getattr(house.cast, who)).get("/why/", {"site": site, **asked})


def words(page: HttpResponse) -> str:
    """What is read on the page, in one line."""
    assert page.status_code == 200
    main = re.search(r"<main.*?</main>", page.content.decode(), re.DOTALL)
    assert main
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main[0])).split())


def deciding(page: HttpResponse) -> str:
    """The one layer that is marked."""
    [layer] = re.findall(r'<li[^>]*aria-current="step".*?</h3>', page.content.decode(), re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", layer)).split())


def test_an_empty_page_asks_and_answers_nothing(signed: House) -> None:
    page = reading(signed.cast.governor).get("/why/")
    assert "Why is a site open or closed?" in words(page)
    assert "The layers" not in words(page)
    assert "error-summary" not in page.content.decode()


@pytest.mark.clause("8.1")
def test_a_pasted_address_is_answered_with_clause_layers_and_who_decides(signed: House) -> None:
    page = ask(signed, seat="class:5K")
    told, source = words(page), page.content.decode()
    assert "www.youtube.com is closed for class 5K" in told
    assert deciding(page) == "The policy’s own clauses This decides"
    assert "Clause 8.1 closes it to pupils." in told
    assert 'href="/policy/8.1/"' in source
    assert "The headteacher decides, within 2 school days (clause 8.5)." in told
    assert source.count("app-layers__layer ") == 9
    assert f'href="/door/ask/?site={"www.youtube.com"}"' in source
    assert "Worked out now from version 1 of the policy" in told
    assert 'value="https://www.youtube.com/watch?v=1"' in source, "what was written stands in the form again"
    assert '<option value="class:5K" selected>' in source


def test_without_a_seat_it_is_asked_for_pupils_and_safe_mode_is_told(signed: House) -> None:
    assert "is closed for pupils" in words(ask(signed))
    open_ = words(ask(signed, seat="group:staff"))
    assert "www.youtube.com is open, in its safe mode, for staff" in open_
    assert "restrict.youtube.com answers for it" in open_
    assert "What would open it" not in open_
    assert "Clause 8.1 closes it to pupils: that is not this seat." in open_


def test_a_device_is_told_by_where_it_sits_and_one_that_nobody_placed_is_held_to_all(signed: House) -> None:
    assert "for the device at 127.0.1.5 (class 5K)" in words(ask(signed, address="127.0.1.5"))
    page = words(ask(signed, address=" 127.0.99.7 ", seat="group:staff"))
    assert "www.youtube.com is closed for the device at 127.0.99.7 (a device nobody knows)" in page


@pytest.mark.parametrize("site", ["illegal.example", "sub.malware.example"])
def test_nothing_opens_what_a_protective_list_holds(signed: House, site: str) -> None:
    page = ask(signed, site, seat="group:staff")
    assert deciding(page) == "Protective lists This decides"
    assert "Nothing opens it, and nobody at school can" in words(page)
    assert "/door/ask/" not in page.content.decode()


def test_a_list_that_is_wrong_leads_to_the_door_where_the_reader_may_ask(signed: House) -> None:
    assert "Clause 8.1 closes the list “Games (demo)” to pupils." in words(ask(signed, PHONICS, seat="class:5K"))
    at_class = reading(signed.cast.support_staff, CLASS_5K).get("/why/", {"site": PHONICS})
    in_office = reading(signed.cast.support_staff, "127.0.2.5").get("/why/", {"site": PHONICS})
    assert "Ask for it at the door" in words(at_class)
    assert "Ask for it at the door" not in words(in_office), "it is open where they sit"


def test_an_opening_is_told_with_its_end_and_what_would_have_closed_it(signed: House) -> None:
    signed.open_phonics()
    page = ask(signed, PHONICS, seat="class:5K")
    assert deciding(page) == "Openings by decision This decides"
    assert "Until Friday 18 September, 10:15." in words(page)
    assert "Not reached. It would have closed it by clause 8.1." in words(page)
    assert 'href="/openings/"' in page.content.decode()
    assert "is closed for class 4B" in words(ask(signed, PHONICS, seat="class:4B"))


def test_the_past_is_read_from_the_kept_programme_by_its_hash(signed: House) -> None:
    with signed.resolver_runs():
        signed.work()
        opening = signed.open_phonics()
        signed.deliver()
        signed.pass_time(timedelta(minutes=2))
        end_opening(by=signed.cast.head, opening=opening, reason="Not needed.", now=signed.now)
        signed.deliver()
        signed.pass_time(timedelta(minutes=10))
        told = words(ask(signed, PHONICS, seat="class:5K", moment="15 September 2026, 10:16"))
        now = words(ask(signed, PHONICS, seat="class:5K"))
    deployment = deployment_at(signed.school, at=opening.starts + timedelta(minutes=1))
    starts, ends = held_from_until(deployment)
    assert (starts, ends) == (opening.starts, opening.starts + timedelta(minutes=2))
    assert "15 September 2026, 10:16 phonicsplay.co.uk is open for class 5K" in told
    kept = deployment.programme.sha256[:12]
    assert f"Read from the programme {kept} of version 1 of the policy" in told
    assert "held from 15 September 2026, 10:15 to 15 September 2026, 10:17." in told
    assert "is closed for class 5K" in now
    assert KeptProgramme.objects.filter(school=signed.school).count() >= 2


def test_a_programme_that_still_holds_says_so(signed: House) -> None:
    with signed.resolver_runs():
        signed.work()
        signed.pass_time(timedelta(minutes=30))
        assert "and holds it still." in words(ask(signed, day="2026-09-15", time="10:20"))


def test_where_nothing_was_kept_the_page_says_so(signed: House) -> None:
    at_ten = words(ask(signed, day="2026-09-15", time="10:00"))
    assert "No programme of the network was kept for that moment" in at_ten
    assert "from version 1 of the policy, which was in force then" in at_ten
    before = ask(signed, moment="2026-09-14 10:00")
    assert "from the safe baseline, which was in force then" in words(before)
    assert deciding(before).startswith("The policy’s own clauses")
    assert "The safe baseline closes it" in words(before)
    assert "This lies ahead" in words(ask(signed, moment="2026-12-01T10:00:00+00:00"))


def test_a_clause_of_a_version_that_is_over_leads_to_that_version(signed: House) -> None:
    signed.set_clock(signed.now + timedelta(days=1))
    heading = "## Statement of intent\n"
    signed.sign(MODEL_POLICY.read_text(encoding="utf-8").replace(heading, f"{heading}\nThis is a newer version.\n", 1))
    page = ask(signed, moment="2026-09-15 10:30", seat="group:pupils")
    assert "Clause 8.1 of version 1 , which is not in force now" in words(page)
    assert 'href="/versions/1/"' in page.content.decode()


LINES = (
    *("2026-09-15 10:20", "2026-09-15T10:20", "2026-09-15T10:20:00+01:00", "2026-09-15T09:20:00Z"),
    *("15/09/2026 10:20", "15 Sep 2026 10:20", "15 September 2026, 10:20"),
)


def test_a_moment_is_read_in_any_of_these_ways(signed: House) -> None:
    for line in LINES:
        assert "15 September 2026, 10:20 www.youtube.com is closed" in words(ask(signed, moment=line)), line


BAD = [
    ({"site": "someone@example.org"}, "is an e-mail address"),
    ({"site": "not a site"}, "is not the name of a site"),
    ({"site": "127.0.0.1"}, "an address made of numbers"),
    ({"site": ""}, "Write the name of the site"),
    ({"seat": "group:dragons"}, "Choose for whom from the list."),
    ({"seat": ""}, "Choose for whom from the list."),
    ({"seat": "person:1"}, "Choose for whom from the list."),
    ({"address": "8.8.8.8"}, "is no address of this school"),
    ({"address": "here"}, "is not an address: write it like 127.0.1.5."),
    ({"address": "fe80::1%eth0"}, "is no address of this school"),
    ({"day": "yesterday"}, "Write the day like 2026-09-15."),
    ({"day": "2026-09-15"}, "Write the time too"),
    ({"day": "2026-09-15", "time": "noon"}, "Write the time like 10:15."),
    ({"moment": "yesterday"}, "Write day and time in one line"),
    ({"moment": "2026-02-30 10:15"}, "Write day and time in one line"),
    ({"moment": "2026-09-15"}, "Write day and time in one line"),
    ({"moment": "0001-01-01 00:00"}, "The year 1 is not one"),
    ({"moment": "9999-12-31 23:59"}, "The year 9999 is not one"),
    ({"moment": "9999-12-31T23:59:59-23:59"}, "The year 9999 is not one"),
    ({"day": "2026-09-15", "time": "10:15", "moment": "2026-09-16 10:15"}, "Two moments are written"),
]


def test_what_cannot_be_asked_is_told_beside_its_field_and_nothing_is_lost(signed: House) -> None:
    client = reading(signed.cast.head)
    for asked, told in BAD:
        sent = {"site": "youtube.com", "seat": "group:pupils"} | asked
        page = client.get("/why/", sent)
        assert told in words(page), asked
        assert "Mend: Why is a site" in page.content.decode(), asked
        assert "The layers" not in words(page), asked
        lost = [v for k, v in sent.items() if k != "seat" and v and f'value="{html.escape(v)}"' not in page.content.decode()]
        assert not lost, asked


def test_a_class_that_was_not_there_yet_is_told(signed: House) -> None:
    assert "There was no class 5K at that moment" in words(ask(signed, seat="class:5K", moment="2001-01-01 10:00"))


def test_naughty_strings_never_break_it(signed: House, shared_data: Path) -> None:
    """Each in every field of the form; whatever the form lets through, and every twentieth besides, goes to the page."""
    client, facts = reading(signed.cast.head), facts_now(signed.school, signed.now)
    strings = json.loads((shared_data / "blns" / "blns.json").read_text(encoding="utf-8"))
    shown = 0
    for number, naughty in enumerate(strings):
        fine = {"site": "a.uk", "seat": "group:pupils"}
        for name in ("site", "seat", "address", "day", "time", "moment"):
            asked = fine | {name: naughty}
            if WhyForm(asked, facts=facts, now=signed.now).is_valid() or number % 20 == 0:
                shown += 1
                assert client.get("/why/", asked).status_code == 200, naughty
    assert shown > len(strings) / 4


@pytest.mark.parametrize(
    ("who", "status"),
    [("teacher_5k", 200), ("volunteer", 200), ("governor", 200), ("dsl", 200), ("parent_5k", 403), ("pupil_5k", 403), ("stranger", 404)],
)
def test_staff_and_governors_may_ask_and_others_have_the_door(signed: House, who: str, status: int) -> None:
    page = ask(signed, who=who)
    assert page.status_code == status
    if status == 403:
        assert "everybody can ask at the door" in page.content.decode()
        assert 'href="/why/"' not in reading(getattr(signed.cast, who)).get("/").content.decode()


def test_whoever_is_not_signed_in_is_asked_to(signed: House) -> None:
    assert Client().get("/why/", {"site": "youtube.com"})["Location"].startswith("/account/login/")
    assert reading(signed.cast.head).post("/why/", {}).status_code == 405


def test_the_page_asks_the_database_little(signed: House) -> None:
    client = reading(signed.cast.teacher_5k)
    for asked in ({"seat": "class:5K"}, {"moment": "2026-09-15 10:00"}):
        with CaptureQueriesContext(
            connection,
        ) as asked_for:
            assert client.get("/why/", {"site": PHONICS, **asked}).status_code == 200
        assert len(asked_for) <= QUERIES_AT_MOST


def test_clauses_that_close_and_requests_lead_here(signed: House) -> None:
    from belisha.filtering.tests.desk import Desk

    request = Desk(school=signed.school, cast=signed.cast, now=signed.now).ask(PHONICS).request
    page = reading(signed.cast.head).get(f"/requests/{request.pk}/").content.decode()
    assert f'href="/why/?site={PHONICS}&amp;seat=class:5K"' in page
    assert "is closed for class 5K" in words(ask(signed, PHONICS, seat="class:5K"))
