"""Clause 2.1: the e-safety team is held by named people from date to date, and always by somebody."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client

from belisha.core.programme.model import Standing
from belisha.kit.access import Refused
from belisha.people import actions, queries
from belisha.people.models import RoleHolding
from belisha.policy import queries as policy
from belisha.schools.models import School
from tests.cast import Cast, actor
from tests.clauses.conftest import InForce

FRIDAY = date(2026, 9, 18)
ROLES = ("e-safety team", "designated safeguarding lead", "deputy safeguarding lead")


@pytest.mark.clause("2.1")
def test_the_e_safety_team_never_loses_its_last_member(
    school: School, cast: Cast, moment: datetime, policy_text: str, in_force: InForce
) -> None:
    in_force(school, policy_text, moment)
    first, last = RoleHolding.objects.filter(role="e-safety team").order_by("pk")
    actions.end_role(by=actor(cast.head), holding=first, ends=FRIDAY, now=moment)
    with pytest.raises(Refused, match="Appoint somebody else first"):
        actions.end_role(by=actor(cast.head), holding=last, ends=FRIDAY, now=moment)
    with pytest.raises(Refused, match="Appoint somebody else first"):
        actions.leave(by=actor(cast.head), person=last.person, on=FRIDAY, now=moment)
    assert queries.holders(school, "e-safety team", on=FRIDAY) == [last.person]


@pytest.mark.clause("2.1")
@pytest.mark.parametrize("role", ROLES)
def test_each_role_of_the_clause_passes_from_one_named_person_to_the_next_without_a_gap(
    school: School, cast: Cast, moment: datetime, policy_text: str, in_force: InForce, role: str
) -> None:
    in_force(school, policy_text, moment)
    programme = policy.programme(school, at=moment, standing=Standing())
    assert programme.role(role) is not None
    assert programme.role(role).clause == "2.1"
    going = list(RoleHolding.objects.filter(role=role))
    actions.appoint(by=actor(cast.head), person=cast.teacher_5k, role=role, starts=FRIDAY, now=moment)
    for holding in going:
        actions.end_role(by=actor(cast.head), holding=holding, ends=FRIDAY, now=moment)
    assert queries.holders(school, role, on=date(2026, 9, 17)) == [holding.person for holding in going]
    assert queries.holders(school, role, on=FRIDAY) == [cast.teacher_5k]


@pytest.mark.clause("2.1")
def test_the_team_is_named_on_the_roles_page_with_its_dates_and_amber_before_a_gap(
    school: School, cast: Cast, at_moment: datetime, policy_text: str, in_force: InForce, client: Client
) -> None:
    in_force(school, policy_text, at_moment)
    client.force_login(cast.head.account)
    words = client.get("/people/roles/").content.decode()
    assert "Esme Amberlight" in words
    assert "Toby Toucan" in words
    assert "1 September 2026" in words
    RoleHolding.objects.filter(role="e-safety team").update(ends=FRIDAY)
    assert "From 18 September 2026 on too few people are e-safety team" in client.get("/people/roles/").content.decode()


@pytest.mark.clause("2.1")
def test_whoever_stands_in_does_not_count_as_the_teams_last_member(
    school: School, cast: Cast, moment: datetime, policy_text: str, in_force: InForce
) -> None:
    in_force(school, policy_text, moment)
    first, last = RoleHolding.objects.filter(role="e-safety team").order_by("pk")
    actions.end_role(by=actor(cast.head), holding=first, ends=FRIDAY, now=moment)
    given = {"role": "e-safety team", "from_person": last.person, "to_person": cast.support_staff}
    actions.delegate_role(by=actor(cast.head), **given, starts=FRIDAY, ends=date(2026, 9, 25), now=moment)
    with pytest.raises(Refused, match="Appoint somebody else first"):
        actions.leave(by=actor(cast.head), person=last.person, on=FRIDAY, now=moment)
    assert queries.holders(school, "e-safety team", on=FRIDAY) == [last.person, cast.support_staff]
