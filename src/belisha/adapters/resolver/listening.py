"""Sockets: UDP and TCP listeners that hand octets to whoever answers, and the loopback listener for proofs. No rules here."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Coroutine
from typing import Any, Protocol, cast

from belisha.adapters.resolver.config import Endpoint
from belisha.adapters.resolver.proxy_header import NoHeader, address_of, split_header
from belisha.core.names import Address

UNDER_WAY_AT_MOST = 2_000  # datagrams being answered at once; more are dropped, and asked again by their client
CONNECTIONS_AT_MOST = 256
IDLE_AFTER = 10.0  # seconds, RFC 7766 section 6.2.3: a few
Peer = tuple[Any, ...]  # what asyncio calls an address: (host, port) or (host, port, flow, scope)


class Answering(Protocol):
    """Whoever turns a question's octets into an answer's."""

    async def answer(self, wire: bytes, source: Address, *, by_tcp: bool) -> bytes | None:
        """The answer, or None for silence. Never raises for anything that can stand in `wire`."""
        ...


class UdpListener(asyncio.DatagramProtocol):
    """Answers each datagram in a task of its own."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._transport: asyncio.DatagramTransport | None = None
        self._under_way: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio once the socket is bound."""
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Peer) -> None:
        """Called by asyncio for each datagram."""
        self._begin(self._reply(data, address_of(addr[0]), addr))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        if len(self._under_way) >= UNDER_WAY_AT_MOST:
            work.close()
            return
        task = asyncio.get_running_loop().create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _reply(self, wire: bytes, source: Address, to: Peer) -> None:
        answer = await self._answering.answer(wire, source, by_tcp=False)
        if answer is not None and self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(answer, to)


class ProofListener(UdpListener):
    """Takes the source address from a PROXY protocol header; silent to what has none, and to whoever is not on this machine."""

    def datagram_received(self, data: bytes, addr: Peer) -> None:
        """Called by asyncio for each datagram."""
        if not address_of(addr[0]).is_loopback:
            return
        try:
            source, wire = split_header(data)
        except NoHeader:
            return
        self._begin(self._reply(wire, source, addr))


class TcpListener:
    """Answers the questions of a connection one after the other. Source: RFC 1035 section 4.2.2, RFC 7766."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._open = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until its client leaves or says nothing for ten seconds."""
        self._open += 1
        try:
            if self._open <= CONNECTIONS_AT_MOST:
                await self._converse(reader, writer)
        except (TimeoutError, OSError, EOFError, asyncio.CancelledError):
            pass  # the client left, or the process ends: nobody is there to be told
        finally:
            self._open -= 1
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        source = address_of(writer.get_extra_info("peername")[0])
        while True:
            async with asyncio.timeout(IDLE_AFTER):
                wire = await reader.readexactly(int.from_bytes(await reader.readexactly(2), "big"))
            answer = await self._answering.answer(wire, source, by_tcp=True)
            if answer is None:
                return
            writer.write(len(answer).to_bytes(2, "big") + answer)
            async with asyncio.timeout(IDLE_AFTER):
                await writer.drain()


class Listeners:
    """Everything that is open, to be closed together."""

    def __init__(self) -> None:
        self._transports: list[asyncio.BaseTransport] = []
        self._servers: list[asyncio.Server] = []

    async def open_both(self, endpoint: Endpoint, answering: Answering) -> Endpoint:
        """UDP and TCP on the same address and port; the endpoint really bound (port 0 chooses one). Raises OSError."""
        tcp = _bound(endpoint, socket.SOCK_STREAM)
        bound: Endpoint = tcp.getsockname()[:2]
        try:
            udp = _bound(bound, socket.SOCK_DGRAM)
        except OSError:
            tcp.close()
            raise
        self._servers.append(await asyncio.start_server(TcpListener(answering).serve, sock=tcp))
        await self._open_udp(udp, UdpListener(answering))
        return bound

    async def open_proof(self, port: int, answering: Answering) -> Endpoint:
        """The proof listener on 127.0.0.1; the endpoint really bound. Raises OSError."""
        udp = _bound(("127.0.0.1", port), socket.SOCK_DGRAM)
        bound: Endpoint = udp.getsockname()[:2]
        await self._open_udp(udp, ProofListener(answering))
        return bound

    async def _open_udp(self, udp: socket.socket, listener: UdpListener) -> None:
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: listener, sock=udp)
        self._transports.append(transport)

    def close(self) -> None:
        """Close every listener; connections end as their clients leave or the process does."""
        for transport in self._transports:
            transport.close()
        for server in self._servers:
            server.close()


def _bound(endpoint: Endpoint, kind: socket.SocketKind) -> socket.socket:
    """A non-blocking socket bound to `endpoint`; IPv6 sockets leave IPv4 alone."""
    family = socket.AF_INET6 if ":" in endpoint[0] else socket.AF_INET
    sock = socket.socket(family, kind)
    try:
        if kind is socket.SOCK_STREAM:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family is socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.setblocking(False)
        sock.bind(endpoint)
    except OSError:
        sock.close()
        raise
    return sock
