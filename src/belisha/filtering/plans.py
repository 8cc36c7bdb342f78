"""What to prove after which change: the names concerned, from the seats concerned. Pure: programmes in, targets out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from belisha.core.decision.decide import category_lists, decide
from belisha.core.decision.in_force import PROTECTIVE, Ruling
from belisha.core.decision.model import Question, Verdict
from belisha.core.decision.people import STAFF, any_binds, covers
from belisha.core.moments import SchoolNetwork, Seat
from belisha.core.names import Host, Unusable
from belisha.core.programme.model import Catalogue, Effect, Programme, Rule
from belisha.filtering.proving import Target, address_of, address_within, each_at, seats_of
from belisha.filtering.queries.seats import is_of_person

ROUND_SECONDS: Final = 600  # schedule.PROVE_EVERY
DEVICES_A_ROUND: Final = 20
"""Devices of one person that are asked from within each round, in turn: of four hundred each is asked every few hours."""

CHANGED_AT_MOST: Final = 40
"""Services proved after one new version: the wire needs about a millisecond each."""


def for_opening(programme: Programme, host: str, people: str) -> tuple[Target, ...]:
    """The name from every seat it was opened for, from one class it was not opened for, and from staff."""
    seats = seats_of(programme.facts)
    opened = [seat for seat in seats if covers(people, seat)]
    others = [seat for seat in seats if seat not in opened]
    other_class = next((seat for seat in others if "/" in seat.key), None)
    staff = next((seat for seat in others if STAFF in seat.people), None)
    return each_at([host], [*opened, *(seat for seat in (other_class, staff) if seat is not None)])


def for_version(before: Programme | None, after: Programme, catalogue: Catalogue, at: datetime) -> tuple[Target, ...]:
    """One name of each service whose verdict changed at some seat (without a programme before: that is closed), and one that did not.

    And one name of each block, so that a clause that closes what was closed before is proved from its first minute.
    """
    changed: list[Target] = []
    unchanged: list[Target] = []
    for host in _service_names(before, after, catalogue):
        for seat in seats_of(after.facts):
            now = _verdict(after, host, seat, at)
            is_change = now is Verdict.CLOSED if before is None else now is not _verdict(before, host, seat, at)
            (changed if is_change else unchanged).append(Target(host, seat))
    hosts = list(dict.fromkeys(target.host for target in changed))[:CHANGED_AT_MOST]
    told = (*(target for target in changed if target.host in hosts), *for_round(after, at), *unchanged[:1])
    return tuple({(target.host, target.seat.key): target for target in told}.values())


def for_list(programme: Programme, list_id: str) -> tuple[Target, ...]:
    """One name of the list from every seat."""
    held = programme.standing.lists.get(list_id)
    return each_at([min(held.names)], seats_of(programme.facts)) if held and held.names else ()


def for_observing(programme: Programme, at: datetime) -> tuple[Target, ...]:
    """After a change to observing or back: the round, and one name of each protective list, which stays closed either way."""
    protective = (target for list_id in PROTECTIVE for target in for_list(programme, list_id))
    return (*for_round(programme, at), *protective)


def for_round(programme: Programme, at: datetime) -> tuple[Target, ...]:
    """For the round every few minutes: one name of each block for each seat it binds, the baseline's too; and what was decided."""
    targets: dict[tuple[str, str], Target] = {}
    for rule in programme.rules:
        host = _name_of(rule, programme)
        if rule.effect is not Effect.BLOCK or host is None:
            continue
        for seat in seats_of(programme.facts):
            if any_binds(rule.people, seat.at(at)) and _is_closed_by(programme, rule, host, seat, at):
                targets.setdefault((host, seat.key), Target(host, seat))
    for opening in programme.standing.openings:
        if opening.starts <= at < opening.ends:
            opened = [seat for seat in seats_of(programme.facts) if covers(opening.people, seat.at(at))]
            targets.update({(t.host, t.seat.key): t for t in each_at(sorted(opening.names), opened[:1])})
    for close in programme.standing.closes:
        if close.starts <= at and (close.ends is None or at < close.ends):
            closed = [seat for seat in seats_of(programme.facts) if covers(close.people, seat.at(at))]
            targets.update({(t.host, t.seat.key): t for t in each_at(sorted(close.names), closed[:1])})
    return tuple(targets.values())


def for_round_and_networks(programme: Programme, at: datetime) -> tuple[Target, ...]:
    """The round, and for each network one name, asked from an address of which that very network says who sits there.

    The round asks for a seat, from the first of its networks. The name is one that is answered otherwise to others: so a range that was
    mistyped, or never reached the resolver, is found. Devices of one person take turns.
    """
    round_ = for_round(programme, at)
    hosts, asked = list(dict.fromkeys(target.host for target in round_)), {(target.host, target.seat.key) for target in round_}
    verdicts = _Verdicts(programme, at)
    found = []
    for network in _in_turn(programme.facts.networks, at):
        address = address_within(network.range, programme.facts)
        host = _telling(verdicts, network.seat, hosts)
        is_asked = (host, network.seat.key) in asked and address == address_of(network.seat, programme.facts)
        if host and address and not is_asked:
            found.append(Target(host, network.seat, str(address)))
    return (*round_, *found)


class _Verdicts:
    """What is decided of names at one moment for each seat, once."""

    def __init__(self, programme: Programme, at: datetime) -> None:
        self.seats = seats_of(programme.facts)
        self._programme, self._at = programme, at
        self._known: dict[tuple[str, Seat], Verdict] = {}

    def of(self, host: str, seat: Seat) -> Verdict:
        """The verdict on a name for a seat."""
        key = (host, seat)
        if key not in self._known:
            self._known[key] = _verdict(self._programme, host, seat, self._at)
        return self._known[key]


def _in_turn(networks: Sequence[SchoolNetwork], at: datetime) -> list[SchoolNetwork]:
    """All networks, and of devices of one person those whose turn it is."""
    devices = [network for network in networks if is_of_person(network.seat.key)]
    first = int(at.timestamp() // ROUND_SECONDS) * DEVICES_A_ROUND % max(1, len(devices))
    turn = {network.range for network in (devices[first:] + devices[:first])[:DEVICES_A_ROUND]}
    return [network for network in networks if network.range in turn or not is_of_person(network.seat.key)]


def _telling(verdicts: _Verdicts, mine: Seat, hosts: Iterable[str]) -> str | None:
    """Of these names the one that tells the seat from most others; a closed one where there is, for it needs nobody outside to answer."""

    def worth(host: str) -> tuple[bool, int]:
        verdict = verdicts.of(host, mine)
        others = sum(verdicts.of(host, seat) is not verdict for seat in verdicts.seats)
        return others > 0 and verdict is Verdict.CLOSED, others

    return max(hosts, key=worth, default=None)


def _is_closed_by(programme: Programme, rule: Rule, host: str, seat: Seat, at: datetime) -> bool:
    """True where this very rule closes the name now: an opening, or a time at which it does not hold, proves nothing of it."""
    decision = decide(programme, Question(Host(host), at, seat))
    return decision.verdict is Verdict.CLOSED and decision.rule == rule.id


def _name_of(rule: Rule, programme: Programme) -> str | None:
    """A name the rule closes: of its own, or of a list it names."""
    listed = (name for list_id in category_lists(Ruling(rule, None)) for name in _listed(programme, list_id))
    names = best_known(rule.names - rule.except_names, rule.services) or listed
    return next((name for name in names if _is_host(name)), None)


def best_known(names: Iterable[str], services: Iterable[str]) -> list[str]:
    """The names, best known first: called as a service is ("youtube.com"), in the clause's own order; then the shortest."""
    order = {service_id: place for place, service_id in enumerate(services)}
    return sorted(names, key=lambda name: (order.get(name.split(".")[0], len(order)), len(name), name))


def _listed(programme: Programme, list_id: str) -> Iterator[str]:
    held = programme.standing.lists.get(list_id)
    if held is not None and held.names:
        yield min(held.names)


def _service_names(before: Programme | None, after: Programme, catalogue: Catalogue) -> Iterable[str]:
    """One name of each service that some rule before or after speaks of; and sites that a rule names without a service."""
    rules = [*(before.rules if before else ()), *after.rules]
    found: dict[str, None] = {}
    for rule in rules:
        for service_id in rule.services:
            service = catalogue.services.get(service_id)
            if service is not None and service.domains:
                found.setdefault(best_known(service.domains, [service.id])[0])
        if not rule.services and rule.names:
            found.setdefault(min(rule.names))
    return [name for name in found if _is_host(name)]


def _verdict(programme: Programme, host: str, seat: Seat, at: datetime) -> Verdict:
    return decide(programme, Question(Host(host), at, seat)).verdict


def _is_host(name: str) -> bool:
    try:
        Host(name)
    except Unusable:
        return False
    return True
