"""A real Chromium for pages that were made beforehand, with their own headers: no server, and Django's rows stay where the test has them.

It lives in a thread of its own: the loop that drives it would keep Django from its database in the test's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from playwright.sync_api import Browser, Page, Playwright, Route, sync_playwright

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PORTAL = "http://portal.example"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser is given for an address."""

    body: bytes
    headers: Mapping[str, str]
    status: int = 200

    @classmethod
    def of(cls, response: HttpResponse) -> Answer:
        """What Django answered."""
        return cls(response.content, {k: v for k, v in response.items() if k.lower() != "set-cookie"}, response.status_code)


class Screen:
    """One browser for all tests of a process."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._playwright, self._browser = self._thread.submit(_start).result()

    def look(self, answers: Mapping[str, Answer], do: Callable[[Page], T], **options: Any) -> T:
        """What `do` finds with a new page, for which PORTAL has these answers by path, and the portal's own files."""
        return self._thread.submit(self._look, answers, do, options).result()

    def _look(self, answers: Mapping[str, Answer], do: Callable[[Page], T], options: dict[str, Any]) -> T:
        context = self._browser.new_context(locale="en-GB", **options)
        context.set_default_timeout(10_000)
        context.route("**/*", lambda route: _give(route, answers))
        try:
            return do(context.new_page())
        finally:
            context.close()

    def close(self) -> None:
        """No browser is left behind."""
        self._thread.submit(lambda: (self._browser.close(), self._playwright.stop())).result()
        self._thread.shutdown()


def _start() -> tuple[Playwright, Browser]:
    playwright = sync_playwright().start()
    return playwright, playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))


def _give(route: Route, answers: Mapping[str, Answer]) -> None:
    asked = urlsplit(route.request.url)
    found = answers.get(asked.path) or _file(asked.path)
    if found is None or not route.request.url.startswith(PORTAL):
        route.abort()
        return
    route.fulfill(status=found.status, headers=dict(found.headers), body=found.body)


def _file(path: str) -> Answer | None:
    """A file of the portal's own."""
    found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
    return Answer(Path(found).read_bytes(), {"Content-Type": KINDS[Path(found).suffix]}) if found else None
