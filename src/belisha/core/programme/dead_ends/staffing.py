"""Who holds what, from date to date, and who is away: the real people over whom routes are walked. Times in whole days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from belisha.core.programme.model import EVERYONE

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person as routes know them. `words` are the people words that mean them ("staff", "teachers", "pupils").

    `parents` are the ids of their parents or carers, of whom a decider may be one: nobody decides what their own child asked.
    """

    id: int
    name: str
    words: frozenset[str] = frozenset()
    parents: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Held:
    """A role held from `starts` until (not on) `ends`."""

    person: int
    role: str
    starts: date
    ends: date | None = None

    def counts_on(self, day: date) -> bool:
        """True on a day on which the person holds the role."""
        return self.starts <= day and (self.ends is None or day < self.ends)


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody cannot act, from the first day to the last (both included)."""

    person: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Day:
    """Who can act for each role on a day, and who holds one but is away."""

    present: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    away: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def holders(self, role: str) -> tuple[int, ...]:
        """Who holds the role and is there."""
        return self.present.get(role, ())


@dataclass(frozen=True)
class Staffing:
    """The people of a school, the roles they hold and the days they are away."""

    people: Mapping[int, Somebody]
    held: tuple[Held, ...]
    away: tuple[Away, ...] = ()

    def stretches(self, first: date, last: date) -> Iterator[tuple[date, date, Day]]:
        """The days from `first` to `last` (included) in stretches in which nothing changes."""
        starts = sorted(day for day in self._changes | {first} if first <= day <= last)
        for start, following in zip(starts, [*starts[1:], last + ONE_DAY], strict=True):
            yield start, following - ONE_DAY, self.on(start)

    def on(self, day: date) -> Day:
        """Who can act on that day."""
        away = {a.person for a in self.away if a.first <= day <= a.last}
        present: dict[str, dict[int, None]] = {}
        absent: dict[str, dict[int, None]] = {}
        for row in self.held:
            if row.counts_on(day):
                (absent if row.person in away else present).setdefault(row.role, {})[row.person] = None
        return Day({role: tuple(ids) for role, ids in present.items()}, {role: tuple(ids) for role, ids in absent.items()})

    def words_of(self, person: int) -> frozenset[str]:
        """Every word of a policy that means this person, with the roles they hold at any time."""
        return self.people[person].words | self._roles.get(person, frozenset()) | {EVERYONE}

    @cached_property
    def most_concerned(self) -> int:
        """How many people one asker can concern at most: themselves and their parents."""
        return 1 + max((len(person.parents) for person in self.people.values()), default=0)

    @cached_property
    def _changes(self) -> set[date]:
        """Each day on which somebody begins, ends, leaves or comes back."""
        changes = {row.starts for row in self.held} | {row.ends for row in self.held if row.ends is not None}
        return changes | {a.first for a in self.away} | {a.last + ONE_DAY for a in self.away if a.last < date.max}

    @cached_property
    def _roles(self) -> dict[int, frozenset[str]]:
        """The roles each person holds at any time."""
        roles: dict[int, frozenset[str]] = {}
        for row in self.held:
            roles[row.person] = roles.get(row.person, frozenset()) | {row.role}
        return roles
