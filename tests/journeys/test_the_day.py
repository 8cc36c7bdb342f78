"""The headteacher's morning, in a real Chromium.

Source: safeguarding.md, story 6. Deciding itself is told in another story; here it is what the page of the day shows of it.
"""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Seats
from tests.journeys.running import Running, until
from tests.journeys.steps import Axe, looks_right, needs, sign_in

PHONICS, GAMES = "phonicsplay.co.uk", ("poki.com", "game7.example")
CLASS_5K, CLASS_4B = "127.0.1.5", "127.0.1.21"
AFTER_FRIDAY = "2026-09-18T15:31:00+01:00"
PHONE = {"width": 390, "height": 844}


def ask(seats: Seats, running: Running, site: str, address: str) -> None:
    board = seats.sit(address)
    board.goto(f"{running.web}/door/ask/?site={site}")
    board.get_by_label("What do you need it for?").fill("For this lesson")
    board.get_by_role("button", name="Ask").click()
    expect(board.get_by_role("heading", level=1)).to_have_text("Asked")


def advise(manager: Page, running: Running, site: str) -> None:
    """One click from the page of the day."""
    manager.goto(f"{running.web}/today/")
    manager.get_by_role("link", name=site).click()
    manager.get_by_label("Open it").check()
    manager.get_by_label("Why", exact=True).fill("It is on the games list by mistake.")
    manager.get_by_role("button", name="Give this advice").click()


def test_the_headteachers_morning(seats: Seats, running: Running, axe: Axe) -> None:
    for site, address in ((PHONICS, CLASS_5K), (PHONICS, CLASS_4B), (GAMES[0], CLASS_4B)):
        ask(seats, running, site, address)
    manager = sign_in(seats, running, "network_manager")
    assert "2 requests wait for your advice" in needs(manager)
    for site in (PHONICS, GAMES[0]):
        advise(manager, running, site)

    head = sign_in(seats, running, "headteacher", viewport=PHONE)
    assert needs(head) == ["2 requests wait for your decision"], "what two classes asked for together is one"
    expect(head.get_by_text("asked by class 5K and 1 more")).to_be_visible()
    expect(head.get_by_text("2 requests were advised on")).to_be_visible()
    looks_right(head, axe)
    by_keyboard_to(head, "The network", "Open by decision")
    looks_right(head, axe)

    head.goto(f"{running.web}/today/")
    head.get_by_role("link", name=PHONICS).click()
    head.get_by_label("Open it", exact=True).check()
    head.get_by_label("The reason").fill("It is a good site for reading sounds.")
    head.get_by_label("Class 5K").check()
    head.get_by_role("button", name="Decide").click()
    expect(head.get_by_text(re.compile(r"Proved at the resolver in (\d|under 1 ms)")).first).to_be_visible()
    head.goto(f"{running.web}/today/")
    assert needs(head) == ["One request waits for your decision"]
    expect(head.get_by_text("One site is open by decision", exact=True)).to_be_visible()

    running.command("clock", "set", AFTER_FRIDAY)
    title = f"{PHONICS} closed again by itself, for class 5K"

    def proved() -> bool:
        head.goto(running.ready["sign_in"]["headteacher"])
        fact = head.locator(".app-day__fact").filter(has_text=title)
        return fact.count() == 1 and "Proved at the resolver" in fact.inner_text()

    assert until(proved, seconds=20), head.locator("main").inner_text()
    assert needs(head)[0] == "One request is late", needs(head)
    looks_right(head, axe)
    head.get_by_role("button", name="I have seen this").click()
    expect(head.get_by_text("2 requests were advised on")).to_have_count(0)  # what came since the page was made may stand there


def by_keyboard_to(page: Page, group: str, door: str) -> None:
    """Without a mouse and without a script: the group's name is reached and opened by keys, then the door behind it."""
    page.keyboard.press("Tab")  # the skip link
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText").strip().startswith(group):
            break
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name=door, exact=True)
    expect(link).to_be_visible()
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText").strip() == door:
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.url.endswith("/openings/")
