"""Every policy that is shipped can be signed as it stands: read, checked against the real directory, told, compiled, without a dead end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from belisha.core.policy.cases import read_cases
from belisha.core.policy.check import check
from belisha.core.policy.declarations import RELATIVE_ROLES
from belisha.core.policy.explain import sentences_of
from belisha.core.policy.model import Policy
from belisha.core.policy.notes import notes
from belisha.core.policy.read import canonical, read
from belisha.core.policy.tests.samples import POLICIES
from belisha.core.policy.write import write
from belisha.core.programme.compile import compile_policy
from belisha.core.programme.dead_ends.routes import SAFEGUARDING, routes_of
from belisha.core.programme.dead_ends.staffing import Away, Held, Somebody, Staffing
from belisha.core.programme.dead_ends.walk import DeadEnd, Weight, dead_ends
from belisha.core.programme.model import Programme
from belisha.core.programme.stand_ins import stands_in
from belisha.core.programme.tests.samples import FACTS, STANDING
from belisha.directory import queries as directory

SHIPPED = sorted(POLICIES.glob("*.md"))
FIRST, LAST = date(2026, 9, 1), date(2027, 8, 31)
every_policy = pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)


def policy_in(path: Path) -> Policy:
    """The sound policy of a file."""
    reading = read(path.read_text(encoding="utf-8"))
    assert reading.is_sound, reading.faults
    assert reading.policy is not None
    return reading.policy


def programme_in(path: Path) -> Programme:
    """The programme of a file at the sample school."""
    return compile_policy(policy_in(path), facts=FACTS, catalogue=directory.catalogue(), standing=STANDING)


def staffed(programme: Programme, *away: Away) -> Staffing:
    """Two people for each role that the programme sends anything to; nobody holds two roles. The first two are the safeguarding leads."""
    asked = {role for route in routes_of(programme) for wave in (*route.waves, (route.if_named or "",)) for role in wave}
    roles = [*SAFEGUARDING, *sorted((asked | {role.name for role in programme.roles}) - {"", *SAFEGUARDING} - RELATIVE_ROLES)]
    held = [Held(number, role, FIRST, None) for number, role in enumerate((*roles, *roles))]
    people = {row.person: Somebody(row.person, f"Holder {row.person}", frozenset({"staff"})) for row in held}
    return Staffing(people, tuple(held), away)


def ends(programme: Programme, staffing: Staffing) -> list[DeadEnd]:
    """The dead ends by which signing is refused or a form warned about."""
    found = dead_ends(routes_of(programme), staffing, stands_in=stands_in(programme), first=FIRST, last=LAST)
    return [end for end in found if end.weight is not Weight.NOTE]


def test_three_policies_or_more_are_shipped() -> None:
    assert {"model-policy", "secondary-school", "one-page"} <= {path.stem for path in SHIPPED}


@every_policy
def test_it_is_read_and_checked_without_a_fault(path: Path) -> None:
    assert check(policy_in(path), catalogue=directory.catalogue(), suffixes=directory.suffixes()) == ()


@every_policy
def test_only_documents_of_the_school_and_blocks_for_some_years_are_noted(path: Path) -> None:
    known = ("is not supplied", "of which no class is known")
    assert [note for note in notes(policy_in(path)) if not any(words in note.sentence for words in known)] == []


@every_policy
def test_it_is_written_as_it_was_read(path: Path) -> None:
    policy = policy_in(path)
    again = read(write(policy)).policy
    assert again is not None
    assert (again.identity, write(again)) == (policy.identity, canonical(path.read_text(encoding="utf-8")))


@every_policy
def test_each_of_its_controls_is_told_in_sentences(path: Path) -> None:
    silent = [(c.clause, c.kind) for c in policy_in(path).controls() if not sentences_of(c, directory.catalogue())]
    assert silent == []


@every_policy
def test_it_has_cases_of_clauses_that_it_has(path: Path) -> None:
    cases = read_cases(path.with_suffix(".cases").read_text(encoding="utf-8"))
    assert {case.clause for case in cases if case.clause} <= {clause.number for clause in policy_in(path).clauses()}


@every_policy
def test_no_route_of_it_ends_with_nobody(path: Path) -> None:
    programme = programme_in(path)
    assert ends(programme, staffed(programme)) == []


@every_policy
def test_a_lead_who_is_away_all_summer_leaves_somebody(path: Path) -> None:
    programme = programme_in(path)
    assert ends(programme, staffed(programme, Away(0, date(2027, 7, 20), date(2027, 8, 31)))) == []


@every_policy
def test_a_school_without_safeguarding_leads_is_told_of_a_dead_end(path: Path) -> None:
    programme = programme_in(path)
    staffing = staffed(programme)
    bare = replace(staffing, held=tuple(row for row in staffing.held if row.role not in SAFEGUARDING))
    assert any(end.weight is Weight.REFUSES for end in ends(programme, bare))
