"""How clauses, sections and appendices are named: `8.4`, `7.6-report`, `appendix-1`, and what a list of contents names."""

from __future__ import annotations

import re

from belisha.core.policy.declarations import APPENDIX, STATEMENT

NUMBER = r"[0-9]{1,3}(?:\.[0-9]{1,3})+(?:-[a-z]{1,20})?"
CLAUSE = re.compile(rf"({NUMBER})\.?(?:\s+(.*))?", re.DOTALL)
LOOKS_LIKE_CLAUSE = re.compile(r"[*_(\[§>+\-\s]*[0-9]{1,3}\.[0-9]")
STATEMENT_HEADING = "statement of intent"
CONTENTS_HEADING = "contents"
_SECOND_NUMBER = re.compile(rf"[.!?;:]\s+({NUMBER})\.?\s+[A-Z]")
_APPENDIX = re.compile(r"appendix ([0-9]{1,2})(?:\s*:.*)?", re.IGNORECASE | re.DOTALL)
_SECTION = re.compile(r"([0-9]{1,3})\.?(?:\s+(.*))?", re.DOTALL)
_BULLET = re.compile(r"[-*+]\s+")
_DOTS_TO_A_PAGE = re.compile(r"[\s.…]{3,}[0-9]{1,3}$")
_ALL_OF_NUMBER = re.compile(NUMBER)


def order_of(number: str) -> tuple[tuple[int, ...], str]:
    """What a clause's number is sorted by: its figures, then its word (“7.6” before “7.6-report” before “7.7”)."""
    figures, _, word = number.partition("-")
    return tuple(int(part) for part in figures.split(".")), word


def is_clause_number(word: str) -> bool:
    """True for something that can name a clause: a number, `statement`, or an appendix."""
    is_appendix = word.startswith(APPENDIX) and word.removeprefix(APPENDIX).isdigit()
    return word == STATEMENT or is_appendix or _ALL_OF_NUMBER.fullmatch(word) is not None


def second_number_in(words: str) -> str | None:
    """The number of a second clause within the words of one, or None."""
    found = _SECOND_NUMBER.search(words)
    return found[1] if found else None


def clause_of_heading(heading: str) -> str:
    """The clause that a heading names: `statement`, `appendix-1`, or "" where it names none."""
    words = " ".join(heading.split())
    if words.casefold() == STATEMENT_HEADING:
        return STATEMENT
    found = _APPENDIX.fullmatch(words)
    return f"{APPENDIX}{int(found[1])}" if found else ""


def is_contents(heading: str) -> bool:
    """True for the heading of the list of contents."""
    return heading.strip().rstrip(": ").casefold() == CONTENTS_HEADING


def section_of_heading(heading: str) -> tuple[str, str]:
    """The number of a section and the words after it; "" and the heading where it has no number."""
    found = _SECTION.fullmatch(heading.strip())
    return (str(int(found[1])), (found[2] or "").strip()) if found else ("", heading.strip())


def named_in_contents(line: str) -> tuple[str, str]:
    """What a line of the contents names (a clause, an appendix or a section's number) and its words; "" where it names nothing."""
    is_below = line[:1].isspace()  # a part of a section: only a clause's number names anything there
    words = _DOTS_TO_A_PAGE.sub("", _BULLET.sub("", line.strip(), count=1))
    if clause := clause_of_heading(words):
        return clause, ""
    if found := CLAUSE.fullmatch(words):
        return found[1], (found[2] or "").strip()
    return section_of_heading(words) if words[:1].isdigit() and not is_below else ("", words)
