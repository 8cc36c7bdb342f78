"""How hard a text is to read: sentences, words a sentence, the share of words a child may not know, and the Spache grade of both.

Source: Spache, revised: 0.121 x words a sentence + 0.082 x hard words in a hundred + 0.659. The list of familiar words is our own, so
a grade is ours too; a hard word counts each time it stands there, where Spache counts it once: this errs towards hard.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

PER_WORD, PER_HARD_WORD, AT_LEAST = 0.121, 0.082, 0.659
WORDS_FILE: Final = Path(__file__).with_name("familiar_words.txt")

_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
LEFT_OUT: Final = re.compile(
    "|".join(
        (
            r"“[^”]*”",  # what somebody wrote, said back to them
            r"https?://\S*[\w/]",
            r"\b[\w-]+(?:\.[\w-]+)+(?:/[\w/]*)?",  # hosts, addresses of numbers, clauses
            rf"\b(?:(?:{_DAYS})\b,? ?)?\d+ (?:{_MONTHS})\b(?: \d{{4}})?",
            rf"\b(?:{_DAYS})\b",
            r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b",  # a code
            r"\b\d\w*(?:[:.-]\w+)*",  # times, numbers, classes
        )
    )
)
"""Host names, times, dates and numbers are no words of the text."""

_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_END = re.compile(r"[.!?…]+(?=\s|$)")
_BLOCKS: Final = {
    *("address", "article", "aside", "blockquote", "br", "button", "dd", "details", "div", "dl", "dt", "fieldset", "figure", "footer"),
    *("form", "h1", "h2", "h3", "h4", "header", "hr", "label", "legend", "li", "main", "ol", "p", "section", "summary", "table", "td"),
    *("th", "tr", "ul"),
}
_EMPTY: Final = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
FOR_GROWN_UPS: Final = "app-grown-ups"


@dataclass(frozen=True, slots=True)
class Measure:
    """What was counted in a text."""

    sentences: tuple[str, ...]
    words: int
    hard: tuple[str, ...]

    @property
    def grade(self) -> float:
        """The school year, American count, in which most children read it alone: 4 is nine years old."""
        if not self.words:
            return 0.0
        return PER_WORD * self.words / len(self.sentences) + PER_HARD_WORD * 100 * len(self.hard) / self.words + AT_LEAST


def measure(text: str, *, names: frozenset[str] = frozenset()) -> Measure:
    """A text counted; each line ends a sentence. `names` are proper names, in small letters: they are no words of the text."""
    found = tuple(sentence for sentence in sentences(text) if words_of(sentence, names=names))
    words = [word for sentence in found for word in words_of(sentence, names=names)]
    return Measure(found, len(words), tuple(word for word in words if not is_familiar(word)))


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text in order, with what is left out of the measure still in them."""
    for line in text.splitlines():
        kept = _sheltered(line)
        start = 0
        for end in [match.end() for match in _END.finditer(kept)] + [len(line)]:
            sentence = line[start:end].strip()
            if sentence:
                yield sentence
            start = end


def words_of(sentence: str, *, names: frozenset[str] = frozenset()) -> list[str]:
    """The words of a sentence that count."""
    words = _WORD.findall(LEFT_OUT.sub(" ", sentence).replace("’", "'"))
    return [word for word in words if word.lower() not in names and word.lower().removesuffix("'s") not in names]


def is_familiar(word: str) -> bool:
    """True where the word, or the one it is made from by a usual ending, is on our list; of two with a hyphen, where both are."""
    small = word.lower()
    if any(root in familiar_words() for root in _roots(small)):
        return True
    return "-" in small and all(is_familiar(part) for part in small.split("-") if part)


@cache
def familiar_words() -> frozenset[str]:
    """Our list, in small letters."""
    lines = WORDS_FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(word.lower() for line in lines if not line.startswith("#") for word in line.split())


def _roots(word: str) -> Iterator[str]:
    """The word itself and what it may be an inflection of: tries/try, stopped/stop, writing/write."""
    yield word
    for ending in ("'s", "s'", "s", "es", "ed", "d", "ing", "er", "r", "est", "ly"):
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < 2:
            continue
        yield stem
        if ending in ("ed", "ing", "er", "est"):
            yield stem + "e"
            if stem[-1] == stem[-2]:
                yield stem[:-1]
        if ending in ("es", "ed", "er", "est", "ly") and stem.endswith("i"):
            yield stem[:-1] + "y"


def _sheltered(line: str) -> str:
    """The line with the full stops inside hosts and the like hidden, letter for letter as long."""
    return LEFT_OUT.sub(lambda match: "x" * len(match.group()), line)


@dataclass(slots=True)
class _Found:
    """What the reader of a page meets, in order."""

    lines: list[str] = field(default_factory=lambda: [""])
    headings: int = 0
    cards: int = 0
    pictures: int = 0
    grown_ups: list[str] = field(default_factory=list)


class _Page(HTMLParser):
    """Collects what stands in `<main>`, a line for each block, and apart from it what is marked as for grown-ups."""

    def __init__(self, within: str) -> None:
        super().__init__()
        self.within, self.found = within, _Found()
        self.open: list[tuple[str, bool]] = []  # each open element, and whether it is for grown-ups

    @property
    def is_inside(self) -> bool:
        return any(tag == self.within for tag, _ in self.open)

    @property
    def is_for_grown_ups(self) -> bool:
        return any(marked for _, marked in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        if tag not in _EMPTY:
            is_marked = tag == "details" and FOR_GROWN_UPS in classes and "open" not in given
            self.open.append((tag, is_marked))
            if is_marked and self.is_inside:
                self.found.grown_ups.append("")
        if not self.is_inside or self.is_for_grown_ups:
            return
        self._break(tag)
        self.found.headings += tag == "h2"
        self.found.cards += "app-card" in classes
        if tag == "img":
            self.found.pictures += not any(around == "button" for around, _ in self.open)  # that one is the button's own
            self.found.lines += [given.get("alt") or "", ""]

    def handle_endtag(self, tag: str) -> None:
        self._break(tag)
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place][0] == tag:
                del self.open[place:]
                return

    def handle_data(self, data: str) -> None:
        if not self.is_inside or any(tag in ("script", "style", "svg") for tag, _ in self.open):
            return
        if self.is_for_grown_ups:
            self.found.grown_ups[-1] += data
        else:
            self.found.lines[-1] += data

    def _break(self, tag: str) -> None:
        if tag in _BLOCKS and not self.is_for_grown_ups:
            self.found.lines.append("")


@dataclass(frozen=True, slots=True)
class Read:
    """A page as a pupil meets it: its text a line for each block, how many parts and cards and pictures; and what is for grown-ups."""

    text: str
    parts: int
    cards: int
    pictures: int
    grown_ups: tuple[str, ...]


def read_page(page: str, *, within: str = "main") -> Read:
    """What stands in `<main>`. A closed `<details>` of the class app-grown-ups is told apart; an open one is everybody's."""
    parser = _Page(within)
    parser.feed(page)
    found = parser.found
    lines = [" ".join(line.split()) for line in found.lines]
    grown_ups = tuple(" ".join(words.split()) for words in found.grown_ups)
    return Read("\n".join(line for line in lines if line), found.headings, found.cards, found.pictures, grown_ups)
