"""What is found in a policy of plain words: passages with their lines, sections, contents, and findings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum


class Subject(Enum):
    """What a finding is about; the value is its heading in a report, in the order in which a school mends things."""

    SAFEGUARDING = "Safeguarding comes first"
    CONTENTS = "The contents and the text"
    NUMBERING = "Numbers and paragraphs"
    OPEN_LIST = "Lists left open"
    DEFINITION = "Definitions"
    ROLE = "Roles"
    NAMED_PERSON = "People named instead of roles"
    DECISION = "Who decides, and by when"
    SANCTION = "Sanctions"
    BLANKET_BAN = "Bans that are too wide"
    FORM = "Forms named and not supplied"
    DOCUMENT = "Documents named and not supplied"
    ACCOUNT = "Accounts and passwords"
    SERVICE = "Services and contacts"
    VAGUE = "Words without a date or a measure"
    SIGNATURE = "Signatures and review"
    MISSING_PART = "Parts that are missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `line` counts from 1; `clause` None: not in a clause. `sentence` says what it is, `remedy` what to do."""

    subject: Subject
    line: int
    clause: str | None
    sentence: str
    remedy: str


@dataclass(slots=True)
class Passage:
    """Words that belong together, line by line; `number` is the clause's, or "" where the words are no clause."""

    number: str
    section: str
    line: int
    pieces: list[tuple[int, str]] = field(default_factory=list)
    items: int = 0

    @property
    def words(self) -> str:
        """The whole words, lines joined by spaces."""
        return " ".join(words for _, words in self.pieces)

    @property
    def last_line(self) -> int:
        """The line on which the words end."""
        return self.pieces[-1][0] if self.pieces else self.line

    def line_at(self, offset: int) -> int:
        """The line that holds the character at this place of `words`."""
        reached = 0
        for line, words in self.pieces:
            reached += len(words) + 1
            if offset < reached:
                return line
        return self.last_line

    def search(self, pattern: re.Pattern[str]) -> Iterator[tuple[int, re.Match[str]]]:
        """Each match within the words, with its line."""
        for found in pattern.finditer(self.words):
            yield self.line_at(found.start()), found

    def says(self, pattern: re.Pattern[str]) -> bool:
        """True where the words match somewhere."""
        return pattern.search(self.words) is not None


@dataclass(frozen=True, slots=True)
class Heading:
    """A section of the text, or an entry of its contents: `number` is "" where it has none."""

    number: str
    words: str
    line: int
    is_appendix: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """A text taken apart. `others` are passages outside clauses (statement, appendices); contents are in neither."""

    title: str
    sections: tuple[Heading, ...]
    clauses: tuple[Passage, ...]
    others: tuple[Passage, ...]
    contents: tuple[Heading, ...]
    cut: tuple[tuple[int, str], ...] = ()
    loose: tuple[tuple[int, str], ...] = ()
    lines: int = 0

    def passages(self) -> tuple[Passage, ...]:
        """Everything but the contents, in the order of the text."""
        return tuple(sorted((*self.clauses, *self.others), key=lambda passage: passage.line))

    def mention(self, pattern: re.Pattern[str]) -> Passage | None:
        """The first passage that matches, or None."""
        return next((passage for passage in self.passages() if passage.says(pattern)), None)

    @property
    def appendices(self) -> tuple[Heading, ...]:
        """The appendices of the text."""
        return tuple(section for section in self.sections if section.is_appendix)


@dataclass(frozen=True, slots=True)
class Named:
    """Something the text names: a defined term, a document, a form, who signs."""

    words: str
    line: int
    clause: str | None


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything found in a text."""

    words: Words
    definitions: tuple[Named, ...]
    documents: tuple[Named, ...]
    forms: tuple[Named, ...]
    signers: tuple[Named, ...]
    findings: tuple[Finding, ...]
