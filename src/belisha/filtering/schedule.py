"""What filtering does by the clock, in the worker: openings that are over, the engine kept in step, the round of proofs.

Each takes `now`, may be run at any time and as often as one likes, and works for the one school this machine's resolver serves
(openings end for every school).
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from django_scopes import scope

from belisha.adapters.resolver.client import EngineAway, EngineStatus
from belisha.directory import queries as directory
from belisha.filtering.actions.attempts import clear_old_attempts, write_attempts
from belisha.filtering.actions.observing import expire_observing
from belisha.filtering.actions.openings import expire_openings
from belisha.filtering.actions.proofs import forget_old
from belisha.filtering.deploy import deploy, is_behind, needs_hours
from belisha.filtering.embedded import EngineRoom, engine_room, served_school
from belisha.filtering.plans import for_round_and_networks
from belisha.filtering.proving import ProofCase, Target, prove, seats_of
from belisha.filtering.queries.attempts import last_batch
from belisha.filtering.queries.deployments import latest_deployment
from belisha.filtering.queries.proofs import STANDING, unproved
from belisha.filtering.queries.standing import standing
from belisha.jobs import actions as hearts
from belisha.kit.access import Fault
from belisha.policy import queries as policy
from belisha.schools.models import School

COUNT_EVERY: Final = timedelta(seconds=10)
EXPIRE_EVERY: Final = timedelta(seconds=1)
STEP_EVERY: Final = timedelta(seconds=2)
PROVE_EVERY: Final = timedelta(minutes=10)
HEART_EVERY: Final = timedelta(seconds=5)
JUMP: Final = timedelta(seconds=60)

STARTED: Final = "the worker started"
CLOCK_SET: Final = "the clock was set"
OUT_OF_STEP: Final = "the resolver was out of step"
WAITED: Final = "a change had waited for the resolver"
ASKED_AGAIN: Final = "asked again after it could not be proved"
HOURS_AHEAD: Final = "the hours ahead"


def expire_due(now: datetime) -> None:
    """Write down openings and times of observing that are over; their end is then proved (on_opening_ended, on_observing_ended)."""
    for school in School.objects.order_by("pk"):
        with scope(school=school):
            expire_openings(school, now=now)
            expire_observing(school, now=now)


def fetch_attempts(now: datetime) -> None:
    """Write down what the resolver has counted since; while it is away nothing, for `keep_engine_in_step` says so loudly enough."""
    school = served_school()
    if school is None:
        return
    engine = engine_room().engine
    with scope(school=school), suppress(EngineAway):
        counted = engine.attempts(**last_batch(school))
        write_attempts(school, counted, now=now)
        if not counted.knows_services:
            engine.name_services(directory.names_of_services())


def clear_attempts(now: datetime) -> None:
    """Forget what was counted too long ago to be kept."""
    for school in School.objects.order_by("pk"):
        with scope(school=school):
            clear_old_attempts(school, now=now)


def keep_engine_in_step(now: datetime) -> None:
    """See that the engine holds what was acknowledged, and give it what it lacks: after a restart, a set clock, a change that waited.

    Raises Fault while the engine is away; the worker's heart then says so.
    """
    school = served_school()
    if school is None:
        return
    room = engine_room()
    with scope(school=school):
        try:
            _keep(school, room, now)
        except EngineAway as away:
            room.away = str(away)
            raise Fault(f"the resolver does not answer, so nothing new reaches it: {away}") from away


def prove_standing(now: datetime) -> None:
    """Prove one name of each block for each seat it closes it to, and each list; what holds is kept, what fails is told."""
    school = served_school()
    if school is None:
        return
    with scope(school=school):
        prove_round(school, cause="the round every ten minutes", now=now, room=engine_room())
        forget_old(school, now=now)


def prove_round(school: School, *, cause: str, now: datetime, room: EngineRoom) -> None:
    """The round of proofs, now; what failed in the last day is asked again under its own subject. Ask within the school's scope."""
    programme = policy.programme(school, at=now, standing=standing(school, at=now))
    seats = {seat.key: seat for seat in seats_of(programme.facts)}
    again: dict[str, list[Target]] = {}
    for row in unproved(school, now=now):
        if row.subject != STANDING and row.seat_key in seats:
            again.setdefault(row.subject, []).append(Target(row.host, seats[row.seat_key]))
    deployment = latest_deployment(school)
    cases = [ProofCase(STANDING, cause, for_round_and_networks(programme, now), deployment=deployment, is_recorded=False)]
    cases += [ProofCase(subject, ASKED_AGAIN, tuple(targets), deployment=deployment) for subject, targets in again.items()]
    for case in cases:
        prove(school, case, programme=programme, now=now, room=room)


def _keep(school: School, room: EngineRoom, now: datetime) -> None:
    has_jumped = room.clock_jumped(now, by_more_than=JUMP)
    if has_jumped:
        room.engine.tick()
    status = room.engine.status()
    if room.is_time_to_beat(HEART_EVERY):
        hearts.beat("resolver", now=now, details={"ruleset": status.number, "broken": status.broken or ""})
    cause = _what_lacks(school, room, status, now, has_jumped=has_jumped)
    if cause is None:
        room.away = ""
        return
    is_whole = cause == OUT_OF_STEP or (room.held is None and status.number is None)
    deploy(school, cause=cause, now=now, room=room, is_whole=is_whole)
    if cause != HOURS_AHEAD:
        prove_round(school, cause=cause, now=now, room=room)


def _what_lacks(school: School, room: EngineRoom, status: EngineStatus, now: datetime, *, has_jumped: bool) -> str | None:
    """Why something is to be deployed now; None where the engine has all there is."""
    if room.held is None:
        return STARTED
    ruleset = room.held.timeline.ruleset
    if status.broken or status.number != ruleset.number or status.policy_version != ruleset.policy_version:
        return OUT_OF_STEP
    if has_jumped:
        return CLOCK_SET
    if is_behind(school):
        return WAITED
    return HOURS_AHEAD if needs_hours(room, now) else None
