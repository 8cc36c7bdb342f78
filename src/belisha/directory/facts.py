"""Reading the data files: every key is known and every fact says where it comes from, or a sentence says what is wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from belisha.core.names import Host, Unusable

UNVERIFIED = "unverified"
_ADDRESS = re.compile(r"https://[^\s/]+(/\S*)?|[^\s@]+@[^\s@]+")


class FaultyFile(ValueError):
    """A data file that cannot be believed; the message names the file and the entry, and says what to write instead."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Where a fact comes from, and the day somebody held it against its source; None: nobody did, so no page shows it."""

    source: str
    checked: date | None

    @property
    def is_verified(self) -> bool:
        """True where somebody held it against its source."""
        return self.checked is not None


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a file, or a part of one. What is asked of it and is not there raises FaultyFile."""

    file: str
    name: str
    content: Mapping[str, Any]
    sources: Mapping[str, str]

    def fault(self, sentence: str) -> FaultyFile:
        """The fault, told with the file and the entry."""
        return FaultyFile(f"{self.file}: “{self.name}”: {sentence}")

    def only(self, *keys: str) -> Row:
        """The same row, where it has no other keys than these."""
        unknown = sorted(set(self.content) - set(keys))
        if unknown:
            raise self.fault(f"“{unknown[0]}” is no key here: use {', '.join(keys)}.")
        return self

    def text(self, key: str, default: str | None = None) -> str:
        """Words of one line; `default` where the key is not there, None: it must be."""
        return str(self._value(key, default, "words between quotation marks", lambda v: isinstance(v, str) and bool(v.strip())))

    def number(self, key: str) -> int:
        """A whole number that is not below 0."""
        return int(self._value(key, None, "a whole number", lambda v: isinstance(v, int) and not isinstance(v, bool) and v >= 0))

    def words(self, key: str, default: tuple[str, ...] | None = ()) -> tuple[str, ...]:
        """A list of words; `default` where the key is not there, None: it must be, and may not be empty."""
        fits = partial(_is_words, may_be_empty=default is not None)
        return tuple(self._value(key, default, "a list of words between quotation marks", fits))

    def names(self, key: str, default: tuple[str, ...] | None = ()) -> tuple[str, ...]:
        """Host names, in order, each checked at birth."""
        try:
            return tuple(sorted({Host(name).name for name in self.words(key, default)}))
        except Unusable as fault:
            raise self.fault(f"“{key}”: {fault}") from fault

    def address(self) -> str:
        """An address of the web (https) or of mail."""
        given = self.text("address")
        if not _ADDRESS.fullmatch(given):
            raise self.fault(f"“{given}” is no address: write https://… or the address for mail.")
        return given

    def rows(self, key: str) -> tuple[Row, ...]:
        """The entries of a list; none where the key is not there."""
        given = self._value(key, (), "a list of entries", lambda v: isinstance(v, list) and all(isinstance(one, dict) for one in v))
        return tuple(Row(self.file, self.name, one, self.sources) for one in given)

    def row(self, key: str) -> Row | None:
        """A part of the entry, or None where it has none."""
        given = self._value(key, {}, "a part with keys of its own", lambda v: isinstance(v, dict))
        return Row(self.file, self.name, given, self.sources) if given else None

    def fact(self) -> Fact:
        """`source` and `checked`: tags that sources.toml explains, and a day; both say “unverified”, or neither."""
        tags, checked = self.words("source", None), self.text("checked")
        unknown = [tag for tag in tags if tag not in self.sources]
        if unknown:
            raise self.fault(f"the source “{unknown[0]}” is not explained: add it to sources.toml.")
        if (UNVERIFIED in tags) != (checked == UNVERIFIED):
            raise self.fault("a fact is unverified in both “source” and “checked”, or in neither.")
        return Fact(", ".join(self.sources[tag] for tag in tags), None if checked == UNVERIFIED else self._day(checked))

    def _day(self, words: str) -> date:
        try:
            return date.fromisoformat(words)
        except ValueError as fault:
            raise self.fault(f"“{words}” is no day: write it like 2026-11-23, or “{UNVERIFIED}”.") from fault

    def _value(self, key: str, default: object, kind: str, fits: Callable[[Any], bool]) -> Any:
        if key not in self.content and default is not None:
            return default
        if key not in self.content:
            raise self.fault(f"“{key}” is missing: write {kind}.")
        if not fits(self.content[key]):
            raise self.fault(f"“{key}” must be {kind}.")
        return self.content[key]


def read_rows(folder: Path, file: str, key: str, named_by: str = "name") -> tuple[Row, ...]:
    """The entries under `key` of a file of the folder. Raises FaultyFile where it cannot be read, or an entry has no name."""
    sources = read_file(folder, "sources.toml").get("sources", {})
    whole = Row(file, key, read_file(folder, file), sources)
    return tuple(Row(file, row.text(named_by), row.content, sources) for row in whole.only(key).rows(key))


def read_file(folder: Path, file: str) -> dict[str, Any]:
    """A whole file. Raises FaultyFile where it is not there or no TOML."""
    try:
        return tomllib.loads((folder / file).read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise FaultyFile(f"{file}: it cannot be read ({fault}).") from fault


def _is_words(value: object, *, may_be_empty: bool) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and one for one in value) and (may_be_empty or bool(value))
