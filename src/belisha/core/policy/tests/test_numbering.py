"""How clauses, appendices and the lines of the contents are named."""

from __future__ import annotations

import pytest

from belisha.core.policy.model import Mention
from belisha.core.policy.numbering import clause_of_heading, is_clause_number, order_of
from belisha.core.policy.read import read
from belisha.core.policy.tests.faulty import SIGNED
from belisha.core.policy.tests.samples import HEAD


def numbers(body: str) -> list[str]:
    """The clauses of a sound text."""
    reading = read(HEAD + body)
    assert reading.is_sound, reading.faults
    return [clause.number for clause in reading.policy.clauses()]


def test_a_number_may_carry_a_word_and_comes_after_the_number_alone() -> None:
    assert numbers("7.6 Tell.\n\n7.6-report To a teacher.\n\n7.6-tell To us.\n\n7.10 Last.\n") == ["7.6", "7.6-report", "7.6-tell", "7.10"]
    assert order_of("7.6") < order_of("7.6-report") < order_of("7.6-tell") < order_of("7.10")
    assert [fault.line for fault in read(f"{HEAD}7.6-tell A.\n\n7.6-report B.\n").faults] == [7]


@pytest.mark.parametrize("heading", ["Appendix 1", "appendix 1", "Appendix  1: services and their help pages", "Appendix 1:"])
def test_a_heading_names_its_appendix(heading: str) -> None:
    assert clause_of_heading(heading) == "appendix-1"


@pytest.mark.parametrize("heading", ["Appendix", "Appendix one", "Appendix 1 services", "The appendix 1", "Appendices"])
def test_any_other_heading_names_none(heading: str) -> None:
    assert clause_of_heading(heading) == ""


def test_the_opening_paragraphs_of_an_appendix_are_its_clause_and_its_controls_belong_to_it() -> None:
    reading = read(f"{HEAD}# Appendix 1: services\n\nOne.\n\nTwo.\n\n{SIGNED}\nThree.\n\n## Facebook\n\nFour.\n")
    (clause,) = reading.policy.clauses()
    assert (clause.number, clause.words) == ("appendix-1", "One.\n\nTwo.\n\nThree.")
    assert [control.clause for control in clause.controls] == ["appendix-1"]
    assert reading.policy.sections[-1].parts == ("Four.",)


def test_a_numbered_clause_of_an_appendix_ends_its_opening() -> None:
    assert numbers("# Appendix 1\n\nOne.\n\n12.1 Two.\n\nThree.\n\n# Appendix 2\n\nFour.\n") == ["appendix-1", "12.1", "appendix-2"]
    assert numbers("8.1 One.\n\n# Appendix 1\n\n## Below\n\nNothing of the appendix itself.\n") == ["8.1"]


CONTENTS = """# Contents:

- Statement of intent
1. Who answers
- 8.4 Asking ........ 12
8.5 Deciding
  1. A part of a section
7.6-tell Tell
- Appendix 2: telephones
and words that name nothing

# 8. More

8.4 Anyone may ask.
"""


def test_lines_of_the_contents_name_clauses_and_are_none() -> None:
    reading = read(HEAD + CONTENTS)
    assert reading.is_sound, reading.faults
    assert [clause.number for clause in reading.policy.clauses()] == ["8.4"]
    assert reading.policy.contents == (
        Mention("statement", "", 7),
        Mention("1", "Who answers", 8),
        Mention("8.4", "Asking", 9),
        Mention("8.5", "Deciding", 10),
        Mention("7.6-tell", "Tell", 12),
        Mention("appendix-2", "", 13),
    )


def test_what_can_name_a_clause() -> None:
    assert all(map(is_clause_number, ["8.4", "7.6-tell", "statement", "appendix-12", "1.2.3"]))
    assert not any(map(is_clause_number, ["8", "8.4-", "8.4-Tell", "appendix-", "appendix-one", "", "intent"]))
