"""Deploying: what holds is compiled, compared with what the engine acknowledged last, sent as a numbered delta, acknowledged.

Nothing to change: no new number. An engine that is away: the fault stays on the deployment's row, and everybody who tries again
(the outbox, the schedule, the next start) ends at the same place. Ask within the school's scope.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from belisha.adapters.resolver.client import EngineAway, EngineRefused
from belisha.core.programme.model import Programme
from belisha.core.rulesets.compare import at_moment, delta_between
from belisha.core.rulesets.compile import compile_timeline
from belisha.core.rulesets.model import Bell, Ruleset, Timeline
from belisha.filtering.actions import deployments as written
from belisha.filtering.actions.deployments import Change
from belisha.filtering.embedded import EngineRoom, Held
from belisha.filtering.models import Deployment
from belisha.filtering.queries.deployments import highest_number, latest_deployment, programme_of, waiting_deployment
from belisha.filtering.queries.observing import observing_at
from belisha.filtering.queries.standing import standing
from belisha.kit.access import Fault
from belisha.policy import queries as policy
from belisha.schools.models import School

HORIZON_HOURS = 24
"""How far ahead the engine rings its own bells. Source: architecture.md, Processes."""

ANEW_EVERY = timedelta(hours=1)
"""How often the hours ahead are compiled anew; a day's new facts (classes, networks) are felt by then."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """What came of deploying: the row of a new ruleset (None: nothing had to change), and the programmes before and now."""

    row: Deployment | None
    before: Programme | None
    programme: Programme


def deploy(school: School, *, cause: str, now: datetime, room: EngineRoom, is_whole: bool = False) -> Deployed:
    """Bring the engine to what holds at `now`, and write down that it is. `is_whole` sends everything, whatever the engine had.

    Raises Fault where the engine is away or refuses; the row then carries the fault.
    """
    if room.held is None and not is_whole:
        room.held = _recalled(school, room)
    programme = policy.programme(school, at=now, standing=standing(school, at=now))
    before = room.held.programme if room.held else None
    timeline = _compiled(school, programme, now, room)
    room.compiled_at = now
    if not is_whole and room.held is not None and is_same(room.held.timeline, timeline, now):
        if is_behind(school):
            written.forget_waiting(school)
        return Deployed(None, before, programme)
    change = Change(school, programme, timeline.ruleset.number, cause)
    try:
        sent = _send(timeline, room, is_whole=is_whole)
    except (EngineAway, EngineRefused, OSError) as fault:
        written.note_fault(change, str(fault), now=now)
        room.away = str(fault)
        raise Fault(f"the change “{cause}” has not reached the resolver: {fault}") from fault
    room.held, room.away = Held(sent, programme), ""
    row = written.acknowledge(replace(change, number=sent.ruleset.number), acknowledged_at=room.now(), now=now)
    return Deployed(row, before, programme)


def is_behind(school: School) -> bool:
    """True while a change waits for the engine."""
    return waiting_deployment(school) is not None


def is_same(held: Timeline, wanted: Timeline, now: datetime) -> bool:
    """True where the engine, with its due bells rung, already answers as wanted, and its bells to come are those wanted.

    Bells beyond the hours it has are no news until an hour has passed: else every look would be a change.
    """
    age = now - held.ruleset.at
    if age < timedelta(0):
        return False
    here = replace(at_moment(held, now), number=wanted.ruleset.number, at=wanted.ruleset.at)
    last = (held.ruleset.at if age < ANEW_EVERY else now) + timedelta(hours=HORIZON_HOURS)
    due_later, expected = (
        tuple(bell for bell in bells if bell.at > now and (bell.at <= last or bell.observing is not None))
        for bells in (held.bells, wanted.bells)
    )
    return _is_same_ruleset(here, wanted.ruleset) and due_later == expected


def needs_hours(room: EngineRoom, now: datetime) -> bool:
    """True where the hours compiled ahead are to be compiled anew, or never were."""
    return room.compiled_at is None or not timedelta(0) <= now - room.compiled_at < ANEW_EVERY


def _recalled(school: School, room: EngineRoom) -> Held | None:
    """What a worker before this one deployed, where engine, disk and database agree on its number; else None: the whole is sent."""
    last, timeline = latest_deployment(school), room.engine.recall()
    if last is None or timeline is None:
        return None
    try:
        number = room.engine.status().number
    except EngineAway:
        return None
    is_agreed = number == timeline.ruleset.number == last.number
    return Held(timeline, programme_of(last.programme)) if is_agreed else None


def _compiled(school: School, programme: Programme, now: datetime, room: EngineRoom) -> Timeline:
    known = room.held.timeline.ruleset.number if room.held else 0
    compiled = compile_timeline(
        programme,
        at=now,
        number=(known or highest_number(school)) + 1,
        school=school.name,
        local_names=room.local_names(school),
        hours=HORIZON_HOURS,
    )
    row = observing_at(school, at=now)
    return compiled if row is None else _observing(compiled, until=row.ends_at)


def _observing(timeline: Timeline, *, until: datetime) -> Timeline:
    """The timeline of a school that only observes; a bell ends it at `until` by itself, however far away, also where the worker is dead."""
    bells = sorted((*timeline.bells, Bell(until, observing=False)), key=lambda bell: bell.at)
    return Timeline(replace(timeline.ruleset, observing=True), tuple(bells))


def _send(timeline: Timeline, room: EngineRoom, *, is_whole: bool) -> Timeline:
    """The timeline as the engine acknowledged it: by a delta where one will do and follows, else whole. Raises as the engine does."""
    delta = None if is_whole or room.held is None else delta_between(room.held.timeline.ruleset, timeline.ruleset, timeline.bells)
    if delta is not None:
        try:
            room.engine.apply(delta)
            return timeline
        except EngineRefused:
            pass  # it holds another number than we think (a restart, a missed acknowledgement): give it the whole
    return _send_whole(timeline, room)


def _send_whole(timeline: Timeline, room: EngineRoom) -> Timeline:
    """As _send, everything at once, under a number above any the engine has."""
    number = max(timeline.ruleset.number, (room.engine.status().number or 0) + 1)
    whole = Timeline(replace(timeline.ruleset, number=number), timeline.bells)
    room.engine.load(whole)
    return whole


def _is_same_ruleset(one: Ruleset, other: Ruleset) -> bool:
    """True where two rulesets answer alike; lists are compared by their hashes, because one can hold a million names."""
    hashes = [{key: (held.title, held.sha256) for key, held in ruleset.lists.items()} for ruleset in (one, other)]
    return hashes[0] == hashes[1] and replace(one, lists={}) == replace(other, lists={})
