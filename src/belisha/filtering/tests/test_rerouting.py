"""Who acts where those named may not: the table of re-routing, two tests an arrow (architecture.md, Keeping)."""

from __future__ import annotations

from datetime import date

import pytest

from belisha.core.programme.stand_ins import STANDS_IN
from belisha.filtering.permissions.requests import advisers, check_decide, deciders, is_conflicted, may_advise, may_decide
from belisha.filtering.queries.seats import programme_now
from belisha.filtering.tests.desk import Desk
from belisha.kit.access import Denied
from belisha.people.models import Absence, Person, RoleHolding
from tests.factories import make_family, make_holding

ON = date(2026, 9, 15)
ARROWS = {
    "network manager": ("network_manager", ("esafety", "esafety_2")),
    "headteacher": ("head", ("chair",)),
}


def _acting(desk: Desk, asker: Person, role: str) -> set[Person]:
    request = desk.ask(by=asker).request
    find = advisers if role == "network manager" else deciders
    return set(find(request, programme_now(desk.school, desk.now), on=ON))


@pytest.mark.parametrize("role", ARROWS)
def test_holders_act_where_somebody_else_asked(desk: Desk, role: str) -> None:
    holder, _ = ARROWS[role]
    assert _acting(desk, desk.cast.teacher_5k, role) == {getattr(desk.cast, holder)}


@pytest.mark.parametrize("role", ARROWS)
def test_stand_ins_act_where_the_holder_asked(desk: Desk, role: str) -> None:
    holder, stand_ins = ARROWS[role]
    assert _acting(desk, getattr(desk.cast, holder), role) == {getattr(desk.cast, key) for key in stand_ins}


@pytest.mark.parametrize("role", ARROWS)
def test_stand_ins_act_where_the_holders_child_asked(desk: Desk, role: str) -> None:
    holder, stand_ins = ARROWS[role]
    make_family(getattr(desk.cast, holder), desk.cast.pupil_5k)
    assert _acting(desk, desk.cast.pupil_5k, role) == {getattr(desk.cast, key) for key in stand_ins}


@pytest.mark.parametrize("role", ARROWS)
def test_stand_ins_act_where_nobody_holds_the_role(desk: Desk, role: str) -> None:
    holder, stand_ins = ARROWS[role]
    RoleHolding.objects.filter(person=getattr(desk.cast, holder), role=role).update(ends=ON)
    assert _acting(desk, desk.cast.teacher_5k, role) == {getattr(desk.cast, key) for key in stand_ins}


def test_the_chain_goes_on_where_the_stand_in_may_not_either(desk: Desk) -> None:
    make_family(desk.cast.head, desk.cast.pupil_5k)
    make_family(desk.cast.chair, desk.cast.pupil_5k)
    assert _acting(desk, desk.cast.pupil_5k, "headteacher") == {desk.cast.vice_chair}


def test_a_second_holder_acts_before_any_stand_in(desk: Desk) -> None:
    make_holding(desk.cast.senco, "network manager")
    assert _acting(desk, desk.cast.network_manager, "network manager") == {desk.cast.senco}


def test_the_advisers_chain_reaches_the_headteacher_and_the_governors(desk: Desk) -> None:
    for key in ("network_manager", "esafety", "esafety_2"):
        make_family(getattr(desk.cast, key), desk.cast.pupil_5k)
    assert _acting(desk, desk.cast.pupil_5k, "network manager") == {desk.cast.head}
    make_family(desk.cast.head, desk.cast.pupil_5k)
    assert _acting(desk, desk.cast.pupil_5k, "network manager") == {desk.cast.chair}


def test_every_arrow_of_the_table_ends() -> None:
    for role in STANDS_IN:
        seen = {role}
        while (following := STANDS_IN.get(role)) is not None:
            assert following not in seen
            seen.add(following)
            role = following


def test_a_joined_request_counts_for_all(desk: Desk) -> None:
    request = desk.ask().request
    desk.ask(by=desk.cast.head)
    programme = programme_now(desk.school, desk.now)
    assert is_conflicted(desk.cast.head, request)
    assert not may_decide(desk.cast.head, request, programme, on=ON)
    assert may_decide(desk.cast.chair, request, programme, on=ON)


def test_a_class_without_an_account_conflicts_with_nobody(desk: Desk) -> None:
    make_family(desk.cast.head, desk.cast.pupil_5k)
    request = desk.ask().request
    programme = programme_now(desk.school, desk.now)
    assert may_decide(desk.cast.head, request, programme, on=ON)
    assert may_advise(desk.cast.network_manager, request, programme, on=ON)


@pytest.mark.parametrize("role", ARROWS)
def test_stand_ins_act_while_the_holder_is_away(desk: Desk, role: str) -> None:
    holder, stand_ins = ARROWS[role]
    Absence.objects.create(school=desk.school, person=getattr(desk.cast, holder), starts=ON)
    assert _acting(desk, desk.cast.teacher_5k, role) == {getattr(desk.cast, key) for key in stand_ins}


@pytest.mark.parametrize("role", ARROWS)
def test_it_stays_with_the_holder_where_everybody_who_stands_in_is_away_too(desk: Desk, role: str) -> None:
    for key in ("network_manager", "esafety", "esafety_2", "head", "chair", "vice_chair"):
        Absence.objects.create(school=desk.school, person=getattr(desk.cast, key), starts=ON)
    assert _acting(desk, desk.cast.teacher_5k, role) == {getattr(desk.cast, ARROWS[role][0])}


def test_whoever_is_away_is_told_how_to_have_the_turn_again(desk: Desk) -> None:
    request = desk.ask(by=desk.cast.teacher_5k).request
    Absence.objects.create(school=desk.school, person=desk.cast.head, starts=ON)
    with pytest.raises(Denied, match="say on “Who is away” that you are back"):
        check_decide(desk.cast.head, request, programme_now(desk.school, desk.now), on=ON)
