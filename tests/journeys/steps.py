"""Steps that several stories take: signing in, what needs somebody, and how a page must look."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.journeys.conftest import Seats
from tests.journeys.running import Running

STAFF = "127.0.2.5"
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
