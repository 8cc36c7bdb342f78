"""An opening is for a name and all below it: what it opens against a signature is said before and recorded after (safeguarding.md 18)."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from belisha.audit.queries import records
from belisha.filtering.actions import Outcome
from belisha.filtering.models import AccessRequest
from belisha.filtering.tests.desk import CLASS_4B, MODEL_POLICY, PHONICS, Desk, sign_policy
from belisha.filtering.tests.test_request_pages import signed_in
from belisha.kit import clock

CHAT = f"chat.{PHONICS}"


@pytest.fixture
def strict(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The policy in force closes the chat of the phonics site by name; the rest of the site a list closes by mistake."""
    sign_policy(desk.school, desk.cast, desk.now - timedelta(hours=1), text=with_block(CHAT, "pupils"))
    monkeypatch.setattr(clock, "now", lambda: desk.now)
    return desk


def with_block(site: str, people: str) -> str:
    """The model policy with one more block in its clause 8.1."""
    text = MODEL_POLICY.read_text(encoding="utf-8")
    more = f'[[block]]\nsites = ["{site}"]\nfor = ["{people}"]\n\n'
    at = text.index("[[block]]")
    return text[:at] + more + text[at:]


def goes_against(desk: Desk, request: AccessRequest) -> object:
    facts = json.loads(records(desk.school.pk, subject=f"access request {request.pk}").last().payload.payload)["facts"]
    return facts["against a signed closure"]


def test_a_grant_above_a_signed_closure_is_recorded_as_against_it(strict: Desk) -> None:
    assert goes_against(strict, strict.decide(strict.ask(PHONICS).request)) is True


def test_a_refusal_goes_against_nothing(strict: Desk) -> None:
    assert goes_against(strict, strict.decide(strict.ask(PHONICS).request, outcome=Outcome.REFUSE)) is False


def test_a_grant_beside_a_signed_closure_is_not(strict: Desk) -> None:
    assert goes_against(strict, strict.decide(strict.ask(f"games.{PHONICS}").request)) is False


def test_the_decider_is_told_what_else_would_open(strict: Desk) -> None:
    request = strict.ask(PHONICS).request
    page = re.sub(r"<[^>]+>|\s+", " ", signed_in(strict.cast.head).get(f"/requests/{request.pk}/").content.decode())
    assert re.search(rf"Opening this would also open\s+{re.escape(CHAT)}", page)


def test_a_closure_for_other_people_is_none_of_this_grant(desk: Desk) -> None:
    sign_policy(desk.school, desk.cast, desk.now - timedelta(hours=1), text=with_block(CHAT, "guests"))
    assert goes_against(desk, desk.decide(desk.ask(PHONICS).request)) is False


def test_a_grant_for_everyone_goes_against_what_is_closed_to_one_class(desk: Desk) -> None:
    sign_policy(desk.school, desk.cast, desk.now - timedelta(hours=1), text=with_block(PHONICS, "class 5K"))
    request = desk.ask(PHONICS, address=CLASS_4B).request
    assert request.closed_reason == "CATEGORY_LIST"
    assert goes_against(desk, desk.decide(request, people="everyone")) is True
