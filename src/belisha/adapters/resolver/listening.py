"""Sockets: UDP and TCP listeners that hand octets to whoever answers, and the loopback listener for proofs. No rules here."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from typing import Any, Protocol, cast

from belisha.adapters.resolver.config import Endpoint
from belisha.adapters.resolver.fast.path import FastPath
from belisha.adapters.resolver.fast.sockets import FastListener, ProofListener, device_listener
from belisha.adapters.resolver.proxy_header import address_of
from belisha.adapters.resolver.sharing import UNDER_WAY_AT_MOST, Crew, Shares
from belisha.core.names import Address

CONNECTIONS_AT_MOST = 256
CONNECTIONS_OF_ONE = 32  # RFC 7766 section 6.2.2 lets a server limit each client
IDLE_AFTER = 10.0  # seconds, RFC 7766 section 6.2.3: a few
WAITING_OCTETS = 4 * 1024 * 1024  # what the system may hold for us while we are busy: some seconds of a school's questions
Peer = tuple[Any, ...]  # what asyncio calls an address: (host, port) or (host, port, flow, scope)


class Answering(Protocol):
    """Whoever turns a question's octets into an answer's."""

    async def answer(self, wire: bytes, source: Address, *, by_tcp: bool) -> bytes | None:
        """The answer, or None for silence. Never raises for anything that can stand in `wire`."""
        ...


class OneByOne:
    """Answers of the careful path for connections, as many a second of one address as by UDP."""

    def __init__(self, fast: FastPath) -> None:
        self._fast = fast

    async def answer(self, wire: bytes, source: Address, *, by_tcp: bool) -> bytes | None:
        """The careful path's answer; None (the connection ends) where this address asks too much."""
        if not self._fast.may_ask_by_tcp(self._fast.look().at(str(source))):
            return None
        return await self._fast.careful.answer(wire, source, by_tcp=by_tcp)


class UdpListener(asyncio.DatagramProtocol):
    """Answers each datagram in a task of its own: for whoever has only a careful path, such as the stand-in upstream."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._transport: asyncio.DatagramTransport | None = None
        self._crew = Crew(of_one=UNDER_WAY_AT_MOST)  # the resolver itself is the only one who asks

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio once the socket is bound."""
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Peer) -> None:
        """Called by asyncio for each datagram."""
        source = address_of(addr[0])
        self._crew.begin(lambda: self._reply(data, source, addr), source)

    async def _reply(self, wire: bytes, source: Address, to: Peer) -> None:
        answer = await self._answering.answer(wire, source, by_tcp=False)
        if answer is not None and self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(answer, to)


class TcpListener:
    """Answers the questions of a connection one after the other. Source: RFC 1035 section 4.2.2, RFC 7766."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._shares = Shares(CONNECTIONS_AT_MOST, CONNECTIONS_OF_ONE)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until its client leaves or says nothing for ten seconds."""
        peer: Peer | None = writer.get_extra_info("peername")
        source = address_of(peer[0]) if peer else None
        if source is None or not self._shares.take(source):  # None: it left before we looked
            writer.close()
            return
        try:
            await self._converse(reader, writer, source)
        except (TimeoutError, OSError, EOFError, asyncio.CancelledError):
            pass  # the client left, or the process ends: nobody is there to be told
        finally:
            self._shares.give_back(source)
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, source: Address) -> None:
        while True:
            async with asyncio.timeout(IDLE_AFTER):
                wire = await reader.readexactly(int.from_bytes(await reader.readexactly(2), "big"))
            answer = await self._answering.answer(wire, source, by_tcp=True)
            if answer is None:
                return
            writer.write(len(answer).to_bytes(2, "big") + answer)
            async with asyncio.timeout(IDLE_AFTER):
                await writer.drain()
            await asyncio.sleep(0)  # what waits in the buffer is read at once: without this, the others wait for all of it


class Listeners:
    """Everything that is open, to be closed together."""

    def __init__(self) -> None:
        self._open: list[asyncio.BaseTransport | asyncio.Server | FastListener] = []

    async def open_for_devices(self, endpoint: Endpoint, fast: FastPath) -> Endpoint:
        """UDP and TCP on the same address and port; the endpoint really bound (port 0 chooses one). Raises OSError."""
        tcp, udp, bound = _bound_twice(endpoint)
        await self._open_tcp(tcp, OneByOne(fast))
        self._open.append(device_listener(udp, fast))
        return bound

    async def open_upstream(self, endpoint: Endpoint, answering: Answering) -> Endpoint:
        """The same for a stand-in upstream. Raises OSError."""
        tcp, udp, bound = _bound_twice(endpoint)
        await self._open_tcp(tcp, answering)
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: UdpListener(answering), sock=udp)
        self._open.append(transport)
        return bound

    def open_proof(self, port: int, fast: FastPath) -> Endpoint:
        """The proof listener on 127.0.0.1; the endpoint really bound. Raises OSError."""
        udp = _bound(("127.0.0.1", port), socket.SOCK_DGRAM)
        bound: Endpoint = udp.getsockname()[:2]
        self._open.append(ProofListener(udp, fast))
        return bound

    async def _open_tcp(self, tcp: socket.socket, answering: Answering) -> None:
        self._open.append(await asyncio.start_server(TcpListener(answering).serve, sock=tcp))

    def close(self) -> None:
        """Close every listener; connections end as their clients leave or the process does."""
        for listener in self._open:
            listener.close()


def _bound_twice(endpoint: Endpoint) -> tuple[socket.socket, socket.socket, Endpoint]:
    """A TCP and a UDP socket on the same address and port, and which. Raises OSError."""
    tcp = _bound(endpoint, socket.SOCK_STREAM)
    bound: Endpoint = tcp.getsockname()[:2]
    try:
        return tcp, _bound(bound, socket.SOCK_DGRAM), bound
    except OSError:
        tcp.close()
        raise


def _bound(endpoint: Endpoint, kind: socket.SocketKind) -> socket.socket:
    """A non-blocking socket bound to `endpoint`; IPv6 sockets leave IPv4 alone."""
    family = socket.AF_INET6 if ":" in endpoint[0] else socket.AF_INET
    sock = socket.socket(family, kind)
    try:
        if kind is socket.SOCK_STREAM:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        else:
            with suppress(OSError):  # the system may allow less
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, WAITING_OCTETS)
        if family is socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.setblocking(False)
        sock.bind(endpoint)
    except OSError:
        sock.close()
        raise
    return sock
