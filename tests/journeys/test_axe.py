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
    "/components/",
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
LOOKS = {
    "dark": {"color_scheme": "dark"},
    "more contrast": {"contrast": "more"},
    "dark, more contrast": {"color_scheme": "dark", "contrast": "more"},
}
IN_EVERY_LOOK = (
    *("/today/", "/", "/requests/", "/door/", "/operations/", "/attempts/", "/components/"),
    "/why/?site=https://www.youtube.com/watch&seat=class:5K",
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


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_in_any_look(seats: Seats, running: Running, axe: Axe, look: str) -> None:
    page = seats.sit(STAFF, viewport={"width": 1280, "height": 900}, **LOOKS[look])
    page.goto(running.ready["sign_in"]["headteacher"])
    found: dict[str, list[str]] = {}
    for path in IN_EVERY_LOOK:
        page.goto(running.web + path)
        if violations := axe(page):
            found[path] = violations
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (ground in {"rgb(20, 24, 28)", "rgb(0, 0, 0)"}) == ("dark" in look), f"the page stands on {ground}"
    assert not found


def test_paper_is_white_whatever_the_screen_is(seats: Seats, running: Running) -> None:
    page = seats.sit(STAFF, viewport={"width": 1280, "height": 900}, color_scheme="dark")
    page.goto(running.ready["sign_in"]["headteacher"])
    for path in ("/", "/requests/", "/record/"):
        page.goto(running.web + path)
        page.emulate_media(media="print", color_scheme="dark")
        seen = page.evaluate(
            "[document.body, document.querySelector('h1')].map(part => getComputedStyle(part)).map(s => [s.backgroundColor, s.color])"
        )
        assert seen[0][0] == "rgb(255, 255, 255)", path
        assert seen[1][1] == "rgb(0, 0, 0)", path
        for gone in (".app-nav", ".app-contents", ".govuk-footer", ".govuk-back-link", "form"):
            assert not any(page.locator(gone).nth(number).is_visible() for number in range(page.locator(gone).count())), f"{gone} on {path}"
        address = "getComputedStyle(link, '::after').content"
        assert page.evaluate(f"[...document.querySelectorAll('a')].every(link => ['none', 'normal'].includes({address}))"), path
        page.emulate_media(media="screen")


def test_a_hall_screen_is_filled_by_the_live_policy(seats: Seats, running: Running) -> None:
    page = seats.sit(STAFF, viewport={"width": 1920, "height": 1080})
    page.goto(running.web + "/")
    main, contents, clause = (page.locator(part).first.bounding_box() for part in ("main", ".app-contents", ".app-clause"))
    assert main
    assert contents
    assert clause
    assert main["width"] > 1920 * 0.8
    assert contents["x"] + contents["width"] <= clause["x"], "the contents stand beside the clauses"
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('.app-clause__body p')).fontSize)") >= 23
