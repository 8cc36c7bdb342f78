"""Explaining: why a site is open or closed for somebody, now or at another moment, and the clause that says so.

The past is read from the programme the engine held then; where none was kept, it is compiled from the version in force then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from zoneinfo import ZoneInfo

from belisha.core.decision.decide import decide
from belisha.core.decision.model import Question
from belisha.core.decision.reasons import Audience, sentence
from belisha.core.moments import UNKNOWN_SEAT, SchoolFacts, Seat
from belisha.core.names import Host, Unusable
from belisha.core.programme.model import Programme
from belisha.filtering.queries.deployments import deployment_at, programme_of
from belisha.filtering.queries.seats import seat_of_class, seat_of_person
from belisha.filtering.queries.standing import standing
from belisha.people import queries as people
from belisha.policy import queries as policy
from belisha.schools.models import School

GROUPS = ("pupils", "staff", "guests", "unknown")


class UnusableQuestion(Exception):
    """The question cannot be asked; the message is a sentence that says what to write instead."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """An answer for people and programs. `reason` is the name of core's Reason; `until` is ISO 8601 with the school's offset, or None."""

    host: str
    seat: str
    at: str
    verdict: str
    reason: str
    clause: str | None
    rule: str
    until: str | None
    policy_version: str
    clause_words: str
    sentence: str

    def as_json(self) -> dict[str, str | None]:
        """The same as JSON values."""
        return {name: getattr(self, name) for name in self.__slots__}

    def told(self) -> str:
        """The same for a terminal."""
        lines = [f"{self.host} for {self.seat}: {self.verdict}", self.sentence]
        lines += [f"Clause {self.clause}: {self.clause_words}"] if self.clause and self.clause_words else []
        lines += [f"Until {self.until}"] if self.until else []
        return "\n".join([*lines, f"Rule {self.rule or 'none'}, reason {self.reason}, policy {self.policy_version[:12]}, at {self.at}"])


def explain(
    school: School, *, host_words: str, as_words: str | None, from_address: str | None, at: datetime | None, now: datetime
) -> Explanation:
    """Why `host_words` is as it is, for a group, a class or a person (`as_words`), or for a device's address.

    `at` (aware, or in school time) is the moment, `now` where it is None. Raises UnusableQuestion. Ask within the school's scope.
    """
    zone = ZoneInfo(school.zone)
    moment = now if at is None else at if at.tzinfo else at.replace(tzinfo=zone)
    host = _host(host_words)
    programme = programme_at(school, at=moment, now=now)
    seat = _seat(school, programme.facts, as_words, from_address, moment)
    decision = decide(programme, Question(host, moment, seat))
    return Explanation(
        host=host.name,
        seat=seat.key,
        at=_iso(moment, zone) or "",
        verdict=decision.verdict.value,
        reason=decision.reason.name,
        clause=decision.clause,
        rule=decision.rule,
        until=_iso(decision.until, zone),
        policy_version=decision.policy_version,
        clause_words=programme.words_of(decision.clause),
        sentence=sentence(decision, audience=Audience.STAFF, host=host.name),
    )


def programme_at(school: School, *, at: datetime, now: datetime) -> Programme:
    """What held, holds or will hold at a moment, as far as it is decided by now."""
    deployment = deployment_at(school, at=at) if at < now else None
    if deployment is not None:
        return programme_of(deployment.programme)
    return policy.programme(school, at=at, standing=standing(school, at=at))


def _host(words: str) -> Host:
    try:
        return Host.from_words(words)
    except Unusable as fault:
        raise UnusableQuestion(str(fault)) from fault


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
        raise UnusableQuestion(f"“{address[:60]}” is not an address: write it like 127.0.1.5.") from fault
    if found is None:
        raise UnusableQuestion(f"{address} is no address of this school: devices outside it are refused.")
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


def _iso(moment: datetime | None, zone: ZoneInfo) -> str | None:
    return moment.astimezone(zone).isoformat(timespec="seconds") if moment else None
