"""Answering at once from what is remembered, handing on what is not, and remembering what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Final, NamedTuple

from belisha.adapters.resolver import one_off
from belisha.adapters.resolver.answers import FAST_TTL, LONGEST_TTL, NotAnswerable, read_question
from belisha.adapters.resolver.burial import Burial
from belisha.adapters.resolver.careful import PROTECTED, CarefulPath
from belisha.adapters.resolver.fast.askers import Asker, Askers, cut_short
from belisha.adapters.resolver.fast.memories import FORGOTTEN_AFTER, Group, Halves, Remembered, is_shared_the_same
from belisha.adapters.resolver.fast.octets import Body, body_of, body_of_brief, tail_for_any_name
from belisha.adapters.resolver.fast.shape import HEADER_OCTETS, Shape, shape_of
from belisha.adapters.resolver.rules import RulesInForce
from belisha.adapters.resolver.sightings import FELT_TYPES, Closing, Sightings
from belisha.adapters.resolver.upstream.brief import read_briefly
from belisha.adapters.resolver.upstream.quick import QuickAsker
from belisha.core.decision.model import Verdict
from belisha.core.names import Address
from belisha.core.rulesets.lookup import lookup
from belisha.core.rulesets.model import Entry, Ruleset

HELD_BODIES: Final = 100_000
HELD_TEMPLATES: Final = 10_000
AGAIN_FOR: Final = 1.0
"""Seconds for which an answer is given again where nothing better is known of it; also how coarsely TTLs age."""

CHECKING_DISABLED: Final = 0x10
"""CD in the second octet of a header's flags."""

SERVFAIL: Final = 2
"""A failure may be given again, and must be: RFC 9520 section 3.2 has servers remember one for a second at least."""

_QUESTION_AT: Final = HEADER_OCTETS - 2
"""Where the question begins in a message without its id."""

SILENCE: Final = b""
"""Nothing is to be sent."""


class Pending(NamedTuple):
    """A question handed to the careful path, and where its answer is to be remembered.

    `tag` says what decides about it, for answers that come from upstream; None where its answer may be given again for a second at most.
    `is_plain` where the first server may be asked at once, and nothing is special about its answer.
    """

    shape: Shape
    key: bytes
    group: Group
    memory: dict[bytes, Remembered]
    closing: Closing | None = None
    tag: tuple[str | None, int] | None = None
    is_plain: bool = False


class Template(NamedTuple):
    """A closed answer that fits every name closed by `entry`; None where it depends on the name."""

    entry: Entry
    head: bytes
    tail: bytes | None


@dataclass(slots=True)
class FastCounts:
    """Questions since the start that were too many: answered "ask by TCP", or not at all."""

    cut_short: int = 0
    left_unanswered: int = 0


class FastPath:
    """For one loop. `ticks` gives seconds that never run backwards; `most` and `most_alike` limit one address's questions a second."""

    def __init__(
        self,
        careful: CarefulPath,
        rules: RulesInForce,
        sightings: Sightings,
        *,
        ticks: Callable[[], float],
        burial: Burial,
        most: int = 0,
        most_alike: int = 0,
        quick: QuickAsker | None = None,
    ) -> None:
        self._quick = quick
        self.careful = careful
        self.counts = FastCounts()
        self.burial = burial
        self._answered = careful.counts
        self._ticks = ticks
        self._now = ticks()
        self._second = int(self._now)
        self._rules = rules
        self._sightings = sightings
        self._most, self._most_alike = most or 1 << 62, most_alike or 1 << 62
        self._quiet = min(self._most, self._most_alike)
        self._ruleset: Ruleset | None = None
        self._groups: dict[str, Group] = {}
        self._askers = Askers(self._group_at)
        self._bodies: Halves[Body] = Halves(HELD_BODIES, burial)
        self._templates: dict[object, Template] = {}
        self._turned = self._now

    def forget_old(self) -> None:
        """Let go of answers that nobody asked for lately. Asked from time to time, between questions."""
        now = self._ticks()
        if now - self._turned >= FORGOTTEN_AFTER:
            self._turned = now
            self._bodies.turn()
            for group in self._groups.values():
                group.turn()

    def look(self) -> Askers:
        """Look at the clock and at the rules in force, once before a run of questions that is not interrupted; who asks."""
        self._now = self._ticks()
        self._second = int(self._now)
        if self._rules.ruleset is not self._ruleset:
            self._follow(self._rules.ruleset)
        return self._askers

    def answer(self, wire: bytes, asker: Asker) -> bytes | Pending | None:
        """The answer by UDP, SILENCE, or what to hand to the careful path: a Pending to remember its answer by, or None.

        Written out, not called: three of four questions of a school go through these lines and no others.
        """
        group = asker.group
        if group is None:
            return self._answer_outsider(asker)
        key = wire[2:]
        if asker.second != self._second:
            asker.begin(self._second)
        asker.asked = asked = asker.asked + 1
        if asked > self._quiet and self._is_too_much(key, asker):
            return self._answer_less(wire, asker)
        found = group.newer.get(key) or group.get(key)
        if found is None:
            return self._answer_anew(wire, key, asker, group)
        until, octets, closing, body = found
        if until <= self._now:
            if body is None or body.until <= self._now:
                return self._answer_anew(wire, key, asker, group)
            group.newer[key] = _, octets, _, _ = _given_again(body, octets[_QUESTION_AT : -len(body.records)], self._now)
        if closing is not None:
            self._note(asker, closing)
        return wire[:2] + octets

    def count(self, questions: int, *, are_proofs: bool) -> None:
        """Count questions that were answered at once."""
        if are_proofs:
            self._answered.proofs += questions
        else:
            self._answered.queries += questions

    def may_ask_by_tcp(self, asker: Asker) -> bool:
        """True where one more question of this address may be answered in this second."""
        if asker.second != self._second:
            asker.begin(self._second)
        asker.asked += 1
        return asker.asked <= self._most or asker.is_proof

    def learn(self, pending: Pending, answer: bytes) -> None:
        """Remember what the careful path answered to a question that was handed on."""
        shape, now = pending.shape, self._ticks()
        body = None if pending.tag is None else body_of(answer, shape.end, now, pending.tag, self._seconds_left(shape, pending.tag))
        if body is not None:
            self._bodies.keep(self._bodies.newer, _body_key(pending.key, shape), body)
            remembered = _given_again(body, answer[HEADER_OCTETS : shape.end + 5], now)
        elif pending.tag is not None and answer[3] & 0x0F != SERVFAIL:
            return  # upstream lets nobody keep it
        else:
            remembered = Remembered(now + AGAIN_FOR, answer[2:], pending.closing)
        pending.group.keep(pending.memory, pending.key, remembered)

    def ask_at_once(self, pending: Pending, then: Callable[[bytes | None], None]) -> bool:
        """Ask the first server, and call `then` with the whole answer to the pending question; None where care is needed; False: not asked.

        The answer has no id in front. It is remembered.
        """
        if self._quick is None or not pending.is_plain:
            return False
        name = pending.key[_QUESTION_AT : pending.shape.end - 1].lower()
        return self._quick.ask(name, pending.shape.rdtype, lambda octets: then(octets and self._take(pending, name, octets)))

    def _take(self, pending: Pending, name: bytes, octets: bytes) -> bytes | None:
        """What upstream said as the answer; None where it is to be read with care: the careful path finds it with what it remembers."""
        shape, now = pending.shape, self._ticks()
        may_lead_inside = self._quick is not None and self._quick.may_lead_inside(shape.name)
        brief = read_briefly(octets, shape.end + 5, shape.rdtype, may_lead_inside=may_lead_inside)
        if brief is None or pending.tag is None:
            self.careful.take_in(shape.name, shape.rdtype, octets)
            return None
        body = body_of_brief(brief, shape, now, pending.tag)
        question = pending.key[_QUESTION_AT : shape.end + 3]
        answer = body.head + question + body.records
        if brief.lifetime:
            self.careful.keep_octets(name, shape.rdtype, octets, brief.lifetime)
            self._bodies.keep(self._bodies.newer, _body_key(pending.key, shape), body)
        if len(answer) + 2 > shape.room:
            return None
        if brief.lifetime:
            pending.group.keep(pending.memory, pending.key, _given_again(body, question, now))
        return answer

    def _seconds_left(self, shape: Shape, tag: tuple[str | None, int]) -> float:
        _, checking_disabled, wants_dnssec = shape.wishes
        is_unchecked = bool(checking_disabled & CHECKING_DISABLED)
        return self.careful.seconds_left(shape.name, shape.rdtype, tag[0], wants_dnssec=wants_dnssec, is_unchecked=is_unchecked)

    def _note(self, asker: Asker, closing: Closing) -> None:
        """Count a closed answer; what it says of the device is noted once in a while, and only for what a browser asks."""
        if asker.is_proof:
            return
        self._answered.closed += 1
        if closing.name not in asker.noted and closing.rdtype in FELT_TYPES:
            asker.noted.add(closing.name)
            self._sightings.closed(asker.address, closing)

    def _is_too_much(self, key: bytes, asker: Asker) -> bool:
        """True for a question beyond what an address may ask in a second. Alike ones are counted only from here on, in any letters."""
        name = key[_QUESTION_AT:].lower()
        alike = asker.alike[name] = asker.alike.get(name, 0) + 1
        return (asker.asked > self._most or alike > self._most_alike) and not asker.is_proof

    def _answer_less(self, wire: bytes, asker: Asker) -> bytes:
        """What an address gets that asks too much: every other time "ask by TCP", which a forged address cannot, else nothing."""
        if asker.asked & 1 or len(wire) < 12 or wire[2] & 0x80:
            self.counts.left_unanswered += 1
            return SILENCE
        self.counts.cut_short += 1
        return cut_short(wire)

    def _answer_outsider(self, asker: Asker) -> bytes | None:
        """None where the careful path shall refuse: some of the times."""
        if self._ruleset is None or asker.is_proof or self._askers.may_refuse(asker.address, self._second):
            return None
        self.counts.left_unanswered += 1
        return SILENCE

    def _answer_anew(self, wire: bytes, key: bytes, asker: Asker, group: Group) -> bytes | Pending | None:
        shape, ruleset = shape_of(wire), self._ruleset
        if shape is None or ruleset is None:
            return None
        pending = Pending(shape, key, group, group.newer)
        if shape.name in ruleset.local_names:
            return pending
        if one_off.address_for(shape.name, ruleset.local_names) is not None:
            return None  # who asks for it is noted each time, so nothing is remembered
        found = lookup(ruleset, group.key, shape.name)
        if found.verdict is Verdict.CLOSED:
            is_observed = ruleset.observing and found.entry.reason not in PROTECTED
            closing = Closing(shape.name, shape.rdtype, found.entry, group.key, found.list_id, is_observed)
            return self._close(wire, asker, pending._replace(closing=closing))
        if found.verdict is Verdict.NEGATIVE:
            return pending
        tag = (found.safe_host, FAST_TTL if found.is_fast else LONGEST_TTL)
        return self._from_body(wire, asker, pending._replace(tag=tag, is_plain=self._is_plain(shape, found.safe_host)))

    def _is_plain(self, shape: Shape, safe_host: str | None) -> bool:
        recursion, checking_disabled, wants_dnssec = shape.wishes
        has_wishes = not recursion or checking_disabled & CHECKING_DISABLED or wants_dnssec
        return safe_host is None and not has_wishes and self._quick is not None and self._quick.is_for(shape.name)

    def _close(self, wire: bytes, asker: Asker, pending: Pending) -> bytes | Pending:
        closing, shape = pending.closing, pending.shape
        template = None if closing is None or closing.is_observed else self._template(wire, shape, closing.entry)
        if closing is None or template is None or template.tail is None:
            return pending
        octets = template.head + wire[HEADER_OCTETS : shape.end + 5] + template.tail
        return self._remembered(wire, asker, pending, Remembered(inf, octets, closing))

    def _template(self, wire: bytes, shape: Shape, entry: Entry) -> Template | None:
        kind = (id(entry), shape.rdtype, shape.has_edns, shape.wishes)
        template = self._templates.get(kind)
        if template is None:
            try:
                response = self.careful.closed_answer(read_question(wire), entry)
            except NotAnswerable:  # an ordinary shape is a question; if it ever is not, the careful path says so
                return None
            if len(self._templates) >= HELD_TEMPLATES:
                self._templates = {}
            template = self._templates[kind] = Template(entry, response.to_wire()[2:12], tail_for_any_name(response))
        return template

    def _from_body(self, wire: bytes, asker: Asker, pending: Pending) -> bytes | Pending:
        body = self._bodies.get(_body_key(pending.key, pending.shape))
        if body is None or body.until <= self._now or body.tag != pending.tag:
            return pending
        question = wire[HEADER_OCTETS : pending.shape.end + 5]
        return self._remembered(wire, asker, pending, _given_again(body, question, self._now))

    def _remembered(self, wire: bytes, asker: Asker, pending: Pending, remembered: Remembered) -> bytes | Pending:
        """The answer, remembered; the question again where it would be longer than its asker takes: then it is cut with care.

        What was asked in capitals is not remembered: whoever draws its letters anew for each question would fill the memory.
        """
        answer = wire[:2] + remembered.octets
        if len(answer) > pending.shape.room:
            return pending._replace(closing=None, tag=None)
        if wire[HEADER_OCTETS : pending.shape.end].islower():
            pending.group.keep(pending.memory, pending.key, remembered)
        if remembered.closing is not None:
            self._note(asker, remembered.closing)
        return answer

    def group_named(self, seat_key: str) -> Group:
        """The group of a seat that has asked. Raises KeyError for one that has not."""
        return self._groups[seat_key]

    def _group_at(self, address: Address) -> Group | None:
        """The group of an address; None outside the school, and while there are no rules."""
        ruleset = self._ruleset
        seat = ruleset.facts.seat_at(address) if ruleset is not None else None
        if seat is None or ruleset is None:
            return None
        group = self._groups.get(seat.key)
        if group is None:
            group = self._groups[seat.key] = Group(seat.key, ruleset, self.burial)
        return group

    def _follow(self, ruleset: Ruleset | None) -> None:
        """Forget what the new rules may say otherwise, and who sits where if that changed."""
        before, self._ruleset = self._ruleset, ruleset
        self._templates = {}
        if before is None or ruleset is None or before.facts is not ruleset.facts:
            self._askers = Askers(self._group_at)
        for group in self._groups.values():
            if before is None or ruleset is None:
                group.forget()
            else:
                group.follow(ruleset, is_all_new=not is_shared_the_same(before, ruleset))
        if ruleset is None:
            self._groups = {}


def _given_again(body: Body, question: bytes, now: float) -> Remembered:
    """What upstream said, as it is at `now` or a little later: a TTL may be told too short by a sixtieth, never too long.

    As long as every record is good for more than is told of it, the answer stays the same.
    """
    if now < body.whole_until:
        return Remembered(body.whole_until, body.head + question + body.records, None, body)
    run = int((now - body.whole_until) // body.coarseness) + 1
    seconds = int(body.whole_until - body.born) + run * body.coarseness - 1
    until = min(body.until, body.whole_until + run * body.coarseness)
    return Remembered(until, body.head + question + body.aged(seconds), None, body)


def _body_key(key: bytes, shape: Shape) -> bytes:
    """The question and the wishes, whatever else was in it: the room of an asker does not matter to what upstream said."""
    name, kind = key[_QUESTION_AT : shape.end - 2].lower(), key[shape.end - 2 : shape.end + 3]  # type 65 (HTTPS) must not become 97
    return key[:2] + name + kind + bytes((shape.has_edns, shape.wishes[2]))
