"""The model policy means with the real catalogue and the demo's lists what its cases say (core tests them with a small catalogue)."""

from __future__ import annotations

from dataclasses import replace

from belisha.core.decision.decide import decide
from belisha.core.decision.model import Question
from belisha.core.policy.cases import read_cases
from belisha.core.policy.check import check
from belisha.core.policy.read import read
from belisha.core.policy.tests.samples import POLICIES, model_text
from belisha.core.programme.compile import compile_policy
from belisha.core.programme.tests.samples import FACTS, LONDON, SEATS, STANDING
from belisha.directory import queries as directory


def test_the_model_policy_is_sound_with_the_real_catalogue() -> None:
    policy = read(model_text()).policy
    assert policy is not None
    assert check(policy, catalogue=directory.catalogue(), suffixes=directory.suffixes(), known_roles=None) == ()


def test_the_real_catalogue_agrees_with_every_case() -> None:
    policy = read(model_text()).policy
    assert policy is not None
    games = next(shipped for shipped in directory.SHIPPED_LISTS if shipped.id == "games")
    names = frozenset(line for line in games.file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    lists = {**STANDING.lists, "games": replace(STANDING.lists["games"], names=names)}
    programme = compile_policy(policy, facts=FACTS, catalogue=directory.catalogue(), standing=replace(STANDING, lists=lists))
    for case in read_cases((POLICIES / "model-policy.cases").read_text(encoding="utf-8")):
        decision = decide(programme, Question(case.host, case.moment(LONDON), SEATS[case.seat]))
        assert (decision.verdict.value, decision.clause) == (case.verdict, case.clause), f"line {case.line}"
