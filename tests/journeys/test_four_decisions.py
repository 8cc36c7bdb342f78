"""A headteacher at a quarter to eight, on a phone: four decisions, two alike answered together, a refusal that a child can read.

Source: safeguarding.md, daily story 7; clauses 8.4 and 8.5.
"""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Seats
from tests.journeys.running import Running, until
from tests.journeys.steps import Axe, looks_right, needs, sign_in

PHONICS, GAMES, SERVICES = "phonicsplay.co.uk", ("poki.com", "coolmathgames.com"), ("youtube.com", "tiktok.com")
CLASS_5K, CLASS_4B = "127.0.1.5", "127.0.1.21"
MONDAY = "2026-09-21T07:45:00+01:00"
PHONE = {"width": 390, "height": 844}
REFUSAL = "This site is not for school."


def test_four_decisions_before_school(seats: Seats, running: Running, axe: Axe) -> None:
    asked(seats, running, PHONICS, CLASS_5K)
    head = sign_in(seats, running, "headteacher", viewport=PHONE)
    decided(head, running, PHONICS, "Class 5K")
    running.command("clock", "set", MONDAY)
    codes = {site: asked(seats, running, site, CLASS_4B) for site in (*GAMES, *SERVICES)}
    advised(seats, running)

    head = sign_in(seats, running, "headteacher", viewport=PHONE)
    assert needs(head)[0] == "4 requests wait for your decision"
    the_opening_ended_at_the_bell(head, running)
    two_alike_are_answered_together(head, running, axe)
    decided(head, running, SERVICES[0], "Class 4B", why="For the film about rivers.")
    refused(head, running, SERVICES[1])
    head.goto(f"{running.web}/today/")
    assert not [title for title in needs(head) if "decision" in title]
    looks_right(head, axe)
    assert running.is_closed(GAMES[0], CLASS_4B)
    the_child_reads_why(seats, running, axe, codes[GAMES[1]])


def asked(seats: Seats, running: Running, site: str, address: str) -> str:
    board = seats.sit(address)
    board.goto(f"{running.web}/door/ask/?site={site}")
    board.get_by_role("button", name="Ask").click()
    expect(board.get_by_role("heading", level=1)).to_have_text("Asked")
    return board.locator(".app-code").inner_text()


def advised(seats: Seats, running: Running) -> None:
    """The network manager has looked at all of them."""
    manager = sign_in(seats, running, "network_manager")
    for site in (*GAMES, *SERVICES):
        manager.goto(f"{running.web}/requests/")
        manager.get_by_role("link", name=site, exact=True).click()
        manager.get_by_label("Keep it closed").check()
        manager.get_by_label("Why", exact=True).fill("A look at it is enough.")
        manager.get_by_role("button", name="Give this advice").click()


def the_opening_ended_at_the_bell(head: Page, running: Running) -> None:
    """It is on the page of the day, with its proof."""
    fact = head.locator(".app-day__fact").filter(has_text=f"{PHONICS} closed again by itself, for class 5K")

    def proved() -> bool:
        head.goto(f"{running.web}/today/")
        return fact.count() == 1 and "Proved at the resolver" in fact.inner_text()

    assert until(proved, seconds=30), head.locator("main").inner_text()


def two_alike_are_answered_together(head: Page, running: Running, axe: Axe) -> None:
    head.goto(f"{running.web}/requests/")
    head.get_by_role("link", name=GAMES[0], exact=True).click()
    expect(head.get_by_role("heading", name="Cases like it before")).to_be_visible()
    expect(head.get_by_text(re.compile("closed by the same rule: opened for class 5K"))).to_be_visible()
    looks_right(head, axe)
    head.get_by_role("link", name="One more like this waits: decide them together").click()
    expect(head.get_by_role("heading", level=1)).to_have_text("Decide together")
    for site in GAMES:
        expect(head.get_by_label(f"{site}, for class 4B")).to_be_checked()
    head.get_by_label("Keep it closed").check()
    head.get_by_label(REFUSAL).check()
    looks_right(head, axe)
    head.get_by_role("button", name="Decide them").click()
    expect(head.get_by_text("2 sites stay closed. Everybody who asked is told.")).to_be_visible()
    looks_right(head, axe)


def decided(head: Page, running: Running, site: str, who: str, why: str = "It is a good site for reading sounds.") -> None:
    head.goto(f"{running.web}/requests/")
    head.get_by_role("link", name=site, exact=True).first.click()
    head.get_by_label("Open it", exact=True).check()
    head.get_by_label("The reason").fill(why)
    head.get_by_label(who).check()
    head.get_by_role("button", name="Decide").click()
    expect(head.get_by_text(re.compile(r"Proved at the resolver in (\d|under 1 ms)")).first).to_be_visible()


def refused(head: Page, running: Running, site: str) -> None:
    head.goto(f"{running.web}/requests/")
    head.get_by_role("link", name=site, exact=True).click()
    head.get_by_label("Keep it closed").check()
    head.get_by_label(REFUSAL).check()
    head.get_by_role("button", name="Decide").click()
    expect(head.get_by_text("It stays closed.")).to_be_visible()


def the_child_reads_why(seats: Seats, running: Running, axe: Axe, code: str) -> None:
    board = seats.sit(CLASS_4B)
    board.goto(f"{running.web}/door/status/")
    board.get_by_label("Your code").fill(code)
    board.get_by_role("button").first.click()
    expect(board.get_by_text(REFUSAL)).to_be_visible()
    assert axe(board) == []
