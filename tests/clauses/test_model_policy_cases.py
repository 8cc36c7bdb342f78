"""The model policy decides what its cases say (policies/model-policy.cases), with the catalogue and the lists that are shipped."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from belisha.core.decision.decide import decide
from belisha.core.decision.model import Question
from belisha.core.policy.cases import Case, read_cases
from belisha.core.policy.check import check
from belisha.core.policy.notes import notes
from belisha.core.policy.read import read
from belisha.core.policy.tests.samples import POLICIES, model_text
from belisha.core.programme.compile import compile_policy
from belisha.core.programme.model import NameList, Programme
from belisha.core.programme.tests.samples import FACTS, LONDON, SEATS, STANDING
from belisha.directory import queries as directory

CASES = read_cases((POLICIES / "model-policy.cases").read_text(encoding="utf-8"))
SHIPPED = ("games", "getting round", "over 18")


@cache
def programme_of(text: str) -> Programme:
    """The programme of a policy's text at the sample school, with the shipped catalogue and lists."""
    policy = read(text).policy
    assert policy is not None
    standing = replace(STANDING, lists={**STANDING.lists, **{s.id: list_of(s) for s in directory.SHIPPED_LISTS if s.id in SHIPPED}})
    return compile_policy(policy, facts=FACTS, catalogue=directory.catalogue(), standing=standing)


def list_of(shipped: directory.ShippedList) -> NameList:
    """A shipped list as deciding knows it."""
    lines = shipped.file.read_text(encoding="utf-8").splitlines()
    return NameList(shipped.id, shipped.title, frozenset(line for line in lines if line and not line.startswith("#")), "d" * 64)


def answer(programme: Programme, case: Case) -> tuple[str, str | None]:
    """What is decided in a case, and the clause that decides it."""
    decision = decide(programme, Question(case.host, case.moment(LONDON), SEATS[case.seat]))
    return decision.verdict.value, decision.clause


def wrong(text: str, clause: str) -> list[int]:
    """The lines of the cases of a clause that are decided otherwise."""
    own = [case for case in CASES if case.clause == clause]
    assert own
    programme = programme_of(text)
    return [case.line for case in own if answer(programme, case) != (case.verdict, case.clause)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"line {case.line}")
def test_each_case_is_decided_as_written(case: Case) -> None:
    assert answer(programme_of(model_text()), case) == (case.verdict, case.clause)


def test_there_are_cases_enough_for_every_verdict_seat_and_clause_of_the_network() -> None:
    assert len(CASES) >= 110
    assert {case.verdict for case in CASES} == {"open", "closed", "safe", "negative"}
    assert {case.seat for case in CASES} == set(SEATS)
    assert {case.clause for case in CASES} == {None, "7.1", "8.1", "8.2"}


def test_the_model_policy_has_no_fault_and_only_documents_of_the_school_are_missing() -> None:
    policy = read(model_text()).policy
    assert policy is not None
    assert check(policy, catalogue=directory.catalogue(), suffixes=directory.suffixes(), known_roles=None) == ()
    assert [note.clause for note in notes(policy)] == ["1.3", "6.4", "6.12", "6.13", "7.2", "9.2"]
    assert all("is not supplied" in note.sentence for note in notes(policy))


@pytest.mark.clause("8.1")
def test_clause_8_1_closes_what_it_names_and_nothing_else(policy_text: str) -> None:
    programme = programme_of(policy_text)
    assert [answer(programme, case) for case in CASES] == [(case.verdict, case.clause) for case in CASES]


@pytest.mark.clause("7.1", part=True)
def test_clause_7_1_closes_social_media_to_pupils_at_any_time(policy_text: str) -> None:
    assert wrong(policy_text, "7.1") == []


@pytest.mark.clause("8.2", part=True)
def test_clause_8_2_closes_ways_round_the_filter_to_everyone(policy_text: str) -> None:
    assert wrong(policy_text, "8.2") == []


def test_an_edit_of_one_service_changes_what_is_decided() -> None:
    edited = programme_of(model_text().replace('services = ["youtube"]', 'services = ["roblox"]'))
    before = programme_of(model_text())
    changed = [case for case in CASES if answer(edited, case) != answer(before, case)]
    services = {service.id for case in changed for service in directory.services_at(case.host.name)}
    assert services == {"youtube", "roblox"}
    assert all(directory.services_at(case.host.name) for case in changed)
    assert {case.seat for case in changed} == {"pupils", "pupils/5K", "unknown"}
