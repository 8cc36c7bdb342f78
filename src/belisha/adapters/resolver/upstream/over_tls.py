"""Questions to one server over TLS: one connection, kept; many questions under way in it at once, answers in any order.

The server must prove that it is who it was said to be, or it is not asked at all (RFC 8310 section 5, strict). Sources: RFC 7858
(DNS over TLS; section 3.4, keeping connections), RFC 7766 sections 6.2.1 and 7 (many at once, matching by id and question).
"""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from pathlib import Path
from random import Random

from belisha.adapters.resolver.cache import UpstreamKey
from belisha.adapters.resolver.upstream.faults import NoAnswer
from belisha.adapters.resolver.upstream.question import Sent, make_question
from belisha.adapters.resolver.upstream.servers import Server


def trusting(ca_file: Path | None) -> ssl.SSLContext:
    """Who is believed: the authorities in `ca_file`, or this system's. Raises ValueError with a sentence."""
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except (OSError, ValueError) as fault:
        raise ValueError(f"{ca_file} cannot be read as certificates of authorities (PEM): {fault}") from fault
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


class TlsServer:
    """One server over TLS. The connection is made when first needed, and again where it ended; `close` ends it for good."""

    def __init__(self, server: Server, context: ssl.SSLContext, chance: Random) -> None:
        self._server = server
        self._context = context
        self._chance = chance
        self._connection: _Connection | None = None
        self._connecting = asyncio.Lock()

    async def ask(self, key: UpstreamKey, timeout: float) -> bytes:
        """The octets of the answer within `timeout` seconds. Raises NoAnswer."""
        try:
            async with asyncio.timeout(timeout):
                return await self._ask(key)
        except TimeoutError as fault:
            raise NoAnswer("did not answer in time", was_reached=True) from fault
        except ssl.SSLCertVerificationError as fault:
            reason = f"is not asked: its certificate is not the one of {self._server.tls_name} ({_plain(fault.verify_message)})"
            raise NoAnswer(reason, was_reached=False) from fault
        except (OSError, EOFError) as fault:
            reason = getattr(fault, "reason", None) or getattr(fault, "strerror", None) or "it closed the connection"
            raise NoAnswer(f"cannot be reached over TLS ({reason})", was_reached=False) from fault

    async def _ask(self, key: UpstreamKey) -> bytes:
        """The answer; a second connection where the kept one had ended without our seeing it (RFC 7766 section 6.2.4)."""
        connection = await self._connected()
        try:
            return await connection.ask(key, self._chance)
        except (OSError, EOFError):
            if not connection.has_answered:
                raise
        return await (await self._connected()).ask(key, self._chance)

    async def _connected(self) -> _Connection:
        async with self._connecting:
            if self._connection is None or self._connection.is_over:
                reader, writer = await asyncio.open_connection(
                    self._server.host, self._server.port, ssl=self._context, server_hostname=self._server.tls_name
                )
                self._connection = _Connection(reader, writer)
            return self._connection

    async def close(self) -> None:
        """End the connection; whoever waits is told that it ended."""
        if self._connection is not None:
            await self._connection.close()


class _Connection:
    """One open connection and who waits for what in it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._waiting: dict[int, tuple[Sent, asyncio.Future[bytes]]] = {}
        self.is_over = False
        self.answers = 0
        self._reading = asyncio.get_running_loop().create_task(self._read())

    @property
    def has_answered(self) -> bool:
        """True where it has been of use: then its end is no sign against the server."""
        return self.answers > 0

    async def ask(self, key: UpstreamKey, chance: Random) -> bytes:
        """The answer to the question. Raises EOFError, OSError where the connection ends before."""
        if self.is_over:
            raise EOFError
        sent = make_question(key, chance, is_padded=True, taken=self._waiting)
        reply: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiting[sent.id] = sent, reply
        before = self.answers
        try:
            self._writer.write(len(sent.wire).to_bytes(2, "big") + sent.wire)
            await self._writer.drain()
            return await reply
        except asyncio.CancelledError:
            if self.answers == before:  # nothing came through it in all this time: a path may have died without a word
                self._end()
            raise
        finally:
            self._waiting.pop(sent.id, None)

    async def _read(self) -> None:
        with suppress(OSError, EOFError):
            while True:
                reply = await self._reader.readexactly(int.from_bytes(await self._reader.readexactly(2), "big"))
                self._take(reply)
        self._end()

    def _take(self, reply: bytes) -> None:
        """Give an answer to whoever waits for it; one that nobody waits for is let fall."""
        sent, future = self._waiting.get(int.from_bytes(reply[:2], "big"), (None, None))
        if sent is None or future is None or future.done() or sent.matches(reply) is False:
            return
        self.answers += 1
        future.set_result(reply)

    def _end(self) -> None:
        self.is_over = True
        for _, future in self._waiting.values():
            if not future.done():
                future.set_exception(EOFError("the connection ended"))
        self._writer.transport.abort()  # nobody need say goodbye: every answer was matched or given up
        self._reading.cancel()

    async def close(self) -> None:
        """End it, and come back once it is gone."""
        self._end()
        with suppress(asyncio.CancelledError, OSError):
            await self._reading
        with suppress(OSError):
            await self._writer.wait_closed()


def _plain(message: str) -> str:
    return message.rstrip(".").strip() or "it cannot be verified"
