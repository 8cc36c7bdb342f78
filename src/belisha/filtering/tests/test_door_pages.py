"""What a class can see and do at /door: no account, nobody's words, a limit, and a code that is in no address."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from belisha.adapters.resolver.client import EngineAway, MetName
from belisha.core.decision.model import Reason, Verdict
from belisha.core.rulesets.model import Entry
from belisha.filtering.models import AccessRequest
from belisha.filtering.queries import door
from belisha.filtering.tests.desk import CLASS_4B, CLASS_5K, PHONICS, STAFF_ROOM, Desk
from belisha.kit import clock

OUTSIDE = "192.0.2.7"


@pytest.fixture(autouse=True)
def stopped_clock(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: desk.now)


@pytest.fixture(autouse=True)
def met(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """The names each address met closed, newest first."""
    names: dict[str, list[str]] = {}

    class Engine:
        def __init__(self, socket_path: Path, timeout: float) -> None:
            assert timeout < 1, "nobody at a board waits for an engine that is away"

        def met(self, address: object) -> tuple[MetName, ...]:
            if "away" in names:
                raise EngineAway("the resolver does not answer")
            entry = Entry(Verdict.CLOSED, Reason.CATEGORY_LIST, "8.1", "8.1/block/1")
            return tuple(MetName(name, entry, 3.0) for name in names.get(str(ip_address(str(address))), []))

    monkeypatch.setattr(door, "ResolverClient", Engine)
    return names


def at(address: str = CLASS_5K) -> Client:
    return Client(REMOTE_ADDR=address)


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def post_ask(client: Client, site: str = PHONICS, why: str = "", **more: Any) -> Any:
    return client.post("/door/ask/", {"site": site, "why": why}, **more)


def test_the_door_says_whose_computer_it_is_and_what_it_met_closed(desk: Desk, met: dict[str, list[str]]) -> None:
    met[CLASS_5K] = [f"www.{PHONICS}", PHONICS, f"cdn.{PHONICS}", "youtube.com"]
    page = text_of(at().get("/door/"))
    assert "This computer is for class 5K." in page
    assert page.count("app-card") == 2, "www and names below another are told once"
    assert "This site is on a list that school closes." in page
    assert f'href="/door/ask/?site={PHONICS}"' in page
    assert re.search(r'href="/policy/[0-9.]+/"', page)
    assert PHONICS not in text_of(at(CLASS_4B).get("/door/")), "another class sees nothing of it"


def test_the_door_shows_at_most_three_things(met: dict[str, list[str]]) -> None:
    met[CLASS_5K] = ["poki.com", PHONICS, "youtube.com", "tiktok.com", "instagram.com"]
    assert text_of(at().get("/door/")).count("app-card") == 3


def test_what_can_never_be_opened_has_no_ask_button(met: dict[str, list[str]]) -> None:
    met[CLASS_5K] = ["illegal.example"]
    page = text_of(at().get("/door/"))
    assert "It stays closed for everyone." in page
    assert "site=illegal.example" not in page


def test_the_name_of_an_illegal_site_is_not_put_before_a_class(met: dict[str, list[str]]) -> None:
    met[CLASS_5K] = ["illegal.example", "malware.example"]
    page = text_of(at().get("/door/"))
    assert "A site" in page
    assert "illegal.example" not in page
    assert "malware.example" in page


def test_words_that_somebody_put_in_front_of_a_closed_name_are_not_shown(met: dict[str, list[str]]) -> None:
    """Whoever can forge a device's address in a datagram, or put a picture on a page, chooses the labels in front."""
    met[CLASS_5K] = ["amy-smells.youtube.com", f"very.rude.words.{PHONICS}", f"more.{PHONICS}"]
    page = text_of(at().get("/door/"))
    assert not [word for word in ("smells", "rude", "more.") if word in page]
    assert page.count("app-card") == 2
    assert f'href="/door/ask/?site={PHONICS}"' in page


def test_what_has_been_opened_since_says_so(desk: Desk, met: dict[str, list[str]]) -> None:
    met[CLASS_5K] = [PHONICS]
    request = desk.ask().request
    assert "Your class has asked." in text_of(at().get("/door/"))
    desk.decide(request)
    assert "Open now." in text_of(at().get("/door/"))


def test_without_an_engine_the_box_still_works(met: dict[str, list[str]]) -> None:
    met["away"] = []
    page = text_of(at().get("/door/"))
    assert "That is all right" in page
    assert 'name="site"' in page


def test_outside_the_school_nothing_can_be_asked() -> None:
    assert "not on the school’s network" in text_of(at(OUTSIDE).get("/door/"))
    assert "Ask from school, or sign in." in text_of(post_ask(at(OUTSIDE)))
    assert not AccessRequest.objects.exists()


@pytest.mark.parametrize(
    "site", [PHONICS, "PhonicsPlay.CO.UK", f"{PHONICS}.", f"www.{PHONICS}", f"https://www.{PHONICS}/a?b=c", f"http://u:p@{PHONICS}:81/"]
)
def test_the_site_is_known_however_it_is_written(site: str) -> None:
    page = text_of(at().get("/door/ask/", {"site": site}))
    assert f'<span class="app-host">{PHONICS}</span>' in page
    post_ask(at(), site)
    assert AccessRequest.objects.get().host == PHONICS


@pytest.mark.parametrize("site", ["somebody@phonicsplay.co.uk", "not a site", "127.0.0.1", "", "co.uk", "a" * 300, "http://", "." * 40])
def test_what_is_no_site_is_answered_with_a_sentence(site: str) -> None:
    for response in (at().get("/door/ask/", {"site": site}), post_ask(at(), site)):
        assert response.status_code == 200
    assert not AccessRequest.objects.exists()


def test_other_alphabets_are_asked_for_in_punycode(desk: Desk) -> None:
    page = text_of(at().get("/door/ask/", {"site": "bücher.example"}))
    assert "xn--bcher-kva.example is open here" in page


def test_a_signed_closure_is_told_as_one() -> None:
    page = text_of(at().get("/door/ask/", {"site": "youtube.com"}))
    assert re.search(r"The policy closes this on purpose: <a [^>]+>clause [0-9.]+</a>\.", page)
    assert 'type="hidden" name="site" value="youtube.com"' in page, "its name stands above: it is not asked again"


def test_asking_leads_to_a_code_that_is_in_no_address(desk: Desk) -> None:
    client = at()
    answer = post_ask(client)
    assert (answer.status_code, answer["Location"]) == (302, "/door/asked/")
    page = text_of(client.get("/door/asked/"))
    code = re.search(r"([0-9A-Z]{5}-[0-9A-Z]{5})", page)
    assert code
    assert "the network manager looks at it" in page.lower()
    assert "The headteacher decides" in page
    assert not any(name in page for name in ("Hazel", "Nell"))
    status = client.post("/door/status/", {"code": code[1].lower().replace("-", " ")})
    assert PHONICS in text_of(status)
    assert status["Cache-Control"].count("no-store") == 1


def test_the_page_with_the_code_is_only_for_the_device_that_asked() -> None:
    post_ask(at())
    assert at(CLASS_4B).get("/door/asked/")["Location"] == "/door/"
    forged = at(CLASS_4B)
    forged.cookies["belisha-asked"] = f"{AccessRequest.objects.get().pk}:AAAAAAAAAA"
    assert forged.get("/door/asked/")["Location"] == "/door/"


def test_the_code_cookie_is_kept_from_scripts_and_other_sites() -> None:
    cookie = post_ask(at()).cookies["belisha-asked"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (True, "Strict", "/door/asked/", 300)


def test_a_person_gets_a_link_in_place_of_a_code(desk: Desk) -> None:
    client = at()
    client.force_login(desk.cast.teacher_5k.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    post_ask(client)
    page = text_of(client.get("/door/asked/"))
    assert f'href="/requests/{AccessRequest.objects.get().pk}/"' in page
    assert "Write this code down" not in page


def test_a_teacher_asks_for_their_class_from_the_staff_room(desk: Desk) -> None:
    client = at(STAFF_ROOM)
    client.force_login(desk.cast.teacher_5k.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "You ask for class 5K." in text_of(client.get("/door/ask/", {"site": "youtube.com"}))
    post_ask(client, "youtube.com", why="A film about rivers.")
    assert AccessRequest.objects.get().class_name == "5K"


def test_the_status_tells_by_when_and_that_it_is_late(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    code = desk.ask().code
    assert "You should get an answer by Thursday 17 September, 15:30." in text_of(at().post("/door/status/", {"code": code}))
    monkeypatch.setattr(clock, "now", lambda: desk.now + timedelta(days=3))
    late = text_of(at().post("/door/status/", {"code": code}))
    assert "The answer is late. Ask your teacher about it." in late
    assert "should get an answer" not in late


def test_the_status_tells_the_decision_and_until_when(desk: Desk) -> None:
    asked = desk.ask()
    desk.decide(asked.request, reason="It teaches reading.")
    page = text_of(at().post("/door/status/", {"code": asked.code}))
    assert "It is open for class 5K." in page
    assert "Until Friday 18 September, 15:30." in page
    assert "It teaches reading." in page


def test_a_wrong_code_says_so_and_nothing_more() -> None:
    assert "Nobody asked with this code." in text_of(at().post("/door/status/", {"code": "AAAAA-AAAAA"}))


def test_asking_is_limited_by_address(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [post_ask(at()).status_code for _ in range(11)]
    assert answers == [302] * 10 + [429]
    assert "Try again at 10:26." in text_of(post_ask(at()))
    assert AccessRequest.objects.count() == 10
    assert post_ask(at(CLASS_4B)).status_code == 302, "another device is not held back"
    monkeypatch.setattr(clock, "now", lambda: desk.now + timedelta(minutes=10))
    assert post_ask(at()).status_code == 302


def test_looking_up_codes_is_limited_by_address() -> None:
    answers = [at().post("/door/status/", {"code": "AAAAA-AAAAA"}).status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]


TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
"""A form's own token: any letters, also those that nobody wrote."""


@pytest.mark.parametrize("token", ["zqxj-rude-token", "<script>zqxj</script>", "zqxj\u202egnp", "ZQXJ' OR 1=1 --"])
def test_nobodys_words_are_on_a_page_a_class_can_see(desk: Desk, met: dict[str, list[str]], token: str) -> None:
    met[CLASS_5K] = met[CLASS_4B] = [PHONICS]
    client = at()
    post_ask(client, why=token)
    code = desk.ask(address=CLASS_4B, why=token + " again").code
    request = AccessRequest.objects.get(joined_to=None)
    for step in (lambda: None, lambda: desk.advise(request, words="advice-for-adults"), lambda: desk.decide(request, people="everyone")):
        step()
        pages = [client.get("/door/"), client.get("/door/asked/"), at(CLASS_4B).get("/door/"), at().get("/door/ask/", {"site": "poki.com"})]
        pages += [at(CLASS_4B).post("/door/status/", {"code": code}), at().get("/door/status/"), at().get("/")]
        for page in pages:
            assert page.status_code == 200
            assert "zqxj" not in TOKEN.sub("", page.content.decode()).lower()
            assert "advice-for-adults" not in page.content.decode()


def test_naughty_strings_never_break_a_page(shared_data: Path) -> None:
    strings = json.loads((shared_data / "blns" / "blns.json").read_text(encoding="utf-8"))
    client = at()
    for number, words in enumerate(strings):
        device = {"REMOTE_ADDR": f"127.0.1.{number % 250}"}
        site = PHONICS if number % 10 == 0 else words
        responses = [post_ask(client, site, words, **device), client.get("/door/ask/", {"site": words}, **device)]
        responses.append(client.post("/door/status/", {"code": words}, **device))
        assert [r.status_code for r in responses if r.status_code not in (200, 302, 429)] == [], words
    assert AccessRequest.objects.filter(host=PHONICS).count() > 40


def test_only_the_verbs_a_page_knows(desk: Desk) -> None:
    assert at().post("/door/").status_code == 405
    assert at().delete("/door/ask/").status_code == 405
    assert at().post("/door/asked/").status_code == 405


def test_a_form_of_another_site_is_refused() -> None:
    client = Client(REMOTE_ADDR=CLASS_5K, enforce_csrf_checks=True)
    assert post_ask(client).status_code == 403
    assert not AccessRequest.objects.exists()
