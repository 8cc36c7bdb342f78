"""Several requests that are alike, decided together: all or none, each for itself; and the same decision twice. Clause 8.5."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from belisha.audit.queries import records
from belisha.filtering.actions import WHO_ASKED, Outcome, decide_together
from belisha.filtering.models import AccessRequest, Opening
from belisha.filtering.queries.like_cases import alike
from belisha.filtering.queries.requests import waiting
from belisha.filtering.tests.desk import CLASS_4B, NOWHERE, PHONICS, Desk
from belisha.kit import clock
from belisha.kit.access import Denied, Refused
from belisha.kit.models import OutboxEvent
from belisha.people.models import Person
from tests.factories import make_family

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
POKI = "poki.com"
SENT = {"outcome": "REFUSE", "ready": "This site is not for school.", "reason": ""}


@pytest.fixture(autouse=True)
def stopped_clock(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: desk.now)


@pytest.fixture
def two(desk: Desk) -> tuple[AccessRequest, AccessRequest]:
    """Two that one list closes, asked by two classes."""
    return desk.ask(PHONICS).request, desk.ask(POKI, address=CLASS_4B).request


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person.account, backend=BACKEND)
    return client


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def together(desk: Desk, requests: Any, by: Person | None = None, **more: Any) -> list[AccessRequest]:
    wish = {"outcome": Outcome.GRANT, "reason": "You need it.", "people": WHO_ASKED, "ends": desk.now + timedelta(hours=5), **more}
    return decide_together(by=by or desk.cast.head, requests=requests, now=desk.now, **wish)


def test_each_is_opened_for_those_who_asked_and_written_down_for_itself(desk: Desk, two: tuple[AccessRequest, AccessRequest]) -> None:
    decided = together(desk, two)
    assert [(row.host, row.status, row.reason) for row in decided] == [
        (PHONICS, "GRANTED", "You need it."),
        (POKI, "GRANTED", "You need it."),
    ]
    assert list(Opening.objects.order_by("pk").values_list("host", "people")) == [(PHONICS, "class 5K"), (POKI, "class 4B")]
    for row in decided:
        assert desk.said(row) == ["access request asked", "access request decided"]
        assert records(desk.school.pk, subject=f"access request {row.pk}").last().clause == "8.5"
    assert OutboxEvent.objects.filter(name="RequestDecided").count() == 2


def test_one_that_cannot_be_decided_so_leaves_all_undecided(desk: Desk, two: tuple[AccessRequest, AccessRequest]) -> None:
    nobody_knows = desk.ask("game7.poki.com", address=NOWHERE)  # joined to the one for the whole site
    desk.decide(two[1], outcome=Outcome.REFUSE, reason="Not now.")
    with pytest.raises(Refused, match=r"poki\.com: .*already refused by Hazel Crossing.*None of them was decided"):
        together(desk, two)
    assert AccessRequest.objects.get(pk=two[0].pk).status == "ASKED"
    assert not Opening.objects.exists()
    assert nobody_knows.request.joined_to == two[1]


def test_nothing_chosen_is_no_decision(desk: Desk) -> None:
    with pytest.raises(Refused, match="nothing was chosen"):
        together(desk, [])


def test_what_ones_own_child_asked_for_is_in_no_decision(desk: Desk, two: tuple[AccessRequest, AccessRequest]) -> None:
    AccessRequest.objects.filter(pk=two[1].pk).update(asked_by=desk.cast.pupil_5k)
    make_family(desk.cast.head, desk.cast.pupil_5k)
    with pytest.raises(Denied, match="nobody advises on or decides what they or their child asked for"):
        together(desk, two)
    assert not AccessRequest.objects.filter(status="GRANTED").exists()
    page = text_of(signed_in(desk.cast.head).get(f"/requests/{two[0].pk}/together/"))
    assert PHONICS in page
    assert POKI not in page


def test_nobody_else_decides_them(desk: Desk, two: tuple[AccessRequest, AccessRequest]) -> None:
    for key in ("network_manager", "chair", "teacher_5k"):
        with pytest.raises(Denied):
            together(desk, two, by=getattr(desk.cast, key))
        assert signed_in(getattr(desk.cast, key)).get(f"/requests/{two[0].pk}/together/").status_code == 403


def test_alike_is_what_one_rule_closed_or_what_is_of_one_site(desk: Desk, two: tuple[AccessRequest, AccessRequest]) -> None:
    other = desk.ask("facebook.com").request
    rows = list(waiting(desk.school))
    assert [row.pk for row in alike(two[0], rows)] == [two[1].pk]
    assert alike(other, rows) == []
    AccessRequest.objects.filter(pk=other.pk).update(host="maths.phonicsplay.co.uk")
    assert {row.pk for row in alike(two[0], waiting(desk.school))} == {two[1].pk, other.pk}


def test_the_page_offers_them_and_says_what_was_done(desk: Desk, two: tuple[AccessRequest, AccessRequest]) -> None:
    head = signed_in(desk.cast.head)
    assert "Decide it together with 1 like it" in text_of(head.get("/requests/"))
    assert "One more like this waits" in text_of(head.get(f"/requests/{two[0].pk}/"))
    sent = {**SENT, "numbers": [str(row.pk) for row in two]}
    page = text_of(head.post(f"/requests/{two[0].pk}/together/", sent, follow=True))
    assert "2 sites stay closed. Everybody who asked is told." in page
    assert set(AccessRequest.objects.values_list("status", "reason")) == {("REFUSED", "This site is not for school.")}
    again = text_of(head.post(f"/requests/{two[0].pk}/together/", sent, follow=True))
    assert "do not wait any more" in again


def test_what_was_typed_stays_where_one_was_decided_meanwhile(desk: Desk, two: tuple[AccessRequest, AccessRequest]) -> None:
    head = signed_in(desk.cast.head)
    desk.decide(two[1], outcome=Outcome.REFUSE, reason="Not now.")
    sent = {**SENT, "ready": "", "reason": "unmistakable words", "numbers": [str(row.pk) for row in two]}
    answer = head.post(f"/requests/{two[0].pk}/together/", sent)
    assert "does not wait for you any more" in text_of(answer)
    assert "unmistakable words" in text_of(answer)
    assert AccessRequest.objects.get(pk=two[0].pk).status == "ASKED"


def test_who_comes_second_reads_who_was_first_and_keeps_their_words(desk: Desk, two: tuple[AccessRequest, AccessRequest]) -> None:
    """Also where nothing is left to decide: the headteacher's are decided by the chair, who stands in, before the form comes back."""
    for row in two:
        desk.decide(row, outcome=Outcome.REFUSE, reason="Not now.")
    AccessRequest.objects.update(decided_by=desk.cast.chair)
    sent = {**SENT, "ready": "", "reason": "unmistakable words", "numbers": [str(row.pk) for row in two]}
    page = text_of(signed_in(desk.cast.head).post(f"/requests/{two[0].pk}/together/", sent))
    for host in (PHONICS, POKI):
        assert f"{host}: already refused by {desk.cast.chair.name} at 15 September 2026, 10:15" in page
    assert "unmistakable words" in page


def test_the_same_decision_sent_twice_is_done_once_and_is_no_fault(desk: Desk) -> None:
    request = desk.ask().request
    first, second = desk.decide(request), desk.later(seconds=2).decide(request, hours=77.25 - 2 / 3600)
    assert (second.decided_at, second.reason) == (first.decided_at, first.reason)
    assert Opening.objects.count() == 1
    assert desk.said(request).count("access request decided") == 1


def test_another_decision_is_told_what_the_first_decided(desk: Desk) -> None:
    request = desk.ask().request
    desk.decide(request)
    for more in ({"reason": "Another reason."}, {"people": "everyone"}, {"outcome": Outcome.REFUSE}):
        with pytest.raises(Refused, match="already granted by Hazel Crossing at 15 September 2026, 10:15: nothing was changed now"):
            desk.decide(request, **more)
