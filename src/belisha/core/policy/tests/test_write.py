"""The canonical text: what a version's identity is over, and what never changes it."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belisha.core.policy.declarations import FRONT_MATTER, KINDS, MANY, TABLES, Holds, Key
from belisha.core.policy.model import Clause, Control, Policy, Section
from belisha.core.policy.read import canonical, read
from belisha.core.policy.tests.samples import HEAD, clause_with, model_text
from belisha.core.policy.write import write

WORDS = st.text("abc é”“’.,-", min_size=1, max_size=30).map(lambda t: "So " + " ".join(t.split()) + " on")
VALUE = st.text('ab é"\\\t=[]{}#~`', max_size=12).map(lambda t: f"w{t}w")


def _value(key: Key) -> st.SearchStrategy:
    """A value that a key may hold, as the reader keeps it."""
    if key.holds is Holds.COUNT:
        return st.integers(1, 99)
    if key.holds is Holds.YES_NO:
        return st.booleans()
    if key.holds in TABLES:
        return st.dictionaries(VALUE, st.one_of(VALUE, st.integers(0, 9), st.lists(VALUE).map(tuple)), min_size=1, max_size=3)
    word = st.sampled_from(key.words) if key.holds in (Holds.CHOICE, Holds.CHOICES) else VALUE
    many = key.holds in MANY
    return st.lists(word, min_size=1, max_size=3).map(tuple) if many else word


@st.composite
def controls(draw: st.DrawFn) -> Control:
    """A control with every key its kind declares; its name is never said elsewhere."""
    kind = KINDS[draw(st.sampled_from(sorted(KINDS)))]
    values = {key.name: draw(_value(key)) for key in kind.keys}
    if kind.joins:
        values["name"] = f"n{draw(st.uuids())}"
    return Control(kind.name, "", 0, values)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """A sound policy of two sections, with or without a statement and an appendix."""
    number, sections = 0, []
    for heading in ("One", "Two é"):
        parts: list[str | Clause] = draw(st.lists(WORDS, max_size=1))
        for _ in range(draw(st.integers(1, 3))):
            number += draw(st.integers(1, 9))
            word = draw(st.sampled_from(["", "", "-report", "-tell"]))
            parts.append(Clause(f"8.{number}{word}", heading, draw(WORDS), 0, tuple(draw(st.lists(controls(), max_size=2)))))
        sections.append(Section(heading, 1, 0, tuple(parts)))
    for named, heading in (("statement", "Statement of intent"), ("appendix-3", "Appendix 3: services")):
        if draw(st.booleans()):
            words = "\n\n".join(draw(st.lists(WORDS, min_size=1, max_size=2)))
            sections.append(Section(heading, 2, 0, (Clause(named, heading, words, 0, tuple(draw(st.lists(controls(), max_size=1)))),)))
    return Policy(draw(VALUE), 1, "1 year", "open", tuple(sections), "")


def bare(policy: Policy) -> Policy:
    """The policy without lines and identity."""

    def clause(part: str | Clause) -> str | Clause:
        if isinstance(part, str):
            return part
        return replace(part, line=0, controls=tuple(Control(c.kind, "", 0, dict(c.values)) for c in part.controls))

    return replace(policy, identity="", sections=tuple(replace(s, line=0, parts=tuple(map(clause, s.parts))) for s in policy.sections))


@settings(max_examples=80, deadline=None)
@given(policies())
def test_what_is_written_reads_back_the_same(policy: Policy) -> None:
    text = write(policy)
    reading = read(text)
    assert reading.is_sound, reading.faults
    assert bare(reading.policy) == bare(policy)
    assert canonical(text) == text
    assert reading.policy.identity == hashlib.sha256(text.encode()).hexdigest()


@settings(max_examples=80, deadline=None)
@given(policies(), st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["NFC", "NFD"]), st.sampled_from(["", "  ", "\t"]), st.booleans())
def test_the_canonical_text_is_the_same_however_the_source_is_laid_out(policy: Policy, end: str, form: str, tail: str, rise: bool) -> None:
    text = write(policy)
    noisy = end.join(_mixed(line, rise) + tail for line in unicodedata.normalize(form, text).split("\n")) + end * 3
    assert canonical(noisy) == text
    assert write(read(noisy).policy) == canonical(noisy)


def _mixed(line: str, rise: bool) -> str:
    """A line of controls with a note behind it, or indented; other lines as they are."""
    return f"  {line} # a note" if rise and line.startswith("[[") else line


def test_the_order_of_keys_does_not_change_the_identity_and_that_of_controls_does() -> None:
    one, two = "[[commitment]]\ntext = 'a'\n", "[[commitment]]\ntext = 'b'\n"
    block, turned = "[[block]]\nsites = ['a.uk']\nfor = ['pupils']", "[[block]]\nfor = ['pupils']\nsites = ['a.uk']"
    assert identity(block) == identity(turned)
    assert identity(one + two) != identity(two + one)
    assert 'sites = ["a.uk"]\nfor = ["pupils"]' in canonical(clause_with(turned))


def identity(controls: str) -> str:
    """The identity of a policy of one clause."""
    return read(clause_with(controls)).policy.identity


@pytest.mark.parametrize(
    "change", [("YouTube is", "YouTube was"), ('"tiktok"]', '"tiktok", "roblox"]'), ('"10 school days"', '"9 school days"')]
)
def test_any_change_of_words_or_controls_changes_the_identity(change: tuple[str, str]) -> None:
    assert change[0] in model_text()
    assert read(model_text().replace(*change)).policy.identity != read(model_text()).policy.identity


def test_controls_of_a_clause_are_written_in_one_fence_below_it() -> None:
    one, two = "~~~controls\n[[commitment]]\ntext = 'a'\n~~~\n", "```controls\n[[commitment]]\ntext = 'b'\n```\n"
    text = canonical(f"{HEAD}8.1 Words\nwrapped.\n{one}\nPlain.\n\n{two}")
    fence = '~~~controls\n[[commitment]]\ntext = "a"\n[[commitment]]\ntext = "b"\n~~~'
    assert text.endswith(f"8.1 Words wrapped.\n\n{fence}\n\nPlain.\n")


def test_lists_and_other_fences_keep_their_lines() -> None:
    body = "8.1 These:\n- one\n  - two\n> said\n\n```text\na\n\nb\n```\n"
    assert canonical(HEAD + body).endswith(body)


def test_front_matter_is_written_whole() -> None:
    text = canonical(clause_with("[[commitment]]\ntext = 'a'"))
    assert [line.split(" = ")[0] for line in text.splitlines()[1:5]] == [key.name for key in FRONT_MATTER]


def test_canonical_refuses_a_faulty_text_with_its_first_fault() -> None:
    with pytest.raises(ValueError, match=r"policy:5: clause 8\.1"):
        canonical(f"{HEAD}8.1\n")


LINES = st.one_of(
    st.sampled_from(
        [
            *("# Contents", "# Appendix 1: x", "# appendix 2", "# Statement of intent", "8.3-tell Tell", "- 8. One", "8.1 One\n8.2 Two"),
            *("2 Two", "# Head", "# a # #", "- item", "8.1 One", "8.2 Two", "~~~text", "~~~", "", "plain", "    # deep", "\tx", "> q"),
            "| a | b |",
        ]
    ),
    st.text("ab#~`-=>|*.18 \t\xa0", max_size=8),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=14))
def test_the_canonical_text_of_any_sound_text_is_its_own_canonical_text(lines: list[str]) -> None:
    text = HEAD + "\n".join(lines) + "\n\n# End\n\n99.1 Last.\n"
    reading = read(text)
    if reading.is_sound:
        written = write(reading.policy)
        assert canonical(written) == written
        assert read(written).policy.identity == reading.policy.identity
