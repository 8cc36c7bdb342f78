"""The day of two people, in a real Chromium: the headteacher's morning, and the network manager's Monday at half past eight.

Source: safeguarding.md, stories 6 and 7. Deciding itself is told in another story; here it is what the page of the day shows of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Seats
from tests.journeys.running import Running, until

PHONICS, GAMES = "phonicsplay.co.uk", ("poki.com", "game7.example")
CLASS_5K, CLASS_4B, STAFF = "127.0.1.5", "127.0.1.21", "127.0.2.5"
ROUNDABOUT = (
    "dns.google",
    "cloudflare-dns.com",
    "dns.quad9.net",
    "dns.nextdns.io",
    "dns.mullvad.net",
    "doh.opendns.com",
    "dns.adguard-dns.com",
)
AFTER_FRIDAY, MONDAY = "2026-09-18T15:31:00+01:00", "2026-09-21T08:30:00+01:00"
PHONE = {"width": 390, "height": 844}
Axe = Callable[[Page], list[str]]


def sign_in(seats: Seats, running: Running, role: str, **options: object) -> Page:
    """Signed in, and where that leads: to the day."""
    page = seats.sit(STAFF, **options)
    page.goto(running.ready["sign_in"][role])
    assert page.url == f"{running.web}/today/"
    return page


def needs(page: Page) -> list[str]:
    """What needs the reader, in order."""
    return [title.strip() for title in page.locator(".app-day__need h3").all_inner_texts()]


def looks_right(page: Page, axe: Axe) -> None:
    """Nothing that axe finds, and nothing that scrolls sideways."""
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


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
    expect(head.get_by_text(re.compile(r"Proved at the resolver in \d")).first).to_be_visible()
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


def test_the_network_managers_monday(seats: Seats, running: Running, axe: Axe) -> None:
    for name in ROUNDABOUT:
        assert running.is_closed(name, CLASS_5K), name
    running.command("clock", "set", MONDAY)
    manager = sign_in(seats, running, "network_manager")
    told = manager.locator(".app-day__fact").filter(has_text=re.compile(r"One trolley met ways round the filter \d+ times"))

    def counted() -> bool:
        manager.goto(running.ready["sign_in"]["network_manager"])
        return told.count() == 1

    assert until(counted, seconds=30), manager.locator("main").inner_text()
    expect(manager.get_by_text("Good morning, Nell Lantern")).to_be_visible()
    expect(manager.get_by_text("The resolver answers", exact=True)).to_be_visible()
    words = manager.locator("main").inner_text()
    assert "another name server, encrypted DNS in the browser, or a VPN application" in words, "the fix stands beside it"
    assert "Pip Puffin" not in words
    assert "5K" not in words, "no class, and no child"
    looks_right(manager, axe)
    told.get_by_role("link", name=re.compile("See which class")).click()
    expect(manager.get_by_role("heading", level=1)).to_be_visible()
    assert "Pip Puffin" not in manager.locator("main").inner_text()
