"""Why, layer by layer: what each layer says of a question, and which one decides. It asks decide's own functions, nothing else.

The order is that of architecture.md, Deciding. Words for people: layer_words.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from belisha.core.decision.decide import (
    allows_of,
    blocks_of,
    by_ban,
    by_category_lists,
    by_close,
    by_emergency,
    by_help,
    by_negative_names,
    by_nothing,
    by_opening,
    by_policy,
    by_protective_lists,
    in_safe_mode,
    on_lists,
    openings_of,
    safe_host_of,
)
from belisha.core.decision.in_force import PROTECTIVE, InForce, in_force, is_for
from belisha.core.decision.model import Decision, Question
from belisha.core.decision.scope import is_among, speaks_of
from belisha.core.programme.model import Effect, Programme, Rule

NAMES = (
    "Protective lists",
    "Names that must not exist, and help",
    "Bans",
    "Emergency closes",
    "Openings by decision",
    "Closes by decision",
    "The policy’s own clauses",
    "Category lists",
    "Open",
)
"""What each layer is called, the first first. Source: architecture.md, Deciding."""

OPEN_LAYER = len(NAMES)


class Said(Enum):
    """What came of a layer. Only one decides; those after it are not reached, and of some it is known what they would have said."""

    PASSED = "passed"
    DECIDED = "decided"
    WOULD_HAVE = "would have decided"
    NOT_REACHED = "not reached"


class Part(Enum):
    """What a single rule or decision did inside its layer."""

    SPOKE = "spoke"
    BEATEN = "beaten"
    FOR_OTHERS = "for others"
    AT_ANOTHER_TIME = "at another time"


@dataclass(frozen=True, slots=True)
class Spoken:
    """One block, allow, list or opening that speaks of the name: `id` as in Decision.rule, and what came of it.

    `beaten_by` is the id of what beat it, `beaten_by_clause` its clause. `people` and `when` are a rule's, `title` a list's.
    """

    kind: str
    id: str
    clause: str | None
    part: Part = Part.SPOKE
    people: tuple[str, ...] = ()
    when: str = ""
    title: str = ""
    beaten_by: str = ""
    beaten_by_clause: str | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: what came of it, what it decides or would have decided (None: nothing), and what spoke in it."""

    number: int
    said: Said
    decision: Decision | None = None
    spoken: tuple[Spoken, ...] = ()

    @property
    def name(self) -> str:
        """What the layer is called."""
        return NAMES[self.number - 1]

    def is_won_by(self, spoken: Spoken) -> bool:
        """True for the rule, list or opening that decides the question."""
        is_named = self.decision is not None and spoken.id == self.decision.rule
        return is_named and self.said is Said.DECIDED and spoken.part is Part.SPOKE


@dataclass(frozen=True, slots=True)
class Path:
    """A question's way through the layers. `decision` is decide's own, safe mode included; `safe_host` where the name's safe mode is.

    Safe mode is no layer but a property of every open verdict: it is told whatever was decided.
    """

    question: Question
    decision: Decision
    layers: tuple[Layer, ...]
    safe_host: str | None

    @property
    def decided_by(self) -> Layer:
        """The layer that decides."""
        return next(layer for layer in self.layers if layer.said is Said.DECIDED)


def layers_of(programme: Programme, question: Question) -> Path:
    """Every layer for a question, in order. Total, as decide is: never raises."""
    name, standing = question.host.name, programme.standing
    now = in_force(programme, question.seat, question.moment)
    answers = (
        by_protective_lists(programme, name),
        by_negative_names(now, name) or by_help(now, name),
        by_ban(now),
        by_emergency(now, name),
        by_opening(now, name),
        by_close(now, name),
        by_policy(now, name),
        by_category_lists(now, standing.lists, name),
        by_nothing(now),
    )
    deciding = next(n for n, found in enumerate(answers) if found)
    spoken = _spoken(programme, question, now)
    layers = tuple(_layer(n + 1, deciding + 1, *both) for n, both in enumerate(zip(answers, spoken, strict=True)))
    first = answers[deciding] or by_nothing(now)
    return Path(question, in_safe_mode(first, name, standing.safe_hosts), layers, safe_host_of(name, standing.safe_hosts))


def _layer(number: int, deciding: int, found: Decision | None, spoken: tuple[Spoken, ...]) -> Layer:
    """What came of one layer. That the last would have left it open goes without saying."""
    if number < deciding:
        return Layer(number, Said.PASSED, None, spoken)
    if number == deciding:
        return Layer(number, Said.DECIDED, found, spoken)
    if found is None or number == OPEN_LAYER:
        return Layer(number, Said.NOT_REACHED, None, spoken)
    return Layer(number, Said.WOULD_HAVE, found, spoken)


def _spoken(programme: Programme, question: Question, now: InForce) -> tuple[tuple[Spoken, ...], ...]:
    """For each layer, what in it speaks of the name."""
    name = question.host.name
    silent = [(rule, _silence(rule, question)) for rule in programme.rules if rule.id not in _ids(now)]
    return (
        *[()] * 4,
        tuple(_openings(now, name)),
        (),
        (*_rules(now, name), *(_rule_spoken(rule, part) for rule, part in silent if speaks_of(rule, name))),
        (*_lists(programme, now, name), *_silent_lists(programme, silent, name)),
        (),
    )


def _ids(now: InForce) -> frozenset[str]:
    """The rules that hold for this seat now."""
    return frozenset(ruling.rule.id for ruling in (*now.blocks, *now.allows))


def _silence(rule: Rule, question: Question) -> Part:
    """Why a rule does not hold now: it is for others, or for this seat at another time."""
    return Part.AT_ANOTHER_TIME if is_for(rule, question.seat) else Part.FOR_OTHERS


def _openings(now: InForce, name: str) -> Iterator[Spoken]:
    for opening, close in openings_of(now, name):
        yield Spoken(
            kind="opening",
            id=f"opening/{opening.id}",
            clause=opening.clause,
            part=Part.BEATEN if close else Part.SPOKE,
            people=(opening.people,),
            beaten_by=f"close/{close.id}" if close else "",
            beaten_by_clause=close.clause if close else None,
        )


def _rules(now: InForce, name: str) -> Iterator[Spoken]:
    """The blocks, each with the narrower allow that beats it, then the allows."""
    for block, allow in blocks_of(now, name):
        beaten = (allow.rule.id, allow.rule.clause) if allow else ("", None)
        yield _rule_spoken(block.rule, Part.BEATEN if allow else Part.SPOKE, beaten)
    for allow in allows_of(now, name):
        yield _rule_spoken(allow.rule, Part.SPOKE)


def _lists(programme: Programme, now: InForce, name: str) -> Iterator[Spoken]:
    for ruling, held in on_lists(now, programme.standing.lists, name):
        yield _rule_spoken(ruling.rule, Part.SPOKE, title=held.title)


def _silent_lists(programme: Programme, silent: list[tuple[Rule, Part]], name: str) -> Iterator[Spoken]:
    lists = programme.standing.lists
    for rule, part in silent:
        held = [lists[x] for x in sorted(rule.lists - set(PROTECTIVE)) if x in lists and is_among(name, lists[x].names)]
        if held and rule.effect is Effect.BLOCK and not is_among(name, rule.except_names):
            yield _rule_spoken(rule, part, title=held[0].title)


def _rule_spoken(rule: Rule, part: Part, beaten: tuple[str, str | None] = ("", None), title: str = "") -> Spoken:
    return Spoken(
        kind="list" if title else rule.effect.value,
        id=rule.id,
        clause=rule.clause,
        part=part,
        people=tuple(sorted(rule.people)),
        when=rule.when.words,
        title=title,
        beaten_by=beaten[0],
        beaten_by_clause=beaten[1],
    )
