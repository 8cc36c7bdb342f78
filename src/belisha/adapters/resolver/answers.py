"""Reading questions and building answers: what goes on the wire for each verdict. Pure; dnspython does the octets.

Sources: architecture.md, wire answers; RFC 1035, 2308 (negative answers), 3225 (DO), 6891 (EDNS), 7873 (cookies), 8482 (ANY),
8914 (extended errors), 9619 (one question). What a device gets for what: docs/reference/wire.md.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from belisha.adapters.resolver.cache import Found
from belisha.core.names import Address

FAST_TTL = 10  # seconds; names of the catalogue's services, and every closed or negative answer
LONGEST_TTL = 300
LOCAL_TTL = 60
UDP_OCTETS = 1232  # what passes any path unfragmented: the EDNS flag day of 2020
PLAIN_UDP_OCTETS = 512  # RFC 1035 section 4.2.1, for a client without EDNS
_HEADER_OCTETS = 12
_CUT = 0x02  # TC, in the header's third octet
_LOOPBACK = {dns.rdatatype.A: "127.0.0.1", dns.rdatatype.AAAA: "::1"}
_SOA_WORDS = f"belisha.invalid. network-manager.belisha.invalid. 1 3600 600 86400 {FAST_TTL}"


class NotAnswerable(Exception):
    """The datagram is no question; `reply` is the short refusal to send, or None to stay silent."""

    def __init__(self, reply: bytes | None) -> None:
        super().__init__("not a question")
        self.reply = reply


class CookieAlone(NotAnswerable):
    """No question, but a client's cookie: it asks for a server's cookie. `reply` is the refusal for whoever makes none (RFC 7873, 5.4)."""

    def __init__(self, query: dns.message.Message, reply: bytes) -> None:
        super().__init__(reply)
        self.query = query


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as read: the message, its name as sent and in plain lower case, its type and class."""

    query: dns.message.Message
    qname: dns.name.Name
    name: str
    rdtype: dns.rdatatype.RdataType
    rdclass: int

    @property
    def has_edns(self) -> bool:
        """True where the client may be told more (RFC 6891)."""
        return self.query.edns >= 0

    @property
    def wants_dnssec(self) -> bool:
        """True where the client set DO (RFC 3225)."""
        return self.has_edns and bool(self.query.ednsflags & dns.flags.DO)


def read_question(wire: bytes) -> Asked:
    """The one question in `wire`. Raises NotAnswerable with the refusal to send, FORMERR, NOTIMP, NOTAUTH or BADVERS, or nothing;
    CookieAlone where only a cookie is asked for.
    """
    if len(wire) < _HEADER_OCTETS or wire[2] & 0x80:  # too short for a header, or itself an answer: silence, or two servers talk for ever
        raise NotAnswerable(None)
    if (wire[2] >> 3) & 0xF != dns.opcode.QUERY:
        raise NotAnswerable(_header_alone(wire, dns.rcode.NOTIMP))
    try:
        query = dns.message.from_wire(_without_idle_flags(wire))
    except dns.message.UnknownTSIGKey as fault:  # RFC 8945 section 5.2.1: we share keys with nobody
        raise NotAnswerable(_header_alone(wire, dns.rcode.NOTAUTH)) from fault
    except (dns.exception.DNSException, ValueError, struct.error, IndexError, KeyError) as fault:
        raise NotAnswerable(_header_alone(wire, dns.rcode.FORMERR)) from fault
    if query.edns > 0:
        raise NotAnswerable(_bad_version(query))
    if not query.question and cookie_in(query) is not None and not (query.answer or query.authority):
        raise CookieAlone(query, _header_alone(wire, dns.rcode.FORMERR))
    if len(query.question) != 1 or len(query.question[0]) or query.answer or query.authority:
        raise NotAnswerable(_header_alone(wire, dns.rcode.FORMERR))
    question = query.question[0]
    name = question.name.to_text(omit_final_dot=True).lower()
    return Asked(query, question.name, name, question.rdtype, int(question.rdclass))


def _without_idle_flags(wire: bytes) -> bytes:
    """The question with RD, AD and CD as its only flags: the others say nothing in a question (RFC 1035 section 4.1.1).

    Python remembers every combination of flags that it ever meets: 65,536 of them are 18 MB that anybody could make us hold.
    """
    return wire[:2] + bytes((wire[2] & 0x01, wire[3] & 0x30)) + wire[4:]


def cookie_in(query: dns.message.Message) -> dns.edns.CookieOption | None:
    """The client's cookie; None where it sent none. Its lengths are right, or reading would have failed."""
    return next((option for option in query.options if isinstance(option, dns.edns.CookieOption)), None)


def _header_alone(wire: bytes, rcode: dns.rcode.Rcode) -> bytes:
    """A twelve-octet answer that repeats the id, the opcode and the wish for recursion, and says `rcode`."""
    return wire[:2] + bytes((0x80 | (wire[2] & 0x79), 0x80 | int(rcode))) + bytes(8)


def _bad_version(query: dns.message.Message) -> bytes:
    """RFC 6891 section 6.1.3: a version nobody knows is answered BADVERS, with our version 0."""
    query.use_edns(0, query.ednsflags & dns.flags.DO, UDP_OCTETS)
    response = _response_to(query)
    response.set_rcode(dns.rcode.BADVERS)
    return response.to_wire(max_size=UDP_OCTETS)


def _response_to(query: dns.message.Message) -> dns.message.Message:
    """An empty answer; never padded: padding hides nothing in clear text, and makes long answers of short questions."""
    response = dns.message.make_response(query, recursion_available=True, our_payload=UDP_OCTETS, pad=0)
    response.flags |= query.flags & dns.flags.CD
    if query.edns >= 0:
        response.ednsflags = query.ednsflags & dns.flags.DO  # RFC 3225 section 3: copied
    return response


def reply_to(asked: Asked, rcode: dns.rcode.Rcode = dns.rcode.NOERROR) -> dns.message.Message:
    """An empty answer to the question, in the client's own letters."""
    response = _response_to(asked.query)
    response.set_rcode(rcode)
    return response


def say_why(response: dns.message.Message, asked: Asked, code: int, text: str = "") -> dns.message.Message:
    """Add an Extended DNS Error (RFC 8914) where the client sent EDNS; the same answer elsewhere."""
    if asked.has_edns:
        add_option(response, dns.edns.EDEOption(dns.edns.EDECode(code), text or None))
    return response


def add_option(response: dns.message.Message, option: dns.edns.Option) -> None:
    """Say `option` beside those that the answer already says."""
    response.use_edns(0, response.ednsflags, UDP_OCTETS, options=[*response.options, option])


def cookie_alone(query: dns.message.Message) -> dns.message.Message:
    """The empty answer to a message that has no question and asks for a cookie (RFC 7873 section 5.4)."""
    return _response_to(query)


def nothing_there(asked: Asked, rcode: dns.rcode.Rcode = dns.rcode.NOERROR) -> dns.message.Message:
    """No data (or, with NXDOMAIN, no such name), with an SOA that lets nobody remember it beyond ten seconds (RFC 2308)."""
    response = reply_to(asked, rcode)
    response.authority.append(_soa(asked.qname))
    return response


def address_answer(asked: Asked, address: IPv4Address, ttl: int) -> dns.message.Message:
    """`address` for an A question, and for one that asks for everything (RFC 8482 section 4.1); for any other type no data."""
    if asked.rdtype not in (dns.rdatatype.A, dns.rdatatype.ANY):
        return nothing_there(asked)
    response = reply_to(asked)
    response.answer.append(_record(asked.qname, ttl, dns.rdatatype.A, str(address)))
    return response


def addresses_answer(asked: Asked, addresses: Iterable[Address], ttl: int) -> dns.message.Message:
    """The `addresses` of the asked family, all of them for a question that asks for everything; no data where there are none."""
    response = reply_to(asked)
    for rdtype, version in ((dns.rdatatype.A, 4), (dns.rdatatype.AAAA, 6)):
        words = [str(address) for address in addresses if address.version == version]
        if words and asked.rdtype in (rdtype, dns.rdatatype.ANY):
            response.answer.append(dns.rrset.from_text_list(asked.qname, ttl, dns.rdataclass.IN, rdtype, words))
    return response if response.answer else nothing_there(asked)


def names_answer(asked: Asked, names: Iterable[str]) -> dns.message.Message:
    """The names that an address has, for its reverse name; for a type that is not PTR, no data."""
    if asked.rdtype not in (dns.rdatatype.PTR, dns.rdatatype.ANY):
        return nothing_there(asked)
    response = reply_to(asked)
    words = [f"{name}." for name in names]
    response.answer.append(dns.rrset.from_text_list(asked.qname, LOCAL_TTL, dns.rdataclass.IN, dns.rdatatype.PTR, words))
    return response


def this_device(asked: Asked) -> dns.message.Message:
    """The asker's own loopback address of the asked family; for any other type no data (RFC 6761 section 6.3)."""
    rdtype = dns.rdatatype.A if asked.rdtype == dns.rdatatype.ANY else asked.rdtype
    if rdtype not in _LOOPBACK:
        return nothing_there(asked)
    response = reply_to(asked)
    response.answer.append(_record(asked.qname, LOCAL_TTL, rdtype, _LOOPBACK[rdtype]))
    return response


def alias(asked: Asked, target: str, ttl: int) -> dns.rrset.RRset:
    """The CNAME record that leads from the question's name to `target`."""
    return _record(asked.qname, ttl, dns.rdatatype.CNAME, f"{target}.")


def alias_alone(asked: Asked, target: str, ttl: int) -> dns.message.Message:
    """The CNAME; but for a question that asks for just that, with an SOA that says that nothing of the asked type is behind it."""
    response = reply_to(asked)
    response.answer.append(alias(asked, target, ttl))
    if asked.rdtype != dns.rdatatype.CNAME:
        response.authority.append(_soa(dns.name.from_text(target)))
    return response


def any_answer(asked: Asked) -> dns.message.Message:
    """The short answer to a question for everything at once. Source: RFC 8482 section 4.2."""
    response = reply_to(asked)
    response.answer.append(_record(asked.qname, FAST_TTL, dns.rdatatype.HINFO, '"RFC8482" ""'))
    return response


def _soa(owner: dns.name.Name) -> dns.rrset.RRset:
    return _record(owner, FAST_TTL, dns.rdatatype.SOA, _SOA_WORDS)


def _record(owner: dns.name.Name, ttl: int, rdtype: dns.rdatatype.RdataType, words: str) -> dns.rrset.RRset:
    return dns.rrset.from_rdata(owner, ttl, _rdata(rdtype, words))


@lru_cache(maxsize=1024)
def _rdata(rdtype: dns.rdatatype.RdataType, words: str) -> dns.rdata.Rdata:
    return dns.rdata.from_text(dns.rdataclass.IN, rdtype, words)


def found_answer(asked: Asked, found: Found, longest: int, alias_record: dns.rrset.RRset | None = None) -> dns.message.Message:
    """What the upstream said, as our answer: no TTL above `longest` seconds, behind `alias_record` where a safe host is asked instead.

    A stale answer says so (RFC 8914 codes 3 and 19) and may be kept for ten seconds. Name servers are left out where nobody asked for
    them: no device needs them, and they make long answers of short questions.
    """
    response = reply_to(asked, dns.rcode.Rcode(found.rcode))
    if alias_record is not None:
        response.answer.append(alias_record)
    elif found.is_authentic and (asked.wants_dnssec or asked.query.flags & dns.flags.AD):
        response.flags |= dns.flags.AD
    response.answer.extend(_aged(found.answer, found, longest, asked))
    told = (record for record in found.authority if dns.rdatatype.NS not in (record.rdtype, record.covers))
    response.authority.extend(_aged(told, found, longest, asked))
    if found.is_stale:
        is_nothing = found.rcode == dns.rcode.NXDOMAIN
        say_why(response, asked, dns.edns.EDECode.STALE_NXDOMAIN_ANSWER if is_nothing else dns.edns.EDECode.STALE_ANSWER)
    return response


def _aged(records: Iterable[dns.rrset.RRset], found: Found, longest: int, asked: Asked) -> Iterator[dns.rrset.RRset]:
    """Copies with their age off their TTL, and the question's name in the client's own letters."""
    for record in records:
        lifetime = min(record.ttl, record[0].minimum) if record.rdtype == dns.rdatatype.SOA else record.ttl  # RFC 2308 section 5
        ttl = FAST_TTL if found.is_stale else max(0, min(lifetime - found.age, longest))
        owner = asked.qname if record.name == asked.qname else record.name
        yield dns.rrset.from_rdata_list(owner, ttl, list(record))


def udp_wire(response: dns.message.Message, asked: Asked) -> bytes:
    """The answer in at most what the client takes and 1232 octets; cut with TC where it is longer (RFC 2181 section 9).

    Before anything is cut the words of an extended error are left out (RFC 8914 section 3).
    """
    room = min(max(asked.query.payload, PLAIN_UDP_OCTETS), UDP_OCTETS) if asked.has_edns else PLAIN_UDP_OCTETS
    wire = response.to_wire(max_size=room, prefer_truncation=True)
    if wire[2] & _CUT and any(_has_words(option) for option in response.options):
        options = [dns.edns.EDEOption(option.code) if isinstance(option, dns.edns.EDEOption) else option for option in response.options]
        response.use_edns(0, response.ednsflags, UDP_OCTETS, options=options)
        wire = response.to_wire(max_size=room, prefer_truncation=True)
    return wire


def _has_words(option: dns.edns.Option) -> bool:
    return isinstance(option, dns.edns.EDEOption) and bool(option.text)


def tcp_wire(response: dns.message.Message) -> bytes:
    """The whole answer, without the two octets of length in front."""
    return response.to_wire(max_size=65_535, prefer_truncation=True)
