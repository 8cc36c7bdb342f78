"""Routes and invented people for the tests of dead ends."""

from __future__ import annotations

from datetime import date

from belisha.core.programme.dead_ends.routes import SAFEGUARDING, Route, RouteKind
from belisha.core.programme.dead_ends.staffing import Away, Held, Somebody, Staffing
from belisha.core.programme.dead_ends.stories import story_of
from belisha.core.programme.dead_ends.walk import DeadEnd, dead_ends
from belisha.core.programme.stand_ins import STANDS_IN

DSL, DEPUTY = SAFEGUARDING
FIRST, LAST = date(2026, 9, 15), date(2027, 9, 14)
LONG_AGO = date(2020, 9, 1)
HAZEL, GRIFFIN, PIA, QUIN, PIP = 1, 2, 3, 4, 5
NAMES = {HAZEL: "Hazel Crossing", GRIFFIN: "Griffin Globe", PIA: "Pia Post", QUIN: "Quin Pole", PIP: "Pip Puffin"}

ACCESS = Route("access request", RouteKind.DECIDED, "8.5", (("headteacher",),), open_to=("everyone",))
WORRY = Route("worry", RouteKind.READ, "7.6-tell", ((DSL,), (DEPUTY,)))
BREACH = Route("staff breach", RouteKind.TAKEN_ON, "6.12", (("headteacher",),))


def stands_in(role: str) -> str | None:
    return {**STANDS_IN, DEPUTY: DSL}.get(role)


def held(person: int, role: str, starts: date = LONG_AGO, ends: date | None = None) -> Held:
    return Held(person, role, starts, ends)


def staffing(*rows: Held, away: tuple[Away, ...] = (), children: dict[int, tuple[int, ...]] | None = None) -> Staffing:
    parents = {child: frozenset(of) for child, of in (children or {}).items()}
    words = {PIP: frozenset({"pupils"})}
    people = {id_: Somebody(id_, name, words.get(id_, frozenset({"staff"})), parents.get(id_, frozenset())) for id_, name in NAMES.items()}
    return Staffing(people, rows, away)


def found(route: Route | tuple[Route, ...], people: Staffing, *, first: date = FIRST, last: date = LAST) -> list[DeadEnd]:
    routes = (route,) if isinstance(route, Route) else route
    return list(dead_ends(routes, people, stands_in=stands_in, first=first, last=last))


def stories(route: Route | tuple[Route, ...], people: Staffing, *, first: date = FIRST, last: date = LAST) -> list[str]:
    ends = found(route, people, first=first, last=last)
    return [story_of(end, people, stands_in=stands_in, first=first, last=last).told() for end in ends]
