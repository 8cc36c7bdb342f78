"""Clause 2.2: whoever is network manager that day is asked for advice; the role passes on without a gap."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from belisha.core.programme.model import Programme, Standing
from belisha.filtering.permissions.requests import advisers
from belisha.filtering.tests.desk import Desk, load_games
from belisha.kit.access import Denied, Refused
from belisha.people import actions, queries
from belisha.people.models import Person, RoleHolding
from belisha.policy import queries as policy
from belisha.schools.models import School
from tests.cast import Cast, actor
from tests.clauses.conftest import InForce

TODAY = date(2026, 9, 15)
FRIDAY = date(2026, 9, 18)


def _asked_for_advice(school: School, programme: Programme, on: date, *away: Person) -> list[Person]:
    """Who is asked for advice on an access request that day, by the policy's own words for who stands in."""

    def stands_in(role: str) -> str | None:
        declared = programme.role(role)
        return declared.stands_in if declared else None

    form = programme.form("access request")
    assert form is not None
    return queries.eligible(school, form.advised_by, on=on, excluding=away.__contains__, stands_in=stands_in)


@pytest.mark.clause("2.2")
def test_advice_is_asked_of_whoever_is_network_manager_that_day(
    school: School, cast: Cast, moment: datetime, policy_text: str, in_force: InForce
) -> None:
    in_force(school, policy_text, moment)
    load_games(school, moment)
    request = Desk(school, cast, moment).ask().request
    by, first = actor(cast.head), RoleHolding.objects.get(role="network manager")
    with pytest.raises(Refused, match="Appoint somebody else first"):
        actions.end_role(by=by, holding=first, ends=FRIDAY, now=moment)
    actions.appoint(by=by, person=cast.support_staff, role="network manager", starts=FRIDAY, now=moment)
    actions.end_role(by=by, holding=first, ends=FRIDAY, now=moment)
    programme = policy.programme(school, at=moment, standing=Standing())
    assert advisers(request, programme, on=date(2026, 9, 17)) == [cast.network_manager]
    assert advisers(request, programme, on=FRIDAY) == [cast.support_staff]
    on_friday = Desk(school, cast, moment + timedelta(days=3))
    with pytest.raises(Denied):
        on_friday.advise(request, by=cast.network_manager)
    assert on_friday.advise(request, by=cast.support_staff).advised_by == cast.support_staff


@pytest.mark.clause("2.2")
def test_the_e_safety_team_stands_in_where_the_network_manager_may_not_advise(
    school: School, cast: Cast, moment: datetime, policy_text: str, in_force: InForce
) -> None:
    in_force(school, policy_text, moment)
    programme = policy.programme(school, at=moment, standing=Standing())
    assert _asked_for_advice(school, programme, TODAY, cast.network_manager) == [cast.esafety, cast.esafety_2]


@pytest.mark.clause("2.2")
def test_the_last_network_manager_cannot_leave(school: School, cast: Cast, moment: datetime, policy_text: str, in_force: InForce) -> None:
    in_force(school, policy_text, moment)
    with pytest.raises(Refused, match="cannot stop being network manager"):
        actions.leave(by=actor(cast.head), person=cast.network_manager, on=FRIDAY, now=moment)


@pytest.mark.clause("2.2")
def test_while_the_network_manager_is_away_advice_is_asked_of_whoever_is_there(
    school: School, cast: Cast, moment: datetime, policy_text: str, in_force: InForce
) -> None:
    in_force(school, policy_text, moment)
    programme = policy.programme(school, at=moment, standing=Standing())
    away = {"starts": FRIDAY, "ends": FRIDAY + timedelta(days=3)}
    actions.record_absence(by=actor(cast.network_manager), person=cast.network_manager, **away, now=moment)
    assert _asked_for_advice(school, programme, FRIDAY) == [cast.esafety, cast.esafety_2]
    given = {"role": "network manager", "from_person": cast.network_manager, "to_person": cast.support_staff}
    actions.delegate_role(by=actor(cast.head), **given, **away, now=moment)
    assert _asked_for_advice(school, programme, FRIDAY) == [cast.support_staff]
    assert _asked_for_advice(school, programme, FRIDAY + timedelta(days=3)) == [cast.network_manager]
