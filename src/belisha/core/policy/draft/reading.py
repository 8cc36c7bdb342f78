"""Take a policy in plain words apart: title, contents, sections, clauses with their items and wrapped lines, appendices.

What schools write is uneven: trailing dots after numbers, dashes before them, paragraphs cut by an empty line, numbers without words.
Nothing here raises; what cannot be placed is kept as a passage outside clauses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from belisha.core.policy.draft.model import Heading, Passage, Words
from belisha.core.policy.wording import canonical_characters

MOST_WORDS_OF_A_HEADING = 14
_BULLET = r"(?:[-–—*•·▪]\s+)?"
_CLAUSE = re.compile(rf"\s*{_BULLET}\**([0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{1,3}})\.?\**(?:\s+(.*))?")
_SECTION = re.compile(r"\s*#*\s*\**([0-9]{1,2})[.)]?\s+(\S.*)")
_APPENDIX = re.compile(r"\s*#*\s*\**(?:appendix|annex|schedule)\s+([0-9]{1,2}|[a-z])\b[\s:.–-]*(.*)", re.IGNORECASE)
_MARKED = re.compile(r"\s*#+\s+(\S.*)")
_ITEM = re.compile(r"\s*(?:[-–—*•·▪]\s+|\(?[a-z]\)\s+|\(?[ivx]{1,4}[.)]\s+|[a-z]\.\s+)(.*)")
_CONTENTS = re.compile(r"\s*#*\s*\**(?:table of )?contents\**:?\**\s*", re.IGNORECASE)
_ENTRY = re.compile(r"\s*(?:[-–*•·]\s+)?(?:([0-9]{1,2}(?:\.[0-9]{1,2})?)[.)]?\s+)?(\S.*?)[\s.…]*(?:\s[0-9]{1,3})?\s*")
_SIGNED = re.compile(r"(?:signed|signature)\b|date(?:d)?:", re.IGNORECASE)
_KNOWN = re.compile(
    r"(?:statement of intent|policy statement|introduction|aims?(?: and objectives)?|purpose|scope|legal framework|appendices)",
    re.IGNORECASE,
)
_ENDED = (".", "!", "?", ":", ";", "”", '"', ")")


def words_of(text: str) -> Words:
    """The text taken apart. Never raises, whatever the text."""
    lines = [line.replace("\f", " ").rstrip() for line in canonical_characters(text).split("\n")]
    contents, after = _contents(lines)
    reader = _Reader(lines, contents)
    skipped = range(contents[0].line - 2, after) if contents else range(0)
    for at, line in enumerate(lines):
        if at not in skipped and not _CONTENTS.fullmatch(line):
            reader.take(at, line)
    return reader.words()


def folded(words: str) -> str:
    """Words as they are compared: lower case, letters and digits alone."""
    return re.sub(r"[^a-z0-9]+", " ", words.casefold().replace("’", "").replace("'", "")).strip()


def is_heading(words: str) -> bool:
    """True for words that could be a heading: few, beginning with a capital, and no sentence."""
    bare = words.strip("*# ")
    starts = bare[:1].isupper() or bare[:1] in "“‘\"'"
    return starts and len(bare.split()) <= MOST_WORDS_OF_A_HEADING and not bare.endswith((".", ";", ",", ":")) and "\t" not in words


def _plain(words: str) -> str:
    """Words without marks of emphasis."""
    return words.replace("**", "").replace("__", "")


def _contents(lines: Sequence[str]) -> tuple[list[Heading], int]:
    """The entries of the contents, and the index of the first line after them; none and 0 where there are no contents."""
    start = next((at for at, line in enumerate(lines) if _CONTENTS.fullmatch(line)), None)
    if start is None:
        return [], 0
    entries: list[Heading] = []
    seen: set[str] = set()
    is_within_appendices = False
    for at in range(start + 1, len(lines)):
        if not lines[at].strip():
            continue
        found = _ENTRY.fullmatch(lines[at])
        if not found or not is_heading(found[2]) or folded(found[2]) in seen:
            return entries, at
        seen.add(folded(found[2]))
        number = found[1] or ""
        is_appendix = _APPENDIX.fullmatch(lines[at]) is not None or (is_within_appendices and lines[at][:1] in " \t")
        is_within_appendices = is_within_appendices or folded(found[2]) == "appendices"
        entries.append(Heading(number, found[2].strip("* "), at + 1, is_appendix))
    return entries, len(lines)


class _Reader:
    """Goes through the lines once; knows the section, the clause and whether a line was empty before."""

    def __init__(self, lines: Sequence[str], contents: Sequence[Heading]) -> None:
        self._lines = lines
        self._contents = contents
        self._promised = {folded(entry.words) for entry in contents}
        self._title = ""
        self._sections: list[Heading] = []
        self._clauses: list[Passage] = []
        self._others: list[Passage] = []
        self._cut: list[tuple[int, str]] = []
        self._loose: list[tuple[int, str]] = []
        self._current: Passage | None = None
        self._is_after_empty = True
        self._names_appendix = False

    def words(self) -> Words:
        """What has been read."""
        return Words(
            title=self._title,
            sections=tuple(self._sections),
            clauses=tuple(self._clauses),
            others=tuple(passage for passage in self._others if passage.pieces),
            contents=tuple(self._contents),
            cut=tuple(self._cut),
            loose=tuple(self._loose),
            lines=len(self._lines),
        )

    def take(self, at: int, line: str) -> None:
        """Read the next line."""
        words = line.strip()
        if not words:
            self._is_after_empty = True
            return
        if not self._title:
            self._title = words.strip("#* ")
        elif not (self._take_clause(at, line) or self._take_heading(at, line)):
            self._take_words(at, line)
        self._is_after_empty = False

    def _take_clause(self, at: int, line: str) -> bool:
        """A line that starts a clause."""
        found = _CLAUSE.fullmatch(line)
        words = (found[2] or "").strip() if found else ""
        if not found or not (not words or words[0].isupper() or words[0] in "“‘\"'(*["):
            return False
        self._current = Passage(found[1], self._section(), at + 1, [(at + 1, _plain(words))] if words else [])
        self._clauses.append(self._current)
        self._names_appendix = False
        return True

    def _take_heading(self, at: int, line: str) -> bool:
        """A line that starts a section or an appendix."""
        heading = self._heading(at, line)
        if heading is None:
            return False
        if self._names_appendix and not heading.number and self._sections and not self._sections[-1].words:
            heading = Heading(self._sections.pop().number, heading.words, heading.line, is_appendix=True)
        self._names_appendix = heading.is_appendix and not heading.words
        self._sections.append(heading)
        self._current = None
        return True

    def _heading(self, at: int, line: str) -> Heading | None:
        """The heading that this line is, or None."""
        if (found := _APPENDIX.fullmatch(line)) and (not found[2] or is_heading(found[2])):
            return Heading(found[1], found[2].strip("* "), at + 1, is_appendix=True)
        if (found := _SECTION.fullmatch(line)) and is_heading(found[2]) and self._is_section(at, found[1], found[2]):
            return Heading(found[1], found[2].strip("* "), at + 1)
        if found := _MARKED.fullmatch(line):
            return Heading("", found[1].strip("*# "), at + 1)
        bare = line.strip("* :\t")
        is_name = self._names_appendix and is_heading(bare)
        is_known = self._is_after_empty and is_heading(bare) and (folded(bare) in self._promised or _KNOWN.fullmatch(bare) is not None)
        return Heading("", bare, at + 1) if is_name or is_known else None

    def _is_section(self, at: int, number: str, words: str) -> bool:
        """True where the contents promise it, its first clause follows, or it stands alone and its number is the next."""
        if folded(words) in self._promised:
            return True
        last = next((int(s.number) for s in reversed(self._sections) if s.number.isdigit() and not s.is_appendix), 0)
        following = [line for line in self._lines[at + 1 : at + 8] if line.strip()][:3]
        firsts = [found[1] for line in following if (found := _CLAUSE.fullmatch(line))]
        if f"{number}.1" in firsts and int(number) > last:
            return True
        is_alone = self._is_after_empty and (at + 1 >= len(self._lines) or not self._lines[at + 1].strip())
        return is_alone and int(number) == last + 1

    def _take_words(self, at: int, line: str) -> None:
        """A line of words: an item, a wrapped line, or a paragraph without a number."""
        item = _ITEM.fullmatch(line)
        words = (item[1] if item else line).strip()
        passage = self._current
        if passage is None or (not passage.number and self._is_after_empty) or _SIGNED.match(words):
            passage = self._current = Passage("", self._section(), at + 1)
            self._others.append(passage)
        elif passage.number and self._is_after_empty and not item and passage.pieces:
            self._note_break(passage, at, words)
        passage.items += item is not None
        passage.pieces.append((at + 1, _plain(words)))
        self._names_appendix = False

    def _note_break(self, passage: Passage, at: int, words: str) -> None:
        """An empty line stood within a clause: it cut a sentence, or a paragraph without a number follows."""
        is_cut = not passage.pieces[-1][1].rstrip("*").endswith(_ENDED) and words[:1].islower()
        (self._cut if is_cut else self._loose).append((at + 1, passage.number))

    def _section(self) -> str:
        """The heading under which a line stands."""
        return self._sections[-1].words if self._sections else ""
