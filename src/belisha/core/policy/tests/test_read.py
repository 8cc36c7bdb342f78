"""Reading a policy: what is found, and each fault with its line, its clause and what to write instead."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belisha.core.policy.model import Fault
from belisha.core.policy.read import read
from belisha.core.policy.tests.samples import HEAD, clause_with, model_text

BLOCK = '[[block]]\nservices = ["facebook"]\nfor = ["pupils"]'


def only_fault(text: str) -> Fault:
    """The one fault of a text."""
    faults = read(text).faults
    assert len(faults) == 1, faults
    return faults[0]


def test_read_finds_clauses_in_sections_with_their_controls() -> None:
    reading = read(f"{HEAD}# Blocked content\n\nPlain words.\n\n8.1 Facebook is\nclosed.\n~~~controls\n{BLOCK}\n~~~\n\n8.2. More.\n")
    assert reading.is_sound
    policy = reading.policy
    assert (policy.title, policy.language, policy.review, policy.when_broken) == ("A policy", 1, "1 year", "closed")
    (section,) = policy.sections
    assert (section.heading, section.parts[0]) == ("Blocked content", "Plain words.")
    first, second = policy.clauses()
    assert (first.number, first.words, first.line, first.section) == ("8.1", "Facebook is closed.", 9, "Blocked content")
    assert (second.number, second.words) == ("8.2", "More.")
    (control,) = first.controls
    assert (control.kind, control.clause, control.line) == ("block", "8.1", 12)
    assert control.values == {"services": ("facebook",), "for": ("pupils",)}
    assert control.lines == {"services": 13, "for": 14}


def test_read_takes_the_statement_of_intent_as_a_clause() -> None:
    body = (
        "## Statement of intent\n\nWe care.\n\n- so\n- thus\n\n~~~controls\n[[commitment]]\ntext = 'We try.'\n~~~\n\n## 1\n\n1.1 Words.\n"
    )
    policy = read(HEAD + body).policy
    assert [c.number for c in policy.clauses()] == ["statement", "1.1"]
    assert policy.clause("statement").words == "We care.\n\n- so\n- thus"
    assert [c.text("text") for c in policy.controls("commitment")] == ["We try."]


def test_read_takes_a_single_word_where_a_list_may_stand() -> None:
    policy = read(clause_with('[[signature]]\nby = "headteacher"')).policy
    assert next(policy.controls("signature")).values["by"] == ("headteacher",)


def test_read_takes_backticks_windows_lines_and_a_byte_order_mark() -> None:
    text = clause_with(BLOCK).replace("~~~", "```").replace("\n", "\r\n")
    assert read("\ufeff" + text).policy.identity == read(clause_with(BLOCK)).policy.identity != ""


def test_read_gives_no_identity_to_a_policy_with_a_fault() -> None:
    reading = read(clause_with("[[blok]]"))
    assert reading.policy is not None
    assert reading.policy.identity == ""


FAULTS_OF_CONTROLS = [
    ("[[blok]]\nfor = ['pupils']", 7, "did you mean “block”"),
    ("[[block]]\nsites = ['bbc.co.uk']\nfro = ['pupils']\nfor = ['pupils']", 9, "has no key “fro”: did you mean “for”"),
    ("[[block]]\nsites = ['bbc.co.uk']", 7, "needs “for”"),
    ("[[block]]\nfor = ['pupils']", 7, "add at least one of services, kinds, sites, lists"),
    ("[[block]]\nsites = ['bbc.co.uk']\nfor = ['pupils']\nnetworks = ['clasroom']", 10, "did you mean “classroom”"),
    ("[[block]]\nsites = ['bbc.co.uk']\nfor = ['pupils']\nfor = ['staff']", 10, "“for” is said twice in this [[block]] (first on line 9)"),
    ("[[block]]\nsites = ['bbc.co.uk']\nfor = pupils", 9, "words in quotes"),
    ("[[block]]\nsites = ['bbc.co.uk'\nfor = ['pupils']", 9, "cannot be read"),
    ("[[block]]\nsites = ['bbc.co.uk']\nfor = 7", 9, "“for” must say something"),
    ("[[block]]\nsites = []\nfor = ['pupils']", 8, "“sites” must say something"),
    ("[[block]]\nsites = ['bbc.co.uk']\nfor = ['pupils', '']", 9, "“for” must say something"),
    ("[[role]]\nname = 'cook'\nat_least = 0", 9, "whole number above nought"),
    ("[[role]]\nname = 'cook'\nat_least = true", 9, "whole number above nought"),
    ("[[signature]]\nby = ['headteacher']\nsecond_factor = 'yes'", 9, "true or false"),
    ("[[watch]]\nsignals = 5\nat = 6\nreview_by = 'network manager'", 8, "table of names and values"),
    ("[[watch]]\nsignals = { vpn = 1.5 }\nat = 6\nreview_by = 'network manager'", 8, "table of names and values"),
    ("[[form]]\nname = 'a'\nopen_to = ['staff']\neffect = 'opens'", 10, "did you mean “open”"),
    ("for = ['pupils']", 7, "stands in no control"),
    ("[block]\nfor = ['pupils']", 8, "stands in no control"),
    ("[block]", 7, "write each control as [[kind]]"),
    ("[[commitment]]\ntext = '''two\nlines'''", 8, "stands on one line"),
    ("[[commitment]]\ntext = 2026-09-15", 8, "must say something"),
    ('[[commitment]]\ntext = "a\\u202eb"', 8, "must say something"),
    ("# a note", 6, "these controls are empty"),
]


@pytest.mark.parametrize(("controls", "line", "told"), FAULTS_OF_CONTROLS)
def test_read_faults_controls_at_their_line(controls: str, line: int, told: str) -> None:
    fault = read(clause_with(controls)).faults[0]
    assert (fault.line, fault.clause) == (line, "8.1"), fault
    assert told in fault.sentence


FAULTS_OF_TEXT = [
    ("8.1 One.\n8.2 Two.\n", 6, "8.2", "two numbers in one paragraph"),
    ("- 8.1 One.\n\n8.9 Last.\n", 5, None, "looks like a clause"),
    ("8.1 One. 8.2 Two.\n", 5, "8.2", "write an empty line before 8.2"),
    ("8.1 One\nand. 8.2\nTwo.\n", 6, "8.2", "write an empty line before 8.2"),
    ("- 8.1 One.\n- 8.2 Two.\n\n8.9 Last.\n", 6, "8.2", "write an empty line before 8.2"),
    ("8.2 Two.\n\n8.1 One.\n", 7, "8.1", "numbers rise within a section"),
    ("8.10 Ten.\n\n8.9 Nine.\n", 7, "8.9", "8.9 comes after 8.10"),
    ("8.1 One.\n\n# Next\n\n8.1 Again.\n", 9, "8.1", "used twice (first on line 5)"),
    ("8.1\n", 5, "8.1", "has no words"),
    ("8.4) One.\n\n8.5 Two.\n", 5, None, "looks like a clause"),
    ("8.1 One.\n\n~~~controls\n[[block]]\n", 7, None, "never closed"),
    ("8.1 One.\n\n~~~control\n[[block]]\n~~~\n", 7, None, "open it with ~~~controls"),
    ("8.1 One.\n\n~~~\n[[block]]\n~~~\n", 7, None, "open it with ~~~controls"),
    ("8.1 One.\n\n[[block]]\nfor = ['pupils']\n", 7, None, "stands outside a fence"),
    ("~~~controls\n[[block]]\n~~~\n\n8.1 One.\n", 5, None, "belong to no clause"),
    ("#\n\n8.1 One.\n", 5, None, "heading has no words"),
    ("Heading\n=======\n\n8.1 One.\n", 6, None, "not underlined"),
    ("8.1 One\u202e.\n", 5, None, "U+202E"),
    ("8.1 One\x00.\n", 5, None, "U+0000"),
    ("Only plain words.\n", 1, None, "no clause"),
    (
        "# Statement of intent\n\nA.\n\n# Statement of Intent\n\nB.\n",
        11,
        "statement",
        "there are two sections “Statement of Intent” (the first on line 5)",
    ),
    (
        "# Statement of intent\n\n~~~controls\n[[commitment]]\ntext = 'a'\n~~~\n",
        7,
        "statement",
        "“Statement of intent” has controls and no words",
    ),
]


@pytest.mark.parametrize(("body", "line", "clause", "told"), FAULTS_OF_TEXT)
def test_read_faults_the_text_at_its_line(body: str, line: int, clause: str | None, told: str) -> None:
    found = [fault for fault in read(f"{HEAD}{body}").faults if told in fault.sentence]
    assert [(fault.line, fault.clause) for fault in found] == [(line, clause)], read(f"{HEAD}{body}").faults


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("8.1 One.\n", 1, "starts with a line ---"),
        ('---\ntitle = "A"\nlanguage = 1\n\n8.1 One.\n', 1, "never closed"),
        ('---\ntitle = "A"\n---\n8.1 One.\n', 1, "lacks “language”"),
        ("---\nlanguage = 1\n---\n8.1 One.\n", 1, "lacks “title”"),
        ('---\ntitle = "A"\nlanguage = 2\n---\n8.1 One.\n', 3, "reads language 1"),
        ('---\ntitle = "A"\nlanguage = 1\nreviews = "1 year"\n---\n8.1 One.\n', 4, "did you mean “review”"),
        ('---\ntitle = "A"\nlanguage = 1\nwhen_broken = "ajar"\n---\n8.1 One.\n', 4, "write one of: closed, open"),
        ('---\ntitle = "A"\nlanguage = one\n---\n8.1 One.\n', 3, "cannot be read"),
    ],
)
def test_read_faults_the_front_matter(text: str, line: int, told: str) -> None:
    assert any(fault.line == line and told in fault.sentence for fault in read(text).faults), read(text).faults


@pytest.mark.parametrize("words", ["Facebook etc. are closed.", "Sites, including but not limited to X, are closed.", "X and so on."])
def test_read_faults_an_open_list_in_a_clause_with_controls(words: str) -> None:
    fault = only_fault(clause_with(BLOCK, f"8.1 {words}"))
    assert (fault.line, fault.clause) == (5, "8.1")
    assert "leaves the list open" in fault.sentence
    assert read(f"{HEAD}8.1 {words}\n").is_sound


def test_read_joins_a_form_over_clauses_and_faults_a_key_said_twice() -> None:
    first = "8.4 Ask.\n~~~controls\n[[form]]\nname = 'access request'\nopen_to = ['everyone']\neffect = 'open'\n~~~\n\n"
    second = "8.5 Decide.\n~~~controls\n[[form]]\nname = 'access request'\ndecided_by = 'headteacher'\n~~~\n"
    assert read(HEAD + first + second).is_sound
    fault = only_fault(HEAD + first + second.replace("decided_by = 'headteacher'", "effect = 'close'"))
    assert (fault.line, fault.clause) == (17, "8.5")
    assert "first in clause 8.4, line 10" in fault.sentence


def test_read_faults_a_required_key_that_no_clause_of_a_form_says() -> None:
    fault = only_fault(clause_with("[[form]]\nname = 'access request'\neffect = 'open'"))
    assert "needs “open_to”" in fault.sentence


def test_read_tells_a_fault_as_one_line_for_a_terminal() -> None:
    assert only_fault(f"{HEAD}8.1\n").told("policy.md").startswith("policy.md:5: clause 8.1: clause 8.1 has no words")


PIECES = st.sampled_from(
    [
        "---",
        "title = 'a'",
        "language = 1",
        "# Statement of intent",
        "8.1 One",
        "8.2. Two etc.",
        "~~~controls",
        "~~~",
        "```",
        "[[block]]",
        "[[form]]",
        "for = ['pupils']",
        "for = [",
        "name = 'a'",
        "signals = {a = 1}",
        "[a.b]",
        "a.b = 1",
        "",
        "- item",
        "===",
        "\ufeff",
        "́",
        "x = 1e9999",
        "[[a]]",
        "a = [[[[[[",
        "x = 0x" + "f" * 40,
        "d = 9999-99-99",
        '"',
        "'''",
        "\x00",
        "[[block.for]]",
        "block = 1",
        "#",
        "[[block]] # x",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=24))
def test_reading_never_raises(lines: list[str]) -> None:
    for text in ("\n".join(lines), HEAD + "\n".join(lines), clause_with("\n".join(lines))):
        reading = read(text)
        last = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
        assert reading.faults or reading.policy
        assert all(1 <= fault.line <= last for fault in reading.faults)


@pytest.mark.parametrize("text", ["", "\n", "[" * 5000, "---\na = " + "[" * 5000 + "\n---\n", "\ud800", "x" * 1_000_001])
def test_reading_never_raises_on_odd_texts(text: str) -> None:
    assert read(text).faults
    assert read(clause_with(text)).faults


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_reading_never_raises_on_a_damaged_model_policy(data: st.DataObject) -> None:
    text = model_text()
    at = data.draw(st.integers(0, len(text)))
    damaged = text[:at] + data.draw(st.text(max_size=4)) + text[at + data.draw(st.integers(0, 40)) :]
    assert read(damaged).faults or read(damaged).policy.identity
