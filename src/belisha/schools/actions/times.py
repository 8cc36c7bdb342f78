"""When the school works: the lessons and breaks of the week, and the times of its day."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db.models import Q, QuerySet

from belisha.core.moments import WEEKDAYS, Lesson
from belisha.kit.access import Actor, Refused
from belisha.kit.writing import one_transaction
from belisha.schools.actions.recording import locked, record, written
from belisha.schools.models import DayTimes, LessonTime, School
from belisha.schools.queries import today_at


def set_day_times(school: School, *, by: Actor, starts: time, ends: time, since: date, now: datetime) -> DayTimes:
    """The school day starts and ends at these times from `since` on.

    Raises Refused where it would end before it starts, and where later times are set already.
    """
    if ends <= starts:
        raise Refused(f"The school day cannot end at {ends:%H:%M}, before it starts at {starts:%H:%M}.")
    with one_transaction():
        locked(school)
        standing = DayTimes.objects.filter(Q(until=None) | Q(until__gt=since), school=school)
        _check_is_not_past(standing.filter(since=since).exists(), since, today_at(school, now), what="times of the day")
        later = standing.filter(since__gt=since).order_by("since").first()
        if later is not None:
            raise Refused(f"Other times are set from {written(later.since)} on: choose that day or a later one.")
        standing.update(until=since)
        made = DayTimes.objects.create(school=school, starts=starts, ends=ends, since=since)
        record(by, "times of the day set", f"times of the day {made.pk}", {"starts": starts, "ends": ends, "since": since}, now)
    return made


def set_lesson_time(school: School, *, by: Actor, lesson: Lesson, since: date, now: datetime, is_break: bool = False) -> LessonTime:
    """A lesson of the week, or a break, from `since` on; the one of this name on this weekday ends that day for the same year groups.

    A break may fall into lessons, which rest meanwhile. Raises Refused where a lesson would overlap another of the same year groups (or a
    break another), where nothing would be left of a lesson, where one of every year group would lose only some, and for days that are past.
    """
    if lesson.ends <= lesson.starts:
        raise Refused(
            f"The {lesson.name} cannot end at {lesson.ends:%H:%M}, before it starts at {lesson.starts:%H:%M}. Nothing runs over midnight."
        )
    with one_transaction():
        locked(school)
        same_day = LessonTime.objects.filter(Q(until=None) | Q(until__gt=since), school=school, weekday=lesson.weekday)
        _give_way(same_day.filter(name=lesson.name, is_break=is_break), lesson, since, today=today_at(school, now))
        others = [row for row in same_day if row.name != lesson.name or row.is_break is not is_break]
        _check_has_room([row for row in others if _is_for_same(row, lesson)], lesson, is_break=is_break)
        made = LessonTime.objects.create(
            school=school,
            name=lesson.name,
            weekday=lesson.weekday,
            starts=lesson.starts,
            ends=lesson.ends,
            years=sorted(lesson.years),
            is_break=is_break,
            since=since,
        )
        told = {"name": lesson.name, "weekday": lesson.weekday, "starts": lesson.starts, "ends": lesson.ends, "since": since}
        record(by, "break set" if is_break else "lesson set", f"lesson {made.pk}", {**told, "years": made.years}, now)
    return made


def end_lesson_time(lesson: LessonTime, *, by: Actor, ends: date, now: datetime) -> LessonTime:
    """There is no such lesson or break from `ends` on. Raises Refused where it has its end already, or would end before it began."""
    with one_transaction():
        locked(lesson.school)
        row = LessonTime.objects.get(pk=lesson.pk)
        if row.until is not None:
            raise Refused(f"The {row.name} on {WEEKDAYS[row.weekday]} ends on {written(row.until)} already.")
        if ends < row.since:
            raise Refused(f"The {row.name} on {WEEKDAYS[row.weekday]} began on {written(row.since)}: it cannot end before that.")
        row.until = ends
        row.save()
        action = "break ended" if row.is_break else "lesson ended"
        record(by, action, f"lesson {row.pk}", {"name": row.name, "weekday": row.weekday, "ends": ends}, now)
    return row


def _check_is_not_past(is_set_already: bool, since: date, today: date, *, what: str) -> None:
    """Raises Refused for what has held since a day that is past; what is set from today on can be mended today."""
    if is_set_already and since < today:
        raise Refused(f"The {what}: this counts since {written(since)}: choose a later day, the past is not rewritten.")


def _give_way(same_name: QuerySet[LessonTime], lesson: Lesson, since: date, *, today: date) -> None:
    """End the rows of this name for the year groups of `lesson`; the other year groups of a row keep theirs in a row of their own."""
    for before in same_name:
        years = set(before.years)
        if years and lesson.years and not years & lesson.years:
            continue
        _check_is_not_past(before.since == since, since, today, what=lesson.name)
        if before.since > since:
            raise Refused(f"The {lesson.name} is set from {written(before.since)} on: choose that day or a later one.")
        if not years and lesson.years:
            day = WEEKDAYS[lesson.weekday]
            raise Refused(f"The {lesson.name} on {day} is for every year group: end it and set it for each, or choose another name.")
        until, before.until = before.until, since
        before.save()
        if lesson.years and years - lesson.years:
            before.pk, before.years, before.since, before.until = None, sorted(years - lesson.years), since, until
            before.save(force_insert=True)


def _is_for_same(row: LessonTime, lesson: Lesson) -> bool:
    return not row.years or not lesson.years or bool(lesson.years & set(row.years))


def _check_has_room(others: list[LessonTime], lesson: Lesson, *, is_break: bool) -> None:
    """Raises Refused where `lesson` overlaps one of its own kind, or leaves nothing of one of the other."""
    day = WEEKDAYS[lesson.weekday]
    for other in (row for row in others if row.starts < lesson.ends and lesson.starts < row.ends):
        if other.is_break is is_break:
            raise Refused(f"The {lesson.name} would overlap the {other.name} on {day}: choose other times.")
        pause, taught = ((lesson.starts, lesson.ends), other) if is_break else ((other.starts, other.ends), lesson)
        if pause[0] <= taught.starts and taught.ends <= pause[1]:
            raise Refused(f"Nothing would be left of the {taught.name} on {day}: choose other times, or end one of the two first.")
