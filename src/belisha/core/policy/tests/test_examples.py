"""Every example of the reference page can be read; the page is fresh; the model policy is sound; its cases can be read."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from belisha.core.policy.cases import read_cases
from belisha.core.policy.check import check
from belisha.core.policy.declarations import KINDS, LANGUAGE
from belisha.core.policy.document import reference
from belisha.core.policy.read import canonical, read
from belisha.core.policy.tests.samples import CATALOGUE, HEAD, POLICIES, Suffixes, clause_with, model_text


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_example_of_a_kind_reads_without_a_fault(kind: str) -> None:
    example = KINDS[kind].example
    reading = read(clause_with(example))
    assert reading.is_sound, reading.faults
    assert {control.kind for control in reading.policy.controls()} == {kind}
    assert example in canonical(clause_with(example)), "an example shows the canonical form"


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


WORKED = """
8.4 Anyone may ask for something closed by mistake to be opened.
~~~controls
[[form]]
name = "access request"
open_to = ["everyone"]
advised_by = "network manager"
effect = "open"
scope = ["class", "year", "everyone"]
longest = "10 school days"
~~~

8.5 The headteacher has the last word, within two school days.
~~~controls
[[form]]
name = "access request"
decided_by = "headteacher"
within = "2 school days"
if_late = "tell chair of governors"
[[signature]]
by = ["headteacher"]
~~~

9.1 Pupils have no social media at school.
~~~controls
[[block]]
kinds = ["social media"]
for = ["pupils"]
[[block]]
lists = ["getting round"]
for = ["everyone"]
[[watch]]
signals = { vpn = 5, encrypted_dns = 3, proxy = 5, mirror = 4, burst = 1 }
at = 6
per = "1 school day"
review_by = "network manager"
[[case]]
name = "cyber-bullying"
opened_by = ["everyone"]
owner = "designated safeguarding lead"
facts = { responsible = ["pupil", "staff"], refused = ["yes", "no", "not asked"] }
review_after = "6 weeks"
[[step]]
of = "cyber-bullying"
name = "police consideration"
when = { responsible = ["pupil"] }
owner = "designated safeguarding lead"
must = true
before = ["closure"]
answers = ["report", "do not report"]
within = "1 school day"
[[vault]]
opens = ["headteacher"]
break_glass = { people = 2, from = ["chair of governors", "designated safeguarding lead"] }
after_opening = "rotate within 1 school day"
~~~
"""


def test_the_worked_examples_of_the_language_read_and_check() -> None:
    reading = read(HEAD + WORKED)
    assert reading.is_sound, reading.faults
    assert check(reading.policy, catalogue=CATALOGUE, suffixes=Suffixes(), known_roles=None) == ()
    watch = next(reading.policy.controls("watch"))
    assert watch.values["signals"] == {"vpn": 5, "encrypted_dns": 3, "proxy": 5, "mirror": 4, "burst": 1}
    assert next(reading.policy.controls("case")).values["facts"]["responsible"] == ("pupil", "staff")


def test_the_model_policy_is_sound_and_in_canonical_form() -> None:
    reading = read(model_text())
    assert reading.is_sound, reading.faults
    assert check(reading.policy, catalogue=CATALOGUE, suffixes=Suffixes(), known_roles=None) == ()
    assert canonical(model_text()) == model_text()
    assert [c.number for c in reading.policy.clauses()] == ["statement", "1.4", "2.1", "2.2", "8.1", "8.3", "8.4", "8.5"]
    assert all(clause.controls for clause in reading.policy.clauses())


def test_the_model_policy_shares_no_sentence_with_the_real_one(shared_data: Path) -> None:
    real = shared_data.parent / "policy" / "social-media-policy-2017.txt"
    if not real.is_file():
        pytest.skip(f"the real policy is not at {real}")
    theirs = " ".join(real.read_text(encoding="utf-8").split()).casefold()
    for sentence in " ".join(model_text().split()).casefold().split(". "):
        assert len(sentence) < 30 or sentence not in theirs


def test_the_cases_of_the_model_policy_can_be_read() -> None:
    cases = read_cases((POLICIES / "model-policy.cases").read_text(encoding="utf-8"))
    assert len(cases) >= 40
    assert cases[0].at.isoformat() == "2026-09-15T10:15:00"
    assert cases[0].moment(ZoneInfo("Europe/London")).isoformat() == "2026-09-15T10:15:00+01:00"
    assert (cases[0].seat, cases[0].host.name, cases[0].clause) == ("pupils", "facebook.com", "8.1")
    assert Counter((c.at, c.seat, c.host) for c in cases).most_common(1)[0][1] == 1


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
