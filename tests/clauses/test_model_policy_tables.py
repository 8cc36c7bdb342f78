"""What the resolver looks up for the model policy is what is decided, for every case written by hand (policies/model-policy.cases)."""

from __future__ import annotations

from datetime import datetime
from functools import cache

import pytest

from belisha.core.decision.decide import decide
from belisha.core.decision.model import Question
from belisha.core.policy.cases import Case
from belisha.core.policy.tests.samples import model_text
from belisha.core.programme.tests.samples import LONDON, SEATS
from belisha.core.rulesets.compare import at_moment
from belisha.core.rulesets.compile import compile_timeline
from belisha.core.rulesets.lookup import lookup
from belisha.core.rulesets.model import Timeline
from tests.clauses.test_model_policy_cases import CASES, programme_of


@cache
def day_of(midnight: datetime) -> Timeline:
    """The ruleset of this midnight and the bells of the day."""
    seats = [seat for seat in SEATS.values() if not seat.is_unknown]
    programme = programme_of(model_text())
    return compile_timeline(programme, at=midnight, number=1, school="a-school", local_names={}, seats=seats, hours=25)


@pytest.mark.parametrize("case", [case for case in CASES if case.seen_by == "dns"], ids=lambda case: f"line {case.line}")
def test_each_case_is_looked_up_as_it_is_decided(case: Case) -> None:
    moment, seat = case.moment(LONDON), SEATS[case.seat]
    ruleset = at_moment(day_of(moment.replace(hour=0, minute=0)), moment)
    decision = decide(programme_of(model_text()), Question(case.host, moment, seat))
    assert lookup(ruleset, seat.key, case.host.name).decision(ruleset.policy_version) == decision
