"""The school year rolls over: each class's pupils go into another class on a day, the oldest leave. One step, shown before it is done."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db.models import Q

from belisha.audit import actions as audit
from belisha.core.roster import cells
from belisha.core.roster.read import age_of_year
from belisha.kit.access import Actor, Refused
from belisha.kit.outbox import publish
from belisha.kit.writing import one_transaction
from belisha.people import queries
from belisha.people.actions.keeping import check_may_keep, locked_school, today_at, written
from belisha.people.actions.leaving import end_people, tell_of
from belisha.people.models import ClassMember, Person, SchoolClass
from belisha.people.queries import ClassThere
from belisha.schools.events import FactsChanged
from belisha.schools.models import School

LEAVE = ""
OLDEST = 13


@dataclass(frozen=True, slots=True)
class Move:
    """What becomes of one class: its pupils go to `to` of `year`, or leave where `to` is ""."""

    there: ClassThere
    to: str
    year: str

    @property
    def is_leaving(self) -> bool:
        """True where its pupils leave the school."""
        return self.to == LEAVE


@dataclass(frozen=True, slots=True)
class YearAhead:
    """All moves on a day, the classes that begin empty, with the teachers of the class they follow, and what names exactly this."""

    day: date
    moves: tuple[Move, ...]
    empty: tuple[ClassThere, ...]
    seen: str

    @property
    def leavers(self) -> tuple[Person, ...]:
        """The pupils who leave."""
        return tuple(one for move in self.moves if move.is_leaving for one in move.there.pupils)


def usual_moves(classes: list[ClassThere]) -> dict[int, str]:
    """Where each class's pupils usually go, by the class's id: 5K to 6K, RH to 1H; the oldest year leaves (""). A name that tells no
    year ("Kestrels") stays out: somebody has to say."""
    oldest = max((age_of_year(one.row.year) for one in classes), default=0)
    found = {}
    for one in classes:
        if age_of_year(one.row.year) == oldest:
            found[one.row.pk] = LEAVE
        elif (following := _following(one.row.name, one.row.year)) is not None:
            found[one.row.pk] = following
    return found


def year_ahead(school: School, *, day: date, moves: Mapping[int, str], today: date) -> YearAhead:
    """What these moves (id of a class -> name of a class, or "") would do on that day. Writes nothing.

    Raises Refused for a day that is not ahead, where a class is forgotten, where a name cannot be a class's, and where the year was rolled
    over already.
    """
    if day <= today:
        raise Refused(f"The new school year begins after today: {written(day)} is not ahead.")
    ends = queries.classes_change_from(school, on=today)
    if ends is not None:
        raise Refused(f"The classes change on {written(ends)} already: the year after that can be rolled over from that day on.")
    classes = queries.classes_there(school, on=today)
    if not classes:
        raise Refused("There are no classes yet: bring in a list of pupils first.")
    done = tuple(_move(one, moves) for one in classes)
    filled = {move.to for move in done}
    empty = tuple(one for one in classes if one.row.name not in filled)
    told = [(move.there.row.pk, move.to, [one.pk for one in move.there.pupils]) for move in done]
    return YearAhead(day, done, empty, sha256(repr((day, told)).encode()).hexdigest())


def roll_over(*, by: Actor, day: date, moves: Mapping[int, str], seen: str, now: datetime) -> YearAhead:
    """On `day` each class ends, its pupils are in their next one, and the oldest leave; teachers stay with the name of their class.

    `seen` is that of the `year_ahead` that was shown. Raises Denied where `by` may not keep people; Refused as `year_ahead`, and where the
    school changed since.
    """
    with one_transaction():
        school = locked_school(by)
        today = today_at(school, now)
        check_may_keep(school, by, today)
        ahead = year_ahead(school, day=day, moves=moves, today=today)
        if ahead.seen != seen:
            raise Refused("The classes changed since this page was made: look at it again, then confirm.")
        _write(school, ahead)
        leavers = list(Person.objects.filter(pk__in=[one.pk for one in ahead.leavers]))
        if leavers:
            end_people(school, leavers, on=day, today=today, now=now)
            tell_of(by, leavers, on=day, now=now)
        told = {move.there.row.name: move.to or "leave" for move in ahead.moves}
        facts = {"day": day.isoformat(), "moves": told, "pupils who leave": [one.pk for one in leavers]}
        audit.record(by=by, action="school year rolled over", subject=f"classes of {day.isoformat()}", facts=facts, now=now)
        publish(FactsChanged(school_id=school.pk), now=now)
    return ahead


def _write(school: School, ahead: YearAhead) -> None:
    """The classes end and begin; who was in one is in the next."""
    years: dict[str, list[str]] = {}
    for move in ahead.moves:
        if not move.is_leaving:
            years.setdefault(move.to, []).append(move.year)
    begins = {name: min(found, key=age_of_year) for name, found in years.items()} | {one.row.name: one.row.year for one in ahead.empty}
    old = [move.there.row for move in ahead.moves]
    SchoolClass.objects.filter(pk__in=[row.pk for row in old]).update(until=ahead.day)
    ClassMember.objects.filter(Q(until=None) | Q(until__gt=ahead.day), school_class__in=old).update(until=ahead.day)
    made = SchoolClass.objects.bulk_create(
        [SchoolClass(school=school, name=name, year=year, since=ahead.day) for name, year in begins.items()]
    )
    of_name = {one.name: one for one in made}
    sit = [(one, of_name[move.to]) for move in ahead.moves if not move.is_leaving for one in move.there.pupils]
    teach = [(one, of_name[move.there.row.name]) for move in ahead.moves for one in move.there.teachers if move.there.row.name in of_name]
    ClassMember.objects.bulk_create(
        [ClassMember(school=school, school_class=into, person=one, since=ahead.day) for one, into in [*sit, *teach]]
    )


def _move(there: ClassThere, moves: Mapping[int, str]) -> Move:
    """One class's move. Raises Refused where none is said, or no class can be called so."""
    row = there.row
    if row.pk not in moves:
        raise Refused(f"Say where the pupils of {row.name} go, or that they leave.")
    try:
        to = cells.class_name(moves[row.pk])
    except cells.NotSo as why:
        raise Refused(f"The class for the pupils of {row.name} {why}.") from why
    return Move(there, to, _next_year(row.year))


def _next_year(year: str) -> str:
    """The year group that follows; the oldest is its own."""
    return "year R" if year == "nursery" else f"year {min(age_of_year(year) + 1, OLDEST)}"


def _following(name: str, year: str) -> str | None:
    """The class that usually follows this one by its name; None where the name does not tell its year."""
    if year == "nursery":
        return f"R{name[1:]}" if name[:1].upper() == "N" and len(name) > 1 else None
    if year == "year R":
        return f"1{name[1:]}" if name[:1].upper() == "R" and len(name) > 1 else None
    number = year.removeprefix("year ")
    found = re.fullmatch(rf"([Yy]?)({number})(?![0-9])(.*)", name)
    return f"{found[1]}{int(number) + 1}{found[3]}" if found else None
