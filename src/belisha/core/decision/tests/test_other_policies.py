"""Two policies quite unlike the model policy decide what their cases say, whether decided or looked up. The cases were written first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache

import pytest

from belisha.core.decision.decide import decide
from belisha.core.decision.model import Decision, Question
from belisha.core.decision.tests.schools import LONDON, NURSERY, SCHOOLS, SECONDARY, OtherSchool, programme_of
from belisha.core.policy.cases import Case
from belisha.core.policy.check import check
from belisha.core.policy.read import read
from belisha.core.rulesets.compare import at_moment
from belisha.core.rulesets.compile import compile_timeline
from belisha.core.rulesets.lookup import lookup
from belisha.core.rulesets.model import Timeline
from belisha.directory import queries as directory

ALL = [(school, case) for school in SCHOOLS.values() for case in school.cases]
SEEN_BY_DNS = [(school, case) for school, case in ALL if case.seen_by == "dns"]


def name_of(value: object) -> str:
    """How a school and a case are called in a report."""
    return f"line {value.line}" if isinstance(value, Case) else getattr(value, "policy", "")


def decided(school: OtherSchool, case: Case, text: str = "") -> Decision:
    """What is decided in a case."""
    question = Question(case.host, case.moment(LONDON), school.seats[case.seat])
    return decide(programme_of(text or school.text, school.policy), question)


@cache
def day_of(policy: str, midnight: datetime) -> Timeline:
    """The ruleset of this midnight and its bells up to the last case of the day, for the seats that a resolver can tell apart."""
    school = SCHOOLS[policy]
    seen = [case for case in school.cases if case.seen_by == "dns"]
    known = {case.seat for case in seen}
    hours = max(case.moment(LONDON).hour for case in seen if midnight_of(case) == midnight) + 1
    return compile_timeline(
        programme_of(school.text, policy),
        at=midnight,
        number=1,
        school="an-other-school",
        local_names={},
        seats=[seat for key, seat in school.seats.items() if key in known and not seat.is_unknown],
        hours=hours + 1,  # the day on which clocks go back has an hour more
    )


def midnight_of(case: Case) -> datetime:
    """When the day of a case begins."""
    return case.moment(LONDON).replace(hour=0, minute=0)


@pytest.mark.parametrize(("school", "case"), ALL, ids=name_of)
def test_each_case_is_decided_as_written(school: OtherSchool, case: Case) -> None:
    decision = decided(school, case)
    assert (decision.verdict.value, decision.clause) == (case.verdict, case.clause)


@pytest.mark.parametrize(("school", "case"), SEEN_BY_DNS, ids=name_of)
def test_each_case_is_looked_up_as_it_is_decided(school: OtherSchool, case: Case) -> None:
    ruleset = at_moment(day_of(school.policy, midnight_of(case)), case.moment(LONDON))
    assert lookup(ruleset, case.seat, case.host.name).decision(ruleset.policy_version) == decided(school, case)


def test_there_are_cases_enough() -> None:
    assert len(SECONDARY.cases) >= 110
    assert len(NURSERY.cases) >= 40
    for school in SCHOOLS.values():
        assert {case.verdict for case in school.cases} == {"open", "closed", "safe", "negative"}
        assert {case.seat for case in school.cases} == set(school.seats)


@pytest.mark.parametrize("school", SCHOOLS.values(), ids=name_of)
def test_every_clause_of_the_network_has_cases_and_they_need_it(school: OtherSchool) -> None:
    policy = read(school.text).policy
    assert policy is not None
    ruling = {control.clause for control in policy.controls("block", "allow", "age_limit")}
    assert {case.clause for case in school.cases if case.clause} == ruling
    for clause in ruling:
        own = [case for case in school.cases if case.clause == clause]
        text = without_controls(school.text, clause)
        assert all(decided(school, case, text).clause != clause for case in own)


@pytest.mark.parametrize("school", SCHOOLS.values(), ids=name_of)
def test_the_order_of_its_controls_never_matters(school: OtherSchool) -> None:
    policy = read(school.text).policy
    assert policy is not None
    programme = programme_of(school.text, school.policy)
    turned = replace(programme, rules=tuple(reversed(programme.rules)))
    for case in school.cases:
        question = Question(case.host, case.moment(LONDON), school.seats[case.seat])
        assert decide(turned, question) == decide(programme, question)


@pytest.mark.parametrize("school", SCHOOLS.values(), ids=name_of)
def test_it_is_checked_without_a_fault(school: OtherSchool) -> None:
    policy = read(school.text).policy
    assert policy is not None
    assert check(policy, catalogue=directory.catalogue(), suffixes=directory.suffixes()) == ()


def without_controls(text: str, clause: str) -> str:
    """The text with the controls of one clause taken out."""
    before, words, after = text.partition(f"\n{clause} ")
    assert words, clause
    start, end = after.index("~~~controls\n"), after.index("\n~~~\n")
    return before + words + after[:start] + after[end + len("\n~~~\n") :]
