"""A small forward proxy that makes a browser sit at a seat of the school.

Every name is resolved through Belisha, asked from the seat's address, and every connection is made from that address. Names that
lead to the block page or to a stand-in site are taken to the ports those use here; anything that is not on loopback is refused.
"""

from __future__ import annotations

import asyncio
import ipaddress
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

import dns.message
import dns.query
import dns.rdatatype

MAX_HEAD_OCTETS = 65536


@dataclass
class SeatProxy:
    """One proxy for one seat. `ports` maps (address, port) as the browser means them to the port in use here."""

    seat: str
    resolver: tuple[str, int]
    ports: Mapping[tuple[str, int], int]
    asked: list[str] = field(default_factory=list)
    port: int = 0

    def __post_init__(self) -> None:
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(5), "the proxy did not start"

    def close(self) -> None:
        """Stop serving."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        server = await asyncio.start_server(self._client, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        rest = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._answer(reader, writer)
        except (OSError, asyncio.IncompleteReadError, ValueError):
            pass
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        method, target, _ = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
        host, port = _host_and_port(method, target)
        address = await asyncio.to_thread(self.address_of, host)
        if address is None:
            writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            await writer.drain()
            return
        there = self.ports.get((address, port), port)
        far_reader, far_writer = await asyncio.open_connection(address, there, local_addr=(self.seat, 0))
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        else:
            far_writer.write(_as_origin_wants(head, target))
        await asyncio.gather(_copy(reader, far_writer), _copy(far_reader, writer))

    def address_of(self, host: str) -> str | None:
        """Where the resolver sends this seat for a host; None where it says there is nothing, or where it is not on loopback."""
        try:
            found = str(ipaddress.ip_address(host))
        except ValueError:
            self.asked.append(host)
            question = dns.message.make_query(host, dns.rdatatype.A)
            answer = dns.query.udp(question, self.resolver[0], port=self.resolver[1], source=self.seat, timeout=3)
            addresses = [r.address for s in answer.answer if s.rdtype == dns.rdatatype.A for r in s]
            if not addresses:
                return None
            found = addresses[0]
        return found if ipaddress.ip_address(found).is_loopback else None


def _host_and_port(method: str, target: str) -> tuple[str, int]:
    if method == "CONNECT":
        host, _, port = target.rpartition(":")
        return host, int(port)
    if not target.startswith("http://"):
        raise ValueError(f"not a proxy request: {target}")
    authority = target.removeprefix("http://").split("/", 1)[0]
    host, _, port = authority.partition(":")
    return host, int(port or 80)


def _as_origin_wants(head: bytes, target: str) -> bytes:
    """The request with a path instead of an address, and no connection kept open."""
    path = "/" + (target.removeprefix("http://").split("/", 1)[1] if "/" in target.removeprefix("http://") else "")
    first, rest = head.split(b"\r\n", 1)
    method, _, version = first.split(b" ", 2)
    lines = [line for line in rest.split(b"\r\n") if not line.lower().startswith((b"connection:", b"proxy-connection:"))]
    return b" ".join([method, path.encode("latin-1"), version]) + b"\r\nConnection: close\r\n" + b"\r\n".join(lines)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Everything from one side to the other, until the end."""
    while chunk := await reader.read(MAX_HEAD_OCTETS):
        writer.write(chunk)
        await writer.drain()
    if writer.can_write_eof():
        writer.write_eof()
