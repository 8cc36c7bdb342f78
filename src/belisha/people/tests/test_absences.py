"""Who is away and who stands in: recorded with days, and routed round without leaving anything unread. Source: clause 1.4."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from belisha.audit.models import AuditRecord
from belisha.core.programme.stand_ins import STANDS_IN
from belisha.kit.access import Denied, Refused
from belisha.people import actions, queries
from belisha.people.models import Absence, Delegation, Person, RoleHolding
from belisha.schools.models import School
from tests.cast import Cast, actor

TODAY = date(2026, 9, 15)
THURSDAY, FRIDAY, MONDAY = date(2026, 9, 17), date(2026, 9, 18), date(2026, 9, 21)
ARROWS = tuple(STANDS_IN.items())


def _away(person: Person, *, by: Person | None = None, starts: date = FRIDAY, ends: date | None = MONDAY, now: datetime) -> Absence:
    return actions.record_absence(by=actor(by or person), person=person, starts=starts, ends=ends, now=now)


def _turn(school: School, role: str, *, on: date = FRIDAY, excluding: Person | None = None) -> list[Person]:
    return queries.eligible(school, (role,), on=on, excluding=lambda one: one == excluding, stands_in=STANDS_IN.get)


def _delegate(cast: Cast, now: datetime, **changed: object) -> Delegation:
    given = {
        "by": actor(cast.network_manager),
        "role": "network manager",
        "from_person": cast.network_manager,
        "to_person": cast.support_staff,
        "starts": FRIDAY,
        "ends": MONDAY,
        "now": now,
    }
    return actions.delegate_role(**(given | changed))


def test_somebody_is_away_from_the_first_day_until_they_are_back(school: School, cast: Cast, moment: datetime) -> None:
    _away(cast.network_manager, now=moment)
    days = (THURSDAY, FRIDAY, date(2026, 9, 20), MONDAY)
    assert [queries.is_away(cast.network_manager, on=day) for day in days] == [False, True, True, False]


def test_an_absence_without_an_end_lasts_until_somebody_says_so(school: School, cast: Cast, moment: datetime) -> None:
    row = _away(cast.network_manager, ends=None, now=moment)
    assert queries.is_away(cast.network_manager, on=date(2027, 7, 1))
    actions.end_absence(by=actor(cast.network_manager), absence=row, ends=MONDAY, now=moment)
    assert not queries.is_away(cast.network_manager, on=MONDAY)


def test_why_somebody_is_away_is_not_kept(school: School, cast: Cast, moment: datetime) -> None:
    assert {field.name for field in Absence._meta.fields} == {"id", "school", "person", "starts", "ends", "told_by"}


@pytest.mark.parametrize("who", ["network_manager", "head"])
def test_the_person_and_the_headteacher_may_say_so(school: School, cast: Cast, moment: datetime, who: str) -> None:
    assert _away(cast.network_manager, by=getattr(cast, who), now=moment).told_by == getattr(cast, who)
    assert AuditRecord.objects.filter(action="absence recorded").count() == 1


def test_the_chair_may_say_it_of_the_headteacher_alone(school: School, cast: Cast, moment: datetime) -> None:
    assert _away(cast.head, by=cast.chair, now=moment)
    with pytest.raises(Denied, match="by the person themselves or by the headteacher"):
        _away(cast.network_manager, by=cast.chair, now=moment)


@pytest.mark.parametrize("who", ["teacher_5k", "network_manager", "parent_5k", "stranger"])
def test_nobody_else_may(school: School, cast: Cast, moment: datetime, who: str) -> None:
    with pytest.raises(Denied):
        _away(cast.esafety, by=getattr(cast, who), now=moment)


@pytest.mark.parametrize(
    ("who", "starts", "ends", "words"),
    [
        ("pupil_5k", FRIDAY, MONDAY, "absences are written down for staff and governors only"),
        ("parent_5k", FRIDAY, MONDAY, "absences are written down for staff and governors only"),
        ("teacher_5k", date(2026, 9, 14), MONDAY, "14 September 2026 is past"),
        ("teacher_5k", MONDAY, FRIDAY, "the first day back is after that, not 18 September 2026"),
        ("teacher_5k", date(2026, 8, 1), None, "is not of the school on 1 August 2026"),
    ],
)
def test_an_absence_that_cannot_be_is_refused(
    school: School, cast: Cast, moment: datetime, who: str, starts: date, ends: date | None, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        _away(getattr(cast, who), by=cast.head, starts=starts, ends=ends, now=moment)


def test_two_absences_do_not_overlap(school: School, cast: Cast, moment: datetime) -> None:
    _away(cast.head, starts=FRIDAY, ends=MONDAY, now=moment)
    with pytest.raises(Refused, match="is away from 18 September 2026 to 20 September 2026 already"):
        _away(cast.head, starts=THURSDAY, ends=None, now=moment)
    assert _away(cast.head, starts=MONDAY, ends=date(2026, 9, 22), now=moment)


def test_one_who_did_not_go_at_all(school: School, cast: Cast, moment: datetime) -> None:
    row = _away(cast.head, now=moment)
    actions.end_absence(by=actor(cast.head), absence=row, ends=TODAY, now=moment)
    assert not queries.is_away(cast.head, on=FRIDAY)
    with pytest.raises(Refused, match="is back on 18 September 2026 already"):
        actions.end_absence(by=actor(cast.head), absence=row, ends=FRIDAY, now=moment)


@pytest.mark.parametrize(("role", "stand_in"), ARROWS)
def test_whoever_stands_in_has_the_turn_while_every_holder_is_away(
    school: School, cast: Cast, moment: datetime, role: str, stand_in: str
) -> None:
    for holder in queries.appointed(school, role, on=FRIDAY):
        Absence.objects.create(school=school, person=holder, starts=FRIDAY, ends=MONDAY)
    there = [one for one in queries.appointed(school, stand_in, on=FRIDAY) if not queries.is_away(one, on=FRIDAY)]
    assert _turn(school, role) == there
    assert set(_turn(school, role, on=MONDAY)) == set(queries.appointed(school, role, on=MONDAY)), "and again theirs when they are back"


@pytest.mark.parametrize(("role", "stand_in"), ARROWS)
def test_nothing_is_left_unread_where_everybody_is_away(school: School, cast: Cast, moment: datetime, role: str, stand_in: str) -> None:
    holders = queries.appointed(school, role, on=FRIDAY)
    for person in dict.fromkeys(row.person for row in RoleHolding.objects.select_related("person")):
        Absence.objects.create(school=school, person=person, starts=FRIDAY)
    assert _turn(school, role) == holders, "it stays theirs: better late than unread"


def test_somebody_away_is_passed_over_even_where_the_one_who_is_there_asked(school: School, cast: Cast, moment: datetime) -> None:
    _away(cast.head, now=moment)
    assert _turn(school, "headteacher", excluding=cast.chair) == [cast.vice_chair]


def test_one_of_two_who_is_there_has_the_turn_alone(school: School, cast: Cast, moment: datetime) -> None:
    _away(cast.esafety, now=moment)
    assert _turn(school, "e-safety team") == [cast.esafety_2]


def test_a_delegate_does_the_work_on_the_days_and_on_no_other(school: School, cast: Cast, moment: datetime) -> None:
    _delegate(cast, moment)
    assert queries.delegates(school, "network manager", on=FRIDAY) == [cast.support_staff]
    assert queries.holders(school, "network manager", on=FRIDAY) == [cast.network_manager, cast.support_staff]
    assert queries.holders(school, "network manager", on=MONDAY) == [cast.network_manager]
    assert "network manager" in queries.roles_of(cast.support_staff, on=FRIDAY)
    assert "network manager" not in queries.roles_of(cast.support_staff, on=THURSDAY)
    assert "network manager" in queries.people_words(cast.support_staff, on=FRIDAY)


def test_the_delegate_has_the_turn_before_any_role_that_stands_in(school: School, cast: Cast, moment: datetime) -> None:
    _delegate(cast, moment)
    _away(cast.network_manager, now=moment)
    assert _turn(school, "network manager") == [cast.support_staff]


def test_a_delegate_is_no_holder_where_the_policy_counts_them(school: School, cast: Cast, moment: datetime) -> None:
    _delegate(cast, moment)
    assert queries.holder_counts(school, FRIDAY)["network manager"] == 1
    assert queries.appointed(school, "network manager", on=FRIDAY) == [cast.network_manager]
    assert queries.appointed_roles(cast.support_staff, on=FRIDAY) == frozenset()


def test_a_delegation_ends_with_the_role_it_came_from(school: School, cast: Cast, moment: datetime) -> None:
    _delegate(cast, moment)
    RoleHolding.objects.filter(role="network manager").update(ends=date(2026, 9, 19))
    assert queries.holders(school, "network manager", on=FRIDAY) == [cast.network_manager, cast.support_staff]
    assert queries.holders(school, "network manager", on=date(2026, 9, 19)) == []


def test_a_delegate_gives_no_roles_and_delegates_none(school: School, cast: Cast, moment: datetime) -> None:
    starts = {"starts": TODAY, "ends": MONDAY}
    _delegate(cast, moment, by=actor(cast.head), role="headteacher", from_person=cast.head, to_person=cast.senco, **starts)
    with pytest.raises(Denied, match="given and ended by the headteacher"):
        actions.appoint(by=actor(cast.senco), person=cast.teacher_5k, role="SENCO", starts=FRIDAY, now=moment)
    with pytest.raises(Denied, match="Who stands in as network manager"):
        _delegate(cast, moment, by=actor(cast.senco))
    with pytest.raises(Denied, match="Who stands in as headteacher"):
        _delegate(cast, moment, by=actor(cast.senco), role="headteacher", from_person=cast.head, to_person=cast.dpo)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"starts": MONDAY, "ends": FRIDAY}, "ends after that day"),
        ({"ends": date(2028, 9, 1)}, "for a year at most"),
        ({"starts": date(2026, 9, 1)}, "is past"),
        ({"from_person": "esafety", "by": "head"}, "is not network manager on 18 September 2026"),
        ({"to_person": "network_manager"}, "is or stands in as network manager on 18 September 2026 already"),
        ({"to_person": "pupil_5k"}, "is a pupil: only a member of staff"),
        ({"to_person": "parent_5k"}, "is a parent: only a member of staff"),
        ({"to_person": "chair"}, "is a governor: only a member of staff"),
    ],
)
def test_a_delegation_that_cannot_be_is_refused(
    school: School, cast: Cast, moment: datetime, changed: dict[str, object], words: str
) -> None:
    named = {key: getattr(cast, value) if isinstance(value, str) else value for key, value in changed.items()}
    if isinstance(named.get("by"), Person):
        named["by"] = actor(named["by"])
    with pytest.raises(Refused, match=words):
        _delegate(cast, moment, **named)


def test_nobody_stands_in_who_is_away_themselves(school: School, cast: Cast, moment: datetime) -> None:
    _away(cast.support_staff, now=moment)
    with pytest.raises(Refused, match="choose somebody who is there"):
        _delegate(cast, moment)


def test_the_safeguarding_leads_work_goes_to_a_trained_deputy_only(school: School, cast: Cast, moment: datetime) -> None:
    lead = {"by": actor(cast.head), "role": "designated safeguarding lead", "from_person": cast.dsl}
    with pytest.raises(Refused, match="is not a deputy safeguarding lead"):
        _delegate(cast, moment, **lead, to_person=cast.teacher_5k)
    assert _delegate(cast, moment, **lead, to_person=cast.deputy_dsl)
    with pytest.raises(Refused, match="is appointed, not stood in for"):
        _delegate(
            cast,
            moment,
            by=actor(cast.head),
            role="deputy safeguarding lead",
            from_person=cast.deputy_dsl,
            to_person=cast.teacher_5k,
        )


@pytest.mark.parametrize("who", ["network_manager", "support_staff", "head"])
def test_either_of_them_or_whoever_gives_the_role_ends_it(school: School, cast: Cast, moment: datetime, who: str) -> None:
    row = _delegate(cast, moment)
    actions.end_delegation(by=actor(getattr(cast, who)), delegation=row, ends=TODAY, now=moment)
    assert queries.delegates(school, "network manager", on=FRIDAY) == []
    with pytest.raises(Refused, match="only: nothing has to be done"):
        actions.end_delegation(by=actor(cast.head), delegation=row, ends=FRIDAY, now=moment)
