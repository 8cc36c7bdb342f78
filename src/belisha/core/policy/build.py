"""Puts the blocks of a text together as sections, clauses and their controls, and notes what is wrong with their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from belisha.core.policy.declarations import STATEMENT, is_numbered
from belisha.core.policy.fences import controls_in
from belisha.core.policy.layout import Block, Shape
from belisha.core.policy.model import Clause, Control, Fault, Mention, Section
from belisha.core.policy.numbering import CLAUSE, LOOKS_LIKE_CLAUSE, clause_of_heading, is_contents, named_in_contents, order_of


@dataclass
class _Draft:
    """A clause while its controls are still being found."""

    number: str
    paragraphs: list[str]
    line: int
    controls: list[Control] = field(default_factory=list)


@dataclass
class _SectionDraft:
    """A section while its parts are still being found."""

    heading: str
    level: int
    line: int
    parts: list[str | _Draft] = field(default_factory=list)
    latest: _Draft | None = None  # the latest clause of the section

    @property
    def clause(self) -> str:
        """The clause that the heading names: the statement or an appendix; "" for every other section."""
        return clause_of_heading(self.heading)

    def add(self, part: str | _Draft) -> None:
        """Add words or a clause."""
        self.parts.append(part)
        if isinstance(part, _Draft):
            self.latest = part


class Builder:
    """Puts blocks together as sections and clauses."""

    def __init__(self) -> None:
        """An empty policy."""
        self.faults: list[Fault] = []
        self.contents: list[Mention] = []
        self.is_whole = True
        self._sections = [_SectionDraft("", 0, 1)]
        self._headings: dict[str, int] = {}
        self._lines: dict[tuple[tuple[int, ...], str], int] = {}

    def take(self, blocks: Sequence[Block]) -> None:
        """Take each block in turn."""
        for block in blocks:
            section = self._sections[-1]
            if block.shape is Shape.HEADING:
                self._sections.append(_SectionDraft(block.text, block.level, block.line))
            elif block.shape is Shape.FENCE:
                section.add(block.text)
            elif block.shape is Shape.CONTROLS:
                self._take_controls(block, section)
            else:
                self._take_paragraph(block, section)

    def sections(self) -> tuple[Section, ...]:
        """The finished sections; the one without a heading only where it holds something."""
        return tuple(_finished(s) for s in self._sections if s.level or s.parts)

    def _take_controls(self, block: Block, section: _SectionDraft) -> None:
        """Give the controls to the clause above them."""
        owner = section.latest or (self._headed(section, block.line) if section.clause else None)
        if owner is None:
            self.is_whole = False
            self.faults.append(Fault(block.line, None, "these controls belong to no clause: write them below the clause they are for."))
            return
        controls, faults = controls_in(block.inside, block.line + 1, owner.number)
        if not controls and not faults:
            faults = [Fault(block.line, owner.number, "these controls are empty: write at least one [[kind]], or take the fence out.")]
        owner.controls.extend(controls)
        self.is_whole = self.is_whole and not faults
        self.faults.extend(faults)

    def _take_paragraph(self, block: Block, section: _SectionDraft) -> None:
        """Take a clause, a paragraph of the statement or of an appendix, lines of the contents, or plain words."""
        if is_contents(section.heading):
            self._take_contents(block, section)
            return
        found = CLAUSE.fullmatch(block.text)
        if found:
            self._take_clause(block, section, found[1], (found[2] or "").strip())
            return
        if LOOKS_LIKE_CLAUSE.match(block.text):
            sentence = "this looks like a clause and is not one: write number, space and words (“8.4 Anyone may …”), or start with a word."
            self.faults.append(Fault(block.line, None, sentence))
        if section.clause and _goes_on(section):
            draft = section.latest or self._headed(section, block.line)
            draft.paragraphs.append(block.text)
        else:
            section.add(block.text)

    def _take_contents(self, block: Block, section: _SectionDraft) -> None:
        """Take lines that name clauses and sections."""
        section.add(block.text)
        for line, words in enumerate(block.inside, start=block.line):
            number, title = named_in_contents(words)
            if number:
                self.contents.append(Mention(number, title, line))

    def _headed(self, section: _SectionDraft, line: int) -> _Draft:
        """The clause of the statement or of an appendix, made where its section has none yet."""
        earlier = self._headings.setdefault(section.clause, section.line)
        if earlier != section.line:
            sentence = f"there are two sections “{section.heading}” (the first on line {earlier}): write one section of that name."
            self.faults.append(Fault(line, section.clause, sentence))
        draft = _Draft(section.clause, [], line)
        section.add(draft)
        return draft

    def _take_clause(self, block: Block, section: _SectionDraft, number: str, words: str) -> None:
        """Take a numbered clause and note what is wrong with its number."""
        key, latest = order_of(number), section.latest
        if key in self._lines:
            self._fault(block, number, f"the number {number} is used twice (first on line {self._lines[key]}): give this clause its own.")
        elif latest and is_numbered(latest.number) and key <= order_of(latest.number):
            self._fault(
                block, number, f"{number} comes after {latest.number}: numbers rise within a section, so move or renumber this clause."
            )
        if not words:
            self._fault(block, number, f"clause {number} has no words: write them after the number, on the same line.")
        self._lines.setdefault(key, block.line)
        section.add(_Draft(number, [words], block.line))

    def _fault(self, block: Block, clause: str, sentence: str) -> None:
        """Note a fault of a block."""
        self.faults.append(Fault(block.line, clause, sentence))


def _goes_on(section: _SectionDraft) -> bool:
    """True where a paragraph belongs to the statement or appendix of its section.

    All paragraphs of the statement do, up to its first numbered clause; of an appendix, those before anything else.
    """
    latest = section.latest
    if latest is None:
        return True
    return latest.number == STATEMENT or (not is_numbered(latest.number) and section.parts[-1] is latest)


def _finished(draft: _SectionDraft) -> Section:
    """The section as an immutable value."""
    parts = tuple(
        part if isinstance(part, str) else Clause(part.number, draft.heading, "\n\n".join(part.paragraphs), part.line, tuple(part.controls))
        for part in draft.parts
    )
    return Section(draft.heading, draft.level, draft.line, parts)
