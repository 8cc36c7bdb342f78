"""Proving: the real engine is asked as a device of each seat concerned would ask, and its answer compared with `decide`.

Ask within the school's scope. Nothing here raises for an engine that is away: that is a proof that failed, and it is loud.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Final

from belisha.adapters.resolver.client import EngineAway
from belisha.adapters.resolver.proof import WireAnswer
from belisha.core.decision.decide import decide
from belisha.core.decision.model import Decision, Question, Reason, Verdict
from belisha.core.moments import UNKNOWN_SEAT, SchoolFacts, Seat
from belisha.core.names import Address, Host, Network
from belisha.core.programme.model import Programme
from belisha.filtering.actions.proofs import write_proofs
from belisha.filtering.embedded import EngineRoom
from belisha.filtering.models import Deployment, Observing, Proof
from belisha.filtering.queries.observing import holds_at, observing_at
from belisha.filtering.queries.proofs import OBSERVED
from belisha.filtering.queries.seats import is_of_person
from belisha.schools.models import School

TRIES: Final = 2
LONGEST_SETTLING: Final = timedelta(hours=1)
"""Beyond this the clock was set, or the engine was away: no settling time is claimed."""

PROTECTED: Final = (Reason.ILLEGAL_LIST, Reason.MALWARE_LIST)
"""What is closed while a school only observes too."""

NO_ANSWER: Final = "no answer"
WIRE_LETTERS: Final = 300


@dataclass(frozen=True, slots=True)
class Target:
    """A name to ask for from a seat: from `address`, or where that is "" from the first address at which the seat sits."""

    host: str
    seat: Seat
    address: str = ""


@dataclass(frozen=True, slots=True)
class ProofCase:
    """What is to be proved, and why: `caused_at` is the moment of the decision that changed it, None where none did."""

    subject: str
    cause: str
    targets: tuple[Target, ...]
    caused_at: datetime | None = None
    deployment: Deployment | None = None
    is_recorded: bool = True


def prove(school: School, case: ProofCase, *, programme: Programme, now: datetime, room: EngineRoom) -> list[Proof]:
    """Ask for each target and keep what came back; a failure tells the network manager and the headteacher."""
    rows, observing = [], observing_at(school, at=room.now())
    for target in case.targets:
        address = target.address or address_of(target.seat, programme.facts)
        if not address:
            continue
        row = _proof(school, target, str(address), programme=programme, room=room, observing=observing)
        row.school, row.deployment, row.asked_at = school, case.deployment, now
        row.subject, row.cause, row.caused_at = case.subject, case.cause, case.caused_at
        row.settled_milliseconds = _settled(case.caused_at, room)
        rows.append(row)
    return write_proofs(school, rows, now=now, is_recorded=case.is_recorded)


def seats_of(facts: SchoolFacts) -> tuple[Seat, ...]:
    """The seats of the school's networks, each once, and the one that nobody knows.

    Of devices of one person, one stands for all with the same words: fourteen classes are asked for fourteen times.
    """
    by_key = {network.seat.key: network.seat for network in facts.networks if not network.seat.is_unknown}
    found: dict[object, Seat] = {}
    for key, seat in by_key.items():
        found.setdefault((seat.people, seat.network) if is_of_person(key) else key, seat)
    return (*found.values(), UNKNOWN_SEAT)


def address_of(seat: Seat, facts: SchoolFacts) -> Address | None:
    """An address at which exactly this seat sits (a wider range has narrower ones inside it), or None where there is none."""
    ranges = facts.ranges if seat.is_unknown else tuple(n.range for n in facts.networks if n.seat.key == seat.key)
    tried = chain.from_iterable(_addresses(wide, facts) for wide in ranges)
    return next((address for address in tried if (found := facts.seat_at(address)) is not None and found.key == seat.key), None)


def address_within(network: Network, facts: SchoolFacts) -> Address | None:
    """An address for which this very network says who sits there, or None where narrower ones hold them all."""

    def narrowest(address: Address) -> Network:
        return max((n.range for n in facts.networks if address in n.range), key=lambda held: held.prefixlen)

    return next((address for address in _addresses(network, facts) if narrowest(address) == network), None)


def is_as_expected(decision: Decision, answer: WireAnswer) -> bool:
    """True where the wire says what the decision says: also the clause, where it closes by one."""
    if decision.verdict is Verdict.CLOSED:
        return answer.is_closed and (decision.clause or "") in (answer.ede_text or "")
    if decision.verdict is Verdict.SAFE:
        return answer.rcode == "NOERROR" and not answer.is_closed and decision.safe_host in answer.aliases
    if decision.verdict is Verdict.NEGATIVE:
        return answer.is_negative
    return answer.rcode == "NOERROR" and not answer.is_closed


def is_as_observed(decision: Decision, answer: WireAnswer) -> bool:
    """The same while the school only observes: closed where a protective list closes; else answered and led nowhere else."""
    if decision.verdict is Verdict.CLOSED and decision.reason in PROTECTED:
        return is_as_expected(decision, answer)
    if decision.verdict is Verdict.NEGATIVE:
        return not answer.is_closed and not answer.is_refused  # whether there is such a name is for the world outside to say
    return answer.rcode == "NOERROR" and not answer.is_closed and decision.safe_host not in answer.aliases


def expected_word(decision: Decision, *, is_observing: bool) -> str:
    """What a proof of this decision says in a word: "closed"; while observing "only observed" of all that is not open anyway."""
    is_kept = decision.verdict is Verdict.OPEN or (decision.verdict is Verdict.CLOSED and decision.reason in PROTECTED)
    return decision.verdict.value if is_kept or not is_observing else OBSERVED


def _addresses(wide: Network, facts: SchoolFacts) -> Iterator[Address]:
    """Addresses of a range worth trying: its second, and the first after each narrower range inside it."""
    if wide.num_addresses > 1:
        yield wide[1]
    yield wide[0]
    for network in facts.networks:
        after = int(network.range.broadcast_address) + 1 - int(wide.network_address)
        if network.range.version == wide.version and 0 < after < wide.num_addresses:
            yield wide[after]


def _proof(school: School, target: Target, address: str, *, programme: Programme, room: EngineRoom, observing: Observing | None) -> Proof:
    """The proof of one target: what `decide` says against what the engine says, asked again once where they differ.

    `observing` is what the database said when the round of proofs began; where they differ it is asked anew.
    """
    answer, decision, is_proved, is_observing = None, None, False, False
    for number in range(TRIES):
        moment = room.now()
        decision = decide(programme, Question(Host(target.host), moment, target.seat))
        is_observing = holds_at(observing if number == 0 else observing_at(school, at=moment), moment)
        answer = _answer(target.host, address, room)
        is_right = is_as_observed if is_observing else is_as_expected
        is_proved = answer is not None and is_right(decision, answer)
        if is_proved:
            break
    expected = expected_word(decision, is_observing=is_observing)
    return Proof(
        host=target.host,
        seat_key=target.seat.key,
        address=address,
        expected=expected,
        answered=expected if is_proved else _answered(answer, expected),
        wire=_wire(answer),
        clause=decision.clause or "",
        is_proved=is_proved,
        milliseconds=answer.milliseconds if answer else 0.0,
    )


def _answer(host: str, address: str, room: EngineRoom) -> WireAnswer | None:
    try:
        return room.engine.ask(host, source=address)
    except (EngineAway, OSError):
        return None


def _answered(answer: WireAnswer | None, expected: str) -> str:
    """What a wrong answer comes to, in a word or two."""
    if answer is None:
        return NO_ANSWER
    if answer.is_closed:
        return "closed otherwise" if expected == Verdict.CLOSED.value else Verdict.CLOSED.value
    if answer.is_refused:
        return "refused"
    if answer.is_negative:
        return Verdict.NEGATIVE.value
    if answer.rcode != "NOERROR":
        return answer.rcode.lower()[:20]
    return Verdict.SAFE.value if answer.aliases else Verdict.OPEN.value


def _wire(answer: WireAnswer | None) -> str:
    """The answer as the wire had it, for whoever looks closely."""
    if answer is None:
        return NO_ANSWER
    parts = [answer.rcode, *answer.aliases, *answer.addresses]
    parts += [f"EDE {answer.ede_code}: {answer.ede_text or ''}"] if answer.ede_code is not None else []
    return " ".join(parts)[:WIRE_LETTERS]


def _settled(caused_at: datetime | None, room: EngineRoom) -> float | None:
    """Milliseconds from the decision to the engine's answer, both by the clock of the house; None where the clock was set between."""
    answered_at = room.now()
    was_set = room.set_at is not None and caused_at is not None and caused_at < room.set_at
    if caused_at is None or was_set or not timedelta(0) <= answered_at - caused_at <= LONGEST_SETTLING:
        return None
    return (answered_at - caused_at) / timedelta(milliseconds=1)


def each_at(hosts: Iterable[str], seats: Iterable[Seat]) -> tuple[Target, ...]:
    """Every name from every seat."""
    at = tuple(seats)
    return tuple(Target(host, seat) for host in hosts for seat in at)
