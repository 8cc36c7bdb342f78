"""The shape of a page: two pages that differ only in names, numbers and how many there are of a thing are looked at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
OWN_WORDS = frozenset(
    {
        *("href", "value", "id", "for", "content", "action", "src", "d", "title", "datetime", "name"),
        *("aria-describedby", "aria-labelledby", "aria-label"),
    }
)
"""Attributes whose value is a name or a number of this page; that they are there, and whether they are empty, is of the shape."""


@dataclass
class _Shapes(HTMLParser):
    """Folds a page from its leaves up; siblings that follow each other in one shape are one."""

    _open: list[tuple[str, list[str]]] = field(default_factory=lambda: [("", [])])

    @classmethod
    def of(cls, words: str) -> str:
        """The fold of a whole page."""
        made = cls()
        HTMLParser.__init__(made)
        made.feed(words)
        made.close()
        while len(made._open) > 1:
            made._fold()
        return "".join(made._open[0][1])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = " ".join(sorted(_said(name, value or "") for name, value in attrs))
        self._open.append((f"{tag} {said}", []))
        if tag in VOID:
            self._fold()

    def handle_endtag(self, tag: str) -> None:
        if any(opened.split(" ", 1)[0] == tag for opened, _ in self._open[1:]):
            while self._open[-1][0].split(" ", 1)[0] != tag:
                self._fold()
            self._fold()

    def handle_data(self, data: str) -> None:
        if data.strip():
            self._add("…")

    def _fold(self) -> None:
        head, inside = self._open.pop()
        self._add(hashlib.blake2b(f"{head}[{' '.join(inside)}]".encode(), digest_size=8).hexdigest())

    def _add(self, shape: str) -> None:
        inside = self._open[-1][1]
        if not inside or inside[-1] != shape:
            inside.append(shape)


def _said(name: str, value: str) -> str:
    """An attribute without what is this page's own."""
    return f"{name}={bool(value)}" if name in OWN_WORDS or name.startswith("data-") else f"{name}={value}"


def shape_of(words: str) -> str:
    """A key that is the same for pages that a browser lays out alike but for their words."""
    return _Shapes.of(words)


def halves_of(words: str) -> tuple[str, str]:
    """The shape of the frame of a page, and that of what stands in it."""
    before, opens, rest = words.partition("<main")
    inside, closes, after = rest.partition("</main>")
    return shape_of(f"{before}<main></main>{after}"), shape_of(f"{opens}{inside}{closes}")
