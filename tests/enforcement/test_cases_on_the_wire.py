"""Every case of every shipped policy that a resolver can see, asked of a real resolver by a device at that seat (policies/*.cases)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from ipaddress import ip_network
from itertools import groupby
from math import ceil
from pathlib import Path
from random import Random

import pytest

from belisha.adapters.resolver.proof import WireAnswer, ask
from belisha.adapters.resolver.snapshot import write_snapshot
from belisha.adapters.resolver.tests.running import Running, configured, running
from belisha.core.decision.tests import schools
from belisha.core.moments import SchoolNetwork, Seat
from belisha.core.policy.cases import Case
from belisha.core.policy.tests.samples import POLICIES, model_text
from belisha.core.programme.model import Programme
from belisha.core.programme.tests.samples import SEATS
from belisha.core.rulesets.compile import compile_timeline
from belisha.core.rulesets.model import Timeline
from tests.clauses import test_model_policy_cases as model_policy

CLAUSE = re.compile(r"by clause (\S+) of the school's policy")
NOBODYS = "127.1.0.1"


@dataclass(frozen=True)
class Sample:
    """A policy at its school, and its cases."""

    programme: Programme
    cases: tuple[Case, ...]
    seats: Mapping[str, Seat]

    @property
    def seen(self) -> list[Case]:
        """The cases whose seat a resolver can tell, in the order of time."""
        return sorted((case for case in self.cases if case.seen_by == "dns"), key=lambda case: case.at)

    def device(self, seat: str) -> str:
        """The address of a device at a seat: each seat that is known has a network of its own."""
        return NOBODYS if self.seats[seat].is_unknown else f"127.1.{1 + self._known.index(seat)}.5"

    def day_from(self, midnight: datetime, number: int, cases: list[Case]) -> Timeline:
        """The rules of a day and its bells, up to the last of its cases and for their seats, each in a network of its own."""
        hours = ceil((cases[-1].moment(schools.LONDON) - midnight) / timedelta(hours=1)) + 1
        asked = [self.seats[key] for key in sorted({case.seat for case in cases}) if not self.seats[key].is_unknown]
        timeline = compile_timeline(self.programme, at=midnight, number=number, school="a-school", local_names={}, seats=asked, hours=hours)
        networks = tuple(SchoolNetwork(ip_network(f"{self.device(seat.key)}/24", strict=False), seat) for seat in asked)
        facts = replace(timeline.ruleset.facts, networks=networks, ranges=(ip_network("127.1.0.0/16"),))
        return replace(timeline, ruleset=replace(timeline.ruleset, facts=facts))

    @property
    def _known(self) -> list[str]:
        return sorted({case.seat for case in self.cases if case.seen_by == "dns" and not self.seats[case.seat].is_unknown})


def sample(policy: str) -> Sample:
    """The sample of a shipped policy. A new policy is given its school in core/decision/tests/schools.py."""
    if policy == "model-policy":
        return Sample(model_policy.programme_of(model_text()), model_policy.CASES, SEATS)
    school = schools.SCHOOLS[policy]
    return Sample(schools.programme_of(school.text, policy), school.cases, school.seats)


def told(answer: WireAnswer) -> tuple[str, str | None]:
    """The verdict that an answer tells a device, and the clause where it says one."""
    clause = CLAUSE.search(answer.ede_text or "")
    if answer.is_closed:
        return "closed", clause[1] if clause else None
    if answer.is_negative:
        return "negative", None
    return ("safe" if answer.aliases else "open") if answer.is_open else answer.rcode, None


def asked_in_turn(resolver: Running, found: Sample) -> Iterator[tuple[Case, WireAnswer]]:
    """Each case and its answer: a snapshot for each day, and within the day the resolver rings its own bells."""
    assert resolver.ready.proof is not None
    for number, (midnight, day) in enumerate(groupby(found.seen, key=midnight_of), start=1):
        cases = list(day)
        timeline = found.day_from(midnight, number, cases)
        resolver.clock.moment = midnight
        resolver.client.load(write_snapshot(resolver.directory, timeline))
        for case in cases:
            resolver.clock.moment = case.moment(schools.LONDON)
            resolver.client.tick()
            yield case, ask(case.host.name, source=found.device(case.seat), listener=resolver.ready.proof, timeout=5)


def midnight_of(case: Case) -> datetime:
    """The beginning of the case's day at school."""
    return case.moment(schools.LONDON).replace(hour=0, minute=0)


@pytest.mark.enforcement
@pytest.mark.parametrize("policy", sorted(path.stem for path in POLICIES.glob("*.cases")))
def test_each_case_is_answered_as_it_is_written(policy: str, tmp_path: Path) -> None:
    found = sample(policy)
    with running(configured(tmp_path)) as resolver:
        answers = list(asked_in_turn(resolver, found))
    wrong = [f"line {case.line}: {told(answer)}" for case, answer in answers if told(answer) != wanted(case)]
    assert wrong == []
    assert len(answers) == len(found.seen) > 40


def wanted(case: Case) -> tuple[str, str | None]:
    """What a device shall be told: an open name's clause is nowhere in the answer."""
    return case.verdict, case.clause if case.verdict == "closed" else None


@pytest.mark.enforcement
def test_a_case_that_is_answered_otherwise_is_found(tmp_path: Path) -> None:
    """The test above can fail: half an hour later, at another seat, the answers are others."""
    found = sample("secondary-school")
    chosen = Random(4).sample([case for case in found.seen if case.seat != "unknown"], 60)
    moved = [replace(case, seat="staff/support", at=case.at + timedelta(minutes=30)) for case in chosen]
    with running(configured(tmp_path)) as resolver:
        answers = asked_in_turn(resolver, replace(found, cases=(*moved, found.seen[0])))
        assert any(told(answer) != wanted(case) for case, answer in answers)
