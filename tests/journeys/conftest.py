"""What a story needs: a running school, a site to meet, and browsers that sit at the school's seats."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.journeys.proxy import SeatProxy
from tests.journeys.running import CHECKOUT, Running, demo

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--proxy-bypass-list=<-loopback>",
]
STANDIN_SITE = "127.0.0.3"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stories take their time: each has a school of its own (the root conftest keeps them in one process)."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.timeout(240))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A demo school on a fresh folder, for all stories of one file."""
    with demo(tmp_path_factory.mktemp("school")) as school:
        yield school


class _Site(BaseHTTPRequestHandler):
    """Every open site of the story: says its own name."""

    def do_GET(self) -> None:
        words = f"<!doctype html><title>{self.headers['Host']}</title><h1>This is {self.headers['Host']}</h1>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(words)))
        self.end_headers()
        self.wfile.write(words)

    def log_message(self, *words: object) -> None:
        """Nothing: a story is quiet."""


@pytest.fixture(scope="module")
def site() -> Iterator[int]:
    """The port of a web site that answers for every open name."""
    server = ThreadingHTTPServer((STANDIN_SITE, 0), _Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join(5)


@dataclass
class Seats:
    """Browsers by the address they sit at."""

    browser: Browser
    running: Running
    site: int

    def __post_init__(self) -> None:
        self._open: list[tuple[BrowserContext, SeatProxy]] = []

    def sit(self, address: str, **options: object) -> Page:
        """A page of a new browser whose names are resolved, and whose connections are made, from `address`."""
        host, port = self.running.block_page
        proxy = SeatProxy(address, self.running.resolver, {(host, 80): port, (STANDIN_SITE, 80): self.site})
        context = self.browser.new_context(proxy={"server": f"http://127.0.0.1:{proxy.port}"}, locale="en-GB", **options)  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        self._open.append((context, proxy))
        return context.new_page()

    def close(self) -> None:
        for context, proxy in self._open:
            context.close()
            proxy.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def seats(browser: Browser, running: Running, site: int) -> Iterator[Seats]:
    """Where people of a story sit down."""
    made = Seats(browser, running, site)
    yield made
    made.close()


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """`axe(page)`: what axe-core finds against WCAG 2.2 AA, in words; [] is what every page must come to."""
    script = (CHECKOUT / "node_modules" / "axe-core" / "axe.min.js").read_text()
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

    def look(page: Page) -> list[str]:
        if page.evaluate("typeof axe === 'undefined'"):
            page.evaluate(script)
        found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", tags)
        return [f"{v['id']}: {v['help']} ({v['nodes'][0]['html']})" for v in found["violations"]]

    return look
