"""A list is fetched from its publisher: looked at, used, closing at the wire; the next day's version by itself; a bad one never.

The publisher is a server on this machine; the school names its network on purpose (BELISHA_LISTS_FROM).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from belisha.adapters.fetching.tests.publisher import Answer, Publisher, publisher
from tests.journeys.conftest import Seats
from tests.journeys.running import Running, demo, until

PUPILS, STAFF = "127.0.1.5", "127.0.2.5"
GAMES = "".join(f"game{n}.example\n" for n in range(40))
Axe = Callable[[Page], list[str]]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A demo whose lists may come from this machine."""
    with demo(tmp_path_factory.mktemp("school"), settings={"BELISHA_LISTS_FROM": "127.0.0.0/8"}) as school:
        yield school


@pytest.fixture
def lists() -> Iterator[Publisher]:
    with publisher() as made:
        yield made


def fetch_now(page: Page, running: Running) -> None:
    page.goto(f"{running.web}/lists/games/")
    page.get_by_role("button", name="Fetch it now").click()
    fetched(page, running)


def fetched(page: Page, running: Running) -> None:
    """The page of the list once the fetch has ended, however slow this machine is."""

    def has_ended() -> bool:
        page.goto(f"{running.web}/lists/games/")
        return page.get_by_text("It is being fetched now.").count() == 0

    assert until(has_ended, seconds=30)


def test_a_list_comes_from_its_publisher(seats: Seats, running: Running, axe: Axe, lists: Publisher) -> None:
    lists.gives["/games.txt"] = Answer((GAMES + "docs.google.com\n").encode())
    page = seats.sit(STAFF)
    page.goto(running.ready["sign_in"]["network_manager"])
    page.goto(f"{running.web}/openings/")
    page.get_by_role("link", name="Lists", exact=True).first.click()
    page.get_by_role("link", name="Games", exact=True).click()
    assert axe(page) == []

    page.get_by_text("Say where it is fetched from").click()
    page.get_by_label("The list’s address").fill(lists.at("/games.txt"))
    page.get_by_role("button", name="Fetch it from there").click()
    fetched(page, running)
    page.get_by_role("link", name="Look at the new version").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("New version of Games")
    expect(page.get_by_text("docs.google.com for")).to_be_visible()
    assert axe(page) == []
    assert not running.is_closed("game7.example", PUPILS), "nothing is used before somebody has looked"
    page.get_by_role("button", name="Throw it away").click()

    lists.gives["/games.txt"] = Answer(GAMES.encode())
    fetch_now(page, running)
    page.get_by_role("link", name="Look at the new version").click()
    expect(page.get_by_text("None of them would close.")).to_be_visible()
    page.get_by_role("button", name="Use the new version").click()
    expect(page.get_by_text("The new version is used: 40 names.")).to_be_visible()
    assert until(lambda: running.is_closed("game7.example", PUPILS))
    assert not running.is_closed("game7.example", STAFF)

    lists.gives["/games.txt"] = Answer((GAMES + "brand-new.example\n").encode())
    fetch_now(page, running)
    expect(page.get_by_text("That brought 1 new and took 0 away")).to_be_visible()
    assert until(lambda: running.is_closed("brand-new.example", PUPILS)), "a day like every other needs nobody"

    lists.gives["/games.txt"] = Answer(b"<!doctype html><html><body>Please sign in</body></html>")
    fetch_now(page, running)
    expect(page.get_by_text("this is a web page, not a list of sites").first).to_be_visible()
    page.goto(f"{running.web}/operations/")
    expect(page.get_by_text("It could not be fetched; what it held stays in use.")).to_be_visible()
    assert running.is_closed("game7.example", PUPILS)
    assert "whole" in running.command("audit", "verify")
