"""One question to one upstream server, hard to forge: its own socket and port, a random id, mixed letter case, everything checked.

Sources: RFC 5452 sections 4 and 9 (random ports and ids, matching), draft-vixie-dnsext-dns0x20 (letter case), RFC 7766 (TCP).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from random import Random

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode

from belisha.adapters.resolver.answers import UDP_OCTETS
from belisha.adapters.resolver.cache import Found, UpstreamKey
from belisha.adapters.resolver.config import Endpoint


class NoAnswer(Exception):
    """The server did not answer in time, or cannot be reached; `was_reached` False where the network itself refused.

    `saw_other_letters`: an answer came whose letters differ, so the server may not keep them; TCP is the way to ask it.
    """

    def __init__(self, *, was_reached: bool, saw_other_letters: bool = False) -> None:
        super().__init__("no answer")
        self.was_reached = was_reached
        self.saw_other_letters = saw_other_letters


class Unhelpful(Exception):
    """The server answered, but with a failure such as SERVFAIL or REFUSED."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A question as it goes out, to compare answers with."""

    message: dns.message.Message
    wire: bytes

    def matches(self, wire: bytes) -> bool | None:
        """True for the answer to exactly this question; None where only the letter case differs; False for anything else."""
        try:
            reply = dns.message.from_wire(wire, question_only=True)
        except (dns.exception.DNSException, ValueError, IndexError):
            return False
        if reply.id != self.message.id or not reply.flags & dns.flags.QR or reply.question != self.message.question:
            return False
        return True if reply.question[0].name.labels == self.message.question[0].name.labels else None


def make_question(key: UpstreamKey, chance: Random) -> Sent:
    """The question for `key` with a random id and random letter case."""
    name = dns.name.Name(_mixed(label, chance) for label in key.name.labels)
    message = dns.message.make_query(
        name, key.rdtype, use_edns=0, payload=UDP_OCTETS, want_dnssec=key.wants_dnssec, id=chance.getrandbits(16)
    )
    if key.checking_disabled:
        message.flags |= dns.flags.CD
    return Sent(message, message.to_wire())


def _mixed(label: bytes, chance: Random) -> bytes:
    return bytes(octet ^ 0x20 if chr(octet).isalpha() and octet < 0x80 and chance.getrandbits(1) else octet for octet in label)


async def ask_server(server: Endpoint, sent: Sent, timeout: float, *, by_tcp: bool = False) -> Found:
    """What `server` answers within `timeout` seconds; TCP where asked for, or where the answer was cut. Raises NoAnswer, Unhelpful."""
    reply = b""
    waiting = _Waiting(sent)
    try:
        async with asyncio.timeout(timeout):
            reply = b"" if by_tcp else await _by_udp(server, waiting)
            if not reply or reply[2] & 0x02:  # TC
                reply = await _by_tcp(server, sent)
    except TimeoutError as fault:
        raise NoAnswer(was_reached=True, saw_other_letters=waiting.saw_other_letters) from fault
    except (OSError, EOFError) as fault:
        raise NoAnswer(was_reached=False, saw_other_letters=waiting.saw_other_letters) from fault
    return _read(reply)


def _read(wire: bytes) -> Found:
    """The answer in a matched message. Raises Unhelpful for a failure, or for octets that cannot be read."""
    try:
        message = dns.message.from_wire(wire)
    except (dns.exception.DNSException, ValueError, IndexError) as fault:
        raise Unhelpful("an answer that cannot be read") from fault
    rcode = message.rcode()
    if rcode not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        raise Unhelpful(dns.rcode.to_text(rcode))
    return Found(int(rcode), tuple(message.answer), tuple(message.authority), bool(message.flags & dns.flags.AD))


class _Waiting(asyncio.DatagramProtocol):
    """A connected socket that takes the first matching answer and lets every other datagram fall."""

    def __init__(self, sent: Sent) -> None:
        self._sent = sent
        self.saw_other_letters = False
        self.reply: asyncio.Future[bytes] | None = None

    def datagram_received(self, data: bytes, addr: tuple[str | int, ...]) -> None:
        matches = self._sent.matches(data)
        if matches is None:
            self.saw_other_letters = True
        elif matches and self.reply is not None and not self.reply.done():
            self.reply.set_result(data)

    def error_received(self, exc: Exception) -> None:
        if self.reply is not None and not self.reply.done():
            self.reply.set_exception(exc)


async def _by_udp(server: Endpoint, waiting: _Waiting) -> bytes:
    loop = asyncio.get_running_loop()
    waiting.reply = loop.create_future()
    transport, _ = await loop.create_datagram_endpoint(lambda: waiting, remote_addr=server)
    try:
        transport.sendto(waiting._sent.wire)
        return await waiting.reply
    finally:
        transport.close()


async def _by_tcp(server: Endpoint, sent: Sent) -> bytes:
    reader, writer = await asyncio.open_connection(*server)
    try:
        writer.write(len(sent.wire).to_bytes(2, "big") + sent.wire)
        await writer.drain()
        reply = await reader.readexactly(int.from_bytes(await reader.readexactly(2), "big"))
    finally:
        writer.close()
    if sent.matches(reply) is False:  # over a connection that the server itself opened, other letters prove nothing bad
        raise EOFError("an answer to another question")
    return reply
