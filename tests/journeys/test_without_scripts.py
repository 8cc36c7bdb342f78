"""Asking, advising and deciding with JavaScript switched off: nothing of the way needs it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Seats
from tests.journeys.running import Running

SITE = "poki.com"
REASON = "We look at it together in computing."


def without_scripts(seats: Seats, running: Running, role: str) -> Page:
    """The request as this role meets it, JavaScript off."""
    page = seats.sit("127.0.2.5", java_script_enabled=False)
    page.goto(running.ready["sign_in"][role])
    page.goto(f"{running.web}/requests/")
    page.get_by_role("link", name=SITE).first.click()
    return page


def test_the_whole_way_works_without_scripts(seats: Seats, running: Running) -> None:
    board = seats.sit("127.0.1.5", java_script_enabled=False)
    board.goto(f"{running.web}/door/")
    board.get_by_label("Its name, like bbc.co.uk").fill(SITE)
    board.get_by_role("button", name="Go on").click()
    board.get_by_label("What do you need it for?").fill("We want to see how it is made")
    board.get_by_role("button", name="Ask").click()
    expect(board.get_by_role("heading", level=1)).to_have_text("Asked")
    code = board.locator(".app-code").inner_text()
    manager = without_scripts(seats, running, "network_manager")
    manager.get_by_label("Open it").check()
    manager.get_by_label("Why", exact=True).fill("A games site, closed on purpose; for one lesson.")
    manager.get_by_role("button", name="Give this advice").click()
    head = without_scripts(seats, running, "headteacher")
    head.get_by_label("Open it", exact=True).check()
    head.get_by_label("The reason").fill(REASON)
    head.get_by_label("Class 5K").check()
    head.get_by_role("button", name="Decide").click()
    expect(head.get_by_text("Everybody who asked is told.")).to_be_visible()
    board.goto(f"{running.web}/door/status/")
    board.get_by_label("Your code").fill(code)
    board.get_by_role("button", name="Look").click()
    expect(board.get_by_text(REASON)).to_be_visible()
