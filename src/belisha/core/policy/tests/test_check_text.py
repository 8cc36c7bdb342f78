"""What is written and what is meant are told in one go, and nothing is said of what could not be read."""

from __future__ import annotations

from belisha.core.policy.check import check, check_holders, check_text
from belisha.core.policy.read import read
from belisha.core.policy.tests.faulty import SIGNED, in_a_clause
from belisha.core.policy.tests.samples import CATALOGUE, HEAD, Suffixes, clause_with

FORM = '[[form]]\nname = "a"\nopen_to = ["staff"]\neffect = "open"\ndecided_by = ["librarian"]'


def lines(text: str) -> list[int]:
    """The lines of the faults of a text."""
    return [fault.line for fault in check_text(text, catalogue=CATALOGUE, suffixes=Suffixes())[1]]


def test_faults_of_writing_and_of_meaning_are_told_together() -> None:
    closed = '[[block]]\nservices = ["facebok"]\nfor = ["pupils"]\ncolour = "red"\n[[block]]\nservices = ["youtube"]\nfor = ["pupils"]\n'
    assert lines(in_a_clause(closed + '[[allow]]\nservices = ["youtube"]\nfor = ["pupils"]')) == [8, 10, 14]


def test_an_open_list_hides_no_fault_of_meaning() -> None:
    text = clause_with(FORM, words="8.1 Games etc. are closed.") + f"\n8.9 Signed.\n\n{SIGNED}"
    assert lines(text) == [5, 11]


def test_a_control_that_could_not_be_read_is_not_said_to_be_missing() -> None:
    role = '[[role]]\nname = "librarian"\nat_least = "two"\n'
    assert lines(in_a_clause(role + FORM)) == [9], "the role is there, though faulty"
    assert lines(f"{HEAD}8.1 Words.\n\n~~~controls\n[[signature]]\nby = headteacher\n~~~\n") == [9], (
        "somebody signs, though nobody can tell who"
    )


def test_a_text_of_nothing_has_no_policy_to_check() -> None:
    policy, faults = check_text("\x00", catalogue=CATALOGUE, suffixes=Suffixes())
    assert policy is None
    assert len(faults) == 1


def test_a_fault_of_one_rule_hides_no_crossing_of_two_others() -> None:
    crossing = '[[block]]\nservices = ["youtube"]\nfor = ["pupils"]\n[[allow]]\nservices = ["youtube"]\nfor = ["pupils"]\n'
    assert lines(in_a_clause(f'[[block]]\nservices = ["facebok"]\nfor = ["pupils"]\n{crossing}')) == [8, 13]


def test_a_second_role_by_any_way_keeps_harm_from_ending_with_the_person_concerned() -> None:
    case = '[[case]]\nname = "worry"\nopened_by = ["everyone"]\nowner = "designated safeguarding lead"\nharm = true\n'
    stands_in = '[[role]]\nname = "designated safeguarding lead"\nstands_in = "deputy safeguarding lead"\n'
    assert lines(in_a_clause(case)) == [11]
    assert lines(in_a_clause(case + 'to = ["line manager"]')) == [11], "the line manager may be the person concerned"
    assert lines(in_a_clause(case + 'to = ["deputy safeguarding lead"]')) == []
    assert lines(in_a_clause(case + 'if_named = "headteacher"')) == []
    assert lines(in_a_clause(stands_in + case)) == []


def test_a_form_that_opens_a_case_reaches_whom_the_case_reaches() -> None:
    case = '[[case]]\nname = "worry"\nopened_by = ["everyone"]\nowner = "designated safeguarding lead"\nif_named = "headteacher"\n'
    form = '[[form]]\nname = "tell"\nopen_to = ["pupils"]\neffect = "case"\ncase = "worry"\nharm = true'
    assert lines(in_a_clause(case + form)) == []
    assert lines(in_a_clause(case.replace("designated safeguarding lead", "SENCO") + form)) == [17]


def test_check_takes_what_it_took_before() -> None:
    policy = read(in_a_clause(FORM)).policy
    assert check(policy, catalogue=CATALOGUE, suffixes=Suffixes(), known_roles=frozenset({"librarian"})) == ()


def test_holders_are_asked_for_whoever_breaks_the_glass_and_never_for_parents() -> None:
    vault = '[[vault]]\nopens = ["headteacher"]\nbreak_glass = { people = 2, from = ["SENCO", "e-safety team"] }\n'
    ban = '[[sanction]]\nname = "ban"\ndecided_by = ["headteacher"]\ntell = ["parent", "pupil"]'
    faults = check_holders(read(in_a_clause(vault + ban)).policy, {"headteacher": 1, "SENCO": 1})
    assert [(fault.line, "e-safety team" in fault.sentence) for fault in faults] == [(9, True)]
