"""When the school works: terms, closure days, the lessons of the week."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q

from belisha.core.moments import WEEKDAYS, Lesson
from belisha.core.moments import Term as CoreTerm
from belisha.kit.access import Actor, Refused
from belisha.kit.writing import one_transaction
from belisha.schools.actions.recording import locked, record, written
from belisha.schools.models import ClosureDay, LessonTime, School, Term


def set_term(school: School, *, by: Actor, term: CoreTerm, now: datetime) -> Term:
    """A term with its first and last day; one of the same name is replaced and its row kept. Raises Refused where terms would overlap."""
    with one_transaction():
        locked(school)
        standing = Term.objects.filter(school=school, replaced_at=None)
        other = standing.exclude(name=term.name).filter(first__lte=term.last, last__gte=term.first).first()
        if other is not None:
            raise Refused(
                f"The {term.name} would overlap the {other.name} ({written(other.first)} to {written(other.last)}): choose other days."
            )
        standing.filter(name=term.name).update(replaced_at=now)
        made = Term.objects.create(school=school, name=term.name, first=term.first, last=term.last)
        record(by, "term set", f"term {made.pk}", {"name": term.name, "first": term.first, "last": term.last}, now)
    return made


def close_day(school: School, *, by: Actor, day: date, why: str, now: datetime) -> ClosureDay:
    """A day of a term on which the school is closed. Raises Refused where it is closed already or in no term."""
    with one_transaction():
        locked(school)
        if ClosureDay.objects.filter(school=school, day=day).exists():
            raise Refused(f"The school is closed on {written(day)} already: nothing has to be done.")
        if not Term.objects.filter(school=school, replaced_at=None, first__lte=day, last__gte=day).exists():
            raise Refused(f"{written(day)} is in no term, so the school is closed anyway: nothing has to be done.")
        made = ClosureDay.objects.create(school=school, day=day, why=why)
        record(by, "day closed", f"closure day {made.pk}", {"day": day, "why": why}, now)
    return made


def set_lesson_time(school: School, *, by: Actor, lesson: Lesson, since: date, now: datetime) -> LessonTime:
    """A lesson of the week from `since` on; the one of this name on this weekday ends that day.

    Raises Refused where it would overlap another lesson of the same year groups, or rewrite days that are past.
    """
    if lesson.ends <= lesson.starts:
        raise Refused(f"The {lesson.name} cannot end at {lesson.ends:%H:%M}, before it starts at {lesson.starts:%H:%M}.")
    with one_transaction():
        locked(school)
        same_day = LessonTime.objects.filter(Q(until=None) | Q(until__gt=since), school=school, weekday=lesson.weekday)
        for before in same_day.filter(name=lesson.name):
            if before.since >= since:
                raise Refused(f"The {lesson.name} is set from {written(before.since)} on: choose a later day, the past is not rewritten.")
            LessonTime.objects.filter(pk=before.pk).update(until=since)
        for other in same_day.exclude(name=lesson.name).filter(starts__lt=lesson.ends, ends__gt=lesson.starts):
            if not other.years or not lesson.years or lesson.years & set(other.years):
                raise Refused(f"The {lesson.name} would overlap the {other.name} on {WEEKDAYS[lesson.weekday]}: choose other times.")
        made = LessonTime.objects.create(
            school=school,
            name=lesson.name,
            weekday=lesson.weekday,
            starts=lesson.starts,
            ends=lesson.ends,
            years=sorted(lesson.years),
            since=since,
        )
        told = {"name": lesson.name, "weekday": lesson.weekday, "starts": lesson.starts, "ends": lesson.ends, "since": since}
        record(by, "lesson set", f"lesson {made.pk}", told, now)
    return made


def end_lesson_time(lesson: LessonTime, *, by: Actor, ends: date, now: datetime) -> LessonTime:
    """There is no such lesson from `ends` on. Raises Refused where it has its end already, or would end before it began."""
    with one_transaction():
        locked(lesson.school)
        row = LessonTime.objects.get(pk=lesson.pk)
        if row.until is not None:
            raise Refused(f"The {row.name} on {WEEKDAYS[row.weekday]} ends on {written(row.until)} already.")
        if ends < row.since:
            raise Refused(f"The {row.name} on {WEEKDAYS[row.weekday]} began on {written(row.since)}: it cannot end before that.")
        row.until = ends
        row.save()
        record(by, "lesson ended", f"lesson {row.pk}", {"name": row.name, "weekday": row.weekday, "ends": ends}, now)
    return row
