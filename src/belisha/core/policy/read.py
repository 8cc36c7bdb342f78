"""From the text of a policy to its clauses and controls, or to faults that name the line and say what to write instead."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from belisha.core.policy.declarations import FRONT_MATTER, LANGUAGE, STATEMENT
from belisha.core.policy.fences import broken_line, broken_sentence, controls_in
from belisha.core.policy.joins import faults_of_joins
from belisha.core.policy.layout import Block, Shape, blocks_of
from belisha.core.policy.model import Clause, Control, Fault, Policy, Reading, Section, Value
from belisha.core.policy.values import faults_of_value, value_of
from belisha.core.policy.wording import (
    CLAUSE,
    LOOKS_LIKE_CLAUSE,
    canonical_characters,
    did_you_mean,
    hidden_characters,
    open_list_in,
)
from belisha.core.policy.write import identity_of, write

STATEMENT_HEADING = "statement of intent"
LARGEST_TEXT = 1_000_000  # characters; a policy of a hundred pages has a third of that


def read(text: str) -> Reading:
    """The policy in `text`, and every fault found. Never raises, whatever the text.

    With faults the policy is what could be made out and has no identity (""), so that nobody can sign it.
    """
    if len(text) > LARGEST_TEXT:
        return Reading(None, (Fault(1, None, f"this text is too long for a policy: write at most {LARGEST_TEXT} characters."),))
    clean = canonical_characters(text)
    faults = [Fault(n, None, f"a character that cannot be seen ({name}) stands here: take it out.") for n, name in hidden_characters(clean)]
    if faults:
        return Reading(None, tuple(faults))
    lines = clean.split("\n")
    front, start, found = _front_matter(lines)
    blocks, misshapen = blocks_of(lines[start:], start + 1)
    builder = _Builder()
    builder.take(blocks)
    policy = Policy(
        title=str(front.get("title", "")),
        language=_whole(front.get("language", LANGUAGE)),
        review=str(front.get("review", "1 year")),
        when_broken=str(front.get("when_broken", "closed")),
        sections=builder.sections(),
        identity="",
    )
    faults = [*found, *misshapen, *builder.faults, *_faults_of_whole(policy)]
    if faults:
        return Reading(policy, tuple(sorted(faults, key=lambda fault: (fault.line, fault.sentence))))
    return Reading(replace(policy, identity=identity_of(policy)), ())


def canonical(text: str) -> str:
    """The canonical form of a sound text. Raises ValueError with the first fault where it is not sound."""
    reading = read(text)
    if reading.policy is None or reading.faults:
        raise ValueError(reading.faults[0].told("policy"))
    return write(reading.policy)


def _whole(value: Value) -> int:
    """A whole number, or this edition's where it is none (its fault has been found already)."""
    return value if isinstance(value, int) else LANGUAGE


def _front_matter(lines: Sequence[str]) -> tuple[dict[str, Value], int, list[Fault]]:
    """The values between the first two `---` lines, the index of the line after them, and their faults."""
    if lines[0].strip() != "---":
        return {}, 0, [Fault(1, None, 'a policy starts with a line ---, then title = "…" and language = 1, then a line ---.')]
    end = next((i for i in range(1, len(lines)) if lines[i].strip() == "---"), None)
    if end is None:
        return {}, len(lines), [Fault(1, None, "the front matter is never closed: write a line --- after its last key.")]
    inside = lines[1:end]
    try:
        raw = tomllib.loads("\n".join(inside) + "\n")
    except (ValueError, RecursionError, OverflowError) as broken:
        return {}, end + 1, [Fault(broken_line(str(broken), 2, len(inside)), None, broken_sentence(str(broken)))]
    values, faults = _front_values(raw, inside)
    return values, end + 1, faults


def _front_values(raw: dict[str, object], inside: Sequence[str]) -> tuple[dict[str, Value], list[Fault]]:
    """The declared keys of the front matter and their faults."""
    declared = {key.name: key for key in FRONT_MATTER}
    values: dict[str, Value] = {}
    faults = [
        Fault(1, None, f"the front matter lacks “{key.name}” ({key.meaning}): add a line {key.name} = ….")
        for key in FRONT_MATTER
        if key.required and key.name not in raw
    ]
    for name, value in raw.items():
        line = next((i for i, text in enumerate(inside, start=2) if text.split("=")[0].strip().strip("\"'") == name), 2)
        if name not in declared:
            faults.append(Fault(line, None, f"the front matter has no key “{name[:60]}”: {did_you_mean(name, declared)}"))
            continue
        wrong = faults_of_value(declared[name], value)
        if not wrong and name == "language" and value != LANGUAGE:
            wrong = [f"this edition reads language {LANGUAGE} of policies, not {value}: write language = {LANGUAGE}."]
        faults.extend(Fault(line, None, sentence) for sentence in wrong)
        if not wrong:
            values[name] = value_of(declared[name], value)
    return values, faults


def _faults_of_whole(policy: Policy) -> list[Fault]:
    """The faults that only the whole policy shows."""
    faults = faults_of_joins(policy.controls())
    if next(policy.clauses(), None) is None:
        faults.append(
            Fault(1, None, "this policy has no clause: write a paragraph that starts with a number, like “8.4 Anyone may ask …”.")
        )
    for clause in policy.clauses():
        if clause.number == STATEMENT and not clause.words:
            faults.append(Fault(clause.line, STATEMENT, "the statement of intent has no words: write them below its heading."))
        told = open_list_in(clause.words) if clause.controls else None
        if told:
            sentence = f"“{told}” leaves the list open, and controls act on closed lists only: name every item, or take “{told}” out."
            faults.append(Fault(clause.line, clause.number, sentence))
    return faults


@dataclass
class _Draft:
    """A clause while its controls are still being found."""

    number: str
    words: str
    line: int
    controls: list[Control] = field(default_factory=list)


@dataclass
class _SectionDraft:
    """A section while its parts are still being found."""

    heading: str
    level: int
    line: int
    parts: list[str | _Draft] = field(default_factory=list)

    @property
    def is_statement(self) -> bool:
        """True for the section that holds the statement of intent."""
        return self.heading.casefold() == STATEMENT_HEADING

    def latest(self) -> _Draft | None:
        """The latest clause of the section, or None."""
        return next((part for part in reversed(self.parts) if isinstance(part, _Draft)), None)


class _Builder:
    """Puts blocks together as sections and clauses."""

    def __init__(self) -> None:
        """An empty policy."""
        self.faults: list[Fault] = []
        self._sections = [_SectionDraft("", 0, 1)]
        self._lines: dict[tuple[int, ...], int] = {}

    def take(self, blocks: Sequence[Block]) -> None:
        """Take each block in turn."""
        for block in blocks:
            section = self._sections[-1]
            if block.shape is Shape.HEADING:
                self._sections.append(_SectionDraft(block.text, block.level, block.line))
            elif block.shape is Shape.FENCE:
                section.parts.append(block.text)
            elif block.shape is Shape.CONTROLS:
                self._take_controls(block, section)
            else:
                self._take_paragraph(block, section)

    def sections(self) -> tuple[Section, ...]:
        """The finished sections; the one without a heading only where it holds something."""
        return tuple(_finished(s) for s in self._sections if s.level or s.parts)

    def _take_controls(self, block: Block, section: _SectionDraft) -> None:
        """Give the controls to the clause above them."""
        owner = section.latest() or (self._statement(section, block.line) if section.is_statement else None)
        if owner is None:
            self.faults.append(Fault(block.line, None, "these controls belong to no clause: write them below the clause they are for."))
            return
        controls, faults = controls_in(block.inside, block.line + 1, owner.number)
        if not controls and not faults:
            faults = [Fault(block.line, owner.number, "these controls are empty: write at least one [[kind]], or take the fence out.")]
        owner.controls.extend(controls)
        self.faults.extend(faults)

    def _take_paragraph(self, block: Block, section: _SectionDraft) -> None:
        """Take a clause, a paragraph of the statement, or plain words."""
        found = CLAUSE.fullmatch(block.text)
        if found:
            self._take_clause(block, section, found[1], (found[2] or "").strip())
            return
        if LOOKS_LIKE_CLAUSE.match(block.text):
            sentence = "this looks like a clause and is not one: write number, space and words (“8.4 Anyone may …”), or start with a word."
            self.faults.append(Fault(block.line, None, sentence))
        latest = section.latest()
        if section.is_statement and (latest is None or latest.number == STATEMENT):
            draft = latest or self._statement(section, block.line)
            draft.words = f"{draft.words}\n\n{block.text}" if draft.words else block.text
        else:
            section.parts.append(block.text)

    def _statement(self, section: _SectionDraft, line: int) -> _Draft:
        """The statement's clause, made where the section has none yet."""
        if any(s is not section and s.is_statement and s.latest() for s in self._sections):
            self.faults.append(Fault(line, STATEMENT, "there are two statements of intent: write one section of that name."))
        draft = _Draft(STATEMENT, "", line)
        section.parts.append(draft)
        return draft

    def _take_clause(self, block: Block, section: _SectionDraft, number: str, words: str) -> None:
        """Take a numbered clause and note what is wrong with its number."""
        key = tuple(int(part) for part in number.split("."))
        latest = section.latest()
        if key in self._lines:
            self._fault(block, number, f"the number {number} is used twice (first on line {self._lines[key]}): give this clause its own.")
        elif latest and latest.number != STATEMENT and key <= tuple(int(part) for part in latest.number.split(".")):
            self._fault(
                block, number, f"{number} comes after {latest.number}: numbers rise within a section, so move or renumber this clause."
            )
        if not words:
            self._fault(block, number, f"clause {number} has no words: write them after the number, on the same line.")
        self._lines.setdefault(key, block.line)
        section.parts.append(_Draft(number, words, block.line))

    def _fault(self, block: Block, clause: str, sentence: str) -> None:
        """Note a fault of a block."""
        self.faults.append(Fault(block.line, clause, sentence))


def _finished(draft: _SectionDraft) -> Section:
    """The section as an immutable value."""
    parts = tuple(
        part if isinstance(part, str) else Clause(part.number, draft.heading, part.words, part.line, tuple(part.controls))
        for part in draft.parts
    )
    return Section(draft.heading, draft.level, draft.line, parts)
