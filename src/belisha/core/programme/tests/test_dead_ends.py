"""No dead ends: over the real people, their dates and absences, who asks and who is named. Source: safeguarding.md 6 to 8."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from time import perf_counter

import pytest

from belisha.core.programme.dead_ends.routes import Route, RouteKind
from belisha.core.programme.dead_ends.staffing import Away, Held, Somebody, Staffing
from belisha.core.programme.dead_ends.walk import Asker, Weight, dead_ends
from belisha.core.programme.stand_ins import whose_turn
from belisha.core.programme.tests.dead_end_samples import (
    ACCESS,
    BREACH,
    DEPUTY,
    DSL,
    FIRST,
    GRIFFIN,
    HAZEL,
    LAST,
    PIA,
    PIP,
    QUIN,
    WORRY,
    found,
    held,
    staffing,
    stands_in,
    stories,
)

SAFE = (held(PIA, DSL), held(QUIN, DEPUTY))
HEAD_AND_CHAIR = (held(HAZEL, "headteacher"), held(GRIFFIN, "chair of governors"))


def test_a_head_and_a_chair_leave_no_form_undecided() -> None:
    assert found(ACCESS, staffing(*HEAD_AND_CHAIR)) == []


def test_a_head_alone_cannot_decide_their_own_request() -> None:
    (end,) = found(ACCESS, staffing(held(HAZEL, "headteacher")))
    assert (end.concerned, end.asker, end.weight) == ((HAZEL,), Asker.THEY, Weight.WARNS)
    assert (end.first, end.last, end.days) == (FIRST, LAST, 365)
    assert stories(ACCESS, staffing(held(HAZEL, "headteacher"))) == [
        "If Hazel Crossing fills in “access request”, nobody decides it: the headteacher is Hazel Crossing; nobody is chair of governors "
        "or vice-chair of governors. Appoint a chair of governors, or name one more role that decides in clause 8.5."
    ]


def test_a_form_that_only_others_may_ask_is_no_dead_end() -> None:
    pupils_only = replace(ACCESS, open_to=("pupils",))
    assert found(pupils_only, staffing(held(HAZEL, "headteacher"))) == []


def test_nobody_decides_what_their_child_asked() -> None:
    own_child = staffing(held(HAZEL, "headteacher"), children={PIP: (HAZEL,)})
    (end,) = found(replace(ACCESS, open_to=("pupils",)), own_child)
    assert end.asker is Asker.THEIR_CHILD
    (told,) = stories(replace(ACCESS, open_to=("class 5K",)), own_child)
    assert told.startswith("If a child of Hazel Crossing fills in “access request”, nobody decides it:")
    assert "Pip Puffin" not in told
    (both,) = stories(ACCESS, own_child)
    assert both.startswith("If Hazel Crossing or a child of theirs fills in")


def test_two_parents_who_are_the_only_deciders_leave_nobody_for_their_child() -> None:
    family = staffing(*HEAD_AND_CHAIR, children={PIP: (HAZEL, GRIFFIN)})
    (end,) = found(ACCESS, family)
    assert (end.concerned, end.asker) == ((HAZEL, GRIFFIN), Asker.THEIR_CHILD)


def test_a_role_nobody_holds_is_told_for_whoever_asks() -> None:
    (told,) = stories(ACCESS, staffing())
    assert told.startswith("Whoever fills in “access request”, nobody decides it: nobody is headteacher, chair of governors or vice-chair")
    assert "Appoint a headteacher" in told


def test_a_safeguarding_lead_and_a_deputy_leave_only_the_pair_of_them() -> None:
    (end,) = found(WORRY, staffing(*SAFE))
    assert (end.concerned, end.weight) == ((PIA, QUIN), Weight.NOTE)
    (told,) = stories(WORRY, staffing(*SAFE))
    assert told.startswith("If Pia Post and Quin Pole are both named in “worry”, nobody reads it:")
    assert "(LADO)" in told
    assert "social care" in told


def test_three_people_who_read_leave_nothing_to_tell() -> None:
    assert found(WORRY, staffing(*SAFE, held(HAZEL, DEPUTY))) == []


def test_one_person_in_both_roles_is_a_dead_end_that_refuses() -> None:
    (end,) = found(WORRY, staffing(held(PIA, DSL), held(PIA, DEPUTY)))
    assert (end.concerned, end.weight) == ((PIA,), Weight.REFUSES)


def test_a_deputy_who_is_away_in_summer_is_told_as_a_story() -> None:
    summer = Away(QUIN, date(2027, 7, 22), date(2027, 9, 2))
    told = stories(WORRY, staffing(*SAFE, away=(summer,)))
    assert told[0] == (
        "If Pia Post is named in “worry” between 22 July and 2 September 2027, nobody reads it for 43 days: the designated safeguarding "
        "lead is Pia Post; the deputy safeguarding lead is Quin Pole (away). Appoint a deputy safeguarding lead who is there on these days."
    )
    assert len(told) == 2


def test_both_away_is_told_for_whoever_is_named() -> None:
    away = (Away(QUIN, date(2027, 7, 22), date(2027, 9, 2)), Away(PIA, date(2027, 8, 1), date(2027, 8, 1)))
    told = stories(WORRY, staffing(*SAFE, away=away))
    assert any(t.startswith("Whoever is named in “worry” on 1 August 2027, nobody reads it:") for t in told), told


def test_a_worse_day_between_does_not_cut_a_stretch_in_two() -> None:
    away = (Away(QUIN, date(2027, 7, 22), date(2027, 9, 2)), Away(PIA, date(2027, 8, 1), date(2027, 8, 1)))
    (single,) = [end for end in found(WORRY, staffing(*SAFE, away=away)) if end.concerned == (PIA,)]
    assert (single.first, single.days, single.more) == (date(2027, 7, 22), 43, 0)


def test_the_longest_of_several_stretches_is_told_and_the_others_are_counted() -> None:
    away = (Away(QUIN, date(2026, 10, 1), date(2026, 10, 3)), Away(QUIN, date(2026, 12, 1), date(2026, 12, 9)))
    ends = [end for end in found(WORRY, staffing(*SAFE, away=away)) if end.concerned == (PIA,)]
    assert [(end.first, end.days, end.more) for end in ends] == [(date(2026, 12, 1), 9, 1)]
    assert any("It happens once more." in told for told in stories(WORRY, staffing(*SAFE, away=away)))


def test_of_two_equal_stretches_the_earlier_is_told() -> None:
    away = (Away(QUIN, date(2026, 12, 1), date(2026, 12, 3)), Away(QUIN, date(2026, 10, 1), date(2026, 10, 3)))
    assert next(end for end in found(WORRY, staffing(*SAFE, away=away)) if end.concerned == (PIA,)).first == date(2026, 10, 1)


def test_a_change_of_another_role_does_not_cut_a_stretch_in_two() -> None:
    rows = (held(PIA, DSL), held(HAZEL, "headteacher", ends=date(2026, 11, 1)), held(GRIFFIN, "headteacher", date(2026, 11, 1)))
    (end,) = found(WORRY, staffing(*rows))
    assert (end.first, end.last, end.more) == (FIRST, LAST, 0)


def test_a_holding_that_ends_leaves_a_dead_end_from_that_day() -> None:
    rows = (held(PIA, DSL), held(QUIN, DEPUTY, ends=date(2027, 1, 1)))
    (single, pair) = found(WORRY, staffing(*rows))
    assert (single.concerned, single.first, single.last) == ((PIA,), date(2027, 1, 1), LAST)
    assert (pair.concerned, pair.last) == ((PIA, QUIN), date(2026, 12, 31))
    assert "from 1 January 2027 on, nobody reads it:" in stories(WORRY, staffing(*rows))[0]


def test_if_only_another_role_reads_the_story_says_who() -> None:
    route = replace(WORRY, if_named="headteacher")
    told = stories(route, staffing(held(PIA, DSL), held(HAZEL, "headteacher")))
    assert told[0].startswith("If Pia Post is named in “worry”, no safeguarding lead reads it, only Hazel Crossing:")


def test_a_case_goes_to_the_role_that_takes_it_where_its_owner_is_named() -> None:
    (end,) = found(BREACH, staffing(held(HAZEL, "headteacher"), held(PIA, DSL)))
    assert (end.concerned, end.weight) == ((HAZEL,), Weight.WARNS)
    assert found(replace(BREACH, if_named=DSL), staffing(held(HAZEL, "headteacher"), held(PIA, DSL))) == []


def test_a_case_whose_owner_is_only_away_does_not_go_to_that_role() -> None:
    away = (Away(HAZEL, FIRST, FIRST),)
    rows = staffing(held(HAZEL, "headteacher"), held(PIA, DSL), away=away)
    (end,) = found(replace(BREACH, if_named=DSL), rows)
    assert (end.concerned, end.first, end.last) == ((), FIRST, FIRST)


def test_routes_that_end_alike_are_told_once() -> None:
    others = tuple(replace(WORRY, name=name) for name in ("tell", "staff concern", "bullying"))
    (told,) = stories((WORRY, *others), staffing(*SAFE))
    assert "“worry”, “tell”, “staff concern” or 1 others" not in told
    assert "“worry”, “tell”, “staff concern” or 1 more" in told


def test_a_last_day_before_the_first_is_no_question() -> None:
    with pytest.raises(ValueError, match="no day"):
        found(ACCESS, staffing(), first=LAST, last=FIRST)


def test_the_role_that_takes_over_is_asked_before_those_who_stand_in() -> None:
    holders = {"headteacher": ["head"], "chair of governors": ["chair"], DSL: ["lead"]}

    def turn(out: set[str], if_named: str | None) -> list[str]:
        return whose_turn(
            ["headteacher"],
            holders_of=lambda role: holders.get(role, []),
            excluding=out.__contains__,
            stands_in=stands_in,
            if_named=if_named,
        )

    assert turn(set(), DSL) == ["head"]
    assert turn({"head"}, DSL) == ["lead"]
    assert turn({"head"}, None) == ["chair"]
    assert turn({"head", "lead"}, DSL) == ["chair"]


def test_sixty_people_on_twenty_routes_are_walked_in_a_second() -> None:
    roles = ["headteacher", "chair of governors", "network manager", "e-safety team", DSL, DEPUTY, "SENCO", "clerk to governors"]
    people = {n: Somebody(n, f"Person {n}", frozenset({"staff"}), frozenset({n + 1, n + 2})) for n in range(62)}
    rows = tuple(Held(n, roles[n % 8], date(2026, 1 + n % 12, 1), date(2027, 1 + n % 12, 28)) for n in range(60))
    away = tuple(Away(n, date(2026, 10 + n % 3, 1 + n % 20), date(2026, 10 + n % 3, 8 + n % 20)) for n in range(60))
    kinds = (RouteKind.DECIDED, RouteKind.TAKEN_ON, RouteKind.READ)
    routes = [Route(f"route {n}", kinds[n % 3], "1.1", ((roles[n % 8],), (DSL,), (DEPUTY,)), open_to=("everyone",)) for n in range(20)]
    begun = perf_counter()
    dead_ends(routes, Staffing(people, rows, away), stands_in=stands_in, first=FIRST, last=LAST)
    assert perf_counter() - begun < 1
