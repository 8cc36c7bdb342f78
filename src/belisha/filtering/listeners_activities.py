"""What filtering does when an activity was planned, cancelled or rung: deploy where something changed, then prove. Run by the worker.

An event heard twice changes nothing twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django_scopes import scope

from belisha.filtering.deploy import deploy, is_behind
from belisha.filtering.embedded import engine_room, served_school
from belisha.filtering.events import ActivitiesCancelled, ActivitiesPlanned, BellRang
from belisha.filtering.models import Activity
from belisha.filtering.plans_activities import for_activity
from belisha.filtering.proving import ProofCase, prove
from belisha.filtering.queries import activities as queries
from belisha.filtering.queries.activities import ActivityState
from belisha.filtering.queries.deployments import latest_deployment
from belisha.filtering.queries.proofs import proofs
from belisha.filtering.queries.standing import standing
from belisha.filtering.review_activities import review
from belisha.kit.access import Fault
from belisha.kit.outbox import Event, Happened
from belisha.policy import queries as policy
from belisha.schools.models import School

RANG: Final = "the bell rang"
PLANNED: Final = "planned"
CANCELLED: Final = "cancelled"


def on_activities_planned(event: Event, now: datetime) -> None:
    """The resolver gets the bells of what was planned for the day ahead; what is under way already opens now, proved."""
    happened = _as(ActivitiesPlanned, event)
    school = _served(happened.school_id)
    if school is None:
        return
    with scope(school=school):
        rows = _rows(school, happened.activity_ids)
        deploy(school, cause=f"{_subject(rows)} {PLANNED}" if rows else PLANNED, now=now, room=engine_room())
        begun = [row for row in rows if queries.state_of(row, now) is ActivityState.OPEN and row.starts == row.planned_at]
        _prove(school, [(row, row.planned_at) for row in begun], PLANNED, now)


def on_activities_cancelled(event: Event, now: datetime) -> None:
    """What was open closes now, proved; the bells to come are taken back."""
    happened = _as(ActivitiesCancelled, event)
    school = _served(happened.school_id)
    if school is None:
        return
    with scope(school=school):
        rows = _rows(school, happened.activity_ids)
        deploy(school, cause=f"{_subject(rows)} {CANCELLED}" if rows else CANCELLED, now=now, room=engine_room())
        broken_off = [(row, row.cancelled_at) for row in rows if row.cancelled_at and row.starts <= row.cancelled_at < row.ends]
        _prove(school, broken_off, CANCELLED, now)


def on_bell_rang(event: Event, now: datetime) -> None:
    """The resolver has rung by itself: each activity is proved, open or closed, measured from the bell."""
    happened = _as(BellRang, event)
    school = _served(happened.school_id)
    if school is None:
        return
    room = engine_room()
    with scope(school=school):
        if room.held is None or is_behind(school):
            deploy(school, cause=RANG, now=now, room=room)
        at = datetime.fromisoformat(happened.at)
        _prove(school, [(row, at) for row in _rows(school, happened.activity_ids)], RANG, now)


def on_facts_changed(event: Event, now: datetime) -> None:
    """The school's times, networks or classes changed: what was planned for what is no more is ended, and whoever planned it told."""
    _review(event.school_id, now)


def on_version_changed(event: Event, now: datetime) -> None:
    """Another version holds, or none: an activity whose form has gone is ended, and whoever planned it told."""
    _review(event.school_id, now)


def _review(school_id: int, now: datetime) -> None:
    school = School.objects.filter(pk=school_id).first()
    if school is not None:
        with scope(school=school):
            review(school, now=now)


def _prove(school: School, found: Sequence[tuple[Activity, datetime]], what: str, now: datetime) -> None:
    """Ask the engine for each of these, unless that very moment of it was proved already. The programme is the same for all."""
    if not found:
        return
    room, deployment = engine_room(), latest_deployment(school)
    programme = policy.programme(school, at=now, standing=standing(school, at=now))
    for row, at in found:
        subject, cause = queries.activity_words(row), f"{queries.activity_words(row)}: {what}"
        if not proofs(school).filter(subject=subject, cause=cause, caused_at=at).exists():
            case = ProofCase(subject, cause, for_activity(programme, row, room.now()), at, deployment)
            prove(school, case, programme=programme, now=now, room=room)


def _rows(school: School, ids: Sequence[int]) -> list[Activity]:
    return list(queries.activities(school).filter(pk__in=list(ids)).order_by("pk"))


def _subject(rows: Sequence[Activity]) -> str:
    return queries.activity_words(rows[0])


def _as(kind: type[Happened], event: Event) -> Happened:
    """The event as the kind the wiring promised. Raises Fault where it is wired to another."""
    if not isinstance(event, kind):
        raise Fault(f"a listener for {kind.__name__} was given a {type(event).__name__}: mend LISTENERS in web/wiring.py")
    return event


def _served(school_id: int) -> School | None:
    """The school, where this machine's resolver answers for it."""
    school = served_school()
    return school if school is not None and school.pk == school_id else None
