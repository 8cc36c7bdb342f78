"""A dead end told as a story: who, when, why nobody is left, and what to do about it. Plain sentences with names and dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from belisha.core.programme.dead_ends.routes import SAFEGUARDING, Route, RouteKind
from belisha.core.programme.dead_ends.staffing import Day, Staffing
from belisha.core.programme.dead_ends.walk import Asker, DeadEnd, Weight

OUTSIDE = "Every page of a concern then shows the numbers of the local authority designated officer (LADO) and of children’s social care."
MOST_ROUTES_NAMED = 3


@dataclass(frozen=True, slots=True)
class Story:
    """What happens, and what to do about it; each one or two sentences."""

    words: str
    remedy: str

    def told(self) -> str:
        """Both, one after the other."""
        return f"{self.words} {self.remedy}"


def story_of(end: DeadEnd, staffing: Staffing, *, stands_in: Callable[[str], str | None], first: date, last: date) -> Story:
    """The story of a dead end that was found between these days (both included)."""
    day = staffing.on(end.first)
    roles = _roles_asked(end.routes[0], day, stands_in, is_concerned=bool(end.concerned))
    when = _when(end, first, last)
    why = "; ".join(_causes(roles, day, staffing))
    how_long = f" for {end.days} days" if end.days > 1 and end.last != last else ""
    again = f" It happens {_times(end.more)} more." if end.more else ""
    what = f"{_opening(end, staffing, when)}, {_nobody(end, staffing)}{how_long}"
    return Story(f"{what}: {why}.{again}", _remedy(end, roles, day))


def _opening(end: DeadEnd, staffing: Staffing, when: str) -> str:
    """If somebody asks, or is named, and when."""
    where = _routes(end.routes)
    if not end.concerned:
        return f"Whoever {'fills in' if end.asker is Asker.ANYBODY else 'is named in'} {where}{when}"
    names = _listed(_names(end.concerned, staffing))
    both = "both " if len(end.concerned) == 2 else ""
    if end.asker is not Asker.NOT_ASKED:
        who = {
            Asker.THEY: names,
            Asker.THEIR_CHILD: f"a child of {names}",
            Asker.THEY_OR_THEIR_CHILD: f"{names} or a child of theirs",
        }[end.asker]
        return f"If {who} fills in {where}{when}"
    return f"If {names} {'are' if both else 'is'} {both}named in {where}{when}"


def _nobody(end: DeadEnd, staffing: Staffing) -> str:
    """That nobody acts; or, on a harm route that somebody else reads, that no safeguarding lead does."""
    if not end.others:
        return f"nobody {end.routes[0].kind.value}"
    return f"no safeguarding lead reads it, only {_listed(_names(end.others, staffing))}"


def _causes(roles: Iterable[str], day: Day, staffing: Staffing) -> Iterator[str]:
    """Who holds each role that was asked: the concerned, those away, nobody."""
    empty: list[str] = []
    for role in roles:
        held = [*_names(day.holders(role), staffing), *(f"{name} (away)" for name in _names(day.away.get(role, ()), staffing))]
        if held:
            yield f"the {role} is {_listed(held)}" if len(held) == 1 else f"{_listed(held)} hold the role {role}"
        else:
            empty.append(role)
    if empty:
        yield f"nobody is {_listed(empty, 'or')}"


def _remedy(end: DeadEnd, roles: list[str], day: Day) -> str:
    """What to do."""
    if end.weight is Weight.NOTE:
        return f"{OUTSIDE} One more deputy safeguarding lead would read it."
    if end.routes[0].is_harm:
        wanted = next((role for role in SAFEGUARDING if role not in day.present and role not in day.away), SAFEGUARDING[1])
        others = "another" if day.holders(wanted) else "a"
        return f"Appoint {others} {wanted} who is there on these days."
    absent = next((role for role in roles if not day.holders(role)), None)
    where = f" in clause {end.routes[0].clause}" if end.routes[0].clause else ""
    verb = "decides" if end.routes[0].kind is RouteKind.DECIDED else "takes it on"
    if absent is not None:
        return f"Appoint a {absent}, or name one more role that {verb}{where}."
    return f"Appoint one more {roles[0]}, or name one more role that {verb}{where}."


def _roles_asked(route: Route, day: Day, stands_in: Callable[[str], str | None], *, is_concerned: bool) -> list[str]:
    """Every role that is asked on the route before nobody is left, in the order of asking; on a harm route the safeguarding leads."""
    if route.is_harm:
        return list(SAFEGUARDING)
    asked = list(route.waves[0])
    if route.if_named and is_concerned and any(day.holders(role) for role in asked):
        asked.append(route.if_named)
    for role in asked:  # grows while it is read
        following = stands_in(role)
        if following is not None and following not in asked:
            asked.append(following)
    return list(dict.fromkeys(asked))


def _when(end: DeadEnd, first: date, last: date) -> str:
    """The days, with a space before them; "" where it holds on all days that were walked."""
    starts, ends = _day(end.first, with_year=end.first.year != end.last.year or end.last == last), _day(end.last, with_year=True)
    if end.first == end.last:
        return f" on {ends}"
    if end.last == last:
        return "" if end.first == first else f" from {starts} on"
    return f" between {starts} and {ends}"


def _routes(routes: tuple[Route, ...]) -> str:
    """The routes by name; of many, the first few."""
    names = [f"“{route.name}”" for route in routes]
    if len(names) > MOST_ROUTES_NAMED:
        return f"{', '.join(names[:MOST_ROUTES_NAMED])} or {len(names) - MOST_ROUTES_NAMED} more"
    return _listed(names, "or")


def _names(people: Iterable[int], staffing: Staffing) -> list[str]:
    """The names of people."""
    return [staffing.people[person].name for person in people]


def _times(count: int) -> str:
    """How often."""
    return "once" if count == 1 else f"{count} times"


def _day(day: date, *, with_year: bool) -> str:
    """A day as a school writes it: "22 July", "2 September 2027"."""
    return f"{day.day} {day:%B %Y}" if with_year else f"{day.day} {day:%B}"


def _listed(words: Iterable[str], last: str = "and") -> str:
    """Words in a sentence: "a, b and c"."""
    *firsts, end = list(words)
    return f"{', '.join(firsts)} {last} {end}" if firsts else end
