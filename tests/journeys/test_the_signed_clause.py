"""The document is the program: one service struck out of a copy of the policy, loaded, signed, and the wire answers otherwise.

Unsigned it changes nothing; signed by one person alone, in whatever role, it changes nothing; nor does one person signing twice.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import STANDIN_SITE, Seats
from tests.journeys.running import CHECKOUT, Running, until

PUPILS, STAFF = "127.0.1.5", "127.0.2.5"
MODEL = CHECKOUT / "policies" / "model-policy.md"
Axe = Callable[[Page], list[str]]


@pytest.fixture
def edited(running: Running) -> str:
    """A copy of the policy in which clause 8.1 closes Roblox to pupils instead of YouTube."""
    text = MODEL.read_text(encoding="utf-8")
    assert text.count('services = ["youtube"]') == 1
    file = running.data / "edited.md"
    file.write_text(text.replace('services = ["youtube"]', 'services = ["roblox"]'), encoding="utf-8")
    return str(file)


def answers(running: Running) -> dict[str, str | None]:
    return {host: running.address(host, PUPILS) for host in ("youtube.com", "roblox.com", "facebook.com")}


def sign(seats: Seats, running: Running, role: str, *, number: int = 2) -> Page:
    page = seats.sit(STAFF)
    page.goto(running.ready["sign_in"][role])
    page.goto(f"{running.web}/versions/{number}/")
    page.get_by_role("button", name="Sign as").first.click()
    return page


def test_only_two_signatures_change_the_wire(seats: Seats, running: Running, axe: Axe, edited: str) -> None:
    closed, open_to_pupils = running.block_page[0], STANDIN_SITE
    before = {"youtube.com": closed, "roblox.com": open_to_pupils, "facebook.com": closed}
    after = {"youtube.com": open_to_pupils, "roblox.com": closed, "facebook.com": closed}
    assert answers(running) == before

    assert "version 2" in running.command("policy", "load", edited)
    assert answers(running) == before, "loaded is not signed"

    page = sign(seats, running, "headteacher")
    expect(page.get_by_text("No longer closed for pupils: YouTube.")).to_be_visible()
    expect(page.get_by_text("Closed for pupils: Roblox.")).to_be_visible()
    assert axe(page) == []
    assert answers(running) == before, "one signature is not two"
    assert running.explain("youtube.com", "class:5K")["verdict"] == "closed"

    page.goto(f"{running.web}/versions/2/")
    expect(page.get_by_role("button", name="Sign as")).to_have_count(0)
    twice = page.request.post(f"{running.web}/versions/2/sign/", form=_form_of(page, "chair of governors"))
    assert twice.status in (200, 403, 409), "one person does not sign twice"
    assert answers(running) == before

    page = sign(seats, running, "chair")
    expect(page.get_by_role("heading", level=1)).to_contain_text("in force")
    assert until(lambda: answers(running) == after), answers(running)
    explained = running.explain("youtube.com", "class:5K")
    assert explained["verdict"] == "open"
    assert running.explain("roblox.com", "class:5K")["clause"] == "8.1"
    assert explained["policy_version"] == running.explain("roblox.com", "group:staff")["policy_version"]
    past = running.explain("youtube.com", "class:5K", at="2026-09-15T10:15:01+01:00")
    assert past["policy_version"] != explained["policy_version"], "the past is answered by the version in force then"
    assert axe(page) == []
    assert "whole" in running.command("audit", "verify")


def _form_of(page: Page, role: str) -> dict[str, str]:
    """A signing form as the page would send it, for a role it does not offer."""
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    return {"csrfmiddlewaretoken": token, "role": role}
