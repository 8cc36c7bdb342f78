"""A clause is proved by a test that passes with the clause's controls and fails without them.

A pytest plugin: every test marked `clause("8.4")` runs twice, with the model policy as it is ("in force") and with the controls of
that clause taken out ("removed"); the second run must fail, or it is reported as a failure itself. `make test` keeps the results
for `belisha clauses` (the report's path is given by BELISHA_CLAUSE_REPORT).
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path

import pytest

from belisha.core.policy.numbering import clause_of_heading
from belisha.kit.access import Denied, Refused
from belisha.web.commands.clauses import commit_of, fingerprint

CHECKOUT = Path(__file__).resolve().parents[2]
MODEL_POLICY = CHECKOUT / "policies" / "model-policy.md"
IN_FORCE, REMOVED = "in force", "removed"
MEANT_TO_FAIL = (AssertionError, Denied, Refused, pytest.fail.Exception)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Two runs for each test of a clause."""
    if metafunc.definition.get_closest_marker("clause") is not None:
        if "controls" not in metafunc.fixturenames:
            metafunc.fixturenames.append("controls")
        metafunc.parametrize("controls", [IN_FORCE, REMOVED], indirect=True)


@pytest.fixture
def controls(request: pytest.FixtureRequest) -> str:
    """Whether the clause's controls are "in force" or "removed"."""
    return str(getattr(request, "param", IN_FORCE))


@pytest.fixture
def policy_text(request: pytest.FixtureRequest, controls: str) -> str:
    """The model policy, with or without the controls of the clause the test is marked with."""
    text = MODEL_POLICY.read_text(encoding="utf-8")
    if controls == IN_FORCE:
        return text
    marker = request.node.get_closest_marker("clause")
    return without_controls(text, str(marker.args[0]))


def without_controls(text: str, clause: str) -> str:
    """The text without the controls of one clause. Raises ValueError where the clause has none."""
    kept: list[str] = []
    current, fence, taken = "", "", 0
    for line in text.splitlines():
        if fence:
            if not (removing := current == clause):
                kept.append(line)
            taken += removing
            fence = "" if line.strip() == fence else fence
            continue
        if line.startswith(("~~~", "```")):
            fence = line[:3]
            if current != clause:
                kept.append(line)
            continue
        current = _clause_begun(line, current)
        kept.append(line)
    if not taken:
        raise ValueError(f"clause {clause} has no controls in {MODEL_POLICY.name}")
    return "\n".join(kept) + "\n"


def _clause_begun(line: str, current: str) -> str:
    """The clause a line begins, or the one under way."""
    if line.startswith("#"):
        return clause_of_heading(line.lstrip("#").strip())
    first = line.split(" ", 1)[0].rstrip(".")
    number = first.replace("-report", "").replace("-tell", "").replace(".", "")
    return first if number.isdigit() and "." in first else current


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Turn the outcome of a run without controls round: it must fail, and by the behaviour it asserts."""
    if _mode_of(pyfuncitem) != REMOVED:
        return (yield)
    try:
        yield
    except MEANT_TO_FAIL:
        return True
    raise AssertionError("this test still passes without the clause's controls: it does not prove the clause")


def _mode_of(item: pytest.Function) -> str:
    """Which of the two runs this is, asked of its parameters: a test that never asks for the policy's text has a second run too."""
    callspec = getattr(item, "callspec", None)
    return str(callspec.params.get("controls", IN_FORCE)) if callspec else IN_FORCE


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let the report know which clause a test is for."""
    marker = item.get_closest_marker("clause")
    if marker is not None and isinstance(item, pytest.Function):
        item.user_properties.append(("clause", str(marker.args[0])))
        item.user_properties.append(("part", bool(marker.kwargs.get("part"))))
        item.user_properties.append(("controls", _mode_of(item)))


class _Results:
    """What came of the tests of each clause, gathered in the process that leads the run."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note one phase of one test; a fault in any phase is the test's outcome."""
        said = dict(report.user_properties)
        if "clause" not in said:
            return
        name = report.nodeid.split("[")[0]
        row = self.rows[str(said["clause"])].setdefault(name, {})
        mode = str(said["controls"])
        if said["part"]:
            row["part"] = "yes"
        if report.when == "call" or report.outcome != "passed":
            row[mode] = "failed" if row.get(mode) == "failed" else report.outcome


def pytest_configure(config: pytest.Config) -> None:
    """Gather results where a report is wanted, in the leading process only."""
    if os.environ.get("BELISHA_CLAUSE_REPORT") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Results(), "clause-results")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Keep the results with the commit and the fingerprint of what was tested."""
    results = session.config.pluginmanager.get_plugin("clause-results")
    if results is None:
        return
    target = Path(os.environ["BELISHA_CLAUSE_REPORT"])
    target.parent.mkdir(parents=True, exist_ok=True)
    kept = {"commit": commit_of(CHECKOUT), "fingerprint": fingerprint(CHECKOUT), "clauses": results.rows}
    target.write_text(json.dumps(kept, indent=1, sort_keys=True))
