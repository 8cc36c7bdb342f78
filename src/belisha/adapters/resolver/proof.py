"""Proof: ask the real resolver, through its proof listener, what a seat is answered now."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address

import dns.edns
import dns.exception
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from belisha.adapters.resolver.answers import UDP_OCTETS
from belisha.adapters.resolver.client import EngineAway
from belisha.adapters.resolver.config import Endpoint
from belisha.adapters.resolver.proxy_header import with_header

_CLOSED_CODES = frozenset({dns.edns.EDECode.BLOCKED, dns.edns.EDECode.CENSORED, dns.edns.EDECode.FILTERED})


@dataclass(frozen=True, slots=True)
class WireAnswer:
    """What came back. `rcode` is its name ("NOERROR"); `ttl` the shortest in the answer, seconds; `ede_…`: the extended error."""

    rcode: str
    addresses: tuple[str, ...]
    aliases: tuple[str, ...]
    ede_code: int | None
    ede_text: str | None
    ttl: int | None
    milliseconds: float

    @property
    def is_closed(self) -> bool:
        """True where the resolver says that the school closed the name (RFC 8914 codes 15 to 17)."""
        return self.ede_code in _CLOSED_CODES

    @property
    def is_open(self) -> bool:
        """True where the name led to an address and nobody closed it."""
        return self.rcode == "NOERROR" and bool(self.addresses) and not self.is_closed

    @property
    def is_negative(self) -> bool:
        """True where the name is answered as if it did not exist, and not because it is closed."""
        return self.rcode == "NXDOMAIN" and not self.is_closed

    @property
    def is_refused(self) -> bool:
        """True where the source address is none of the school's."""
        return self.rcode == "REFUSED"


def ask(host: str, *, source: str, listener: Endpoint, rdtype: str = "A", timeout: float = 1.0) -> WireAnswer:
    """What a device at `source` is answered for `host` by the resolver whose proof listener is at `listener`.

    `timeout` is seconds. Raises EngineAway where no answer comes in time, ValueError where `host` or `source` cannot be one.
    """
    try:
        question = dns.message.make_query(host, rdtype, use_edns=0, payload=UDP_OCTETS)
    except dns.exception.DNSException as fault:
        raise ValueError(f"“{host}” cannot be asked for: write a site's name, like bbc.co.uk") from fault
    datagram = with_header(ip_address(source), question.to_wire())
    began = time.perf_counter()
    try:
        reply = _exchange(datagram, question, listener, began + timeout)
    except OSError as fault:
        raise EngineAway(f"no proof: the resolver did not answer for {host} within {timeout:g} seconds") from fault
    return _read(reply, (time.perf_counter() - began) * 1000)


def _exchange(datagram: bytes, question: dns.message.Message, listener: Endpoint, until: float) -> dns.message.Message:
    """The answer to exactly this question. Raises OSError (TimeoutError) where none comes."""
    family = socket.AF_INET6 if ":" in listener[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.connect(listener)
        sock.send(datagram)
        while (left := until - time.perf_counter()) > 0:
            sock.settimeout(left)
            try:
                reply = dns.message.from_wire(sock.recv(65_535))
            except dns.exception.DNSException:
                continue
            if question.is_response(reply):
                return reply
    raise TimeoutError


def _read(reply: dns.message.Message, milliseconds: float) -> WireAnswer:
    errors = [option for option in reply.options if isinstance(option, dns.edns.EDEOption)]
    return WireAnswer(
        rcode=dns.rcode.to_text(reply.rcode()),
        addresses=_texts(reply.answer, (dns.rdatatype.A, dns.rdatatype.AAAA)),
        aliases=_texts(reply.answer, (dns.rdatatype.CNAME,)),
        ede_code=int(errors[0].code) if errors else None,
        ede_text=errors[0].text if errors else None,
        ttl=min((record.ttl for record in reply.answer), default=None),
        milliseconds=milliseconds,
    )


def _texts(records: Iterable[dns.rrset.RRset], types: tuple[dns.rdatatype.RdataType, ...]) -> tuple[str, ...]:
    return tuple(rdata.to_text().rstrip(".") for record in records if record.rdtype in types for rdata in record)
