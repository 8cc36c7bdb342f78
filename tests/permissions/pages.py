"""Every page as it arrives: what a reader gets, and the parts of it that tests look at. Each is asked once and read by every test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.permissions.row import Row, Sent, address_of
from tests.permissions.scene import Scene, client_of
from tests.permissions.sign_in import SIGN_IN, SIGN_IN_ADDRESS
from tests.permissions.table import READERS, TABLE

LOADS = {"src", "href", "action", "formaction", "srcset", "poster", "data", "xlink:href"}


READ_TO_THE_END = ("outsider", "stranger", "pupil_5k", "parent_5k", "head")
"""Readers whose answers tests read as well as count: theirs go on to where a form leads, and to the form sent empty."""


@dataclass(frozen=True, slots=True)
class Given:
    """One answer: to whom, for what, its status, headers and words. `method` is "" where it is not the page's own answer."""

    reader: str
    title: str
    status: int
    headers: dict[str, str]
    words: str
    method: str = ""

    @classmethod
    def of(cls, reader: str, title: str, answer: HttpResponse, method: str = "") -> Given:
        """What a browser sees of an answer, without what Django's test client hangs on it."""
        words = b"".join(answer) if answer.streaming else answer.content
        return cls(reader, title, answer.status_code, dict(answer.items()), words.decode(errors="replace"), method)

    @property
    def is_page(self) -> bool:
        """True where it is HTML that a browser shows."""
        return self.headers["Content-Type"].startswith("text/html") and self.status not in {301, 302}

    def __str__(self) -> str:
        return f"{self.title} to {self.reader} ({self.status})"


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


class Answers:
    """What the portal answers to each reader for each row; asked once, because nothing that is asked stays changed.

    Every row is opened before anything is sent: so pages find what others asked before them, as in a school where nobody decides anything
    just now (kit/remembered.py), and one that remembers something under a name that another reader's page uses too is found.
    """

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._opened: dict[tuple[str, str], Given] = {}
        self._sent: dict[tuple[str, str], tuple[Given, ...]] = {}

    def to(self, reader: str, row: Row) -> tuple[Given, ...]:
        """Opened, and sent plausibly; for those who are READ_TO_THE_END also what that leads to, and sent empty."""
        key = (reader, row.title)
        opened = self.opened(reader, row)
        if key not in self._sent:
            self._sent[key] = tuple(_sent(self._scene, reader, row))
        return (opened, *self._sent[key])

    def opened(self, reader: str, row: Row) -> Given:
        """What the reader gets who opens the page and sends nothing."""
        if not self._opened:
            self._open_everything()
        return self._opened[reader, row.title]

    def _open_everything(self) -> None:
        for reader in READERS:
            client = client_of(self._scene, reader)
            for row in TABLE:
                self._opened[reader, row.title] = of_row(client, self._scene, reader, row)

    def all_to(self, reader: str) -> Iterator[Given]:
        """Everything the reader gets."""
        assert reader in READ_TO_THE_END
        for row in TABLE:
            yield from self.to(reader, row)


def of_row(client: Client, scene: Scene, reader: str, row: Row) -> Given:
    """The row's page, opened."""
    cache.clear()
    with transaction.atomic():
        given = Given.of(reader, row.title, client.get(address_of(row, scene, reader), row.query), "GET")
        transaction.set_rollback(True)
    return given


def _sent(scene: Scene, reader: str, row: Row) -> Iterator[Given]:
    """The row's answers to what is sent, from a browser that is signed in afresh."""
    client, address, goes_on = client_of(scene, reader), address_of(row, scene, reader), reader in READ_TO_THE_END
    ways: list[tuple[str, str, Sent]] = [(f"{row.title}, sent", "POST", row.sent(scene, reader))]
    ways += [(f"{row.title}, sent empty", "", {})] if row.does and goes_on else []
    for title, method, sent in ways:
        cache.clear()
        with transaction.atomic():
            answer = client.post(address, sent)
            if answer.status_code == 302 and goes_on:
                yield Given.of(reader, f"{title}, then", client.get(answer["Location"]))
            yield Given.of(reader, title, answer, method)
            transaction.set_rollback(True)


def of_signing_in(client: Client, reader: str) -> Iterator[Given]:
    """What a reader gets for every page of signing in."""
    for name in SIGN_IN:
        yield Given.of(reader, name, client.get(reverse(name, kwargs=dict(SIGN_IN_ADDRESS.get(name, {})))))
