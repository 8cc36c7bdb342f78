"""Closed by mistake, needed for a lesson, against a signed closure: the form tells them apart. Source: safeguarding.md 18."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from belisha.filtering.models import AccessRequest
from belisha.filtering.tests.desk import CLASS_5K, PHONICS, STAFF_ROOM, Desk
from belisha.kit import clock
from belisha.kit.access import Refused
from belisha.people.models import Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ON_PURPOSE = "facebook.com"
MISTAKE, LESSON, EXCEPTION = "It is closed by mistake", "I need it for a lesson", "I ask for an exception"


@pytest.fixture(autouse=True)
def stopped_clock(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: desk.now)


def page(site: str, person: Person | None = None, address: str = CLASS_5K) -> str:
    client = Client(REMOTE_ADDR=address)
    if person is not None:
        client.force_login(person.account, backend=BACKEND)
    return re.sub(r"\s+", " ", client.get("/door/ask/", {"site": site}).content.decode())


def sent(person: Person, **words: str) -> Any:
    client = Client(REMOTE_ADDR=CLASS_5K)
    client.force_login(person.account, backend=BACKEND)
    return client.post("/door/ask/", words)


def test_a_child_chooses_nothing(desk: Desk) -> None:
    for site in (PHONICS, ON_PURPOSE):
        shown = page(site)
        assert 'type="radio"' not in shown
        assert MISTAKE not in shown
        assert EXCEPTION not in shown


def test_a_teacher_says_whether_it_is_a_mistake_or_for_a_lesson(desk: Desk) -> None:
    shown = page(PHONICS, desk.cast.teacher_5k)
    assert MISTAKE in shown
    assert LESSON in shown
    assert EXCEPTION not in shown


def test_what_is_closed_on_purpose_is_never_called_a_mistake(desk: Desk) -> None:
    shown = page(ON_PURPOSE, desk.cast.teacher_5k)
    assert MISTAKE not in shown
    assert LESSON in shown
    assert EXCEPTION in shown
    assert "An exception has a reason and an end, and is listed to the governors" in shown


def test_who_plans_no_activity_has_no_choice_to_make(desk: Desk) -> None:
    assert 'type="radio"' not in page(PHONICS, desk.cast.network_manager, STAFF_ROOM)


@pytest.mark.parametrize(("site", "where"), [(PHONICS, f"?site={PHONICS}"), (ON_PURPOSE, f"?site={ON_PURPOSE}")])
def test_for_a_lesson_leads_to_the_activity_and_asks_for_nothing(desk: Desk, site: str, where: str) -> None:
    answer = sent(desk.cast.teacher_5k, site=site, purpose="LESSON", why="")
    assert (answer.status_code, answer["Location"]) == (302, f"/activities/plan/{where}")
    assert not AccessRequest.objects.exists()


def test_the_activity_is_planned_with_the_site_or_its_service_filled_in(desk: Desk) -> None:
    client = Client(REMOTE_ADDR=STAFF_ROOM)
    client.force_login(desk.cast.teacher_5k.account, backend=BACKEND)
    from belisha.filtering.views import planning  # the training is another story: see test_activity_pages

    planned = planning._of_site
    assert planned(PHONICS) == {"services": [], "sites": PHONICS}
    assert planned("www.facebook.com") == {"services": ["facebook"], "sites": ""}
    assert planned("not a site") == {}
    for words in ("not a site", "x" * 3000, "😀", "https://user@bbc.co.uk:8080/a?b"):
        assert client.get("/activities/plan/", {"site": words}).status_code == 200


def test_who_may_not_plan_cannot_choose_a_lesson_by_hand(desk: Desk) -> None:
    answer = sent(desk.cast.network_manager, site=PHONICS, purpose="LESSON", why="By hand.")
    assert answer["Location"] == "/door/asked/"
    assert AccessRequest.objects.get().closed_reason == "CATEGORY_LIST"


def test_an_exception_says_why_and_what_was_chosen_changes_nothing_of_it(desk: Desk) -> None:
    refused = sent(desk.cast.teacher_5k, site=ON_PURPOSE, purpose="MISTAKE", why=" ")
    assert "An exception needs a reason and an end" in refused.content.decode()
    assert not AccessRequest.objects.exists()
    sent(desk.cast.teacher_5k, site=ON_PURPOSE, purpose="MISTAKE", why="For the class page.")
    assert AccessRequest.objects.get().closed_reason == "POLICY_CLOSES"


def test_a_child_need_not_say_why(desk: Desk) -> None:
    assert desk.ask(ON_PURPOSE, why="").request.closed_reason == "POLICY_CLOSES"
    assert desk.ask("tiktok.com", why="", by=desk.cast.pupil_5k).request.closed_reason == "POLICY_CLOSES"
    with pytest.raises(Refused, match="write what you need it for"):
        desk.ask(ON_PURPOSE, why="", by=desk.cast.teacher_5k)
