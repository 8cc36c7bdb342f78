"""What is to be known of a policy and stops nobody."""

from __future__ import annotations

import pytest

from belisha.core.policy.model import Fault
from belisha.core.policy.notes import notes
from belisha.core.policy.read import read
from belisha.core.policy.tests.faulty import SIGNED, in_a_clause
from belisha.core.policy.tests.samples import HEAD


def noted(text: str) -> list[tuple[int, str | None, str]]:
    """The notes on a sound text."""
    reading = read(text)
    assert reading.is_sound, reading.faults
    return [(note.line, note.clause, note.sentence) for note in notes(reading.policy)]


def test_a_document_that_is_not_supplied_is_noted_and_one_that_is_held_is_not() -> None:
    refer = '[[refer]]\ndocument = "Complaints policy"'
    assert noted(in_a_clause(refer)) == [
        (8, "8.1", "“Complaints policy” is not supplied, and the page says so: add where once the school holds it.")
    ]
    assert noted(in_a_clause(refer + '\nwhere = "the school office"')) == []


def test_a_gate_is_noted_until_a_duty_names_its_course() -> None:
    form = '[[form]]\nname = "a"\nopen_to = ["staff"]\neffect = "record"\nrequires = "duty:refresher"'
    duty = '\n[[duty]]\nwho = ["staff"]\ncourse = "refresher"'
    assert [(line, clause) for line, clause, _ in noted(in_a_clause(form))] == [(11, "8.1")]
    assert noted(in_a_clause(form + duty)) == []


def test_a_step_that_its_case_does_not_have_is_noted_and_closure_is_not() -> None:
    case = '[[case]]\nname = "bullying"\nopened_by = ["everyone"]\nowner = "headteacher"\n'
    step = '[[step]]\nof = "bullying"\nname = "talk"\nbefore = ["leter", "closure"]\n[[step]]\nof = "bullying"\nname = "letter"'
    assert noted(in_a_clause(case + step)) == [(14, "8.1", "the case “bullying” has no step “leter”: did you mean “letter”?")]
    assert noted(in_a_clause(case + step.replace("leter", "letter"))) == []


def test_a_school_community_without_volunteers_is_noted() -> None:
    define = '[[define]]\nterm = "member of the school community"\nmeans = ["pupils", "staff"{}]'
    ((line, clause, sentence),) = noted(in_a_clause(define.format("")))
    assert (line, clause) == (9, "8.1")
    assert "leaves the volunteers out" in sentence
    assert noted(in_a_clause(define.format(', "volunteers"'))) == []


BANS = (
    "Staff must not say that they work at our school.",
    "Members of staff do not discuss anything about the school online in any way.",
    "Teachers never post about colleagues or the school.",
)
NO_BANS = (
    "Staff must not let pupils use their devices.",
    "Pupils do not post pictures of the school.",
    "Staff may say where they work, and write that their views are their own.",
    "Teachers never post about the school. This stops nobody from whistleblowing, union work or a word to a regulator.",
)


@pytest.mark.parametrize("words", BANS)
def test_a_blanket_ban_on_speaking_is_noted(words: str) -> None:
    ((line, clause, sentence),) = noted(f"{HEAD}6.7 {words}\n\n{SIGNED}")
    assert (line, clause) == (5, "6.7")
    assert "whistleblowing, union activity or reporting to a regulator" in sentence


@pytest.mark.parametrize("words", NO_BANS)
def test_a_rule_that_is_no_blanket_ban_or_keeps_speaking_free_is_not_noted(words: str) -> None:
    assert noted(f"{HEAD}6.7 {words}\n\n{SIGNED}") == []


def test_words_that_keep_speaking_free_hold_for_their_section() -> None:
    free = "6.9 Nothing in this section stops anybody from whistleblowing."
    assert noted(f"{HEAD}# Staff\n\n6.7 {BANS[0]}\n\n{SIGNED}\n{free}\n") == []
    assert len(noted(f"{HEAD}# Staff\n\n6.7 {BANS[0]}\n\n{SIGNED}\n# Other\n\n{free}\n")) == 1


def test_contents_that_call_a_section_by_another_name_are_noted() -> None:
    text = f"{HEAD}# 8. Getting round the filter\n\n8.1 Words.\n\n{SIGNED}\n# Contents\n\n1. Words\n- 8. {{}}\n"
    assert read(text.format("x")).is_sound, "the reader takes any contents; the checker asks what they name"
    (note,) = notes(read(text.format("School blogs")).policy)
    assert (note.line, note.sentence) == (
        17,
        "the contents call section 8 “School blogs”, and its heading is “Getting round the filter”: write one name.",
    )
    assert notes(read(text.format("Getting Round the Filter ..... 12")).policy) == ()


def test_a_heading_that_only_looks_like_an_appendix_is_noted() -> None:
    assert noted(f"{HEAD}8.1 Words.\n\n{SIGNED}\n# Appendix one\n\nWords.\n\n# Appendix 2: telephones\n\nWords.\n") == [
        (12, None, "“Appendix one” is no clause: write the heading like “Appendix 1: words”.")
    ]


def test_a_note_is_told_like_a_fault() -> None:
    assert Fault(3, "8.1", "note: so.").told("a.md") == "a.md:3: clause 8.1: note: so."


@pytest.mark.parametrize(("people", "is_noted"), [("['year 5']", True), ("['class 5K', 'staff']", True), ("['pupils', 'year 5']", False)])
def test_a_block_for_some_years_says_that_no_class_is_not_held_to_it(people: str, is_noted: bool) -> None:
    found = noted(in_a_clause(f"[[block]]\nlists = ['games']\nfor = {people}"))
    assert [sentence for *_, sentence in found] == [
        "a pupils' computer of which no class is known is not held to this: where it should be, write “pupils”."
    ] * is_noted


@pytest.mark.parametrize(
    ("people", "effect", "is_noted"), [("pupils", "close", True), ("year 9", "close", False), ("pupils", "guidance", False)]
)
def test_an_allow_for_all_pupils_beside_a_limit_of_age_is_noted(people: str, effect: str, is_noted: bool) -> None:
    limit = f"[[age_limit]]\nfor = ['pupils']\neffect = '{effect}'\n"
    found = noted(in_a_clause(f"{limit}[[allow]]\nservices = ['youtube']\nfor = ['{people}']"))
    assert [sentence.partition(", also")[0] for *_, sentence in found] == [
        "what clause 8.1 closes because of age stays closed to pupils"
    ] * is_noted
