"""Every page a reader can open has no violation of WCAG 2.2 AA that axe can find, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Seats
from tests.journeys.running import Running

CLASS_5K, STAFF = "127.0.1.5", "127.0.2.5"
PUBLIC = ("/", "/policy/statement/", "/policy/8.1/", "/policy/8.4/", "/door/", "/door/status/", "/account/login/", "/nowhere/")
OF_THE_HEADTEACHER = (
    "/",
    "/policy/2.2/",
    "/requests/",
    "/openings/",
    "/attempts/",
    "/attempts/classes/",
    "/why/",
    "/why/?site=https://www.youtube.com/watch&seat=class:5K",
    "/why/?site=nothing&day=2026-09-15",
    "/versions/",
    "/versions/1/",
    "/people/roles/",
    "/school/networks/?address=127.0.1.5",
    "/record/",
    "/operations/",
    "/notices/",
    "/demo/mail/",
)
OF_THE_NETWORK_MANAGER = (
    "/school/networks/",
    "/school/networks/add/",
    "/school/networks/1/change/",
    "/school/networks/1/end/",
    "/school/addresses/add/",
    "/school/times/",
    "/school/times/term/",
    "/school/times/lesson/",
    "/school/times/holiday/",
    "/school/times/day/",
    "/school/times/term/1/take-back/",
    "/school/times/then/?day=2026-09-14",
    "/school/networks/then/?day=2026-09-14",
    "/school/devices/",
    "/school/devices/give/",
    "/school/trolleys/",
    "/school/trolleys/book/",
)
SIZES = {"phone": (390, 844), "desk": (1280, 900)}
Axe = Callable[[Page], list[str]]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("role", "address", "paths"),
    [
        (None, CLASS_5K, PUBLIC),
        ("headteacher", STAFF, OF_THE_HEADTEACHER),
        ("network_manager", STAFF, OF_THE_NETWORK_MANAGER),
    ],
)
def test_axe_finds_nothing(
    seats: Seats, running: Running, axe: Axe, size: str, role: str | None, address: str, paths: tuple[str, ...]
) -> None:
    width, height = SIZES[size]
    page = seats.sit(address, viewport={"width": width, "height": height})
    if role:
        page.goto(running.ready["sign_in"][role])
    found: dict[str, list[str]] = {}
    for path in paths:
        page.goto(running.web + path)
        if violations := axe(page):
            found[path] = violations
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{path} scrolls sideways at {width} px"
    assert not found
