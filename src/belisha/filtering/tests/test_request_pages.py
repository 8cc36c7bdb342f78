"""The requests as adults work on them: who sees what, advice, decision, parting, strangers."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from belisha.filtering.models import AccessRequest, Opening, Proof
from belisha.filtering.tests.desk import CLASS_4B, PHONICS, Desk
from belisha.filtering.views import requests as views
from belisha.kit import clock
from belisha.people.models import Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SEE_ALL = ("head", "network_manager", "esafety")
SEE_NOTHING = ("parent_5k", "pupil_5k", "volunteer", "governor", "clerk", "teacher_4b", "dsl")
DECISION = {"outcome": "GRANT", "reason": "It teaches reading.", "people": "class 5K", "end_day": "2026-09-18", "end_time": "15:30"}


@pytest.fixture(autouse=True)
def stopped_clock(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: desk.now)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person.account, backend=BACKEND)
    return client


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.mark.parametrize("key", SEE_ALL)
def test_the_list_shows_what_waits_to_those_who_act(desk: Desk, key: str) -> None:
    desk.ask(why="unmistakable")
    desk.ask(address=CLASS_4B)
    page = text_of(signed_in(getattr(desk.cast, key)).get("/requests/"))
    assert PHONICS in page
    assert "with 1 more for the same site" in page
    assert "To be decided by Thursday 17 September, 15:30" in page
    assert "unmistakable" not in page
    assert ("Your turn" in page) == (key == "network_manager")


@pytest.mark.parametrize("key", SEE_NOTHING)
def test_the_list_is_empty_for_others_and_the_request_is_closed_to_them(desk: Desk, key: str) -> None:
    request = desk.ask().request
    client = signed_in(getattr(desk.cast, key))
    assert PHONICS not in text_of(client.get("/requests/"))
    assert client.get(f"/requests/{request.pk}/").status_code == 403


def test_a_teacher_sees_their_class_and_their_own(desk: Desk) -> None:
    of_class, own = desk.ask(why="unmistakable").request, desk.ask("youtube.com", address=CLASS_4B, by=desk.cast.teacher_5k).request
    desk.ask("poki.com", address=CLASS_4B)
    client = signed_in(desk.cast.teacher_5k)
    page = text_of(client.get("/requests/"))
    assert PHONICS in page
    assert "youtube.com" in page
    assert "poki.com" not in page
    assert "unmistakable" not in text_of(client.get(f"/requests/{of_class.pk}/"))
    assert client.get(f"/requests/{own.pk}/").status_code == 200


def test_words_of_who_asked_are_for_those_who_act(desk: Desk) -> None:
    request = desk.ask(why="unmistakable").request
    for key, may_read in (("network_manager", True), ("head", True), ("esafety", False), ("teacher_5k", False)):
        page = text_of(signed_in(getattr(desk.cast, key)).get(f"/requests/{request.pk}/"))
        assert ("unmistakable" in page) == may_read, key


def test_strangers_and_unknown_numbers_find_nothing(desk: Desk) -> None:
    request = desk.ask().request
    stranger = signed_in(desk.cast.stranger)
    assert stranger.get(f"/requests/{request.pk}/").status_code == 404
    assert stranger.get("/requests/").status_code == 404
    assert stranger.post(f"/requests/{request.pk}/decision/", DECISION).status_code == 404
    assert signed_in(desk.cast.head).get("/requests/999999/").status_code == 404


@pytest.mark.parametrize("path", ["", "{}/", "{}/advice/", "{}/decision/", "{}/part/"])
def test_who_is_not_signed_in_is_led_to_sign_in(desk: Desk, path: str) -> None:
    address = "/requests/" + path.format(desk.ask().request.pk)
    for answer in (Client().get(address), Client().post(address)):
        assert answer.status_code == 302
        assert "/account/login/" in answer["Location"]


@pytest.mark.parametrize("key", ["teacher_5k", "esafety", "parent_5k", "pupil_5k", "governor"])
def test_without_the_right_nothing_can_be_sent(desk: Desk, key: str) -> None:
    request = desk.ask().request
    client = signed_in(getattr(desk.cast, key))
    page = text_of(client.get(f"/requests/{request.pk}/"))
    assert "<form" not in page.split("<main", 1)[-1].split("</main>", 1)[0]
    for what, values in (
        ("advice", {"advice": "OPEN", "words": "x"}),
        ("decision", DECISION),
        ("decision", {}),
        ("advice", {}),
        ("part", {}),
    ):
        assert client.post(f"/requests/{request.pk}/{what}/", values).status_code == 403
    request.refresh_from_db()
    assert request.status == "ASKED"


def test_advice_and_decision_by_the_pages(desk: Desk) -> None:
    request = desk.ask(why="unmistakable").request
    address = f"/requests/{request.pk}/"
    adviser, decider = signed_in(desk.cast.network_manager), signed_in(desk.cast.head)
    assert "Decide" not in text_of(adviser.get(address)).split("<h2")[-1]
    assert adviser.post(f"{address}advice/", {"advice": "OPEN", "words": "A reading site."})["Location"] == address
    assert "Waits for the headteacher." in text_of(adviser.get(address)), "the adviser's turn is over, though they may change the advice"
    page = text_of(decider.get(address))
    assert "Your turn" in page
    assert "Open it.</strong> A reading site." in page
    assert 'value="2026-09-18"' in page
    assert 'value="15:30"' in page
    assert re.search(r'value="class 5K"[^>]*checked', page)
    assert decider.post(f"{address}decision/", DECISION)["Location"] == address
    page = text_of(decider.get(address))
    assert "Open for <strong>class 5K</strong> until <strong>Friday 18 September, 15:30</strong>" in page
    assert 'href="/policy/8.5/"' in page
    assert "Not yet proved at the resolver" in page


def test_the_proof_is_shown_with_its_milliseconds(desk: Desk) -> None:
    request = desk.decide(desk.ask().request)
    _prove(desk, Opening.objects.get())
    page = text_of(signed_in(desk.cast.head).get(f"/requests/{request.pk}/"))
    assert re.search(r"Proved at the resolver in 3 ms: open for class 5K\. Settled 41 ms", page)


def test_a_proof_that_failed_is_amber(desk: Desk) -> None:
    request = desk.decide(desk.ask().request)
    _prove(desk, Opening.objects.get())
    Proof.objects.update(is_proved=False, answered="closed")
    page = text_of(signed_in(desk.cast.head).get(f"/requests/{request.pk}/"))
    assert re.search(r'app-beacon--amber">.{0,120}Not proved at the resolver for class 5K', page)


def test_an_opening_that_is_over_was_open(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    request = desk.decide(desk.ask().request)
    monkeypatch.setattr(clock, "now", lambda: Opening.objects.get().ends)
    assert "Was open for <strong>class 5K</strong>" in text_of(signed_in(desk.cast.head).get(f"/requests/{request.pk}/"))


def _prove(desk: Desk, opening: Opening) -> None:
    Proof.objects.create(
        school=desk.school,
        cause="opening made",
        subject=f"opening {opening.pk}",
        host=PHONICS,
        seat_key="pupils/5K",
        address="127.0.1.5",
        expected="open",
        answered="open",
        wire="A",
        is_proved=True,
        milliseconds=3.0,
        settled_milliseconds=41.0,
        caused_at=desk.now,
        asked_at=desk.now,
    )


def test_a_decision_waits_a_moment_for_the_proof(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELISHA_WORKER_SOCKET", "/nowhere/worker.sock")
    looks: list[int] = []

    def proved_at_the_third_look(school: object, subject: str) -> list[str]:
        looks.append(1)
        return ["proof"] if len(looks) == 3 else []

    monkeypatch.setattr(views.proofs, "latest_proofs", proved_at_the_third_look)
    request = desk.ask().request
    signed_in(desk.cast.head).post(f"/requests/{request.pk}/decision/", DECISION)
    assert len(looks) == 3


def test_a_decision_does_not_wait_for_ever(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELISHA_WORKER_SOCKET", "/nowhere/worker.sock")
    monkeypatch.setattr(views, "PROOF_WAIT_SECONDS", 0.1)
    request = desk.ask().request
    began = time.monotonic()
    assert signed_in(desk.cast.head).post(f"/requests/{request.pk}/decision/", DECISION).status_code == 302
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"outcome": ""}, "Choose: open it, or keep it closed."),
        ({"reason": ""}, "everybody who asked will read it"),
        ({"people": ""}, "Choose for whom it is opened."),
        ({"people": "class 9Z"}, "class 9Z is not one of the available choices"),
        ({"end_day": ""}, "Write the last day."),
        ({"end_day": "soon"}, "Write the day like 2026-09-18."),
        ({"end_time": "25:00"}, "Write the time like 15:30."),
        ({"end_day": "2026-09-14"}, "The end is in the past"),
        ({"end_day": "2026-11-18"}, "10 school days at most (clause 8.4)"),
    ],
)
def test_what_is_to_be_mended_is_said(desk: Desk, changed: dict[str, str], sentence: str) -> None:
    request = desk.ask().request
    response = signed_in(desk.cast.head).post(f"/requests/{request.pk}/decision/", DECISION | changed)
    assert response.status_code in (200, 409)
    page = text_of(response)
    assert sentence in page
    assert "govuk-error-summary" in page
    assert "It teaches reading." in page or "reason" in changed, "what was written is not lost"
    assert not Opening.objects.exists()


def test_keeping_closed_needs_neither_people_nor_end(desk: Desk) -> None:
    request = desk.ask().request
    client = signed_in(desk.cast.head)
    client.post(f"/requests/{request.pk}/decision/", {"outcome": "REFUSE", "reason": "It has adverts."})
    assert "It stays closed." in text_of(client.get(f"/requests/{request.pk}/"))


def test_the_second_decider_reads_what_the_first_decided(desk: Desk) -> None:
    request = desk.ask().request
    client = signed_in(desk.cast.head)
    client.post(f"/requests/{request.pk}/decision/", DECISION)
    again = client.post(f"/requests/{request.pk}/decision/", DECISION | {"outcome": "REFUSE"})
    assert again.status_code == 409
    assert "Already granted by Hazel Crossing at 15 September 2026, 10:15" in text_of(again)
    assert Opening.objects.count() == 1


def test_a_signed_closure_is_marked_for_the_decider(desk: Desk) -> None:
    request = desk.ask("youtube.com").request
    page = text_of(signed_in(desk.cast.head).get(f"/requests/{request.pk}/"))
    assert "This is against a signed closure: give a reason and an end." in page
    assert "closes this on purpose" in text_of(signed_in(desk.cast.network_manager).get("/requests/"))


def test_the_chair_sees_and_decides_what_the_head_asked(desk: Desk) -> None:
    request = desk.ask(by=desk.cast.head).request
    chair = signed_in(desk.cast.chair)
    assert PHONICS in text_of(chair.get("/requests/"))
    assert '<h2 class="govuk-heading-m">Decide' in text_of(chair.get(f"/requests/{request.pk}/"))
    assert '<h2 class="govuk-heading-m">Decide' not in text_of(signed_in(desk.cast.head).get(f"/requests/{request.pk}/"))
    assert chair.post(f"/requests/{request.pk}/decision/", DECISION).status_code == 302


def test_the_chair_sees_a_late_request(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from belisha.filtering.actions import tell_late

    request = desk.ask().request
    late = desk.now + timedelta(days=4)
    monkeypatch.setattr(clock, "now", lambda: late)
    chair = signed_in(desk.cast.chair)
    assert chair.get(f"/requests/{request.pk}/").status_code == 403
    tell_late(late)
    assert "Late" in text_of(chair.get(f"/requests/{request.pk}/"))


def test_joined_requests_are_listed_and_parted(desk: Desk) -> None:
    first, joined = desk.ask().request, desk.ask(address=CLASS_4B, why="unmistakable").request
    client = signed_in(desk.cast.head)
    page = text_of(client.get(f"/requests/{first.pk}/"))
    assert "2 requests for the same site, decided together." in page
    assert re.search(r"“unmistakable”</span><br>Class 4B, 15 September 2026", page)
    assert "Part them" in text_of(client.get(f"/requests/{joined.pk}/"))
    assert client.post(f"/requests/{joined.pk}/part/").status_code == 302
    assert AccessRequest.objects.get(pk=joined.pk).status == "ASKED"


def test_words_are_shown_as_text(desk: Desk) -> None:
    request = desk.ask(why="<script>alert(1)</script>").request
    page = signed_in(desk.cast.head).get(f"/requests/{request.pk}/").content.decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_only_sending_changes_anything(desk: Desk) -> None:
    request = desk.ask().request
    client = signed_in(desk.cast.head)
    for what in ("advice", "decision", "part"):
        assert client.get(f"/requests/{request.pk}/{what}/").status_code == 405
