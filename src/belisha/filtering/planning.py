"""What a curriculum activity would be, worked out before anybody confirms it: which lessons, what opens, for whom, where it is felt.

The page shows it, and the action works it out again: what changed in between is never confirmed unseen (`seen`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Final

from belisha.core.decision.people import covers
from belisha.core.moments import Calendar, SchoolFacts
from belisha.core.programme.model import Form, Programme
from belisha.core.programme.spans import end_of
from belisha.filtering.permissions import activities as permissions
from belisha.filtering.queries.lessons import LessonOfDay, calendar_of, lessons_of_class, same_weekday, term_of
from belisha.filtering.queries.seats import programme_now, school_day, seat_of_class
from belisha.filtering.what_opens import Opens, what_opens
from belisha.kit.access import Refused
from belisha.people.models import Person
from belisha.policy import queries as policy
from belisha.schools import queries as schools
from belisha.schools.models import School

WEEKS_AT_MOST: Final = 20
"""No term is longer."""

LESSON: Final = "lesson"


@dataclass(frozen=True, slots=True)
class NewActivity:
    """What a teacher writes: `class_name` ("5K"), the day and name of a lesson, services (ids) and sites (as written), what for.

    `weeks` is how often: 1 is this once, more the same weekday of the weeks after it, as far as the term goes.
    """

    class_name: str
    day: date
    lesson: str
    services: tuple[str, ...]
    sites: tuple[str, ...]
    purpose: str
    weeks: int = 1


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A day of a repeated booking on which there is no such lesson, and why."""

    day: date
    why: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An activity as it would be. `felt_on` are the networks on which the class would notice it, in words; none where it has none."""

    new: NewActivity
    form: Form
    training: str
    lessons: tuple[LessonOfDay, ...]
    left_out: tuple[LeftOut, ...]
    opens: Opens
    felt_on: tuple[str, ...]

    @property
    def clause(self) -> str:
        """The clause that gives the right."""
        return self.form.clause_of("effect") or ""

    @property
    def seen(self) -> str:
        """What a preview showed, in a word: another word, and something else would be confirmed."""
        told = (self.new, self.opens.names, [(x.starts, x.ends) for x in self.lessons[1:]], [x.ends for x in self.lessons], self.felt_on)
        return sha256(repr(told).encode("utf-8")).hexdigest()[:16]


def draft(new: NewActivity, *, by: Person, now: datetime) -> Draft:
    """The activity as it would be. Raises Denied (who may not, whose training cannot be shown), or Refused with what to change."""
    school, on = by.school, school_day(by.school, now)
    programme = programme_now(school, now)
    form = permissions.check_plan(by, programme, on=on)
    training = permissions.check_training(by, form, on=on)
    _check_class(new, permissions.classes_open_to(by, on=on))
    if len(new.purpose.strip()) < 3:
        raise Refused("Write what the class does with it: the headteacher and the network manager read it.")
    first = _first_lesson(school, new, form, now)
    lessons, left_out = _all_lessons(school, new, form, first)
    facts = policy.facts_of_day(school, new.day)
    opens = _opens(new, programme, facts, first)
    return Draft(new, form, training, lessons, left_out, opens, _felt_on(facts, opens.people, first.starts))


def _check_class(new: NewActivity, classes: list[str]) -> None:
    if new.class_name not in classes:
        known = ", ".join(classes)
        raise Refused(f"“{new.class_name[:20]}” is no class you may plan for: choose {known}.")


def _first_lesson(school: School, new: NewActivity, form: Form, now: datetime) -> LessonOfDay:
    """The lesson meant, what is left of it. Raises Refused for one that is over, one that is not there, and a day without school."""
    if closed := schools.closed_because(school, on=new.day):
        raise Refused(f"There is no school on {_day(new.day)} ({closed.why}): choose another day.")
    lessons = lessons_of_class(school, new.class_name, new.day)
    found = next((x for x in lessons if x.name == new.lesson), None)
    if found is None:
        known = ", ".join(x.name for x in lessons) or "none is set"
        there = f"Class {new.class_name} has no lesson “{new.lesson[:60]}” on {_day(new.day)}"
        raise Refused(f"{there}. Its lessons that day: {known}. Choose one of them.")
    left = found.after(now)
    if left is None:
        raise Refused(f"The {found.name} of {_day(new.day)} is over: choose a lesson that is still to come.")
    return _by_the_form(left, form, calendar_of(school, new.day))


def _by_the_form(lesson: LessonOfDay, form: Form, calendar: Calendar) -> LessonOfDay:
    """The lesson, ended earlier where the form ends earlier by itself. Raises Refused where it lasts longer than the form lets."""
    ends = form.ends
    if ends is not None and ends.unit != LESSON:
        lesson = lesson.until(end_of(ends, start=lesson.starts, calendar=calendar)) or lesson
    longest = form.longest
    if longest is not None and longest.unit != LESSON and lesson.ends > end_of(longest, start=lesson.starts, calendar=calendar):
        clause = form.clause_of("longest")
        raise Refused(f"The {lesson.name} is longer than {longest.words}, the longest that clause {clause} allows: choose another lesson.")
    return lesson


def _all_lessons(school: School, new: NewActivity, form: Form, first: LessonOfDay) -> tuple[tuple[LessonOfDay, ...], tuple[LeftOut, ...]]:
    """The lesson and the same of the weeks after it, as far as the term goes; and the days without it."""
    if not 1 <= new.weeks <= WEEKS_AT_MOST:
        raise Refused(f"A booking is for one week to {WEEKS_AT_MOST} weeks: write a number between them.")
    calendar = calendar_of(school, new.day)
    term = term_of(calendar, new.day)
    last = min(new.day + timedelta(weeks=new.weeks - 1), term[1] if term else new.day)
    found, left_out = [first], []
    for day in same_weekday(new.day, last)[1:]:
        if closed := schools.closed_because(school, on=day):
            left_out.append(LeftOut(day, closed.why))
            continue
        lesson = next((x for x in lessons_of_class(school, new.class_name, day) if x.name == new.lesson), None)
        if lesson is None:
            left_out.append(LeftOut(day, f"class {new.class_name} has no {new.lesson} then"))
            continue
        found.append(_by_the_form(lesson, form, calendar))
    reached = same_weekday(new.day, last)
    if term and len(reached) < new.weeks:
        left_out.append(LeftOut(reached[-1] + timedelta(weeks=1), f"the {term[0]} is over by then"))
    return tuple(found), tuple(left_out)


def _opens(new: NewActivity, programme: Programme, facts: SchoolFacts, first: LessonOfDay) -> Opens:
    """What would open at that lesson, with the school's facts of its day."""
    then = replace(programme, facts=facts)
    seat = seat_of_class(facts.at(first.starts), new.class_name)
    return what_opens(new.services, new.sites, seat=seat, programme=then, at=first.starts)


def _felt_on(facts: SchoolFacts, people: str, at: datetime) -> tuple[str, ...]:
    """The networks where the class sits at that moment."""
    return tuple(str(network.range) for network in facts.at(at).networks if covers(people, network.seat))


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"
