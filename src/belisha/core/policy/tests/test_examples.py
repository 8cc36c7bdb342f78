"""Every example of the reference page can be read; the page is fresh; the shipped policies are sound; sample cases can be read."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from belisha.core.policy.cases import read_cases
from belisha.core.policy.check import check_text
from belisha.core.policy.declarations import KINDS, LANGUAGE
from belisha.core.policy.document import reference
from belisha.core.policy.notes import notes
from belisha.core.policy.read import canonical, read
from belisha.core.policy.tests.samples import CATALOGUE, POLICIES, Suffixes, clause_with, model_text
from belisha.directory import queries


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_example_of_a_kind_reads_without_a_fault(kind: str) -> None:
    example = KINDS[kind].example
    reading = read(clause_with(example))
    assert reading.is_sound, reading.faults
    assert {control.kind for control in reading.policy.controls()} == {kind}
    assert example in canonical(clause_with(example)), "an example shows the canonical form"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_example_of_a_kind_checks_without_a_fault_or_a_note(kind: str) -> None:
    signed = "" if kind == "signature" else '[[signature]]\nby = ["headteacher"]'
    policy, faults = check_text(
        clause_with("\n".join((KINDS[kind].example, KINDS[kind].around, signed))), catalogue=CATALOGUE, suffixes=Suffixes()
    )
    assert faults == ()
    assert notes(policy) == ()


def test_what_is_carried_out_is_said_effect_by_effect() -> None:
    assert KINDS["block"].carries_out()
    assert KINDS["form"].carries_out(["record"])
    assert KINDS["form"].carries_out(), "a clause that adds to a form said elsewhere"
    assert not KINDS["form"].carries_out(["lift"])
    assert not KINDS["watch"].carries_out()


def test_the_declared_keys_hold_together() -> None:
    for kind in KINDS.values():
        names = [key.name for key in kind.keys]
        assert len(set(names)) == len(names)
        assert set(kind.any_of) <= set(names)
        assert not kind.joins or "name" in names
        assert kind.meaning.endswith(".")
        assert not any(key.required and key.default for key in kind.keys)


def test_the_reference_page_is_fresh() -> None:
    page = POLICIES.parent / "docs" / "reference" / "language.md"
    assert page.read_text(encoding="utf-8") == reference(), "run make docs"
    assert f"edition {LANGUAGE}" in reference()
    assert all(f"### {kind}\n" in reference() for kind in KINDS)


SHIPPED = sorted(POLICIES.glob("*.md"))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_a_shipped_policy_has_no_fault_by_the_shipped_catalogue(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    _, faults = check_text(text, catalogue=queries.catalogue(), suffixes=queries.suffixes())
    assert faults == ()
    assert canonical(canonical(text)) == canonical(text)


def test_the_model_policy_shares_no_sentence_with_the_real_one(shared_data: Path) -> None:
    real = shared_data.parent / "policy" / "social-media-policy-2017.txt"
    if not real.is_file():
        pytest.skip(f"the real policy is not at {real}")
    theirs = " ".join(real.read_text(encoding="utf-8").split()).casefold()
    for sentence in " ".join(model_text().split()).casefold().split(". "):
        assert len(sentence) < 30 or sentence not in theirs


def test_the_cases_of_a_policy_are_read_in_order_with_school_time() -> None:
    rows = "# a note\nat | seat | host | seen_by | verdict | clause\n2026-09-15 10:15 | pupils | facebook.com | dns | closed | 8.1\n"
    first, second = read_cases(rows + "2026-12-15 10:15 | staff | bbc.co.uk | dns | open | -\n")
    assert first.moment(ZoneInfo("Europe/London")).isoformat() == "2026-09-15T10:15:00+01:00"
    assert second.moment(ZoneInfo("Europe/London")).isoformat() == "2026-12-15T10:15:00+00:00"
    assert (first.line, first.seat, first.host.name, first.clause) == (3, "pupils", "facebook.com", "8.1")
    assert second.clause is None


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("2026-09-15 10:15 | pupils | x.com | dns | closed", "line 2: this row has 5 cells"),
        ("today | pupils | x.com | dns | closed | -", "line 2: “today” is not a moment"),
        ("2026-09-15 10:15 | pupils | x com | dns | closed | -", "line 2: “x com”"),
        ("2026-09-15 10:15 | pupils | x.com | eye | closed | -", "write one of dns, proxy, decide"),
        ("2026-09-15 10:15 | pupils | x.com | dns | shut | -", "open, closed, safe, negative"),
    ],
)
def test_a_faulty_case_is_told_with_its_line(row: str, told: str) -> None:
    with pytest.raises(ValueError) as found:
        read_cases(f"at | seat | host | seen_by | verdict | clause\n{row}\n")
    assert told in str(found.value)
    with pytest.raises(ValueError, match="the first row names the columns"):
        read_cases(row)
