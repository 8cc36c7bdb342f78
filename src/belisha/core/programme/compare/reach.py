"""What the rules of a programme close, for whom, when and where: the true effect, with every other rule and every narrower allow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from belisha.core.moments import SchoolFacts, Seat
from belisha.core.names import upwards
from belisha.core.policy.explain import at_times, on_networks, people, service_name
from belisha.core.programme.model import EVERYONE, Catalogue, Effect, Programme, Rule, When, WhenKind
from belisha.core.programme.people import any_binds, any_covers, is_inside, words_above
from belisha.core.programme.scope import is_narrower

NO_TIMES = When()


@dataclass(frozen=True, slots=True)
class Item:
    """Something that can be closed: a service by id, a site by name, a list by id, or a site where a list names it.

    `host` is the name that is asked about; "" for a list.
    """

    kind: str
    id: str
    host: str

    def told(self, catalogue: Catalogue) -> str:
        """The item, in a sentence."""
        if self.kind == "service":
            return service_name(self.id, catalogue)
        if self.kind == "list":
            return f"the list “{self.id}”"
        return f"{self.id} where a list names it" if self.kind == "listed" else self.id


@dataclass(frozen=True, slots=True)
class Whom:
    """For whom, when and where: what stands together in one sentence. `network` "" is any that no rule names."""

    people: str
    when: When
    network: str

    def told(self) -> str:
        """The words for the sentence."""
        return people([self.people]) + at_times(self.when.words) + on_networks([self.network] if self.network else [])

    def is_inside(self, other: Whom, facts: SchoolFacts) -> bool:
        """True where all this speaks of lies inside what the other speaks of, and the two are not the same."""
        same_people = self.people == other.people or is_inside(self.people, other.people, facts)
        in_place = other.network in ("", self.network)
        return self != other and same_people and in_place and holds_during(other.when, self.when, facts)


def holds_during(when: When, time: When, facts: SchoolFacts) -> bool:
    """True where a rule of `when` surely holds all through `time`."""
    if when.kind is WhenKind.ALWAYS or when == time:
        return True
    if when.kind is WhenKind.SCHOOL_DAY and time.kind is WhenKind.LESSON_TIME:
        calendar = facts.calendar
        return all(calendar.day_starts <= lesson.starts and lesson.ends <= calendar.day_ends for lesson in calendar.lessons)
    if when.kind is time.kind is WhenKind.WINDOW:
        return time.weekdays <= when.weekdays and when.starts <= time.starts < time.ends <= when.ends
    return False


def everybody(*programmes: Programme) -> list[Whom]:
    """Every combination of people, times and networks of which the rules speak, the widest first."""
    rules = [rule for programme in programmes for rule in programme.rules]
    words = {EVERYONE} | {word for rule in rules for word in (*rule.people, *rule.except_people)}
    whens = {NO_TIMES.words: NO_TIMES} | {rule.when.words: rule.when for rule in rules}
    networks = {""} | {network for rule in rules for network in rule.networks}
    facts = programmes[-1].facts
    found = [Whom(*each) for each in product(words, whens.values(), networks)]
    return sorted(found, key=lambda w: (len(words_above(w.people, facts)) + (w.people != EVERYONE), w.people, w.when.words, w.network))


def items_of(programmes: Iterable[Programme], catalogue: Catalogue) -> tuple[Item, ...]:
    """Everything of which the rules speak: services by name, other sites by address, lists by name."""
    found: dict[Item, None] = {}
    for programme in programmes:
        for rule in programme.rules:
            found.update(dict.fromkeys(_items(rule, catalogue)))
    return tuple(found)


def _items(rule: Rule, catalogue: Catalogue) -> Iterator[Item]:
    """What one rule speaks of."""
    known = [service for service in map(catalogue.services.get, rule.services) if service and service.domains]
    yield from (Item("service", service.id, service.domains[0]) for service in known)
    of_services = {domain for service in known for domain in service.domains}
    yield from (Item("site", name, name) for name in sorted((rule.names | rule.except_names) - of_services))
    yield from (Item("list", list_id, "") for list_id in sorted(rule.lists))
    yield from (Item("listed", name, name) for name in sorted(rule.except_names) if rule.lists)


class Reach:
    """What one programme closes. Built once for all the questions of a comparison."""

    def __init__(self, programme: Programme, items: Iterable[Item]) -> None:
        """Look once at which rule speaks of which item."""
        self._facts = programme.facts
        self._rules = programme.rules
        below = _below(items)
        self._spoken = {rule.id: _spoken(rule, below) for rule in programme.rules}

    def closed(self, whom: Whom) -> frozenset[Item]:
        """The items that are closed to these people, at this time, on this network."""
        seat = self._seat(whom)
        active = [r for r in self._rules if self._binds(r, seat, whom)]
        allows = [rule for rule in active if rule.effect is Effect.ALLOW]
        closed: set[Item] = set()
        for block in (rule for rule in active if rule.effect is Effect.BLOCK):
            beaten = [self._spoken[allow.id] for allow in allows if allow.id in self._narrower.get(block.id, frozenset())]
            closed |= self._spoken[block.id].difference(*beaten)
        return frozenset(closed)

    def _seat(self, whom: Whom) -> Seat:
        """A seat at which these people sit; "everyone" is somebody of no group."""
        words = frozenset(words_above(whom.people, self._facts)) - {EVERYONE}
        return Seat(whom.told(), words, whom.network)

    def _binds(self, rule: Rule, seat: Seat, whom: Whom) -> bool:
        """True where the rule holds for this seat, surely all through this time."""
        on_network = not rule.networks or seat.network in rule.networks
        is_spared = any_covers(rule.except_people, seat)
        return on_network and any_binds(rule.people, seat) and not is_spared and holds_during(rule.when, whom.when, self._facts)

    @cached_property
    def _narrower(self) -> Mapping[str, frozenset[str]]:
        """For each block, the allows that beat it where both speak."""
        allows = [rule for rule in self._rules if rule.effect is Effect.ALLOW]
        blocks = [rule for rule in self._rules if rule.effect is Effect.BLOCK]
        return {b.id: frozenset(a.id for a in allows if is_narrower(a, b, self._facts)) for b in blocks}


def _below(items: Iterable[Item]) -> Mapping[str, frozenset[Item]]:
    """For each name the items at or below it, so that no rule has to be laid beside every item; lists by "list:" and their id."""
    found: dict[str, set[Item]] = {}
    for item in items:
        for name in upwards(item.host) if item.host else (f"list:{item.id}",):
            found.setdefault(name, set()).add(item)
        if item.kind == "listed":
            found.setdefault("listed:", set()).add(item)
    return {name: frozenset(held) for name, held in found.items()}


def _spoken(rule: Rule, below: Mapping[str, frozenset[Item]]) -> frozenset[Item]:
    """What a rule closes or opens: a name and all below, less what it excepts; its lists, and what they might name."""
    nothing: frozenset[Item] = frozenset()
    spared = nothing.union(*(below.get(name, nothing) for name in rule.except_names))
    named = nothing.union(*(below.get(name, nothing) for name in rule.names))
    listed = below.get("listed:", nothing) if rule.lists else nothing
    sites = frozenset(item for item in named if item.kind != "listed")
    return (sites | listed) - spared | nothing.union(*(below.get(f"list:{list_id}", nothing) for list_id in rule.lists))
