"""What must be true of every search for dead ends, whoever the people are."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from belisha.core.programme.dead_ends.routes import Route, RouteKind
from belisha.core.programme.dead_ends.staffing import Away, Held, Somebody, Staffing
from belisha.core.programme.dead_ends.walk import Asker, concerned_for_nobody_left, dead_ends, left, may_ask
from belisha.core.programme.tests.dead_end_samples import DEPUTY, DSL, stands_in

FIRST = date(2026, 9, 1)
LAST = FIRST + timedelta(days=20)
ROLES = ("headteacher", "chair of governors", "e-safety team", "network manager", DSL, DEPUTY)
PEOPLE = range(6)
NEWCOMER = 99

days = st.integers(-3, 23).map(lambda n: FIRST + timedelta(days=n))
roles = st.sampled_from(ROLES)
rows = st.builds(Held, st.sampled_from(PEOPLE), roles, days, st.one_of(st.none(), days))
absences = st.builds(
    lambda person, first, length: Away(person, first, first + timedelta(days=length)), st.sampled_from(PEOPLE), days, st.integers(0, 9)
)
families = st.dictionaries(st.sampled_from(PEOPLE), st.frozensets(st.sampled_from(PEOPLE), max_size=2), max_size=3)
waves = st.lists(st.lists(roles, min_size=1, max_size=2).map(tuple), min_size=1, max_size=2).map(tuple)


@st.composite
def staffings(draw: st.DrawFn) -> Staffing:
    parents = draw(families)
    words = st.sampled_from([frozenset({"staff"}), frozenset({"pupils"}), frozenset({"governors"})])
    people = {n: Somebody(n, f"Person {n}", draw(words), parents.get(n, frozenset())) for n in PEOPLE}
    people[NEWCOMER] = Somebody(NEWCOMER, "Newcomer", frozenset({"staff"}))
    return Staffing(people, tuple(draw(st.lists(rows, max_size=9))), tuple(draw(st.lists(absences, max_size=3))))


@st.composite
def routes(draw: st.DrawFn) -> Route:
    kind = draw(st.sampled_from(RouteKind))
    told = draw(waves)
    if kind is RouteKind.READ:
        told = (*told, (DSL,), (DEPUTY,))
    elif kind is RouteKind.DECIDED:
        told = told[:1]
    open_to = draw(st.sampled_from([("everyone",), ("staff",), ("pupils",), ("class 5K",), ("headteacher",)]))
    return Route("route", kind, "1.1", told, draw(st.one_of(st.none(), roles)), open_to)


def dead_days(route: Route, people: Staffing) -> set[tuple[date, tuple[int, ...], str]]:
    """Each day on its own, with who is concerned."""
    found = set()
    for n in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=n)
        found |= {(day, e.concerned, e.asker.value) for e in dead_ends([route], people, stands_in=stands_in, first=day, last=day)}
    return found


def is_dead(route: Route, people: Staffing, day: date, concerned: frozenset[int]) -> bool:
    """By asking alone, without any thinking ahead."""
    on = people.on(day)
    found = left(route, on, stands_in, concerned)
    leads = {*on.holders(DSL), *on.holders(DEPUTY)}
    return not [p for p in found if not route.is_harm or p in leads]


@given(routes(), staffings())
@settings(max_examples=150, deadline=None)
def test_the_search_agrees_with_trying_everybody_and_every_pair(route: Route, people: Staffing) -> None:
    for day in (FIRST, FIRST + timedelta(days=7), LAST):
        fewest = concerned_for_nobody_left(route, people.on(day), stands_in, most=2)
        tried = [frozenset(names) for count in range(3) for names in combinations(PEOPLE, count)]
        dead = [names for names in tried if is_dead(route, people, day, names)]
        assert (fewest is not None) == bool(dead)
        assert all(set(fewest or ()) <= names for names in dead)
        assert fewest is None or frozenset(fewest) in dead


@given(routes(), staffings())
@settings(max_examples=100, deadline=None)
def test_for_a_form_every_asker_is_tried(route: Route, people: Staffing) -> None:
    if route.kind is not RouteKind.DECIDED:
        return
    found = dead_ends([route], people, stands_in=stands_in, first=FIRST, last=FIRST)
    askers = [p for p in people.people.values() if may_ask(route, people, p.id)]
    stuck = [p for p in askers if is_dead(route, people, FIRST, frozenset({p.id, *p.parents}))]
    if found and found[0].asker is Asker.ANYBODY:
        assert is_dead(route, people, FIRST, frozenset())
    else:
        assert bool(found) == bool(stuck)


@given(routes(), staffings())
@settings(max_examples=60, deadline=None)
def test_the_stretches_that_are_told_are_dead_on_each_of_their_days(route: Route, people: Staffing) -> None:
    for end in dead_ends([route], people, stands_in=stands_in, first=FIRST, last=LAST):
        for n in range(end.days):
            assert is_dead(route, people, end.first + timedelta(days=n), frozenset(end.concerned))


@given(routes(), staffings(), roles, days)
@settings(max_examples=60, deadline=None)
def test_appointing_somebody_new_never_makes_a_dead_end(route: Route, people: Staffing, role: str, starts: date) -> None:
    more = Staffing(people.people, (*people.held, Held(NEWCOMER, role, starts)), people.away)
    _nothing_new(dead_days(route, people), dead_days(route, more))


@given(routes(), staffings())
@settings(max_examples=60, deadline=None)
def test_an_absence_less_never_makes_a_dead_end(route: Route, people: Staffing) -> None:
    _nothing_new(dead_days(route, people), dead_days(route, Staffing(people.people, people.held, people.away[1:])))


def _nothing_new(before: set[tuple[date, tuple[int, ...], str]], after: set[tuple[date, tuple[int, ...], str]]) -> None:
    """Each dead end that is there was there, or was a worse one: fewer people had to be concerned."""
    for day, concerned, _ in after:
        assert any(was == day and set(fewer) <= set(concerned) for was, fewer, _ in before), (day, concerned)


@given(st.lists(rows, max_size=9), st.lists(absences, max_size=3))
@settings(max_examples=60, deadline=None)
def test_the_days_between_two_changes_are_alike(held: list[Held], away: list[Away]) -> None:
    people = Staffing({}, tuple(held), tuple(away))
    stretches = list(people.stretches(FIRST, LAST))
    assert (stretches[0][0], stretches[-1][1]) == (FIRST, LAST)
    for first, last, on in stretches:
        assert all(people.on(first + timedelta(days=n)) == on for n in range((last - first).days + 1))
