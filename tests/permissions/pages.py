"""Every page as it arrives: what a reader gets, and the parts of it that tests look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.permissions.scene import Scene, client_of
from tests.permissions.table import SIGN_IN, SIGN_IN_ADDRESS, TABLE, Row, address_of

LOADS = {"src", "href", "action", "formaction", "srcset", "poster", "data", "xlink:href"}


@dataclass(frozen=True, slots=True)
class Given:
    """One answer: to whom, for what, and its words."""

    reader: str
    title: str
    answer: HttpResponse

    @property
    def words(self) -> str:
        """The source of the page."""
        return self.answer.content.decode()

    @property
    def is_page(self) -> bool:
        """True where it is HTML that a browser shows."""
        return self.answer["Content-Type"].startswith("text/html") and self.answer.status_code not in {301, 302}

    def __str__(self) -> str:
        return f"{self.title} to {self.reader} ({self.answer.status_code})"


@dataclass
class Parts(HTMLParser):
    """What a page consists of: its language, titles, headings, what it loads or leads to, and what it does by itself."""

    lang: str = ""
    heads: int = 0
    titles: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    _is_in_title: bool = False

    @classmethod
    def of(cls, words: str) -> Parts:
        """The parts of a page's source."""
        made = cls()
        HTMLParser.__init__(made)
        made.feed(words)
        return made

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.lang = given.get("lang", "") if tag == "html" else self.lang
        self.heads += tag == "h1"
        self._is_in_title = self._is_in_title or tag == "title"
        self.titles += [""] if tag == "title" else []
        self.leads += [value for name, value in given.items() if name in LOADS]
        self.inline += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        self.inline += ["script"] if tag == "script" and "src" not in given and given.get("type") != "application/json" else []
        self.inline += ["style"] if tag == "style" else []

    def handle_endtag(self, tag: str) -> None:
        self._is_in_title = self._is_in_title and tag != "title"

    def handle_data(self, data: str) -> None:
        if self._is_in_title:
            self.titles[-1] += data


def given_to(scene: Scene, reader: str, rows: tuple[Row, ...] = TABLE, client: Client | None = None) -> Iterator[Given]:
    """What a reader gets for every row: opened, and sent (plausibly, then empty); nothing stays changed."""
    client = client or client_of(scene, reader)
    for row in rows:
        address = address_of(row, scene, reader)
        ways = [(row.title, None), (f"{row.title}, sent", row.sent(scene, reader))]
        ways += [(f"{row.title}, sent empty", {})] if row.does else []
        for title, sent in ways:
            cache.clear()
            with transaction.atomic():
                answer = client.get(address, row.query) if sent is None else client.post(address, sent)
                if answer.status_code == 302 and sent is not None:
                    yield Given(reader, f"{title}, then", client.get(answer["Location"]))
                yield Given(reader, title, answer)
                transaction.set_rollback(True)


def of_signing_in(client: Client, reader: str) -> Iterator[Given]:
    """What a reader gets for every page of signing in."""
    for name in SIGN_IN:
        yield Given(reader, name, client.get(reverse(name, kwargs=dict(SIGN_IN_ADDRESS.get(name, {})))))
