"""What is in force for one seat at one moment, whatever the name: the part of deciding that names do not change.

Everything is put in order here, so that the order in which rules and decisions were stored never matters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TypeVar

from belisha.core.decision.hours import holds, until, usable
from belisha.core.decision.people import any_binds, any_covers, binds, covers
from belisha.core.decision.scope import clause_order, in_order
from belisha.core.moments import SchoolFacts, Seat
from belisha.core.programme.model import NO_ONE, Ban, Close, Effect, FormEffect, Opening, Programme, Rule

ILLEGAL: Final = "illegal"
MALWARE: Final = "malware"
PROTECTIVE: Final = (ILLEGAL, MALWARE)  # the lists of layer 1, in order: nobody can open or switch them off

_Dated = TypeVar("_Dated", Opening, Close, Ban)
_FOR_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Ruling:
    """A rule that holds now, and until when (UTC; None: always)."""

    rule: Rule
    until: datetime | None


@dataclass(frozen=True, slots=True)
class InForce:
    """All that can decide for one seat now; of equals the first decides. `form` is what this seat may ask with."""

    policy_version: str
    facts: SchoolFacts
    help_names: frozenset[str]
    negative_names: frozenset[str]
    bans: tuple[Ban, ...] = ()
    emergencies: tuple[Close, ...] = ()
    openings: tuple[Opening, ...] = ()
    closes: tuple[Close, ...] = ()
    blocks: tuple[Ruling, ...] = ()
    allows: tuple[Ruling, ...] = ()
    form: str | None = None


def in_force(programme: Programme, seat: Seat, moment: datetime) -> InForce:
    """What is in force for `seat` at `moment` (aware): for the seat of a shared trolley, as for the class that has it then."""
    now, standing, facts = usable(moment, programme.facts.calendar), programme.standing, programme.facts
    seat = seat.at(now)
    closes = _longest_first(c for c in standing.closes if _runs(c.starts, c.ends, now) and binds(c.people, seat))
    return InForce(
        policy_version=programme.version,
        facts=facts,
        help_names=standing.help_names,
        negative_names=standing.negative_names,
        bans=_longest_first(b for b in standing.bans if b.seat_key == seat.key and _runs(b.starts, b.ends, now)),
        emergencies=tuple(c for c in closes if c.is_emergency),
        openings=_longest_first(o for o in standing.openings if _runs(o.starts, o.ends, now) and covers(o.people, seat)),
        closes=tuple(c for c in closes if not c.is_emergency),
        blocks=_rulings((r for r in programme.rules if _blocks(r, seat)), seat, facts, now),
        allows=_rulings((r for r in programme.rules if _allows(r, seat)), seat, facts, now),
        form=_form_for(programme, seat),
    )


def _runs(starts: datetime, ends: datetime | None, now: datetime) -> bool:
    return starts <= now and (ends is None or now < ends)


def _longest_first(things: Iterable[_Dated]) -> tuple[_Dated, ...]:
    """Of several that could decide, the one that lasts longest does: only then is its end the moment of a change."""
    return tuple(sorted(sorted(things, key=lambda thing: thing.id), key=lambda thing: thing.ends or _FOR_EVER, reverse=True))


def is_for(rule: Rule, seat: Seat) -> bool:
    """True where the rule is for this seat, whenever that may be."""
    return _blocks(rule, seat) or _allows(rule, seat)


def _blocks(rule: Rule, seat: Seat) -> bool:
    on_network = seat.is_unknown or not rule.networks or seat.network in rule.networks
    is_spared = any_covers(rule.except_people, seat)
    return rule.effect is Effect.BLOCK and on_network and any_binds(rule.people, seat) and not is_spared


def _allows(rule: Rule, seat: Seat) -> bool:
    on_network = not rule.networks or (not seat.is_unknown and seat.network in rule.networks)
    return rule.effect is Effect.ALLOW and on_network and any_covers(rule.people, seat)


def _rulings(rules: Iterable[Rule], seat: Seat, facts: SchoolFacts, now: datetime) -> tuple[Ruling, ...]:
    """Rules that hold now: those that always hold first (they say most truly until when), then in the order of their clauses.

    Of one clause's rules the one that holds longest goes first, so that the order of its controls changes nothing but a rule's number.
    """
    holding = [ruling for rule in rules if (ruling := _ruling(rule, seat, facts, now))]
    numbered = sorted(holding, key=lambda ruling: in_order(ruling.rule))
    longest_first = sorted(numbered, key=lambda ruling: ruling.until or _FOR_EVER, reverse=True)
    return tuple(sorted(longest_first, key=lambda ruling: (ruling.until is not None, clause_order(ruling.rule))))


def _ruling(rule: Rule, seat: Seat, facts: SchoolFacts, now: datetime) -> Ruling | None:
    is_given = rule.effect is Effect.ALLOW
    is_now = holds(rule.when, seat, facts, now, is_given=is_given)
    return Ruling(rule, until(rule.when, seat, facts, now, is_given=is_given)) if is_now else None


def _form_for(programme: Programme, seat: Seat) -> str | None:
    """The form that could open a name for this seat: one that somebody decides before one that takes effect by itself."""
    forms = [f for f in programme.forms.values() if f.effect is FormEffect.OPEN and any_covers(f.open_to, seat)]
    by_itself = sorted((not f.decided_by or NO_ONE in f.decided_by, f.name) for f in forms)
    return by_itself[0][1] if by_itself else None
