"""`belisha clauses`: a clause passes only where a test also fails without the clause's controls."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from belisha.core.policy.read import read
from belisha.web.commands.clauses import REGISTER, fingerprint, marked_tests, rows, state_of
from tests.clauses.proof import CHECKOUT, MODEL_POLICY, without_controls
from tests.commands.typed import typed

PROVED = {"in force": "passed", "removed": "passed"}
KINDS = {"8.1": "filter", "8.2": "filter, chain"}
STATES = {"pass", "fail", "stale", "not run", "not yet"}


@pytest.mark.parametrize(
    ("ran", "state"),
    [
        ({"a": PROVED}, "pass"),
        ({"a": PROVED, "b": {"in force": "passed"}}, "pass"),
        ({"a": {"in force": "passed"}}, "not run"),
        ({"a": {"removed": "passed"}}, "not run"),
        ({"a": {"in force": "passed"}, "b": {"removed": "passed"}}, "not run"),
        ({"a": {"in force": "skipped", "removed": "skipped"}}, "not run"),
        ({"a": {"in force": "passed", "removed": "failed"}}, "fail"),
        ({"a": PROVED, "b": {"in force": "failed"}}, "fail"),
        ({"a": {**PROVED, "part": "yes"}}, "not yet"),
        ({"a": {"in force": "failed", "part": "yes"}}, "fail"),
    ],
)
def test_the_runs_of_a_clause_come_to_a_state(ran: dict[str, dict[str, str]], state: str) -> None:
    assert state_of(ran) == state


def test_a_clause_without_a_report_is_not_run_or_not_yet() -> None:
    found = rows(kinds=KINDS, report=None, now="today", marked={"8.1": ("tests/clauses/test_8_1.py",)})
    assert [(r.clause, r.kind, r.state, r.tests) for r in found] == [
        ("8.1", "filter", "not run", ("tests/clauses/test_8_1.py",)),
        ("8.2", "filter, chain", "not yet", ()),
    ]


@pytest.mark.parametrize(("now", "state"), [("then", "pass"), ("later", "stale")])
def test_a_report_of_other_files_is_stale(now: str, state: str) -> None:
    report = {"commit": "abc", "fingerprint": "then", "clauses": {"8.1": {"tests/a.py::b": PROVED}}}
    first, second = rows(kinds=KINDS, report=report, now=now, marked={})
    assert (first.state, first.tests) == (state, ("tests/a.py::b",))
    assert second.state == "not yet"


def test_a_fingerprint_follows_names_and_contents_and_nothing_else(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        (folder / "src").mkdir(parents=True)
        (folder / "src" / "a.py").write_text("x = 1\n")
    assert fingerprint(one) == fingerprint(two)
    (two / "src" / "a.pyc").write_text("whatever")
    (two / "notes.md").write_text("not tested")
    assert fingerprint(one) == fingerprint(two)
    (two / "src" / "a.py").write_text("x = 2\n")
    assert fingerprint(one) != fingerprint(two)
    (two / "src" / "a.py").rename(two / "src" / "b.py")
    (two / "src" / "b.py").write_text("x = 1\n")
    assert fingerprint(one) != fingerprint(two)


def test_marked_tests_are_found_by_their_names() -> None:
    found = marked_tests(REGISTER.parents[1])
    assert found["8.4"] == ("tests/clauses/test_8_4.py",)


def test_the_command_has_a_row_for_each_clause_of_the_register() -> None:
    as_json, as_words = typed(["clauses", "--json"], ["clauses"])
    found = json.loads(as_json.out)
    kinds = tomllib.loads(REGISTER.read_text())["kinds"]
    assert [(row["clause"], row["kind"]) for row in found] == list(kinds.items())
    assert all(row.keys() == {"clause", "kind", "state", "tests"} for row in found)
    assert {row["state"] for row in found} <= STATES
    assert (as_json.code, as_words.code) == (0, 0)
    assert as_words.out.splitlines()[-1].endswith(f"of {len(kinds)} clauses pass")


@pytest.mark.parametrize("clause", ["statement", "2.1", "2.2", "8.1", "8.3", "8.4", "8.5"])
def test_without_its_controls_a_clause_keeps_its_words_and_the_others_keep_everything(clause: str) -> None:
    text = MODEL_POLICY.read_text(encoding="utf-8")
    whole, bare = read(text).policy, read(without_controls(text, clause)).policy
    assert whole is not None
    assert bare is not None
    assert whole.clause(clause).controls
    assert bare.clause(clause).controls == ()
    assert bare.clause(clause).words == whole.clause(clause).words
    others = [c.number for c in whole.clauses() if c.number != clause]
    assert len(others) > 5
    for number in others:
        assert [c.values for c in bare.clause(number).controls] == [c.values for c in whole.clause(number).controls], number


def test_a_clause_that_has_no_controls_cannot_be_without_them() -> None:
    with pytest.raises(ValueError, match=r"clause 99\.9 has no controls"):
        without_controls(MODEL_POLICY.read_text(encoding="utf-8"), "99.9")


def test_only_fences_of_that_clause_go() -> None:
    text = "8.1 One\n\n~~~controls\na\n~~~\n\n8.10 Ten\n\n~~~controls\nb\n~~~\n# Heading\n```\nc\n```\n"
    assert without_controls(text, "8.1") == "8.1 One\n\n\n8.10 Ten\n\n~~~controls\nb\n~~~\n# Heading\n```\nc\n```\n"


@pytest.mark.parametrize("clause", [clause.number for clause in read(MODEL_POLICY.read_text(encoding="utf-8")).policy.clauses()])
def test_every_clause_of_the_model_policy_can_be_taken_out_alone(clause: str) -> None:
    whole = MODEL_POLICY.read_text(encoding="utf-8")
    bare, before = read(without_controls(whole, clause)).policy, read(whole).policy
    without = {found.number for found in bare.clauses() if not found.controls}
    assert without == {clause}
    assert [found.number for found in bare.clauses()] == [found.number for found in before.clauses()]


def test_a_test_that_never_asks_for_the_policy_has_its_second_run_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "test_nothing.py"
    file.write_text('import pytest\n\n@pytest.mark.clause("8.1")\ndef test_nothing():\n    pass\n')
    plain = ["-c", os.devnull, "--rootdir", str(tmp_path), "-p", "no:django", "-p", "no:cacheprovider", "-p", "tests.clauses.proof"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plain, str(file)], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert "1 failed, 1 passed" in ran.stdout, ran.stdout
    assert "it does not prove the clause" in ran.stdout
