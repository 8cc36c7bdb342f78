"""Explaining: why a site is open or closed for somebody, now or at another moment, and the clause that says so.

The past is read from the programme the engine held then; where none was kept, it is compiled from the version in force then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Final
from zoneinfo import ZoneInfo

from belisha.core.decision.explanation import Explanation, explanation_of
from belisha.core.decision.model import Question
from belisha.core.moments import UNKNOWN_SEAT, SchoolFacts, Seat
from belisha.core.names import Host, Unusable
from belisha.core.programme.model import Programme
from belisha.filtering.models import Deployment
from belisha.filtering.queries.deployments import deployment_at, programme_of
from belisha.filtering.queries.seats import seat_of_class, seat_of_person
from belisha.filtering.queries.standing import standing
from belisha.people import queries as people
from belisha.policy import queries as policy
from belisha.schools.models import School

GROUPS: Final = ("pupils", "staff", "guests", "unknown")
EARLIEST_YEAR, LATEST_YEAR = 1000, 9000


class UnusableQuestion(Exception):
    """The question cannot be asked; the message is a sentence that says what to write instead, `about` the part it is about."""

    def __init__(self, sentence: str, *, about: str = "seat") -> None:
        super().__init__(sentence)
        self.about = about


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was written: for `as_words` ("group:pupils", "class:5K", "person:12") or a device's address; `at` None: now."""

    host_words: str
    as_words: str | None = None
    from_address: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A question that can be decided: what held at its moment, and the deployment that was read for it (None: it was compiled)."""

    programme: Programme
    question: Question
    deployment: Deployment | None = None


def explain(
    school: School, *, host_words: str, as_words: str | None, from_address: str | None, at: datetime | None, now: datetime
) -> Explanation:
    """Why `host_words` is as it is, for a group, a class or a person (`as_words`), or for a device's address.

    `at` (aware, or in school time) is the moment, `now` where it is None. Raises UnusableQuestion. Ask within the school's scope.
    """
    found = question_of(school, Asked(host_words, as_words, from_address, at), now=now)
    return explanation_of(found.programme, found.question)


def question_of(school: School, asked: Asked, *, now: datetime) -> Found:
    """What was asked, ready to be decided. Raises UnusableQuestion. Ask within the school's scope."""
    zone, at = ZoneInfo(school.zone), asked.at
    moment = now if at is None else at if at.tzinfo else at.replace(tzinfo=zone)
    if not EARLIEST_YEAR < moment.year < LATEST_YEAR:
        raise UnusableQuestion(
            f"The year {moment.year} is not one a school can be asked about: write a moment like 2026-09-15T10:15.", about="moment"
        )
    host = _host(asked.host_words)
    programme, deployment = held_at(school, at=moment, now=now)
    seat = _seat(school, programme.facts.at(moment), asked.as_words, asked.from_address, moment)
    return Found(programme, Question(host, moment, seat), deployment)


def programme_at(school: School, *, at: datetime, now: datetime) -> Programme:
    """What held, holds or will hold at a moment, as far as it is decided by now."""
    return held_at(school, at=at, now=now)[0]


def held_at(school: School, *, at: datetime, now: datetime) -> tuple[Programme, Deployment | None]:
    """As programme_at, with the deployment whose kept programme it is; None where it was compiled from a version of the policy."""
    deployment = deployment_at(school, at=at) if at < now else None
    if deployment is None:
        return policy.programme(school, at=at, standing=standing(school, at=at)), None
    try:
        return programme_of(deployment.programme), deployment
    except ValueError as fault:
        kept = deployment.programme.sha256[:12]
        raise UnusableQuestion(
            f"What the network held then ({kept}) is damaged: restore the database from a backup.", about="moment"
        ) from fault


def _host(words: str) -> Host:
    try:
        return Host.from_words(words)
    except Unusable as fault:
        raise UnusableQuestion(str(fault), about="site") from fault


def _seat(school: School, facts: SchoolFacts, as_words: str | None, address: str | None, moment: datetime) -> Seat:
    """The seat meant. Raises UnusableQuestion where none is, or two are."""
    if (as_words is None) == (address is None):
        raise UnusableQuestion("Say for whom: either --as group:pupils, class:5K or person:ID, or --from with a device's address.")
    if address is not None:
        return _seat_at(facts, address)
    kind, _, word = (as_words or "").strip().partition(":")
    if kind == "group" and word in GROUPS:
        return _group(facts, word)
    if kind == "class" and word in facts.classes:
        return seat_of_class(facts, word)
    if kind == "person":
        return _person(school, word, moment)
    known = ", ".join(f"class:{name}" for name in sorted(facts.classes)) or "no class yet"
    raise UnusableQuestion(f"“{(as_words or '')[:60]}” is nobody here: write group:{'|'.join(GROUPS)}, person:ID, or a class ({known}).")


def _seat_at(facts: SchoolFacts, address: str) -> Seat:
    try:
        found = facts.seat_at(ip_address(address.strip()))
    except ValueError as fault:
        raise UnusableQuestion(f"“{address[:60]}” is not an address: write it like 127.0.1.5.", about="address") from fault
    if found is None:
        raise UnusableQuestion(f"{address} is no address of this school: devices outside it are refused.", about="address")
    return found


def _group(facts: SchoolFacts, word: str) -> Seat:
    """The group's own seat, as its network has it; of pupils those who sit in no class."""
    if word == UNKNOWN_SEAT.key:
        return UNKNOWN_SEAT
    return next((n.seat for n in facts.networks if n.seat.key == word), Seat(key=word, people=frozenset({word})))


def _person(school: School, word: str, moment: datetime) -> Seat:
    found = people.person(school, int(word)) if word.isdigit() else None
    if found is None:
        raise UnusableQuestion(f"“{word[:40]}” is the number of nobody at this school: people's pages show it in their address.")
    return seat_of_person(found, on=policy.school_day_of(school, moment))
