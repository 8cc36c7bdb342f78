"""Sockets: UDP and TCP listeners that hand octets to whoever answers, and the loopback listener for proofs. No rules here."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import Coroutine
from typing import Any, Protocol, cast

from belisha.adapters.resolver.config import Endpoint
from belisha.adapters.resolver.proxy_header import NoHeader, address_of, split_header
from belisha.core.names import Address

UNDER_WAY_AT_MOST = 2_000  # datagrams being answered at once; more are dropped, and asked again by their client
UNDER_WAY_OF_ONE = 100  # of one address: a page needs some dozens; nobody takes every upstream socket with names that nobody answers
CONNECTIONS_AT_MOST = 256
CONNECTIONS_OF_ONE = 32  # RFC 7766 section 6.2.2 lets a server limit each client
IDLE_AFTER = 10.0  # seconds, RFC 7766 section 6.2.3: a few
Peer = tuple[Any, ...]  # what asyncio calls an address: (host, port) or (host, port, flow, scope)


class Shares:
    """How much each address has of something that all share: `all_at_most` together, `of_one` for one address."""

    def __init__(self, all_at_most: int, of_one: int) -> None:
        self._all_at_most = all_at_most
        self._of_one = of_one
        self._taken: Counter[Address] = Counter()
        self._all = 0

    def take(self, address: Address) -> bool:
        """True, and one more is taken, where there is one for this address."""
        if self._taken[address] >= self._of_one or self._all >= self._all_at_most:
            return False
        self._taken[address] += 1
        self._all += 1
        return True

    def give_back(self, address: Address) -> None:
        """One that `address` had is free again; an address that has none is forgotten."""
        self._taken[address] -= 1
        self._all -= 1
        if self._taken[address] <= 0:
            del self._taken[address]


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
        self._shares = Shares(UNDER_WAY_AT_MOST, UNDER_WAY_OF_ONE)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio once the socket is bound."""
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Peer) -> None:
        """Called by asyncio for each datagram."""
        source = address_of(addr[0])
        self._begin(self._reply(data, source, addr), source)

    def _begin(self, work: Coroutine[Any, Any, None], source: Address) -> None:
        if not self._shares.take(source):
            work.close()
            return
        task = asyncio.get_running_loop().create_task(work)
        self._under_way.add(task)
        task.add_done_callback(lambda done: self._end(done, source))

    def _end(self, done: asyncio.Task[None], source: Address) -> None:
        self._under_way.discard(done)
        self._shares.give_back(source)

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
        self._begin(self._reply(wire, source, addr), source)


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
