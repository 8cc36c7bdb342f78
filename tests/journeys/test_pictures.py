"""The pictures of the README: a school's Tuesday, told once in a real Chromium; `make pictures` keeps what this story saw.

Each is looked at by a person before it is committed. Held here: the README shows exactly the pictures of this story.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Seats
from tests.journeys.running import CHECKOUT, Running
from tests.journeys.steps import sign_in

KEPT = CHECKOUT / "docs" / "pictures"
LAPTOP, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
CALM = "reduce"  # the globe is caught lit, not between two blinks
PHONICS, GAMES, FILM = "phonicsplay.co.uk", "poki.com", "youtube.com"
CLASS_5K, CLASS_4B = "127.0.1.5", "127.0.1.21"


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pictures go: BELISHA_PICTURES (`make pictures`), else a folder of the test's own."""
    place = Path(os.environ.get("BELISHA_PICTURES") or tmp_path_factory.mktemp("album"))
    place.mkdir(exist_ok=True)
    return place


def taken(page: Page, album: Path, name: str) -> None:
    """A picture of what is seen without scrolling."""
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=album / f"{name}.png", animations="disabled")


def test_a_tuesday_in_pictures(seats: Seats, running: Running, album: Path) -> None:
    asked_at_the_door(seats, running, album)
    advised(seats, running)
    decided(seats, running, album)
    the_policy_live(seats, running, album)
    the_answer_a_child_gets(seats, running, album)
    shown = set(re.findall(r"docs/pictures/([\w-]+)\.png", (CHECKOUT / "README.md").read_text()))
    assert {file.stem for file in album.glob("*.png")} == shown == {file.stem for file in KEPT.glob("*.png")}


def asked_at_the_door(seats: Seats, running: Running, album: Path) -> None:
    """Two classes ask for the reading site, one for games, one for a film; the board shows what it met closed."""
    for site, address in ((PHONICS, CLASS_4B), (GAMES, CLASS_4B), (FILM, CLASS_5K)):
        asked(seats.sit(address), running, site)
    board = seats.sit(CLASS_5K, viewport=PHONE, reduced_motion=CALM)
    running.ask(PHONICS, CLASS_5K)
    board.goto(f"{running.web}/door/")
    expect(board.get_by_role("heading", name=PHONICS)).to_be_visible()
    taken(board, album, "closed-ask-here")
    asked(board, running, PHONICS)


def asked(board: Page, running: Running, site: str) -> None:
    board.goto(f"{running.web}/door/ask/?site={site}")
    board.get_by_label("What do you need it for?").fill("For our lesson.")
    board.get_by_role("button", name="Ask").click()
    expect(board.get_by_role("heading", level=1)).to_have_text("Asked")


def advised(seats: Seats, running: Running) -> None:
    manager = sign_in(seats, running, "network_manager")
    for site, advice, why in (
        (PHONICS, "Open it", "A reading site, on the games list by mistake."),
        (GAMES, "Keep it closed", "Games only."),
    ):
        manager.goto(f"{running.web}/requests/")
        manager.get_by_role("link", name=site, exact=True).first.click()
        manager.get_by_label(advice).check()
        manager.get_by_label("Why", exact=True).fill(why)
        manager.get_by_role("button", name="Give this advice").click()


def decided(seats: Seats, running: Running, album: Path) -> None:
    head = sign_in(seats, running, "headteacher", viewport=LAPTOP, reduced_motion=CALM)
    head.get_by_role("button", name="I have seen this").click()
    taken(head, album, "the-day")
    head.goto(f"{running.web}/requests/")
    head.get_by_role("link", name=PHONICS, exact=True).first.click()
    head.get_by_label("Open it", exact=True).check()
    head.get_by_label("The reason").fill("It is a good site for reading sounds.")
    head.get_by_label("Class 5K").check()
    head.get_by_role("button", name="Decide").click()
    expect(head.get_by_text(re.compile(r"Proved at the resolver in (\d|under 1 ms)")).first).to_be_visible()
    taken(head, album, "decided-and-proved")


def the_policy_live(seats: Seats, running: Running, album: Path) -> None:
    reader = seats.sit("127.0.2.5", viewport=LAPTOP, reduced_motion=CALM)
    reader.goto(f"{running.web}/")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Social media policy")
    taken(reader, album, "the-policy-live")


def the_answer_a_child_gets(seats: Seats, running: Running, album: Path) -> None:
    """What stands in place of a closed site."""
    board = seats.sit(CLASS_5K, viewport=PHONE, reduced_motion=CALM)
    board.goto("http://www.tiktok.com/")
    expect(board.get_by_role("heading", level=1)).to_be_visible()
    taken(board, album, "this-site-is-closed")
