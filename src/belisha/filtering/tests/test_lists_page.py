"""The pages of lists: what closes by which list, loading and fetching, a new version before it is used; and nothing breaks them."""

from __future__ import annotations

import html
import json
import re
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from belisha.filtering.actions.subscriptions import subscribe_to
from belisha.filtering.forms_lists import LARGEST_FILE, SubscribeForm
from belisha.filtering.models import ListSubscription, SubscribedList, WaitingList
from belisha.filtering.queries.lists import name_lists
from belisha.filtering.tests.desk import PHONICS, Desk
from belisha.kit import clock
from belisha.kit.access import Refused
from belisha.people.models import Person

GAMES = "friv.com\npoki.com\n"
FRAME_QUERIES = 20  # who reads, and one look at the roles for each door of the frame


@pytest.fixture(autouse=True)
def stopped_clock(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: desk.now)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def words(page: HttpResponse) -> str:
    """What is read on the page, in one line."""
    main = re.search(r"<main.*?</main>", page.content.decode(), re.DOTALL)
    assert main
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main[0])).split())


def manager(desk: Desk) -> Client:
    return signed_in(desk.cast.network_manager)


def load(desk: Desk, text: str | bytes, word: str = "games") -> HttpResponse:
    octets = text if isinstance(text, bytes) else text.encode()
    return manager(desk).post(f"/lists/{word}/load/", {"file": SimpleUploadedFile("games.txt", octets)})


def waiting() -> WaitingList:
    return WaitingList.objects.get()


def test_the_page_says_what_closes_by_which_list_and_for_whom(desk: Desk) -> None:
    page = words(signed_in(desk.cast.teacher_5k).get("/lists/"))
    assert "For pupils, by clause 8.1" in page
    assert "Always, for everybody. No clause and no person switches it off." in page
    assert "2 names, since 14 September 2026, 10:15" in page
    assert "Nothing: it was never loaded, so nothing closes by it." in page, "over 18 is named by a clause and holds nothing"


def test_a_list_that_no_clause_names_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("belisha.filtering.queries.lists._closings", lambda programme, list_id: ())
    page = words(manager(desk).get("/lists/games/"))
    assert "Nothing: no clause of the policy in force names this list." in page
    load(desk, GAMES)
    assert "Nothing for now: no clause of the policy in force names this list." in words(manager(desk).get("/lists/games/new/"))


def test_somebody_loads_a_file_looks_at_it_and_uses_it(desk: Desk) -> None:
    answer = load(desk, GAMES)
    assert (answer.status_code, answer["Location"]) == (302, "/lists/games/new/")
    page = words(manager(desk).get("/lists/games/new/"))
    assert "2, instead of 2" in page
    assert "friv.com" in page
    assert PHONICS in page, "it is told what is gone"
    assert PHONICS in name_lists(desk.school)["games"].names, "nothing is used yet"
    answer = manager(desk).post(f"/lists/games/new/{waiting().pk}/use/")
    assert answer["Location"] == "/lists/games/"
    assert name_lists(desk.school)["games"].names == {"friv.com", "poki.com"}
    assert SubscribedList.objects.get(list_id="games").loaded_by == desk.cast.network_manager.name
    assert "That brought 1 new and took 1 away" in words(manager(desk).get("/lists/games/"))


def test_somebody_throws_it_away(desk: Desk) -> None:
    load(desk, GAMES)
    manager(desk).post(f"/lists/games/new/{waiting().pk}/throw-away/")
    assert not WaitingList.objects.exists()
    assert manager(desk).get("/lists/games/new/").status_code == 404


def test_the_same_again_is_told(desk: Desk) -> None:
    answer = manager(desk).post("/lists/games/load/", {"file": SimpleUploadedFile("x", f"poki.com\n{PHONICS}\n".encode())}, follow=True)
    assert "says what the list says already" in answer.content.decode()
    assert not WaitingList.objects.exists()


def test_a_site_the_school_needs_is_told_and_asks_for_a_reason(desk: Desk) -> None:
    load(desk, GAMES + "docs.google.com\n")
    page = words(manager(desk).get("/lists/games/new/"))
    assert "1 would close." in page
    assert "docs.google.com for" in page
    assert "hosts of lessons" in page
    refused = manager(desk).post(f"/lists/games/new/{waiting().pk}/use/", {"reason": ""})
    assert "Write why it is used all the same" in words(refused)
    manager(desk).post(f"/lists/games/new/{waiting().pk}/use/", {"reason": "We use another."})
    assert not WaitingList.objects.exists()


def test_a_newer_version_is_not_used_by_an_old_page(desk: Desk) -> None:
    load(desk, GAMES)
    old = waiting().pk
    load(desk, "another.example\n")
    answer = manager(desk).post(f"/lists/games/new/{old}/use/")
    assert answer.status_code == 409
    assert "A newer version has come meanwhile" in words(answer)
    assert manager(desk).post(f"/lists/games/new/{old}/throw-away/")["Location"] == "/lists/games/new/"
    assert WaitingList.objects.exists()


@pytest.mark.parametrize(
    ("octets", "why"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00x", "not a text in UTF-8"),
        (b"PK\x03\x04 rest \x00", "cannot be read as sites|no site"),
        (b"<!doctype html><html>Sign in</html>", "this is a web page"),
        (b"# Domains: 9,000\na.example\n", "cut short"),
        (b"a.example\n" * (LARGEST_FILE // 10 + 1), "larger than 5 MB"),
    ],
)
def test_a_file_that_is_no_list_is_told(desk: Desk, octets: bytes, why: str) -> None:
    answer = load(desk, octets)
    assert answer.status_code in (200, 409)
    assert re.search(why, words(answer))
    assert not WaitingList.objects.exists()


def test_no_file_is_told(desk: Desk) -> None:
    assert "Choose the file with the list." in words(manager(desk).post("/lists/games/load/", {}))
    assert "Choose the file with the list." in words(manager(desk).post("/lists/games/load/", {"file": "a text"}))


def test_somebody_says_where_it_is_fetched_from_and_ends_it(desk: Desk) -> None:
    sent = {"url": "https://lists.example/games.txt?key=secret", "every": "168"}
    page = manager(desk).post("/lists/games/subscribe/", sent, follow=True)
    assert "It is being fetched. Load this page again in a moment." in page.content.decode()
    assert "From lists.example, every week" in words(page).replace(" ,", ",")
    assert "secret" not in signed_in(desk.cast.teacher_5k).get("/lists/games/").content.decode(), "the key is for those who load"
    assert manager(desk).post("/lists/games/fetch/").status_code == 302
    manager(desk).post("/lists/games/unsubscribe/")
    assert not ListSubscription.objects.exists()
    assert manager(desk).post("/lists/games/fetch/").status_code == 404


def test_a_fault_of_fetching_stands_on_the_page(desk: Desk) -> None:
    manager(desk).post("/lists/games/subscribe/", {"url": "https://lists.example/", "every": "24"})
    ListSubscription.objects.update(fault="lists.example was not found.", faults_in_a_row=1, asked_at=None)
    page = words(signed_in(desk.cast.governor).get("/lists/games/"))
    assert "It could not be fetched. lists.example was not found. What it held stays in use" in page


@pytest.mark.parametrize(
    ("site", "said"), [(PHONICS, "is on this list."), ("www.poki.com", "because poki.com is"), ("bbc.co.uk", "is not on")]
)
def test_anybody_of_the_staff_asks_whether_a_site_is_on_it(desk: Desk, site: str, said: str) -> None:
    page = signed_in(desk.cast.teacher_5k).get("/lists/games/", {"site": f"https://{site.upper()}/x"})
    assert said in words(page)
    assert (f"/door/ask/?site={site}" in page.content.decode()) == ("not" not in said)


def test_what_a_protective_list_closes_cannot_be_asked_for(desk: Desk) -> None:
    page = signed_in(desk.cast.teacher_5k).get("/lists/malware/", {"site": "malware.example"})
    assert "Nobody opens what stands here." in words(page)
    assert "/door/ask/" not in page.content.decode()


def test_illegal_names_are_on_no_page_and_nothing_claims_a_membership(desk: Desk) -> None:
    load(desk, "planted-name.example\n", word="illegal")
    page = words(manager(desk).get("/lists/illegal/new/"))
    assert "planted-name" not in page
    told = words(manager(desk).get("/lists/illegal/"))
    assert "come with a membership" in told
    assert " met" not in told.lower().replace(" met with", "")


@pytest.mark.parametrize("path", ["/lists/", "/lists/games/", "/lists/games/?site=poki.com", "/lists/games/new/"])
def test_the_pages_ask_the_database_little(desk: Desk, path: str) -> None:
    load(desk, GAMES)
    client = manager(desk)
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as frame:
        client.get("/notices/")
    assert len(asked) <= max(12, len(frame) + 12), len(asked)


@pytest.mark.parametrize("word", ["nonsense", "Games", "games-", "8.1"])
def test_a_list_that_no_policy_can_name_is_not_found(desk: Desk, word: str) -> None:
    assert manager(desk).get(f"/lists/{word}/").status_code == 404


def test_naughty_strings_never_break_it(desk: Desk, shared_data: Path) -> None:
    strings = json.loads((shared_data / "blns" / "blns.json").read_text(encoding="utf-8"))
    client = manager(desk)
    for number, naughty in enumerate(strings):
        form = SubscribeForm({"url": naughty, "every": "24"})
        if number % 20 == 0:
            assert client.get("/lists/games/", {"site": naughty}).status_code == 200, naughty
            assert client.post("/lists/games/subscribe/", {"url": naughty, "every": naughty}).status_code == 200
        if form.is_valid():
            with suppress(Refused):  # some of them are addresses; nobody fetches from them here
                subscribe_to(by=desk.cast.network_manager, list_id="games", url=form.cleaned_data["url"], every_hours=24, now=desk.now)
                assert client.get("/lists/games/").status_code == 200, naughty
    assert load(desk, "\n".join(strings)).status_code in (302, 409)
