"""What filtering does when something has happened: deploy, then prove. Run by the worker; an event heard twice changes nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django_scopes import scope

from belisha.directory import queries as directory
from belisha.filtering.deploy import Deployed, deploy
from belisha.filtering.embedded import EngineRoom, engine_room, served_school
from belisha.filtering.events import ListLoaded, ObservingEnded, ObservingStarted, OpeningEnded, OpeningMade
from belisha.filtering.models import Proof
from belisha.filtering.plans import for_list, for_observing, for_opening, for_round_and_networks, for_version
from belisha.filtering.proving import ProofCase, Target, prove
from belisha.filtering.queries import lists, observing, openings
from belisha.filtering.queries.proofs import STANDING, proofs
from belisha.filtering.schedule import prove_round
from belisha.kit.access import Fault
from belisha.kit.outbox import Event, Happened
from belisha.policy.events import VersionInForce, VersionWithdrawn
from belisha.policy.models import PolicyVersion
from belisha.schools.models import School

Plan = Callable[[Deployed], tuple[Target, ...]]


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something is deployed and proved: `subject` finds the proofs again ("opening 12"), `at` is the moment of the decision."""

    words: str
    subject: str
    at: datetime | None = None


def on_version_in_force(event: Event, now: datetime) -> None:
    """A version has its signatures: the network follows, and what changed is proved."""
    happened = _as(VersionInForce, event)
    _of_version(happened.school_id, happened.version_id, "put in force", now)


def on_version_withdrawn(event: Event, now: datetime) -> None:
    """A version was withdrawn: the safe baseline holds again, and what changed is proved."""
    happened = _as(VersionWithdrawn, event)
    if happened.was_in_force:
        _of_version(happened.school_id, happened.version_id, "withdrawn", now)


def on_opening_made(event: Event, now: datetime) -> None:
    """A decision opened a site: open for whom it says, closed for the others, proved."""
    happened = _as(OpeningMade, event)
    _of_opening(happened.school_id, happened.opening_id, "made", now)


def on_opening_ended(event: Event, now: datetime) -> None:
    """An opening is over: closed again, proved."""
    happened = _as(OpeningEnded, event)
    _of_opening(happened.school_id, happened.opening_id, "ended", now)


def on_list_loaded(event: Event, now: datetime) -> None:
    """A list has new contents: the network follows, and one name of it is proved."""
    happened = _as(ListLoaded, event)
    school = _served(happened.school_id)
    if school is None:
        return
    with scope(school=school):
        row = lists.list_row(school, happened.list_id)
        if row is not None:
            cause = Cause(f"list “{row.list_id}” loaded", f"list {row.list_id}", row.loaded_at)
            enforce(school, cause, lambda deployed: for_list(deployed.programme, row.list_id), now=now)


def on_observing_started(event: Event, now: datetime) -> None:
    """The school only observes: the network opens what it closed, proved, and proved that the protective lists still close."""
    happened = _as(ObservingStarted, event)
    _of_observing(happened.school_id, happened.observing_id, "started", now)


def on_observing_ended(event: Event, now: datetime) -> None:
    """The school observes no more: the network closes again, proved."""
    happened = _as(ObservingEnded, event)
    _of_observing(happened.school_id, happened.observing_id, "ended", now)


def on_facts_changed(event: Event, now: datetime) -> None:
    """The school's networks, classes or times changed: the network follows."""
    school = _served(event.school_id)
    if school is not None:
        with scope(school=school):
            cause = Cause("the school's facts changed", STANDING)
            enforce(school, cause, lambda deployed: for_round_and_networks(deployed.programme, now), now=now)


def enforce(school: School, cause: Cause, plan: Plan, *, now: datetime, room: EngineRoom | None = None) -> list[Proof]:
    """Deploy what holds, then prove what the plan names; the proofs. Already proved for this cause: nothing is asked again.

    Raises Fault where the engine is away; the outbox tries again. Ask within the school's scope.
    """
    room = room or engine_room()
    deployed = deploy(school, cause=cause.words, now=now, room=room)
    if deployed.row is None and _is_proved_already(school, cause):
        return []
    case = ProofCase(cause.subject, cause.words, plan(deployed), cause.at, deployed.row)
    return prove(school, case, programme=deployed.programme, now=now, room=room)


def _of_version(school_id: int, version_id: int, what: str, now: datetime) -> None:
    school = _served(school_id)
    if school is None:
        return
    with scope(school=school):
        version = PolicyVersion.objects.filter(pk=version_id).first()
        if version is None:
            return
        moment = version.in_force_from if what == "put in force" else version.in_force_until
        cause = Cause(f"version {version.number} {what}", f"version {version.number}", moment)

        def plan(deployed: Deployed) -> tuple[Target, ...]:
            before = deployed.before if deployed.row else None  # deployed by another cause already: prove all that is closed
            return for_version(before, deployed.programme, directory.catalogue(), now)

        if enforce(school, cause, plan, now=now):
            prove_round(school, cause=cause.words, now=now, room=engine_room())  # also each clause that closes what was closed before


def _of_opening(school_id: int, opening_id: int, what: str, now: datetime) -> None:
    school = _served(school_id)
    if school is None:
        return
    with scope(school=school):
        row = openings.opening(school, opening_id)
        if row is not None:
            decided_at = row.request.decided_at if row.request else row.starts
            moment = row.ended_at if what == "ended" else decided_at
            cause = Cause(f"{openings.opening_words(row)} {what}", openings.opening_words(row), moment)
            enforce(school, cause, lambda deployed: for_opening(deployed.programme, row.host, row.people), now=now)


def _of_observing(school_id: int, observing_id: int, what: str, now: datetime) -> None:
    school = _served(school_id)
    if school is None:
        return
    with scope(school=school):
        row = observing.observing_numbered(school, observing_id)
        if row is not None:
            words = observing.observing_words(row)
            cause = Cause(f"{words} {what}", words, row.ended_at if what == "ended" else row.started_at)
            enforce(school, cause, lambda deployed: for_observing(deployed.programme, now), now=now)


def _as(kind: type[Happened], event: Event) -> Happened:
    """The event as the kind the wiring promised. Raises Fault where it is wired to another."""
    if not isinstance(event, kind):
        raise Fault(f"a listener for {kind.__name__} was given a {type(event).__name__}: mend LISTENERS in web/wiring.py")
    return event


def _is_proved_already(school: School, cause: Cause) -> bool:
    """True where this very change was proved, every answer as it should be."""
    found = proofs(school).filter(subject=cause.subject, cause=cause.words, caused_at=cause.at)
    return found.exists() and not found.filter(is_proved=False).exists()


def _served(school_id: int) -> School | None:
    """The school, where this machine's resolver answers for it."""
    school = served_school()
    return school if school is not None and school.pk == school_id else None
