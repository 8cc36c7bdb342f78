"""One question to one server without encryption: a socket and a random port of its own, and TCP where that is not enough.

Sources: RFC 5452 section 9 (random ports, matching, what to do when forgeries come in), RFC 7766 (TCP).
"""

from __future__ import annotations

import asyncio

from belisha.adapters.resolver.upstream.faults import NoAnswer
from belisha.adapters.resolver.upstream.question import Sent
from belisha.adapters.resolver.upstream.servers import Server

FORGERIES_AT_MOST = 16
"""Datagrams that do not match before TCP is used: somebody is guessing, and would need thousands (RFC 5452 section 9.3)."""

OTHER_LETTERS_WAIT = 0.05
"""Seconds for the right answer to come after one in other letters: then the server does not keep them, and TCP is the way to ask it."""

_TRUNCATED = 0x02


async def ask_plainly(server: Server, sent: Sent, timeout: float) -> bytes:
    """What `server` answers within `timeout` seconds; by TCP where it cuts, changes letters, or somebody forges. Raises NoAnswer."""
    try:
        async with asyncio.timeout(timeout):
            reply = await _by_udp(server, sent)
            return await _by_tcp(server, sent) if not reply or reply[2] & _TRUNCATED else reply
    except TimeoutError as fault:
        raise NoAnswer("did not answer in time", was_reached=True) from fault
    except (OSError, EOFError) as fault:
        reason = f"cannot be reached ({getattr(fault, 'strerror', None) or 'it closed the connection'})"
        raise NoAnswer(reason, was_reached=False) from fault


class _Waiting(asyncio.DatagramProtocol):
    """A connected socket that takes the first matching answer and lets other datagrams fall; nothing is taken where that is hopeless."""

    def __init__(self, sent: Sent) -> None:
        self._sent = sent
        self._loop = asyncio.get_running_loop()
        self.reply: asyncio.Future[bytes] = self._loop.create_future()
        self._others = 0

    def datagram_received(self, data: bytes, addr: tuple[str | int, ...]) -> None:
        """Called by asyncio for each datagram from the server's address and port."""
        matches = self._sent.matches(data)
        if matches:
            self._take(data)
            return
        self._others += 1
        if self._others > FORGERIES_AT_MOST:
            self._take(b"")
        elif matches is None:
            self._loop.call_later(OTHER_LETTERS_WAIT, self._take, b"")

    def _take(self, reply: bytes) -> None:
        if not self.reply.done():
            self.reply.set_result(reply)

    def error_received(self, exc: Exception) -> None:
        """Called by asyncio where the network says that nobody is there."""
        if not self.reply.done():
            self.reply.set_exception(exc)


async def _by_udp(server: Server, sent: Sent) -> bytes:
    """The matching answer; nothing where TCP must be asked."""
    loop = asyncio.get_running_loop()
    transport, waiting = await loop.create_datagram_endpoint(lambda: _Waiting(sent), remote_addr=(server.host, server.port))
    try:
        transport.sendto(sent.wire)
        return await waiting.reply
    finally:
        transport.close()


async def _by_tcp(server: Server, sent: Sent) -> bytes:
    reader, writer = await asyncio.open_connection(server.host, server.port)
    try:
        writer.write(len(sent.wire).to_bytes(2, "big") + sent.wire)
        await writer.drain()
        reply = await reader.readexactly(int.from_bytes(await reader.readexactly(2), "big"))
    finally:
        writer.close()
    if sent.matches(reply) is False:  # over a connection that the server itself opened, other letters prove nothing bad
        raise EOFError("an answer to another question")
    return reply
