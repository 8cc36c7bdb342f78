"""A pupil whose browser likes another language reads nothing in English but names, sites and what people or the policy wrote."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from playwright.sync_api import Page

from belisha.filtering.block_page import Tongue
from belisha.filtering.tests.desk import Desk
from belisha.web.block_page import tongue
from tests.pupils.conftest import Watch
from tests.pupils.pages import block_page, portal
from tests.pupils.screen import PORTAL, Answer, Screen
from tests.translated import INVENTED, LEFTWARDS, known, speaking, untranslated

NAMES = frozenset({"Belisha", "Childline", "network manager", "headteacher", "Internet Watch Foundation", "CEOP"})
"""Besides people's: the house, helplines, and the policy's own words for its roles."""


@pytest.fixture
def spoken(desk: Desk, watch: Watch, met: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Answer]]:
    """Every page that pupils meet, in the language that nobody speaks."""
    with speaking():
        pages = portal(desk, met, monkeypatch, INVENTED)
        yield {path: Answer.of(page) for path, page in pages.items()} | block_page(tongue(INVENTED))


def test_nothing_is_left_in_english(spoken: dict[str, Answer], desk: Desk) -> None:
    names = NAMES | {desk.school.name, desk.cast.pupil_5k.name, "not a site"}  # the last is what a pupil typed
    left = {path: untranslated(answer.body.decode(), names=names) for path, answer in spoken.items() if "/.belisha/" not in path}
    assert {path: words for path, words in left.items() if words} == {}
    assert len(left) >= 18


def test_a_page_says_in_which_language_it_is(spoken: dict[str, Answer]) -> None:
    for path, answer in spoken.items():
        if "/.belisha/" not in path:
            assert f'<html lang="{INVENTED}" dir="ltr"' in answer.body.decode(), path
            assert "Accept-Language" in answer.headers["Vary"]


def test_longer_words_do_not_push_a_page_off_a_phone(spoken: dict[str, Answer], screen: Screen) -> None:
    def wide(page: Page) -> list[str]:
        found = []
        for path in spoken:
            if "/.belisha/" not in path:
                page.goto(PORTAL + path)
                if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                    found.append(path)
        return found

    assert screen.look(spoken, wide, viewport={"width": 390, "height": 844}) == []


def test_a_language_from_right_to_left_turns_the_page_round(
    desk: Desk, watch: Watch, met: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch, screen: Screen
) -> None:
    with speaking(LEFTWARDS):
        pages: dict[str, HttpResponse] = portal(desk, met, monkeypatch, LEFTWARDS)
        answers = {path: Answer.of(page) for path, page in pages.items()} | block_page(tongue(LEFTWARDS))

    def turned(page: Page) -> dict[str, list[object]]:
        found = {}
        for path in ("/door/", "/today/", "/blocked/"):
            page.goto(PORTAL + path)
            heading = page.locator("h1")
            found[path] = [
                page.locator("html").get_attribute("dir"),
                heading.evaluate("it => getComputedStyle(it).direction"),
                page.evaluate("document.documentElement.scrollWidth > window.innerWidth"),
            ]
        return found

    seen = screen.look(answers, turned, viewport={"width": 390, "height": 844})
    assert seen == {path: ["rtl", "rtl", False] for path in ("/door/", "/today/", "/blocked/")}


def test_what_is_left_in_english_is_found_out() -> None:
    page = '<html lang="eo"><body><p>Ask here</p><img alt="Open"><p lang="en-GB">A rule</p><p>bbc.co.uk 5K ⟦Áşķ⟧</p></body></html>'
    assert untranslated(page) == ["Ask here", "Open"]


def test_the_block_page_is_in_british_english_where_nothing_else_is_offered() -> None:
    assert tongue("cy,fr;q=0.9") == Tongue()
    assert "Closed? Ask here" in known()
