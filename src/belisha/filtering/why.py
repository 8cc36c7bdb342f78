"""The answer of the why page: what is decided for whom and when, what it was read from, the layers, and what would open it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from belisha.core.decision.decide import decide
from belisha.core.decision.explanation import Why, explanation_of
from belisha.core.decision.explanation import why as why_of
from belisha.core.decision.layer_words import layer_words, safe_mode_words, spoken_words, way_words
from belisha.core.decision.layers import Layer, Said
from belisha.core.decision.model import Question, Reason, Verdict
from belisha.core.decision.ways import Way
from belisha.core.moments import Seat
from belisha.core.programme.model import BASELINE
from belisha.filtering.explain import Asked, Found, question_of
from belisha.filtering.models import Deployment
from belisha.filtering.queries.deployments import held_from_until
from belisha.filtering.queries.seats import class_of, is_of_person, seats_asking
from belisha.kit.templatetags.school_time import school_moment
from belisha.people.models import Person
from belisha.policy import queries as policy
from belisha.policy.models import PolicyVersion
from belisha.schools.models import School

HASH_SHOWN: Final = 12
LOOKS: Final = {Verdict.OPEN: "steady", Verdict.SAFE: "steady", Verdict.CLOSED: "closed", Verdict.NEGATIVE: "closed"}
VERDICTS: Final = {
    Verdict.OPEN: "is open",
    Verdict.SAFE: "is open, in its safe mode,",
    Verdict.CLOSED: "is closed",
    Verdict.NEGATIVE: "is answered as if it did not exist",
}
_GROUPS: Final = {"pupils": "pupils", "staff": "staff", "guests": "guests", "unknown": "a device nobody knows"}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks, and the address of their own device."""

    school: School
    person: Person
    address: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Source:
    """What the answer was read from, in one sentence; `version` is None under the safe baseline."""

    words: str
    version: PolicyVersion | None
    is_in_force_now: bool


@dataclass(frozen=True, slots=True)
class ShownLayer:
    """One layer as the page has it; `spoken` are the words of each rule in it, and whether that rule won."""

    layer: Layer
    words: str
    spoken: tuple[tuple[str, bool], ...]
    is_deciding: bool


@dataclass(frozen=True, slots=True)
class ShownWay:
    """One form that could open it, as the page has it; `can_ask`: this reader may ask with it now, at the door."""

    way: Way
    words: tuple[str, ...]
    can_ask: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything the page shows of one question."""

    host: str
    verdict: str
    look: str
    whom: str
    at: datetime
    is_now: bool
    sentence: str
    until: datetime | None
    clause: str
    clause_words: str
    source: Source
    layers: tuple[ShownLayer, ...]
    safe_mode: str
    ways: tuple[ShownWay, ...]
    no_way: str
    is_opening: bool


def answer_of(asked: Asked, reader: Reader) -> Answer:
    """The answer to a question. Raises UnusableQuestion. Ask within the school's scope."""
    found = question_of(reader.school, asked, now=reader.now)
    told, why = explanation_of(found.programme, found.question), why_of(found.programme, found.question)
    decision, is_now = why.path.decision, asked.at is None
    return Answer(
        host=told.host,
        verdict=VERDICTS[decision.verdict],
        look=LOOKS[decision.verdict],
        whom=called(found.question.seat, asked.from_address),
        at=found.question.moment,
        is_now=is_now,
        sentence=told.sentence,
        until=decision.until,
        clause=decision.clause or "",
        clause_words=told.clause_words,
        source=_source(found, reader),
        layers=tuple(_shown(layer) for layer in why.path.layers),
        safe_mode=safe_mode_words(why.path),
        ways=_ways(why, found, reader) if is_now else tuple(ShownWay(way, way_words(way), can_ask=False) for way in why.ways.forms),
        no_way=why.ways.sentence,
        is_opening=decision.reason is Reason.OPENED_BY_DECISION,
    )


def called(seat: Seat, address: str | None) -> str:
    """Who sits there, for a sentence: "class 5K", "the device at 127.0.1.5 (class 5K)"."""
    class_name = class_of(seat)
    group = f"class {class_name}" if class_name else _GROUPS.get(seat.key, seat.key)
    if address and is_of_person(seat.key):
        group = "one person’s"
    return f"the device at {address} ({group})" if address else group


def _shown(layer: Layer) -> ShownLayer:
    spoken = tuple((spoken_words(one), layer.is_won_by(one)) for one in layer.spoken)
    return ShownLayer(layer, layer_words(layer), spoken, layer.said is Said.DECIDED)


def _ways(why: Why, found: Found, reader: Reader) -> tuple[ShownWay, ...]:
    """The forms, with the way to the door beside the one with which this reader can ask from where they are."""
    form = _form_of_reader(found, reader) if why.ways.forms else None
    return tuple(ShownWay(way, way_words(way), way.form.name == form) for way in why.ways.forms)


def _form_of_reader(found: Found, reader: Reader) -> str | None:
    """The form this reader could ask with now: for the device they sit at, the class they teach, or themselves."""
    on = policy.school_day_of(reader.school, reader.now)
    for seat in seats_asking(found.programme.facts, address=reader.address, person=reader.person, on=on):
        decision = decide(found.programme, Question(found.question.host, reader.now, seat))
        if decision.form:
            return decision.form
    return None


def _source(found: Found, reader: Reader) -> Source:
    """The programme that was read, or that none was kept."""
    school, at = reader.school, found.question.moment
    version = policy.version_in_force(school, at)
    is_baseline = found.programme.version == BASELINE
    name = "the safe baseline" if is_baseline or version is None else f"version {version.number} of the policy"
    in_force = policy.version_in_force(school, reader.now)
    same = in_force is not None and in_force.identity == found.programme.version
    if found.deployment is not None:
        words = _kept_words(found.deployment, name)
    elif at < reader.now:
        words = (
            "No programme of the network was kept for that moment: this is worked out anew from"
            f" {name}, which was in force then, with the lists of today."
        )
    elif at > reader.now:
        words = f"This lies ahead: it is worked out from {name}, as far as everything is decided by now."
    else:
        identity = "" if is_baseline else f" ({found.programme.version[:HASH_SHOWN]})"
        words = f"Worked out now from {name}{identity}, with all that stands decided."
    return Source(words, None if is_baseline else version, same)


def _kept_words(deployment: Deployment, name: str) -> str:
    starts, ends = held_from_until(deployment)
    end = f"to {school_moment(ends)}" if ends else "and holds it still"
    return (
        f"Read from the programme {deployment.programme.sha256[:HASH_SHOWN]} of {name},"
        f" which the network held from {school_moment(starts)} {end}."
    )
