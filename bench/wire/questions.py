"""What is asked: names a school's devices ask again and again, and names on the lists, as files that dnsperf reads."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from belisha.filtering.alone import closed_name

TYPES = ("A", "A", "AAAA", "HTTPS")
"""A browser asks for A, AAAA and HTTPS; everything else asks mostly for A."""

OPEN_NAMES = 7_000
CLOSED_NAMES = 3_000
Question = tuple[str, str]


def open_name(number: int) -> str:
    """A name that nobody closes."""
    return f"www.site{number}.open.example"


def closed(number: int) -> str:
    """A listed name, or one below it: every other one."""
    return ("", "www.", "", "cdn.img.")[number % 4] + closed_name(number)


@dataclass(frozen=True, slots=True)
class Mix:
    """Which share of the questions is closed, and from how many names each kind is drawn."""

    closed_share: float = 0.3
    open_names: int = OPEN_NAMES
    closed_names: int = CLOSED_NAMES


def mixed(count: int, names: int, mix: Mix, *, seed: int = 4) -> list[Question]:
    """`count` questions, drawn evenly; the closed ones from some of the `names` on the list."""
    chance = random.Random(seed)
    listed = chance.sample(range(names), min(names, mix.closed_names))
    asked = []
    for _ in range(count):
        is_closed = chance.random() < mix.closed_share
        name = closed(chance.choice(listed)) if is_closed else open_name(chance.randrange(mix.open_names))
        asked.append((name, chance.choice(TYPES)))
    return asked


def each_once(*asked: list[Question]) -> list[Question]:
    """Every question in these, once: to fill the caches with before anything is measured."""
    return list(dict.fromkeys(question for some in asked for question in some))


def never_asked(count: int, word: str) -> list[Question]:
    """Open names that nobody has asked for: each goes upstream. `word` keeps two runs apart."""
    return [(f"{word}-{number}.once.example", "A") for number in range(count)]


def written(path: Path, asked: list[Question]) -> Path:
    """The questions as a file of dnsperf's: a name and a type in each line."""
    path.write_text("".join(f"{name} {rdtype}\n" for name, rdtype in asked))
    return path
