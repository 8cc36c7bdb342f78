"""A teacher's lesson: which class, what is open for it until when, when the bell rings; and what became of what somebody asked.

Registered in web/wiring.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.urls import reverse

from belisha.core.moments import Calendar, SchoolFacts
from belisha.core.programme.model import EVERYONE
from belisha.filtering.day import engine_now, holding_now
from belisha.filtering.models import AccessRequest, Activity
from belisha.filtering.queries import activities
from belisha.filtering.queries.seats import facts_now
from belisha.filtering.states import RequestStatus
from belisha.kit import remembered
from belisha.kit.templatetags.school_time import school_day
from belisha.people import queries as people
from belisha.people.providers import Day, DayFact, Lead, Part, Rank

OWN_SHOWN: Final = 5
CLASSES_SHOWN: Final = 3
OUTCOMES: Final = {
    RequestStatus.ASKED.name: "The network manager looks at it.",
    RequestStatus.ADVISED.name: "It waits for the decision.",
    RequestStatus.GRANTED.name: "It was opened.",
    RequestStatus.REFUSED.name: "It stays closed.",
    RequestStatus.MERGED.name: "Others asked for the same site. It is decided with theirs.",
}


def lesson_today(day: Day) -> Sequence[DayFact]:
    """This lesson of each class that the reader teaches; nothing for those who teach none."""
    facts, told = facts_now(day.school, day.now), list[DayFact]()
    for class_name in people.classes_of_teacher(day.reader, day.on)[:CLASSES_SHOWN]:
        told += [_lesson(day, class_name, facts), *_activities(day, class_name), *_open_for(day, class_name, facts)]
        told += _without_network(class_name, facts)
    return [*told, *_away(day)] if told else []


def asked_today(day: Day) -> Sequence[DayFact]:
    """The reader's own requests, the latest first, and where each stands."""

    def ask() -> tuple[AccessRequest, ...]:
        return tuple(AccessRequest.objects.filter(school=day.school, asked_by=day.reader).order_by("-asked_at", "-pk")[:OWN_SHOWN])

    rows = remembered.while_unchanged(day.school.pk, ("asked by", day.reader.pk), ask)
    return [_own(day, row) for row in rows]


def _own(day: Day, row: AccessRequest) -> DayFact:
    lead = Lead("See what became of it", reverse("filtering-request", args=[row.pk]))
    words = f"Asked {school_day(row.asked_at)}. {OUTCOMES[row.status]}"
    is_late = row.decided_at is None and row.due_at is not None and row.due_at < day.now
    if is_late and row.status != RequestStatus.MERGED.name:
        words += f" It is late. It was due by {school_day(row.due_at)}. Others were told."
    return DayFact(Part.OWN, row.host, words, "amber" if is_late else "steady", (lead,), Rank.LATE if is_late else Rank.SOON)


def _lesson(day: Day, class_name: str, facts: SchoolFacts) -> DayFact:
    """Where the class is in its day, by the timetable."""
    calendar, year = facts.calendar, facts.classes.get(class_name, "")
    here, years = calendar.local(day.now), frozenset({year} if year else ())
    ways = (
        Lead("Plan what a lesson needs open", reverse("filtering-activities")),
        Lead("Ask for a closed site", reverse("filtering-door")),
    )
    if not calendar.is_school_day(day.on):
        return DayFact(Part.LESSON, "No school today", next_school_day(calendar, day.now), "grey", ways)
    lesson = calendar.lesson_at(day.now, years)
    if lesson is not None:
        ends = calendar.lesson_rests_at(day.now, lesson, years)
        return DayFact(Part.LESSON, f"Class {class_name}: {lesson.name}", f"Until the bell at {ends:%H:%M}.", "steady", ways)
    following = next((clock for clock in calendar.lessons_begin(day.on, years) if clock > here.time()), None)
    title = "Before school" if here.time() < calendar.day_starts else "Break" if following else "After school"
    words = (
        f"Class {class_name} has its next lesson at {following:%H:%M}." if following else f"Class {class_name} has no more lessons today."
    )
    return DayFact(Part.LESSON, title, words, "grey", ways)


def next_school_day(calendar: Calendar, now: datetime) -> str:
    """When school begins again, in a sentence; that nobody has written it down, where the terms end."""
    following = next(calendar.school_days_from(calendar.local(now).date()), None)
    if following is None:
        return "No later term is written down yet: the headteacher or the network manager sets it."
    starts = datetime.combine(following, calendar.day_starts, tzinfo=calendar.zone)
    return f"School begins again {school_day(starts)}."


def _open_for(day: Day, class_name: str, facts: SchoolFacts) -> Iterator[DayFact]:
    words = {EVERYONE, "pupils", f"class {class_name}", facts.classes.get(class_name, "")}
    for row in holding_now(day.school, day.now):
        if row.people in words and row.starts <= day.now:
            said = f"Open for {row.people} until {school_day(row.ends)}."
            yield DayFact(Part.LESSON, row.host, said, "steady", (Lead("Openings", reverse("filtering-openings")),))


def _activities(day: Day, class_name: str) -> Iterator[DayFact]:
    """What is planned for the class today and is not over."""

    def ask() -> tuple[Activity, ...]:
        return tuple(activities.to_come(day.school, now=day.now).filter(day=day.on))

    rows = remembered.while_unchanged(day.school.pk, ("activities", day.on), ask)
    for row in (row for row in rows if row.class_name == class_name and day.now < row.ends):
        zone = ZoneInfo(day.school.zone)
        starts, ends = row.starts.astimezone(zone), row.ends.astimezone(zone)
        words = (
            f"Open until the bell at {ends:%H:%M}." if row.starts <= day.now else f"Opens by itself at {starts:%H:%M}, until {ends:%H:%M}."
        )
        lead = Lead("See it", reverse("filtering-activity", args=[row.pk]))
        yield DayFact(Part.LESSON, activities.called(row), words, "steady" if row.starts <= day.now else "grey", (lead,))


def _without_network(class_name: str, facts: SchoolFacts) -> Iterator[DayFact]:
    """Why what is opened for the class might not reach it."""
    if not any(f"class {class_name}" in network.seat.people for network in facts.networks):
        words = "What is opened for your class alone may not reach its devices. The network manager sets this."
        yield DayFact(Part.LESSON, f"Class {class_name} has no network of its own", words, "amber")


def _away(day: Day) -> Iterator[DayFact]:
    """That the network itself does not answer."""
    if engine_now(day.school) is None:
        words = "Sites may not open at all just now. The network manager has this on their page; lessons without the web go on."
        yield DayFact(Part.LESSON, "The school’s network does not answer", words, "amber", (), Rank.BROKEN)
