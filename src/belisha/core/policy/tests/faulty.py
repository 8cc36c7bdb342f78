"""One row of the tables of faulty policies, and what a row asserts."""

from __future__ import annotations

from dataclasses import dataclass

from belisha.core.policy.check import check_text
from belisha.core.policy.model import Fault
from belisha.core.policy.tests.samples import CATALOGUE, HEAD, Suffixes, clause_with

SIGNED = '~~~controls\n[[signature]]\nby = ["headteacher"]\n~~~\n'


@dataclass(frozen=True)
class Faulty:
    """A text, and the one fault it has."""

    name: str
    text: str
    line: int
    clause: str | None
    sentence: str

    def __str__(self) -> str:
        return self.name


def in_a_clause(controls: str) -> str:
    """A signed policy with these controls in clause 8.1; their first line is line 7."""
    return f"{clause_with(controls)}\n8.9 The headteacher signs.\n\n{SIGNED}"


def in_the_text(body: str) -> str:
    """A signed policy with this text after clause 8.1; its first line is line 12."""
    return f"{HEAD}8.1 Words.\n\n{SIGNED}\n{body}"


def whole(text: str) -> str:
    """The text as it is."""
    return text


def assert_faulted(faulty: Faulty) -> None:
    """The text has this fault and no other."""
    _, faults = check_text(faulty.text, catalogue=CATALOGUE, suffixes=Suffixes())
    assert faults == (Fault(faulty.line, faulty.clause, faulty.sentence),)
