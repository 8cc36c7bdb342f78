"""The draft of a policy in plain words: what is read, and what is found in it. The real document is known by its numbers only."""

from __future__ import annotations

import json
import os
from pathlib import Path
from time import perf_counter

import pytest

from belisha.core.policy.draft.drafting import draft_of
from belisha.core.policy.draft.model import Draft, Subject
from belisha.core.policy.draft.report import as_json, as_text

CHECKOUT = Path(__file__).resolve().parents[5]
SHARED = Path(os.environ.get("BELISHA_SHARED", CHECKOUT.parent / "shared"))
REAL = SHARED / "policy" / "social-media-policy-2017.txt"
REAL_CLAUSES = {"1": 7, "2": 2, "3": 3, "4": 3, "5": 1, "6": 18, "7": 6, "8": 5, "9": 9, "10": 1}
SERVICES = {"Facebook": False, "Instagram": False, "YouTube": False, "Vine": True}


@pytest.fixture(scope="module")
def real() -> Draft:
    if not REAL.is_file():
        pytest.skip(f"the real document is not at {REAL}: set BELISHA_SHARED to the folder that holds policy/")
    return draft_of(REAL.read_text(encoding="utf-8"), services=SERVICES)


def clauses_with(draft: Draft, subject: Subject, saying: str = "") -> list[str | None]:
    return [f.clause for f in draft.findings if f.subject is subject and saying in f.sentence]


def lines_with(draft: Draft, subject: Subject, saying: str = "") -> list[int]:
    return [f.line for f in draft.findings if f.subject is subject and saying in f.sentence]


def found(text: str, subject: Subject, saying: str = "") -> list[tuple[int, str | None]]:
    return [(f.line, f.clause) for f in draft_of(text, services=SERVICES).findings if f.subject is subject and saying in f.sentence]


def test_every_clause_of_the_real_document_is_found(real: Draft) -> None:
    numbers = [clause.number for clause in real.words.clauses]
    assert numbers == [f"{section}.{n}" for section, count in REAL_CLAUSES.items() for n in range(1, count + 1)]
    assert len(numbers) == 55


def test_its_sections_contents_and_appendices_are_found(real: Draft) -> None:
    assert [s.number for s in real.words.sections] == ["", *REAL_CLAUSES, "1", "2"]
    assert len(real.words.contents) == 14
    assert [s.line for s in real.words.appendices] == [186, 202]
    assert {c.number: c.items for c in real.words.clauses if c.items} == {"2.1": 3, "3.1": 5, "8.1": 5, "10.1": 5}
    assert [c.last_line for c in real.words.clauses if c.number == "8.1"] == [145]


def test_its_contents_promise_what_the_text_lacks(real: Draft) -> None:
    assert lines_with(real, Subject.CONTENTS, "no such section") == [17]
    assert lines_with(real, Subject.CONTENTS, "in the text") == [12, 13, 14, 15, 16]
    assert lines_with(real, Subject.CONTENTS, "do not name") == [62]


def test_its_open_lists_are_found_where_they_stand(real: Draft) -> None:
    assert [(f.clause, f.line) for f in real.findings if f.subject is Subject.OPEN_LIST] == [("1.2", 55), ("3.1", 72), ("8.1", 145)]


def test_a_sentence_cut_in_two_belongs_to_one_clause(real: Draft) -> None:
    assert clauses_with(real, Subject.NUMBERING, "cuts a sentence") == ["6.9"]


def test_people_are_counted_and_not_named(real: Draft) -> None:
    assert clauses_with(real, Subject.NAMED_PERSON) == ["2.1", "2.2", "6.2", "6.15", "8.3", "8.4"]
    assert "3 people" in next(f.sentence for f in real.findings if f.clause == "2.1" and f.subject is Subject.NAMED_PERSON)
    printed = as_text(real, "policy.txt") + json.dumps(as_json(real, "policy.txt"))
    assert not [title for title in ("Mr ", "Mrs ", "Ms ", "Miss ") if title in printed]


def test_what_it_names_is_listed(real: Draft) -> None:
    assert [(d.clause, d.line) for d in real.documents] == [("1.3", 56), ("6.4", 103), ("9.2", 159)]
    assert [(f.clause, f.line) for f in real.forms] == [("6.15", 122), ("8.4", 151)]
    assert [d.clause for d in real.definitions] == ["3.1", "3.2", "3.3"]
    assert [s.words for s in real.signers] == ["headteacher", "chair of governors"]


def test_the_definition_of_the_community_leaves_volunteers_out(real: Draft) -> None:
    assert clauses_with(real, Subject.DEFINITION, "volunteers") == ["3.3"]


def test_bans_that_are_too_wide_are_found(real: Draft) -> None:
    assert {"6.7", "6.8", "6.9"} <= set(clauses_with(real, Subject.BLANKET_BAN))
    assert "6.5" not in clauses_with(real, Subject.BLANKET_BAN)


@pytest.mark.parametrize(
    ("subject", "saying", "clauses"),
    [
        (Subject.SAFEGUARDING, "Evidence is to be saved", ["9.4"]),
        (Subject.SAFEGUARDING, "about the headteacher", ["6.6"]),
        (Subject.SAFEGUARDING, "goes to a teacher", ["7.6", "10.1"]),
        (Subject.SAFEGUARDING, "LADO", ["6.12", "6.13", "6.16"]),
        (Subject.SAFEGUARDING, "police", ["9.6", "9.7"]),
        (Subject.SAFEGUARDING, "prosecution", ["7.2"]),
        (Subject.ACCOUNT, "", ["6.1"]),
        (Subject.SANCTION, "", ["6.12", "6.13", "6.16", "7.2", "8.2"]),
        (Subject.DECISION, "exception", ["6.3", "7.1", "8.2"]),
        (Subject.SERVICE, "age limit", ["7.5", "10.1"]),
        (Subject.SERVICE, "leads nowhere", ["8.4"]),
        (Subject.SERVICE, "Closed down", [None]),
        (Subject.VAGUE, "discriminate", ["1.2"]),
        (Subject.SIGNATURE, "A review", [None]),
        (Subject.SIGNATURE, "version", [None]),
    ],
)
def test_the_traps_of_the_real_document_are_found(real: Draft, subject: Subject, saying: str, clauses: list[str | None]) -> None:
    assert clauses_with(real, subject, saying) == clauses


def test_decisions_without_a_role_or_a_time_are_found(real: Draft) -> None:
    assert {"9.7", "9.8"} <= set(clauses_with(real, Subject.DECISION, "no role"))
    assert "8.5" in clauses_with(real, Subject.DECISION, "no time")
    assert "8.5" not in clauses_with(real, Subject.DECISION, "no role")


def test_the_roles_it_forgets_are_told(real: Draft) -> None:
    told = " ".join(f.sentence for f in real.findings if f.subject is Subject.ROLE)
    for role in ("designated safeguarding lead", "deputy safeguarding lead", "clerk to governors", "data protection officer"):
        assert role in told
    assert "line manager" not in told


def test_it_is_read_in_a_moment(real: Draft) -> None:
    text = REAL.read_text(encoding="utf-8")
    begun = perf_counter()
    draft_of(text * 4)
    assert perf_counter() - begun < 2


SOUND = """Our policy

Contents
1. Who does what
2. The network

1. Who does what

1.1 The headteacher decides within two school days. The chair of governors stands in where a report is about the headteacher.

2. The network

2.1. Pupils are taught
about passwords.
2.2 Volunteers agree to this.

Signed by: the headteacher and the chair of governors
1 September 2026, version 2, reviewed every year
"""


def test_a_sound_text_has_little_to_mend() -> None:
    draft = draft_of(SOUND)
    assert [c.number for c in draft.words.clauses] == ["1.1", "2.1", "2.2"]
    assert [c.words for c in draft.words.clauses][1] == "Pupils are taught about passwords."
    asked = {f.subject for f in draft.findings}
    assert not asked & {Subject.CONTENTS, Subject.DECISION, Subject.SIGNATURE, Subject.OPEN_LIST, Subject.SAFEGUARDING}


def test_a_contents_page_with_dots_and_page_numbers_is_read() -> None:
    text = "Policy\n\nTable of contents\n\n1. Roles ........ 3\n2. Rules ........ 4\n\n1. Roles\n\n1.1 A.\n\n2. Rules\n\n2.1 B.\n"
    draft = draft_of(text)
    assert [entry.words for entry in draft.words.contents] == ["Roles", "Rules"]
    assert found(text, Subject.CONTENTS) == []


def test_numbers_said_twice_left_out_and_empty_are_found() -> None:
    text = "Policy\n\n1. One\n\n1.1 First.\n\n1.1 Again.\n\n1.4 Fourth.\n\n3. Three\n\n3.2 Second.\n\n3.3.\n"
    assert found(text, Subject.NUMBERING, "stands at line") == [(7, "1.1")]
    assert found(text, Subject.NUMBERING, "After") == [(9, "1.4"), (13, "3.2")]
    assert found(text, Subject.NUMBERING, "no words") == [(15, "3.3")]


def test_a_paragraph_without_a_number_is_kept_and_told() -> None:
    text = "Policy\n\n1.1 First.\n\nA further thought.\n\n1.2 Second.\n"
    assert found(text, Subject.NUMBERING, "has no number") == [(5, "1.1")]
    assert draft_of(text).words.clauses[0].last_line == 5


def test_a_time_of_day_is_no_clause() -> None:
    text = "Policy\n\n1.1 The day begins at\n8.30 in the morning and ends at\n15.30 sharp.\n"
    assert [c.number for c in draft_of(text).words.clauses] == ["1.1"]


def test_a_numbered_item_is_no_section() -> None:
    text = "Policy\n\n1. Rules\n\n1.1 Do this:\n1. Ask first\n2. Close the lid\n\n1.2 Do that.\n"
    draft = draft_of(text)
    assert [s.number for s in draft.words.sections] == ["1"]
    assert [c.number for c in draft.words.clauses] == ["1.1", "1.2"]


def test_a_document_or_form_that_is_supplied_is_not_asked_for() -> None:
    text = "Policy\n\n1.1 See the Kindness Policy and fill in the lost tablet form.\n\n"
    text += "Appendix 1\n\nKindness Policy\n\nBe kind.\n\nAppendix 2: Lost tablet form\n\nWords.\n"
    assert found(text, Subject.DOCUMENT) == []
    assert found(text, Subject.FORM) == []
    assert [f.words for f in draft_of(text.split("Appendix")[0]).forms] == ["lost tablet"]


@pytest.mark.parametrize("words", ["in the form of a letter", "other forms of communication", "in any form", "pupils form groups"])
def test_what_is_no_form_is_not_asked_for(words: str) -> None:
    assert found(f"Policy\n\n1.1 It comes {words}.\n", Subject.FORM) == []


def test_a_text_without_clauses_says_so() -> None:
    assert found("Only words.\n", Subject.NUMBERING, "No numbered clause") == [(1, None)]


def test_a_service_listed_by_name_asks_for_its_kind() -> None:
    text = "Policy\n\n1.1 Facebook and Instagram are closed.\n\n1.2 YouTube is open.\n\n1.3 Vine is closed.\n"
    assert found(text, Subject.SERVICE, "one by one") == [(3, "1.1")]
    assert found(text, Subject.SERVICE, "Closed down since: Vine") == [(7, "1.3")]


def test_the_report_groups_what_is_alike_and_fits_a_terminal() -> None:
    text = "Policy\n\n1.1 It is done regularly.\n\n1.2 It is also done regularly.\n"
    printed = as_text(draft_of(text), "policy.txt")
    assert "1.1 (line 3), 1.2 (line 5): “regularly” is no date" in printed
    assert max(map(len, printed.splitlines())) <= 100


def test_the_json_holds_what_the_reference_says() -> None:
    reference = (CHECKOUT / "docs" / "reference" / "draft.md").read_text(encoding="utf-8")
    shown = as_json(draft_of(SOUND), "policy.txt")
    for key in shown:
        assert f"| `{key}` |" in reference
    for subject in Subject:
        assert f"`{subject.name.casefold()}`" in reference
    assert json.loads(json.dumps(shown)) == shown
