"""Curriculum activities (clauses 6.3 and 7.1): planned, cancelled, ended by the school's own facts, rung by the bell.

The resolver opens and closes them by itself; what is done here at a bell is to write it down and have it proved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from belisha.audit import actions as audit
from belisha.filtering.events import ActivitiesCancelled, ActivitiesPlanned, BellRang
from belisha.filtering.models import Activity
from belisha.filtering.permissions.activities import check_cancel
from belisha.filtering.planning import Draft, NewActivity, draft
from belisha.filtering.queries import activities as queries
from belisha.filtering.queries.activities import ActivityState
from belisha.filtering.queries.lessons import LessonOfDay
from belisha.filtering.queries.seats import school_day
from belisha.kit.access import Actor, Refused
from belisha.kit.outbox import publish
from belisha.kit.templatetags.school_time import school_day as told_day
from belisha.kit.templatetags.school_time import school_moment
from belisha.kit.writing import one_transaction
from belisha.notices import actions as notices
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.schools.models import School

MACHINE = "Belisha"
PAGE = "/activities/"
BELLS = {ActivityState.OPEN: "activity opened", ActivityState.PAUSED: "activity rests", ActivityState.OVER: "activity over"}


def plan_activity(new: NewActivity, *, by: Person, now: datetime, seen: str = "") -> list[Activity]:
    """The activity, one row for each of its lessons, each opened and closed by the resolver itself.

    `seen` is what the preview showed (Draft.seen); where something else would open by now, Refused says so. Raises Denied, or Refused
    with what to change; also where the same person has planned the very same already. A class without a network: the network manager
    is told, and so are the class's teachers where somebody else planned it.
    """
    with one_transaction(of_one_case=True):
        school = School.objects.select_for_update().get(pk=by.school_id)
        made = draft(new, by=by, now=now)
        if seen and seen != made.seen:
            raise Refused("What this would open has changed since you looked. Look again below, then plan it.")
        _check_not_planned_yet(made, by)
        first = _row(made, made.lessons[0], None, by=by, now=now)
        rows = [first, *(_row(made, lesson, first, by=by, now=now) for lesson in made.lessons[1:])]
        _tell_of_planning(made, rows, by=by, now=now)
        publish(ActivitiesPlanned(school_id=school.pk, activity_ids=[row.pk for row in rows]), now=now)
    return rows


def cancel_activity(*, by: Person, activity: Activity, reason: str, now: datetime, with_later: bool = False) -> list[Activity]:
    """It does not open, or closes now. `with_later`: those planned with it for later weeks too.

    Whoever planned it, and the class's teachers, are told. Raises Denied; Refused where it is over or cancelled already, or where
    somebody else's is cancelled without a word why.
    """
    check_cancel(by, activity, on=school_day(activity.school, now))
    if by.pk != activity.planned_by_id and len(reason.strip()) < 3:
        raise Refused(f"Write why: {activity.planned_by.name} planned it and reads the reason.")
    with one_transaction(of_one_case=True):
        row = queries.activities(activity.school).select_for_update(of=("self",)).get(pk=activity.pk)
        _check_can_end(row, now)
        later = list(queries.later_of(row).select_for_update()) if with_later else []
        ended = [_end(one, by=by, why=reason.strip(), now=now) for one in (row, *later)]
        _tell_of_end(ended, f"{by.name} cancelled it." + (f" {reason.strip()}" if reason.strip() else ""), by=by, now=now)
        publish(ActivitiesCancelled(school_id=row.school_id, activity_ids=[one.pk for one in ended]), now=now)
    return ended


def end_by_facts(school: School, found: Sequence[tuple[Activity, str]], *, now: datetime) -> list[Activity]:
    """End these, each for the reason beside it: the school is not any more as it was when they were planned. Again changes nothing."""
    if not found:
        return []
    ended = []
    with one_transaction(of_one_case=True):
        for known, why in found:
            row = queries.activities(school).select_for_update(of=("self",)).get(pk=known.pk)
            if row.cancelled_at is None and now < row.ends:
                ended.append(_end(row, by=None, why=why, now=now))
                _tell_of_end(ended[-1:], f"{why} Plan it again if you still need it.", by=None, now=now)
        if ended:
            publish(ActivitiesCancelled(school_id=school.pk, activity_ids=[row.pk for row in ended]), now=now)
    return ended


def tell_of_closes(school: School, found: Sequence[tuple[Activity, list[str]]], *, now: datetime) -> None:
    """Tell who planned these that names of theirs were closed by a later decision, which a lesson does not undo; each name once."""
    for known, names in found:
        with one_transaction(of_one_case=True):
            row = queries.activities(school).select_for_update(of=("self",)).get(pk=known.pk)
            new = [name for name in names if name not in row.told_of_closes]
            if not new:
                continue
            row.told_of_closes = [*row.told_of_closes, *new]
            row.save(update_fields=["told_of_closes"])
            _record(None, "activity closed in part", row, {"closed": new}, now)
            words = f"{', '.join(new)} was closed by a decision made after you planned this, so it stays closed in the {row.lesson}."
            _tell(_concerned(row), f"Not everything opens on {told_day(row.starts)}", words, row, now)


def ring(school: School, *, now: datetime) -> list[Activity]:
    """Write down every bell of an activity that has rung, and have it proved. The resolver rings by itself, whether this runs or not."""
    if not queries.with_bells_due(school, now=now).exists():
        return []
    rung: dict[datetime, list[Activity]] = {}
    with one_transaction(of_one_case=True):
        for row in queries.with_bells_due(school, now=now).select_for_update(of=("self",)):
            bells = [bell for bell in queries.bells_of(row) if row.next_bell_at <= bell <= now]
            row.next_bell_at = queries.bell_after(row, now)
            row.save(update_fields=["next_bell_at"])
            told = {"people": queries.people_of(row), "bells": [bell.isoformat() for bell in bells]}
            _record(None, BELLS[queries.state_of(row, now)], row, told, now)
            rung.setdefault(bells[-1], []).append(row)
        for at, rows in rung.items():
            publish(BellRang(school_id=school.pk, activity_ids=[row.pk for row in rows], at=at.isoformat()), now=now)
    return [row for rows in rung.values() for row in rows]


def _row(made: Draft, lesson: LessonOfDay, first: Activity | None, *, by: Person, now: datetime) -> Activity:
    """One lesson of the activity, recorded."""
    row = Activity.objects.create(
        school=by.school,
        form=made.form.name,
        clause=made.clause,
        planned_by=by,
        planned_at=now,
        training=made.training[:600],
        class_name=made.new.class_name,
        day=lesson.day,
        lesson=lesson.name,
        starts=lesson.starts,
        ends=lesson.ends,
        times=[[starts.isoformat(), ends.isoformat()] for starts, ends in lesson.times],
        purpose=made.new.purpose.strip(),
        services=[one.id for one in made.opens.services],
        sites=list(made.opens.sites),
        names=list(made.opens.names),
        repeats=first,
        next_bell_at=next(moment for pair in lesson.times for moment in pair if moment > now),
    )
    facts = {
        "people": queries.people_of(row),
        "lesson": row.lesson,
        "names": row.names,
        "times": row.times,
        "purpose": row.purpose,
        "training": row.training,
    }
    _record(by, "activity planned", row, facts, now)
    return row


def _check_not_planned_yet(made: Draft, by: Person) -> None:
    """Refused for what this person has planned already: a form that was sent twice makes one booking."""
    days = [lesson.day for lesson in made.lessons]
    same = {"planned_by": by, "class_name": made.new.class_name, "lesson": made.new.lesson, "cancelled_at": None, "day__in": days}
    for row in Activity.objects.filter(school=by.school, **same):
        if set(made.opens.names) <= set(row.names):
            raise Refused(f"You have planned this already for {told_day(row.starts)}: nothing was changed now.")


def _check_can_end(row: Activity, now: datetime) -> None:
    if row.cancelled_at is not None:
        who = row.cancelled_by.name if row.cancelled_by else "The school’s own changes"
        raise Refused(f"{who} cancelled this on {school_moment(row.cancelled_at)} already: nothing was changed now.")
    if row.ends <= now:
        raise Refused(f"This was over on {school_moment(row.ends)}: nothing is left to cancel.")


def _end(row: Activity, *, by: Person | None, why: str, now: datetime) -> Activity:
    """The row as cancelled, recorded."""
    state = queries.state_of(row, now)
    row.cancelled_at, row.cancelled_by, row.why_cancelled, row.next_bell_at = now, by, why[:600], None
    row.save(update_fields=["cancelled_at", "cancelled_by", "why_cancelled", "next_bell_at"])
    _record(by, "activity cancelled", row, {"people": queries.people_of(row), "was": state.value, "why": why}, now)
    return row


def _tell_of_planning(made: Draft, rows: list[Activity], *, by: Person, now: datetime) -> None:
    """The class's other teachers; and the network manager, where no network would notice."""
    first, what = rows[0], queries.called(rows[0])
    more = f" and {len(rows) - 1} weeks after it" if len(rows) > 1 else ""
    words = f"{by.name} planned {what} for class {first.class_name} in the {first.lesson}{more}: {first.purpose}"
    others = [one for one in people.teachers_of(by.school, first.class_name, on=first.day) if one.pk != by.pk]
    _tell(others, f"An activity of class {first.class_name} on {told_day(first.starts)}", words, first, now)
    if not made.felt_on:
        managers = people.holders(by.school, "network manager", on=school_day(by.school, now))
        words = (
            f"{by.name} planned {what} for the {first.lesson}, and no network or trolley is class {first.class_name}’s then, so no device "
            "would notice. Give the class a network, or book a trolley for it, before that."
        )
        _tell(managers, f"Class {first.class_name} has no network on {told_day(first.starts)}", words, first, now)


def _tell_of_end(rows: Sequence[Activity], words: str, *, by: Person | None, now: datetime) -> None:
    """Whoever planned it and the class's teachers, but not whoever did it."""
    first = rows[0]
    more = f" With it went {len(rows) - 1} of later weeks." if len(rows) > 1 else ""
    title = f"The activity of class {first.class_name} on {told_day(first.starts)} is cancelled"
    told = [one for one in _concerned(first) if by is None or one.pk != by.pk]
    _tell(told, title, f"{queries.called(first)}: {words}{more}", first, now)


def _concerned(row: Activity) -> list[Person]:
    """Who planned it, and who teaches the class that day."""
    return list(dict.fromkeys([row.planned_by, *people.teachers_of(row.school, row.class_name, on=row.day)]))


def _tell(told: Iterable[Person], title: str, words: str, row: Activity, now: datetime) -> None:
    for person in told:
        address = person.account.email if person.account else ""
        link = f"{PAGE}{row.pk}/"
        notices.tell(school_id=row.school_id, person_id=person.pk, title=title, words=words, link=link, now=now, address=address)


def _record(by: Person | None, action: str, row: Activity, facts: dict[str, object], now: datetime) -> None:
    actor = Actor(row.school_id, by.name, by.pk) if by else Actor(row.school_id, MACHINE)
    audit.record(by=actor, action=action, subject=queries.activity_words(row), facts=facts, now=now, clause=row.clause or None)
