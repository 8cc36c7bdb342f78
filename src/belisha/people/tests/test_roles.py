"""Giving and ending roles, and leaving: who may, what is refused, what is written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

import pytest

from belisha.audit import queries as audit
from belisha.kit.access import Actor, Denied, Refused
from belisha.notices.models import Notice
from belisha.people import actions, providers, queries
from belisha.people.events import LeadAppointed
from belisha.people.listeners import tell_of_lead
from belisha.people.models import RoleHolding
from belisha.schools.models import School
from tests.cast import Cast, actor
from tests.factories import make_holding

TODAY = date(2026, 9, 15)
FRIDAY = date(2026, 9, 18)


def _needs(school: School, on: date) -> Mapping[str, int]:
    return {"e-safety team": 2, "network manager": 1}


@pytest.fixture
def needs() -> Iterator[None]:
    providers.register(_needs)
    yield
    providers.forget(_needs)


def _holding(person: object) -> RoleHolding:
    return RoleHolding.objects.get(person=person)


def _records(school: School) -> list[str]:
    return [record.action for record in audit.records(school.pk)]


def test_appoint_gives_the_role_from_that_day_and_writes_it_down(school: School, cast: Cast, moment: datetime) -> None:
    actions.appoint(by=actor(cast.head), person=cast.teacher_5k, role="network manager", starts=FRIDAY, now=moment)
    assert queries.holders(school, "network manager", on=date(2026, 9, 17)) == [cast.network_manager]
    assert queries.holders(school, "network manager", on=FRIDAY) == [cast.network_manager, cast.teacher_5k]
    assert _records(school) == ["role given"]


@pytest.mark.parametrize("who", ["dsl", "teacher_5k", "volunteer", "governor", "parent_5k", "pupil_5k", "chair"])
def test_appoint_is_denied_to_everybody_but_the_head_for_staff_roles(cast: Cast, moment: datetime, who: str) -> None:
    with pytest.raises(Denied, match="is given and ended by the headteacher"):
        actions.appoint(by=actor(getattr(cast, who)), person=cast.teacher_5k, role="network manager", starts=FRIDAY, now=moment)


def test_the_heads_own_role_is_the_chairs_to_give(school: School, cast: Cast, moment: datetime) -> None:
    with pytest.raises(Denied, match="is given and ended by the chair of governors"):
        actions.appoint(by=actor(cast.head), person=cast.dsl, role="headteacher", starts=FRIDAY, now=moment)
    actions.appoint(by=actor(cast.chair), person=cast.dsl, role="headteacher", starts=FRIDAY, now=moment)
    assert queries.holders(school, "headteacher", on=FRIDAY) == [cast.head, cast.dsl]


def test_whoever_signs_does_not_choose_the_other_one_who_signs(cast: Cast, moment: datetime) -> None:
    with pytest.raises(Denied, match="chair of governors or the clerk to governors"):
        actions.appoint(by=actor(cast.head), person=cast.governor, role="chair of governors", starts=FRIDAY, now=moment)
    actions.appoint(by=actor(cast.clerk), person=cast.governor, role="chair of governors", starts=FRIDAY, now=moment)


def test_a_head_whose_time_is_over_appoints_nobody(school: School, cast: Cast, moment: datetime) -> None:
    RoleHolding.objects.filter(person=cast.head).update(ends=TODAY)
    with pytest.raises(Denied):
        actions.appoint(by=actor(cast.head), person=cast.teacher_5k, role="network manager", starts=FRIDAY, now=moment)


@pytest.mark.parametrize(
    ("who", "role", "starts", "sentence"),
    [
        ("pupil_5k", "network manager", FRIDAY, "is a pupil"),
        ("teacher_5k", "class teacher", FRIDAY, "Nobody is appointed class teacher"),
        ("teacher_5k", "network manager", date(2026, 9, 14), "the past is not rewritten"),
        ("teacher_5k", "network manager", date(2026, 8, 14), "is not of the school on 14 August 2026"),
        ("network_manager", "network manager", FRIDAY, "is network manager already"),
    ],
)
def test_appoint_refuses_what_cannot_be(
    school: School, cast: Cast, moment: datetime, who: str, role: str, starts: date, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.appoint(by=actor(cast.head), person=getattr(cast, who), role=role, starts=starts, now=moment)
    assert _records(school) == []


def test_nobody_appoints_at_another_school(cast: Cast, moment: datetime) -> None:
    with pytest.raises(Denied, match="another school"):
        actions.appoint(by=actor(cast.head), person=cast.stranger, role="network manager", starts=FRIDAY, now=moment)
    with pytest.raises(Denied, match="another school"):
        actions.end_role(by=actor(cast.stranger), holding=_holding(cast.network_manager), ends=FRIDAY, now=moment)


def test_end_role_ends_it_on_that_day(school: School, cast: Cast, moment: datetime) -> None:
    actions.end_role(by=actor(cast.head), holding=_holding(cast.network_manager), ends=FRIDAY, now=moment)
    assert queries.holders(school, "network manager", on=date(2026, 9, 17)) == [cast.network_manager]
    assert queries.holders(school, "network manager", on=FRIDAY) == []
    assert _records(school) == ["role ended"]


def test_end_role_refuses_a_second_end_the_past_and_what_never_began(cast: Cast, moment: datetime) -> None:
    by, row = actor(cast.head), _holding(cast.network_manager)
    with pytest.raises(Refused, match="the past is not rewritten"):
        actions.end_role(by=by, holding=row, ends=date(2026, 9, 14), now=moment)
    later = make_holding(cast.teacher_4b, "network manager", starts=FRIDAY)
    with pytest.raises(Refused, match="cannot end before that"):
        actions.end_role(by=by, holding=later, ends=TODAY, now=moment)
    actions.end_role(by=by, holding=row, ends=FRIDAY, now=moment)
    with pytest.raises(Refused, match="until 18 September 2026 already"):
        actions.end_role(by=by, holding=row, ends=TODAY, now=moment)


def test_the_last_holder_cannot_be_taken_away(school: School, cast: Cast, moment: datetime, needs: None) -> None:
    with pytest.raises(Refused, match="from 18 September 2026 on fewer than 1 would hold the role"):
        actions.end_role(by=actor(cast.head), holding=_holding(cast.network_manager), ends=FRIDAY, now=moment)
    make_holding(cast.teacher_4b, "network manager", starts=FRIDAY)
    actions.end_role(by=actor(cast.head), holding=_holding(cast.network_manager), ends=FRIDAY, now=moment)
    assert queries.holders(school, "network manager", on=FRIDAY) == [cast.teacher_4b]


def test_a_successor_who_comes_a_day_late_or_goes_early_is_not_enough(cast: Cast, moment: datetime, needs: None) -> None:
    row = _holding(cast.network_manager)
    make_holding(cast.teacher_4b, "network manager", starts=date(2026, 9, 19))
    with pytest.raises(Refused, match="from 18 September"):
        actions.end_role(by=actor(cast.head), holding=row, ends=FRIDAY, now=moment)
    make_holding(cast.teacher_2r, "network manager", starts=TODAY, ends=date(2026, 9, 19))
    actions.end_role(by=actor(cast.head), holding=row, ends=FRIDAY, now=moment)
    RoleHolding.objects.filter(person=cast.teacher_4b).update(ends=date(2026, 12, 1))
    late = make_holding(cast.dsl, "network manager", starts=TODAY)
    with pytest.raises(Refused, match="from 1 December 2026 on"):
        actions.end_role(by=actor(cast.head), holding=late, ends=FRIDAY, now=moment)


def test_two_holdings_of_one_person_are_one_holder(cast: Cast, moment: datetime, needs: None) -> None:
    second = make_holding(cast.esafety, "e-safety team", starts=FRIDAY)
    actions.end_role(by=actor(cast.head), holding=second, ends=date(2026, 9, 21), now=moment)
    with pytest.raises(Refused, match="fewer than 2"):
        actions.end_role(by=actor(cast.head), holding=_holding(cast.esafety_2), ends=FRIDAY, now=moment)


def test_leave_ends_roles_classes_and_the_right_to_sign_in(school: School, cast: Cast, moment: datetime) -> None:
    make_holding(cast.teacher_5k, "SENCO")
    actions.leave(by=actor(cast.head), person=cast.teacher_5k, on=FRIDAY, now=moment)
    assert queries.roles_of(cast.teacher_5k, on=date(2026, 9, 17)) == {"SENCO"}
    assert queries.holders(school, "SENCO", on=FRIDAY) == [cast.senco]
    assert queries.teachers_of(school, "5K", on=FRIDAY) == []
    assert queries.person_of(school, cast.teacher_5k.account, on=date(2026, 9, 17)) == cast.teacher_5k
    assert queries.person_of(school, cast.teacher_5k.account, on=FRIDAY) is None
    assert _records(school) == ["person left"]


def test_leave_is_refused_to_the_last_holder(school: School, cast: Cast, moment: datetime, needs: None) -> None:
    with pytest.raises(Refused, match="cannot stop being network manager"):
        actions.leave(by=actor(cast.head), person=cast.network_manager, on=FRIDAY, now=moment)
    make_holding(cast.network_manager, "network manager", starts=date(2026, 9, 21))
    with pytest.raises(Refused, match="cannot stop being network manager"):
        actions.leave(by=actor(cast.head), person=cast.network_manager, on=FRIDAY, now=moment)
    cast.network_manager.refresh_from_db()
    assert cast.network_manager.left is None


def test_leave_is_refused_twice_and_denied_to_others(cast: Cast, moment: datetime) -> None:
    with pytest.raises(Denied, match="kept by the headteacher"):
        actions.leave(by=actor(cast.dsl), person=cast.volunteer, on=FRIDAY, now=moment)
    actions.leave(by=actor(cast.head), person=cast.volunteer, on=FRIDAY, now=moment)
    with pytest.raises(Refused, match="has left on 18 September 2026 already"):
        actions.leave(by=actor(cast.head), person=cast.volunteer, on=FRIDAY, now=moment)


def test_whoever_sets_the_school_up_may_fill_in_the_past(school: School, cast: Cast, moment: datetime) -> None:
    setup = Actor(school_id=school.pk, name="setup")
    actions.appoint(by=setup, person=cast.dsl, role="librarian", starts=date(2026, 9, 1), now=moment)
    assert queries.holders(school, "librarian", on=date(2026, 9, 2)) == [cast.dsl]


@pytest.mark.parametrize("role", ["designated safeguarding lead", "deputy safeguarding lead"])
def test_nobody_makes_themselves_a_safeguarding_lead(school: School, cast: Cast, moment: datetime, role: str) -> None:
    """Safeguarding.md 2: the head would read what was reported about the head."""
    for themselves in (cast.head, cast.chair):
        with pytest.raises(Denied, match="Nobody makes themselves"):
            actions.appoint(by=actor(themselves), person=themselves, role=role, starts=FRIDAY, now=moment)
    with pytest.raises(Denied, match="Nobody makes themselves"):
        actions.delegate_role(
            by=actor(cast.head), role=role, from_person=cast.dsl, to_person=cast.head, starts=TODAY, ends=FRIDAY, now=moment
        )
    actions.appoint(by=actor(cast.chair), person=cast.head, role=role, starts=FRIDAY, now=moment)
    assert cast.head in queries.holders(school, role, on=FRIDAY)


def test_a_new_lead_is_told_of_to_those_who_look_after_safeguarding(school: School, cast: Cast, moment: datetime) -> None:
    actions.appoint(by=actor(cast.head), person=cast.teacher_5k, role="deputy safeguarding lead", starts=TODAY, now=moment)
    event = LeadAppointed(school.pk, cast.teacher_5k.pk, "deputy safeguarding lead", cast.head.name, cast.head.pk)
    tell_of_lead(event, moment)
    tell_of_lead(event, moment)
    told = Notice.objects.filter(title=f"{cast.teacher_5k.name} was made deputy safeguarding lead")
    assert set(told.values_list("person_id", flat=True)) == {cast.dsl.pk, cast.deputy_dsl.pk, cast.chair.pk}
    assert told.count() == 3
