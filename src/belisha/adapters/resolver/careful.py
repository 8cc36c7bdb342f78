"""The careful path: one question in, one answer out, by the ruleset in force at the asker's seat. The reference for any faster path.

Names met inside CNAME chains are not decided again (architecture.md, wire answers): the question's own name is what is decided.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import dns.edns
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype

from belisha.adapters.resolver import answers, one_off
from belisha.adapters.resolver.answers import Asked, CookieAlone, NotAnswerable, cookie_in, read_question
from belisha.adapters.resolver.cache import Found, UpstreamKey
from belisha.adapters.resolver.config import ClosedAnswer, ResolverConfig
from belisha.adapters.resolver.cookies import ServerCookies
from belisha.adapters.resolver.forwarder import Forwarder, UpstreamGone
from belisha.adapters.resolver.rules import RulesInForce
from belisha.adapters.resolver.school_names import local_addresses
from belisha.adapters.resolver.sightings import Closing, Sightings
from belisha.adapters.resolver.special_names import special_answer
from belisha.adapters.resolver.upstream.inside import is_inside
from belisha.core.decision.model import Reason, Verdict
from belisha.core.decision.reasons import wire_text
from belisha.core.names import Address, upwards
from belisha.core.rulesets.lookup import NOTHING_CLOSES_IT, Answer
from belisha.core.rulesets.memo import MemoisedLookup
from belisha.core.rulesets.model import Entry

BROKEN_WORDS = "Closed: the school's rules could not be loaded. Tell the network manager."
_ADDRESSES = (dns.rdatatype.A, dns.rdatatype.AAAA)
_HINTS = (dns.rdatatype.HTTPS, dns.rdatatype.SVCB)
_LED_TO_SAFETY = (*_ADDRESSES, *_HINTS, dns.rdatatype.CNAME)
"""The types by which a device reaches a name's own servers. Mail and the rest of a name that has a safe mode stay as they are."""

PROTECTED = (Reason.ILLEGAL_LIST, Reason.MALWARE_LIST)
"""What stays closed while a school only observes: nobody can open or switch these off (architecture.md, deciding, layer 1)."""
_OPEN_WHEN_BROKEN = Answer(NOTHING_CLOSES_IT, is_fast=True)  # so that rules that come back are soon felt
_TRANSFERS = (dns.rdatatype.AXFR, dns.rdatatype.IXFR)
_OBSOLETE = (dns.rdatatype.MAILA, dns.rdatatype.MAILB)
_NO_QUESTIONS = (0, dns.rdatatype.OPT, *range(128, dns.rdatatype.IXFR))
"""Types that exist only inside messages (RFC 6895 section 3.1, RFC 9824 section 3.5): such a question is not well formed."""


@dataclass(slots=True)
class QuestionCounts:
    """Questions since the start, proofs apart."""

    queries: int = 0
    closed: int = 0
    refused: int = 0
    proofs: int = 0


@dataclass(frozen=True, slots=True)
class _At:
    """Where and how a question stands: who asks, under which ruleset, and whether a proof asks in their name."""

    source: Address
    is_proof: bool


class CarefulPath:
    """Answers real clients (`answer`), and proofs (`for_proof().answer`), which are neither counted nor remembered as met."""

    def __init__(
        self,
        config: ResolverConfig,
        rules: RulesInForce,
        forwarder: Forwarder,
        sightings: Sightings,
        cookies: ServerCookies | None = None,
    ) -> None:
        self._config = config
        self._cookies = cookies
        self._rules = rules
        self._forwarder = forwarder
        self._sightings = sightings
        self._lookup = MemoisedLookup()
        self.counts = QuestionCounts()
        self._closed: dict[ClosedAnswer, Callable[[Asked], dns.message.Message]] = {
            ClosedAnswer.BLOCK_PAGE: lambda asked: answers.address_answer(asked, config.block_page, answers.FAST_TTL),
            ClosedAnswer.NXDOMAIN: lambda asked: answers.nothing_there(asked, dns.rcode.NXDOMAIN),
        }

    async def answer(self, wire: bytes, source: Address, *, by_tcp: bool) -> bytes | None:
        """The answer's octets for a client at `source`; None for silence."""
        self.counts.queries += 1
        return await self._answer(wire, _At(source, is_proof=False), by_tcp=by_tcp)

    def for_proof(self) -> ProofPath:
        """The same path for the proof listener."""
        return ProofPath(self)

    async def _answer(self, wire: bytes, at: _At, *, by_tcp: bool) -> bytes | None:
        try:
            asked = read_question(wire)
        except CookieAlone as alone:
            return self._answer_cookie_alone(alone, at)
        except NotAnswerable as refusal:
            return refusal.reply
        response = await self._respond(asked, at)
        self._add_cookie(response, asked.query, at)
        return answers.tcp_wire(response) if by_tcp else answers.udp_wire(response, asked)

    def _answer_cookie_alone(self, alone: CookieAlone, at: _At) -> bytes | None:
        ruleset = self._rules.ruleset
        if self._cookies is None or ruleset is None or ruleset.facts.seat_at(at.source) is None:
            return alone.reply
        response = answers.cookie_alone(alone.query)
        self._add_cookie(response, alone.query, at)
        return response.to_wire(max_size=answers.UDP_OCTETS)

    def _add_cookie(self, response: dns.message.Message, query: dns.message.Message, at: _At) -> None:
        """Our cookie for a client that sent one; none for addresses that are refused: they get nothing longer than what they sent."""
        cookie = cookie_in(query)
        if cookie is not None and self._cookies is not None and response.rcode() != dns.rcode.REFUSED:
            answers.add_option(response, self._cookies.answer_to(cookie, at.source))

    async def _respond(self, asked: Asked, at: _At) -> dns.message.Message:
        ruleset = self._rules.ruleset
        if ruleset is None:
            return await self._respond_broken(asked, at)
        seat = ruleset.facts.seat_at(at.source)
        if seat is None:
            return self._refuse(asked, at)
        if (odd := _odd_question(asked)) is not None:
            return odd
        if (local := ruleset.local_names.get(asked.name)) is not None:
            return answers.addresses_answer(asked, local_addresses(local), answers.LOCAL_TTL)
        if (portal := one_off.address_for(asked.name, ruleset.local_names)) is not None:
            return self._answer_one_off(asked, at, seat.key, portal)
        found = self._lookup.answer(ruleset, seat.key, asked.name)
        if found.verdict is Verdict.CLOSED:
            is_observed = ruleset.observing and found.entry.reason not in PROTECTED
            self._note(at, Closing(asked.name, asked.rdtype, found.entry, seat.key, found.list_id, is_observed))
            return await self._forward(asked, answers.FAST_TTL) if is_observed else self.closed_answer(asked, found.entry)
        return await self._carry_out(asked, found, ruleset.local_names)

    def _answer_one_off(self, asked: Asked, at: _At, seat_key: str, portal: str) -> dns.message.Message:
        if not at.is_proof:
            self._sightings.one_off(at.source, asked.name, seat_key)
        return answers.addresses_answer(asked, local_addresses(portal), one_off.TTL)

    async def _carry_out(self, asked: Asked, found: Answer, local_names: Mapping[str, str]) -> dns.message.Message:
        if found.verdict is Verdict.NEGATIVE:
            return answers.nothing_there(asked, dns.rcode.NXDOMAIN)
        if (special := special_answer(asked, self._config.forwards, local_names)) is not None:
            return special
        if asked.rdtype == dns.rdatatype.ANY:
            return answers.any_answer(asked)
        longest = answers.FAST_TTL if found.is_fast else answers.LONGEST_TTL
        if found.safe_host is not None and asked.rdtype in _LED_TO_SAFETY:
            return await self._lead_to_safe(asked, found.safe_host, longest)
        return await self._forward(asked, longest)

    def seconds_left(self, name: str, rdtype: int, safe_host: str | None, *, wants_dnssec: bool, is_unchecked: bool) -> float:
        """How long what upstream said of an open name may still be given, whatever its answers tell; 0 where nothing of it is kept."""
        kind = dns.rdatatype.RdataType.make(rdtype)
        if safe_host is not None and kind in _LED_TO_SAFETY:
            return self._forwarder.seconds_left(UpstreamKey(dns.name.from_text(safe_host), kind))
        return self._forwarder.seconds_left(UpstreamKey(dns.name.from_text(name), kind, wants_dnssec, is_unchecked))

    def keep_octets(self, name: bytes, rdtype: int, octets: bytes, lifetime: float) -> None:
        """Remember what a server said to a plain question, in its octets: for connections, and for the day it is gone."""
        self._forwarder.keep_octets(name, rdtype, octets, lifetime)

    def take_in(self, name: str, rdtype: int, octets: bytes) -> None:
        """Read with care what a server said to a plain question, and remember it."""
        self._forwarder.take_in(UpstreamKey(dns.name.from_text(name), dns.rdatatype.RdataType.make(rdtype)), octets)

    def _note(self, at: _At, closing: Closing) -> None:
        if not at.is_proof:
            self.counts.closed += 1
            self._sightings.closed(at.source, closing)

    def closed_answer(self, asked: Asked, entry: Entry) -> dns.message.Message:
        """What a question for a closed name is answered, and why."""
        code = dns.edns.EDECode.CENSORED if entry.reason is Reason.ILLEGAL_LIST else dns.edns.EDECode.BLOCKED
        return answers.say_why(self._closed[self._config.closed_answer](asked), asked, code, wire_text(entry))

    async def _lead_to_safe(self, asked: Asked, safe_host: str, longest: int) -> dns.message.Message:
        """The alias, and behind it what the safe host itself has of the asked type: never what the name's own servers have."""
        if asked.rdtype == dns.rdatatype.CNAME:
            return answers.alias_alone(asked, safe_host, longest)
        try:
            found = await self._forwarder.ask(UpstreamKey(dns.name.from_text(safe_host), asked.rdtype))
        except UpstreamGone as gone:  # a device does without hints, and asks again for addresses
            return answers.alias_alone(asked, safe_host, answers.FAST_TTL) if asked.rdtype in _HINTS else _failed(asked, gone)
        if found.dropped:
            return _dropped(answers.alias_alone(asked, safe_host, answers.FAST_TTL), asked, found)
        return answers.found_answer(asked, found, longest, answers.alias(asked, safe_host, longest))

    async def _forward(self, asked: Asked, longest: int) -> dns.message.Message:
        is_unchecked = bool(asked.query.flags & dns.flags.CD)
        key = UpstreamKey(asked.qname.canonicalize(), asked.rdtype, asked.wants_dnssec, is_unchecked)
        try:
            found = await self._forwarder.ask(key)
        except UpstreamGone as gone:
            return _failed(asked, gone)
        if found.dropped:
            return _dropped(answers.nothing_there(asked), asked, found)
        return answers.found_answer(asked, found, longest)

    async def _respond_broken(self, asked: Asked, at: _At) -> dns.message.Message:
        """No ruleset: help, the school's own names, and what the last one wished; nothing at all for addresses no school uses inside."""
        if not is_inside(at.source):
            return self._refuse(asked, at)
        if (odd := _odd_question(asked)) is not None:
            return odd
        wish = self._rules.when_broken
        local_names = {**wish.local_names, **self._config.broken_local_names}
        if (local := local_names.get(asked.name)) is not None:
            return answers.addresses_answer(asked, local_addresses(local), answers.LOCAL_TTL)
        if any(name in self._config.broken_help_names or name in wish.help_names for name in upwards(asked.name)):
            return await self._forward(asked, answers.FAST_TTL)
        entry = wish.closes(asked.name)
        if wish.is_open and entry is None:
            return await self._carry_out(asked, _OPEN_WHEN_BROKEN, local_names)
        self.counts.closed += not at.is_proof
        if entry is not None:
            return self.closed_answer(asked, entry)
        return answers.say_why(self._closed[self._config.closed_answer](asked), asked, dns.edns.EDECode.BLOCKED, BROKEN_WORDS)

    def _refuse(self, asked: Asked, at: _At) -> dns.message.Message:
        self.counts.refused += not at.is_proof
        return answers.say_why(answers.reply_to(asked, dns.rcode.REFUSED), asked, dns.edns.EDECode.PROHIBITED)


class ProofPath:
    """The careful path as a proof takes it."""

    def __init__(self, path: CarefulPath) -> None:
        self._path = path

    async def answer(self, wire: bytes, source: Address, *, by_tcp: bool) -> bytes | None:
        """Exactly the octets that a client at `source` would get."""
        self._path.counts.proofs += 1
        return await self._path._answer(wire, _At(source, is_proof=True), by_tcp=by_tcp)


def _odd_question(asked: Asked) -> dns.message.Message | None:
    """The refusal of a question that no school device has reason to ask; None for an ordinary one."""
    if asked.rdclass != dns.rdataclass.IN or asked.rdtype in _TRANSFERS:
        return answers.reply_to(asked, dns.rcode.REFUSED)
    if asked.rdtype in _NO_QUESTIONS:
        return answers.reply_to(asked, dns.rcode.FORMERR)
    if asked.rdtype in _OBSOLETE:
        return answers.reply_to(asked, dns.rcode.NOTIMP)
    return None


def _failed(asked: Asked, gone: UpstreamGone) -> dns.message.Message:
    return answers.say_why(answers.reply_to(asked, dns.rcode.SERVFAIL), asked, gone.code, gone.words)


def _dropped(response: dns.message.Message, asked: Asked, found: Found) -> dns.message.Message:
    """The school closed nothing here, so the code is none of those that say so (RFC 8914 section 4.1)."""
    return answers.say_why(response, asked, dns.edns.EDECode.OTHER, found.dropped)
