"""The shape of a policy's text: headings, paragraphs and fences, each with its line. A careful subset of Markdown, by our own scan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from belisha.core.policy.declarations import KINDS
from belisha.core.policy.model import Fault
from belisha.core.policy.numbering import NUMBER, is_contents, second_number_in

_FENCE = re.compile(r"(~{3,}|`{3,})\s*(.*)")
_HEADING = re.compile(r"(#{1,6})(?:\s+(.*?))??(?:\s+#+)*")
_ITEM = re.compile(r"[-*+]\s|[0-9]{1,3}[.)]\s|[>|]")
_UNDERLINE = re.compile(r"=+|--+")
_NUMBERED = re.compile(rf"(?:[-*+>]\s+)?({NUMBER})\.?\s")
_TABLE_HEAD = re.compile(r"\[\[\s*([^\[\]]+?)\s*\]\]")


class Shape(Enum):
    """What a block of lines is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    CONTROLS = "controls"
    FENCE = "fence"


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together; `line` is where they start. `text` is the heading's words, the joined paragraph, or the whole fence.

    For controls, `inside` are the lines between the fences and the first of them stands on `line + 1`; for a paragraph of the
    contents, its lines, and the first of them stands on `line`.
    """

    shape: Shape
    line: int
    text: str
    level: int = 0
    inside: tuple[str, ...] = ()


def blocks_of(lines: Sequence[str], first: int) -> tuple[list[Block], list[Fault]]:
    """The blocks of the text in order, and the faults of its shape; `first` is the number of the first line."""
    blocks: list[Block] = []
    faults: list[Fault] = []
    at = 0
    is_list = False
    while at < len(lines):
        line = lines[at].strip()
        if not line:
            at += 1
        elif _opens_fence(line):
            at = _take_fence(lines, at, first, blocks, faults)
        elif found := _HEADING.fullmatch(line):
            at = _take_heading(found, at, first, blocks, faults)
            is_list = is_contents((found[2] or "").strip())  # its lines name clauses and are none
        else:
            at = _take_paragraph(lines, at, first, blocks, faults, is_list)
    return blocks, faults


def _opens_fence(line: str) -> re.Match[str] | None:
    """The parts of an opening fence; backticks with more backticks after them are code within a paragraph (CommonMark 4.5)."""
    found = _FENCE.fullmatch(line)
    return None if found and found[1].startswith("`") and "`" in found[2] else found


def _take_heading(found: re.Match[str], at: int, first: int, blocks: list[Block], faults: list[Fault]) -> int:
    """Add a heading; the index after it."""
    words = (found[2] or "").strip()
    if not words:
        faults.append(Fault(first + at, None, "this heading has no words: write the section's name after the #."))
    else:
        blocks.append(Block(Shape.HEADING, first + at, words, level=len(found[1])))
    return at + 1


def _take_fence(lines: Sequence[str], at: int, first: int, blocks: list[Block], faults: list[Fault]) -> int:
    """Add a fenced block; the index after its closing line."""
    opening = _FENCE.fullmatch(lines[at].strip())
    mark, info = (opening[1], opening[2]) if opening else ("~~~", "")
    end = next((i for i in range(at + 1, len(lines)) if _closes(lines[i].strip(), mark)), None)
    if end is None:
        faults.append(Fault(first + at, None, f"this fence is never closed: write {mark} on a line of its own after its last line."))
        return len(lines)
    inside = tuple(lines[at + 1 : end])
    if info.split(maxsplit=1)[:1] == ["controls"]:
        blocks.append(Block(Shape.CONTROLS, first + at, "", inside=inside))
        return end + 1
    if info.casefold().startswith("control") or any(_is_control(line) for line in inside):
        faults.append(Fault(first + at, None, f"this fence looks like controls and is not: open it with {mark}controls."))
    whole = "\n".join([lines[at].strip(), *(line.rstrip() for line in inside), lines[end].strip()])
    blocks.append(Block(Shape.FENCE, first + at, whole, inside=inside))
    return end + 1


def _closes(line: str, mark: str) -> bool:
    """True where the line closes a fence opened with `mark`: as many of its character, or more, and nothing else."""
    return len(line) >= len(mark) and set(line) == {mark[0]}


def _is_control(line: str) -> bool:
    """True where the line opens a table of a known kind."""
    found = _TABLE_HEAD.match(line.strip())
    return found is not None and found[1] in KINDS


def _take_paragraph(lines: Sequence[str], at: int, first: int, blocks: list[Block], faults: list[Fault], is_list: bool) -> int:
    """Add a paragraph, its lines joined by spaces (items of a list keep their lines); the index after it."""
    text = lines[at].strip()
    here = at
    if _is_control(text):
        faults.append(Fault(first + at, None, "this control stands outside a fence: write ~~~controls above it and ~~~ below it."))
    while (here := here + 1) < len(lines):
        line = lines[here].strip()
        if not line or _opens_fence(line) or _HEADING.fullmatch(line):
            break
        faults.extend(_faults_within(line, first + here, is_list))
        keeps_line = _ITEM.match(line) or (is_list and _NUMBERED.match(line + " "))
        text += "\n" + lines[here].rstrip() if keeps_line else " " + line
    if not is_list:
        faults.extend(_second_clause(lines[at:here], text, first + at, faults))
    blocks.append(Block(Shape.PARAGRAPH, first + at, text, inside=tuple(lines[at:here]) if is_list else ()))
    return here


def _second_clause(lines: Sequence[str], text: str, first: int, faults: Sequence[Fault]) -> list[Fault]:
    """The fault of a second clause within the sentences of a paragraph, unless its line has that fault already."""
    second = second_number_in(text)
    if not second or any(fault.clause == second and first < fault.line < first + len(lines) for fault in faults):
        return []
    return [_two_numbers(next((number for number, line in enumerate(lines, first) if second in line), first), second)]


def _two_numbers(number: int, second: str) -> Fault:
    """The fault of a paragraph that holds the number of a second clause."""
    return Fault(number, second, f"two numbers in one paragraph: write an empty line before {second}, so that it is a clause of its own.")


def _faults_within(line: str, number: int, is_list: bool) -> list[Fault]:
    """What a line inside a paragraph may not be: an underlined heading, a control, or the start of another clause."""
    if _UNDERLINE.fullmatch(line):
        return [Fault(number, None, "a heading is not underlined here: write it on one line as “# Heading”.")]
    if _is_control(line):
        return [Fault(number, None, "this control stands outside a fence: write ~~~controls above it and ~~~ below it.")]
    if not is_list and (found := _NUMBERED.match(line)):
        return [_two_numbers(number, found[1])]
    return []
