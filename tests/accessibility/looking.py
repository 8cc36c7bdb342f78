"""Pages put up one after another in one tab of the machine's own Chromium, and what is found wrong with them.

Nothing is served: the page's HTML is put into the tab, its style sheets come from the disk. The browser has a thread to itself,
because its loop and Django's database do not go together in one.
"""

from __future__ import annotations

import mimetypes
import re
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests.accessibility.shapes import halves_of
from tests.journeys.conftest import CHROMIUM, QUIET
from tests.journeys.running import CHECKOUT

ORIGIN = "http://testserver"
AXE = CHECKOUT / "node_modules" / "axe-core" / "axe.min.js"
CHECKS = Path(__file__).parent / "checks.js"
FOLDERS = (*sorted((CHECKOUT / "src" / "belisha").glob("*/static")), CHECKOUT / "var" / "pages")
SHEET = re.compile(r'<link rel="stylesheet" href="([^"]+)"')
DESK, ZOOMED = {"width": 1280, "height": 900}, {"width": 320, "height": 256}
"""A desk's screen, and what is left of 1280 by 1024 at 400 % (WCAG 2.2, 1.4.10)."""

FRAME = '<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>-</title>LINKS</head><body></body></html>'
"""An empty page with every style sheet; which of them count is said by each page put into it."""

Found = dict[str, dict[str, list[str]]]
"""By kind of check, by page, what is wrong in words."""


def found_on(pages: dict[str, str], *, reduced_motion: str = "reduce") -> Found:
    """What is wrong with each page, given by its name and its HTML.

    axe, which takes longer than all else together, looks at every frame and at all that stands in one, not at each with each.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_look, pages, reduced_motion).result()


def axe_version() -> str:
    """The version of axe-core, as its file says."""
    return AXE.read_text(encoding="utf-8").split("axe v", 1)[1].split(" ", 1)[0].strip()


def _look(pages: dict[str, str], reduced_motion: str) -> Found:
    found: Found = defaultdict(dict)
    new = _new(pages)
    sheets = list(dict.fromkeys(sheet for words in pages.values() for sheet in SHEET.findall(words)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for size, ask in ((DESK, "atADesk"), (ZOOMED, "zoomed")):
            tab = _tab(browser, sheets, viewport=size, reduced_motion=reduced_motion)
            for name, words in pages.items():
                for kind, wrong in tab.evaluate(f"([words, isNew]) => belisha.{ask}(words, isNew)", [words, name in new]).items():
                    if wrong:
                        found[kind][name] = wrong
        browser.close()
    return found


def _new(pages: dict[str, str]) -> set[str]:
    """The pages whose frame, or what stands in it, none before them had."""
    frames: set[str] = set()
    insides: set[str] = set()
    new: set[str] = set()
    for name, words in pages.items():
        frame, inside = halves_of(words)
        if frame not in frames or inside not in insides:
            new.add(name)
        frames.add(frame)
        insides.add(inside)
    return new


def _tab(browser: Browser, sheets: list[str], **options: object) -> Page:
    """A tab with the style sheets and what it is asked; pages are put into it."""
    tab = browser.new_page(**options)  # type: ignore[arg-type]
    links = "".join(f'<link rel="stylesheet" href="{sheet}">' for sheet in sheets)
    tab.route("**/*", _from_disk)
    tab.route(f"{ORIGIN}/", lambda route: route.fulfill(body=FRAME.replace("LINKS", links), content_type="text/html; charset=utf-8"))
    tab.goto(f"{ORIGIN}/")
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    tab.evaluate(CHECKS.read_text(encoding="utf-8"))
    return tab


def _from_disk(route: Route) -> None:
    """A style sheet or a picture; nothing else is there to be loaded."""
    path = urlsplit(route.request.url).path
    file = next((found for folder in FOLDERS if (found := folder / path.removeprefix("/static/")).is_file()), None)
    if file is None:
        route.fulfill(status=404, body="")
    else:
        route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0] or "")
