"""Whether the school's own people leave somebody on every route of a version, told as stories. Asked before each signature.

Source: safeguarding.md, “Three things nobody has done”; docs/decisions/2026-11-23-no-dead-ends.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from belisha.core.programme.dead_ends.routes import routes_of
from belisha.core.programme.dead_ends.staffing import Away, Held, Somebody, Staffing
from belisha.core.programme.dead_ends.stories import story_of
from belisha.core.programme.dead_ends.walk import Weight, dead_ends
from belisha.core.programme.model import Programme, Standing
from belisha.core.programme.stand_ins import stands_in
from belisha.kit import remembered
from belisha.kit.access import Refused
from belisha.people import queries as people
from belisha.people.models import Delegation
from belisha.policy import queries
from belisha.policy.models import PolicyVersion
from belisha.schools.models import School

ONE_DAY = timedelta(days=1)
WALKED = timedelta(days=364)  # and the first day: a year, after which a policy is looked at again


@dataclass(frozen=True, slots=True)
class DeadEndTold:
    """A dead end as a page or the command tells it. `weight`: it refuses a signature, it warns, or it is a thing to know."""

    weight: Weight
    words: str
    remedy: str
    routes: tuple[str, ...]
    clauses: tuple[str, ...]
    people: tuple[str, ...]
    first: date
    last: date

    @property
    def is_note(self) -> bool:
        """True where it is only a thing to know."""
        return self.weight is Weight.NOTE

    @property
    def is_refusing(self) -> bool:
        """True where no version can be signed while it is there."""
        return self.weight is Weight.REFUSES

    def as_json(self) -> dict[str, object]:
        """What `belisha policy walk --json` prints. Source: docs/reference/commands.md."""
        return {
            "weight": self.weight.value,
            "story": self.words,
            "remedy": self.remedy,
            "routes": list(self.routes),
            "clauses": list(self.clauses),
            "people": list(self.people),
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
        }


def of_version(version: PolicyVersion, *, now: datetime) -> list[DeadEndTold]:
    """The dead ends of this version over the school's people, from today on for a year, gravest first."""
    school = version.school
    on = queries.school_day_of(school, now)

    def walk() -> tuple[DeadEndTold, ...]:
        return tuple(of_programme(queries.compiled(school, version, at=now, standing=Standing()), school, on=on))

    return list(remembered.while_unchanged(school.pk, ("dead ends", version.pk, on), walk))


def of_programme(programme: Programme, school: School, *, on: date) -> list[DeadEndTold]:
    """The dead ends of a programme over the school's people, from this day on for a year, gravest first."""
    staffing, acting = staffing_of(school, on=on), stands_in(programme)
    last = on + WALKED
    told = []
    for end in dead_ends(routes_of(programme), staffing, stands_in=acting, first=on, last=last):
        story = story_of(end, staffing, stands_in=acting, first=on, last=last)
        told.append(
            DeadEndTold(
                weight=end.weight,
                words=story.words,
                remedy=story.remedy,
                routes=tuple(dict.fromkeys(route.name for route in end.routes)),
                clauses=tuple(dict.fromkeys(route.clause for route in end.routes if route.clause)),
                people=tuple(staffing.people[person].name for person in end.concerned),
                first=end.first,
                last=end.last,
            )
        )
    return told


def check_no_harm_route_ends(version: PolicyVersion, *, now: datetime) -> None:
    """Nothing where a concern about a child always reaches somebody; Refused with the story otherwise. Other dead ends only warn."""
    gravest = next((told for told in of_version(version, now=now) if told.is_refusing), None)
    if gravest is not None:
        raise Refused(f"version {version.number} cannot be signed while a concern about a child can end with nobody. {_told(gravest)}")


def staffing_of(school: School, *, on: date) -> Staffing:
    """Who does the work of which role from this day on, by delegation too, who is away, and the children of all these."""
    rows = people.holdings_from(school, on=on)
    standing_in = people.delegations_from(school, on=on)
    holders = {person.pk: person for person in (*(row.person for row in rows), *(row.to_person for row in standing_in))}
    families = people.parents_of_children_of(school, holders)
    found = {
        person.pk: Somebody(
            id=person.pk,
            name=person.name,
            words=people.words_of_kind(person),
            parents=frozenset(families.get(person.pk, ())),
        )
        for person in (*holders.values(), *people.persons(school, families.keys() - holders.keys()))
    }
    held = tuple(
        Held(row.person_id, row.role, max(row.starts, row.person.joined), min((d for d in (row.ends, row.person.left) if d), default=None))
        for row in rows
    )
    away = tuple(
        Away(row.person_id, row.starts, row.ends - ONE_DAY if row.ends else date.max)
        for row in people.absences_from(school, on=on)
        if row.person_id in found and row.starts != row.ends
    )
    return Staffing(found, (*held, *_delegated(standing_in, held)), away)


def _delegated(rows: Iterable[Delegation], held: Iterable[Held]) -> Iterator[Held]:
    """The days on which a delegation counts: those of its own on which its giver holds the role and its taker is of the school."""
    by_giver: dict[tuple[int, str], list[Held]] = {}
    for one in held:
        by_giver.setdefault((one.person, one.role), []).append(one)
    for row in rows:
        for given in by_giver.get((row.from_person_id, row.role), ()):
            starts = max(row.starts, row.to_person.joined, given.starts)
            ends = min(day for day in (row.ends, row.to_person.left, given.ends) if day)
            if starts < ends:
                yield Held(row.to_person_id, row.role, starts, ends)


def _told(told: DeadEndTold) -> str:
    return f"{told.words} {told.remedy}"
