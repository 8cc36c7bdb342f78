"""Whether a text holds together: its contents against its sections, its numbers, and paragraphs that stand outside them."""

from __future__ import annotations

from collections.abc import Iterator

from belisha.core.policy.draft.model import Finding, Heading, Subject, Words
from belisha.core.policy.draft.reading import folded

Numbers = tuple[int, ...]


def findings(words: Words) -> Iterator[Finding]:
    """Everything about contents and numbers."""
    yield from _contents(words)
    yield from _numbers(words)
    yield from _paragraphs(words)


def _contents(words: Words) -> Iterator[Finding]:
    """What the contents promise and the text lacks, numbers that differ, and sections the contents forget."""
    if not words.contents:
        return
    sections = {folded(section.words): section for section in words.sections if section.words}
    for entry in words.contents:
        section = sections.get(folded(entry.words))
        if section is None and not _is_kept_elsewhere(entry, words):
            yield Finding(
                Subject.CONTENTS,
                entry.line,
                None,
                f"The contents name “{_called(entry)}”, and the text has no such section.",
                "Write the section, or take it out of the contents.",
            )
        elif section is not None and entry.number != section.number and not section.is_appendix:
            yield Finding(
                Subject.CONTENTS,
                entry.line,
                None,
                f"The contents give “{entry.words}” the number {entry.number or '(none)'}; in the text (line {section.line}) it is "
                f"{section.number or 'without a number'}.",
                "Give it one number in both places: other clauses and forms refer to it.",
            )
    promised = {folded(entry.words) for entry in words.contents}
    for section in words.sections:
        if section.words and folded(section.words) not in promised:
            yield Finding(
                Subject.CONTENTS,
                section.line,
                None,
                f"The contents do not name “{_called(section)}”.",
                "Add it, so that the numbers after it are right.",
            )


def _is_kept_elsewhere(entry: Heading, words: Words) -> bool:
    """True for “Appendices” where the text has appendices, and for an entry that names a clause."""
    if folded(entry.words) in ("appendices", "appendix"):
        return bool(words.appendices)
    return "." in entry.number and any(clause.number == entry.number for clause in words.clauses)


def _called(heading: Heading) -> str:
    """A heading with its number."""
    return f"{heading.number}. {heading.words}" if heading.number else heading.words


def _numbers(words: Words) -> Iterator[Finding]:
    """Numbers said twice, numbers left out, and clauses that stand in a section of another number."""
    seen: dict[str, int] = {}
    before: Numbers = ()
    for clause in words.clauses:
        number = tuple(int(part) for part in clause.number.split("."))
        if clause.number in seen:
            yield Finding(
                Subject.NUMBERING,
                clause.line,
                clause.number,
                f"The number {clause.number} stands at line {seen[clause.number]} as well.",
                "Give each clause a number of its own.",
            )
        elif before and _is_jump(before, number):
            yield Finding(
                Subject.NUMBERING,
                clause.line,
                clause.number,
                f"After {'.'.join(map(str, before))} comes {clause.number}.",
                "Write what is missing, or give the clauses numbers that follow one another.",
            )
        seen.setdefault(clause.number, clause.line)
        before = number
    for number_, line in _empty(words):
        yield Finding(
            Subject.NUMBERING, line, number_, f"Clause {number_} has a number and no words.", "Write the clause, or take its number out."
        )


def _is_jump(before: Numbers, number: Numbers) -> bool:
    """True where the second does not follow the first, in its section or at the beginning of a later one."""
    if len(before) == len(number) and before[:-1] == number[:-1]:
        return number[-1] != before[-1] + 1
    if number[0] == before[0]:
        return number < before
    return number[0] < before[0] or number[-1] != 1


def _empty(words: Words) -> Iterator[tuple[str, int]]:
    """Clauses that have a number and nothing else."""
    return ((clause.number, clause.line) for clause in words.clauses if not clause.words.strip())


def _paragraphs(words: Words) -> Iterator[Finding]:
    """Sentences cut by an empty line, and paragraphs without a number of their own."""
    for line, number in words.cut:
        yield Finding(
            Subject.NUMBERING, line, number, f"An empty line cuts a sentence of clause {number} in two.", "Join the two paragraphs."
        )
    for line, number in words.loose:
        yield Finding(
            Subject.NUMBERING,
            line,
            number,
            f"This paragraph has no number; it was read as the rest of clause {number}.",
            "Give it a number of its own if it says something of its own: a number is how anybody can refer to it.",
        )
