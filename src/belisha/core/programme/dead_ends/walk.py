"""Walk every route over every day on which anything changes, and over who asks and who is named. What is found nobody is left on.

A person found on a route stays found until they are concerned themselves. So the people who must all be concerned before nobody is
left grow in one way only: whoever is found is added, and asked again. That is exact, and needs no list of all pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from belisha.core.programme.dead_ends.routes import SAFEGUARDING, Route, RouteKind
from belisha.core.programme.dead_ends.staffing import Day, Staffing
from belisha.core.programme.stand_ins import whose_turn

MOST_NAMED = 2  # safeguarding.md 8: where all are named, the screen gives the numbers of those outside
StandsIn = Callable[[str], str | None]


class Weight(Enum):
    """What a dead end does: a harm route with one is not signed; a form's is shown; a pair's is a thing to know."""

    REFUSES = "refuses"
    WARNS = "warns"
    NOTE = "note"


class Asker(Enum):
    """Who asks on a route that is decided; the others are about who is named."""

    NOT_ASKED = ""
    ANYBODY = "anybody"
    THEY = "they"
    THEIR_CHILD = "their child"
    THEY_OR_THEIR_CHILD = "they or their child"


@dataclass(frozen=True, slots=True)
class DeadEnd:
    """Days (first and last included) on which nobody eligible is left on these routes, where `concerned` ask or are named.

    `concerned` empty: whoever asks or is named. `others` are those who read a concern though no safeguarding lead does.
    Of several such stretches this is the longest, of equal ones the earliest; `more` counts the others.
    """

    routes: tuple[Route, ...]
    concerned: tuple[int, ...]
    first: date
    last: date
    weight: Weight
    asker: Asker = Asker.NOT_ASKED
    others: tuple[int, ...] = ()
    more: int = 0

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class _Found:
    """What one stretch of days shows for one route."""

    concerned: tuple[int, ...]
    asker: Asker
    others: tuple[int, ...]
    first: date
    last: date

    @property
    def case(self) -> tuple[tuple[int, ...], str, tuple[int, ...]]:
        """What must be the same for two stretches to be one."""
        return self.concerned, self.asker.value, self.others


def dead_ends(routes: Iterable[Route], staffing: Staffing, *, stands_in: StandsIn, first: date, last: date) -> tuple[DeadEnd, ...]:
    """Every dead end from `first` to `last` (included), gravest first, then by day. Raises ValueError where `last` is before `first`."""
    if last < first:
        raise ValueError(f"there is no day from {first} to {last}")
    stretches = list(staffing.stretches(first, last))
    found = [end for route in routes for end in _of_route(route, staffing, stretches, stands_in)]
    grouped: dict[tuple[object, ...], DeadEnd] = {}
    for end in found:
        key = (end.routes[0].kind, end.concerned, end.asker, end.others, end.first, end.last, end.routes[0].waves, end.routes[0].if_named)
        known = grouped.get(key)
        grouped[key] = replace(known, routes=(*known.routes, *end.routes)) if known else end
    order = list(Weight)
    return tuple(sorted(grouped.values(), key=lambda end: (order.index(end.weight), end.first, -end.days)))


def concerned_for_nobody_left(route: Route, day: Day, stands_in: StandsIn, *, most: int) -> tuple[int, ...] | None:
    """The fewest people who must all be concerned before nobody is left: () where nobody is; None where they are more than `most`."""
    counts = _counts_on(route, day)
    concerned: set[int] = set()
    while len(concerned) <= most:
        found = [person for person in left(route, day, stands_in, concerned) if counts(person)]
        if not found:
            return tuple(sorted(concerned))
        concerned.update(found)
    return None


def left(route: Route, day: Day, stands_in: StandsIn, concerned: Iterable[int]) -> list[int]:
    """Who may still act on the route where these people are concerned."""
    out = frozenset(concerned)
    found: list[int] = []
    for ordinal, wave in enumerate(route.waves):
        if_named = route.if_named if ordinal == 0 else None
        found += whose_turn(wave, holders_of=day.holders, excluding=out.__contains__, stands_in=stands_in, if_named=if_named)
    return list(dict.fromkeys(found))


def _counts_on(route: Route, day: Day) -> Callable[[int], bool]:
    """On a harm route only a safeguarding lead or a deputy counts as reached; elsewhere everybody does."""
    if not route.is_harm:
        return lambda person: True
    leads = {person for role in SAFEGUARDING for person in day.holders(role)}
    return leads.__contains__


def _of_route(route: Route, staffing: Staffing, stretches: Sequence[tuple[date, date, Day]], stands_in: StandsIn) -> Iterator[DeadEnd]:
    """The dead ends of one route: one for each way of being concerned."""
    on_stretches = [list(_on_stretch(route, staffing, stretch, stands_in)) for stretch in stretches]
    cases = {one.case: one for found in on_stretches for one in found}
    for one in cases.values():
        rows = _runs(one, on_stretches)
        longest = min(rows, key=lambda row: (row.first - row.last, row.first))
        yield DeadEnd(
            routes=(route,),
            concerned=longest.concerned,
            first=longest.first,
            last=longest.last,
            weight=_weight(route, longest.concerned),
            asker=longest.asker,
            others=longest.others,
            more=len(rows) - 1,
        )


def _runs(one: _Found, on_stretches: Sequence[Sequence[_Found]]) -> list[_Found]:
    """The runs of days on which this happens. Days between, on which fewer need be concerned for it, do not cut a run in two."""
    rows: list[_Found] = []
    is_unbroken = False
    for found in on_stretches:
        same = next((other for other in found if other.case == one.case), None)
        if same and rows and is_unbroken:
            rows[-1] = replace(rows[-1], last=same.last)
        elif same:
            rows.append(same)
        worse = any(set(other.concerned) < set(one.concerned) for other in found)
        is_unbroken = same is not None or (is_unbroken and worse)
    return rows


def _weight(route: Route, concerned: tuple[int, ...]) -> Weight:
    """How grave it is. Source: docs/decisions/2026-11-23-no-dead-ends.md."""
    if not route.is_harm:
        return Weight.WARNS
    return Weight.NOTE if len(concerned) == MOST_NAMED else Weight.REFUSES


def _on_stretch(route: Route, staffing: Staffing, stretch: tuple[date, date, Day], stands_in: StandsIn) -> Iterator[_Found]:
    """What these days show: for a form each asker who leaves nobody, else who must be named."""
    first, last, day = stretch
    if route.kind is RouteKind.DECIDED:
        concerned = concerned_for_nobody_left(route, day, stands_in, most=staffing.most_concerned)
        asker = Asker.NOT_ASKED if concerned is None else _asker(route, staffing, concerned)
        if concerned is not None and asker is not Asker.NOT_ASKED:
            yield _Found(concerned, asker, (), first, last)
        return
    concerned = concerned_for_nobody_left(route, day, stands_in, most=MOST_NAMED if route.is_harm else 1)
    if concerned is not None:
        yield _Found(concerned, Asker.NOT_ASKED, tuple(left(route, day, stands_in, concerned)), first, last)


def _asker(route: Route, staffing: Staffing, concerned: tuple[int, ...]) -> Asker:
    """Which of those who may ask are concerned in a way that leaves nobody: themselves, a child of theirs, or both; else nobody."""
    if not concerned:
        return Asker.ANYBODY
    needed = set(concerned)
    askers = [p for p in staffing.people.values() if needed <= {p.id, *p.parents} and may_ask(route, staffing, p.id)]
    themselves = any(p.id in needed for p in askers)
    children = any(p.id not in needed for p in askers)
    if themselves and children:
        return Asker.THEY_OR_THEIR_CHILD
    return Asker.THEY if themselves else Asker.THEIR_CHILD if children else Asker.NOT_ASKED


def may_ask(route: Route, staffing: Staffing, person: int) -> bool:
    """True where the form is open to this person; a class or a year may hold any pupil."""
    words = staffing.words_of(person)
    is_for_classes = any(word.startswith(("class ", "year ")) for word in route.open_to)
    return bool(words & set(route.open_to)) or (is_for_classes and "pupils" in words)
