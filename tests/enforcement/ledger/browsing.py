"""One browser without a screen: fetches a page, sends its form, keeps its cookies; says in its own words that nobody answered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode, urlsplit

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PATIENCE_SECONDS = 30.0


class NoAnswer(Exception):
    """The portal did not answer, or broke off while it did. What was sent may have been done, or not."""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: its status, its words, and where it leads."""

    status: int
    words: str
    leads_to: str = ""


@dataclass(slots=True)
class Browser:
    """A browser at an address of this machine, with the cookies it was given."""

    port: int
    source: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Page:
        """A page. Raises NoAnswer."""
        return self._ask("GET", path)

    def send(self, page: Page, path: str, values: Mapping[str, str]) -> Page:
        """Send the form of a page. Raises NoAnswer, and LookupError where the page has none."""
        found = TOKEN.search(page.words)
        if found is None:
            raise LookupError(f"no form to send to {path} on the page that was given")
        return self._ask("POST", path, urlencode({**values, "csrfmiddlewaretoken": found[1]}))

    def _ask(self, verb: str, path: str, body: str | None = None) -> Page:
        line = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS, source_address=(self.source, 0))
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        try:
            line.request(verb, path, body, headers)
            answer = line.getresponse()
            words = answer.read().decode()
        except (OSError, HTTPException) as away:
            raise NoAnswer(repr(away)) from away
        finally:
            line.close()
        for header in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Page(answer.status, words, urlsplit(answer.headers.get("Location", "")).path)
