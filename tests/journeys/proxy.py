"""A small forward proxy that makes a browser sit at a seat of the school.

Every name is resolved through Belisha, asked from the seat's address, and every connection is made from that address. Names that
lead to the block page or to a stand-in site are taken to the ports those use here; anything that is not on loopback is refused.
"""

from __future__ import annotations

import contextlib
import ipaddress
import selectors
import socket
import socketserver
import threading
from collections.abc import Mapping

import dns.exception
import dns.message
import dns.query
import dns.rdatatype

CHUNK_OCTETS = 65536
PATIENCE_SECONDS = 20
REFUSED = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class SeatProxy:
    """One proxy for one seat. `ports` maps (address, port) as the browser means them to the port in use here."""

    def __init__(self, seat: str, resolver: tuple[str, int], ports: Mapping[tuple[str, int], int]) -> None:
        self.seat, self.resolver, self.ports = seat, resolver, ports
        self._server = _Server(("127.0.0.1", 0), _Visit)
        self._server.proxy = self
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop serving, and end what is open."""
        self._server.shutdown()
        self._server.end_visits()
        self._server.server_close()
        self._thread.join(5)

    def address_of(self, host: str) -> str | None:
        """Where the resolver sends this seat for a host; None where it says there is nothing, or where it is not on loopback."""
        try:
            found = str(ipaddress.ip_address(host))
        except ValueError:
            question = dns.message.make_query(host, dns.rdatatype.A)
            answer = dns.query.udp(question, self.resolver[0], port=self.resolver[1], source=self.seat, timeout=3)
            addresses = [r.address for s in answer.answer if s.rdtype == dns.rdatatype.A for r in s]
            if not addresses:
                return None
            found = addresses[0]
        return found if ipaddress.ip_address(found).is_loopback else None

    def connection(self, host: str, port: int) -> socket.socket | None:
        """A connection from the seat to a host, or None where there is none to be had."""
        try:
            address = self.address_of(host)
            if address is None:
                return None
            there = self.ports.get((address, port), port)
            return socket.create_connection((address, there), timeout=PATIENCE_SECONDS, source_address=(self.seat, 0))
        except (OSError, dns.exception.DNSException):
            return None


class _Server(socketserver.ThreadingTCPServer):
    """Knows the visits under way, so that they can be ended."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 64
    proxy: SeatProxy

    def __init__(self, address: tuple[str, int], visit: type[socketserver.BaseRequestHandler]) -> None:
        super().__init__(address, visit)
        self.open: set[socket.socket] = set()

    def end_visits(self) -> None:
        """Shut every connection; the visits then end by themselves."""
        for one in list(self.open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


class _Visit(socketserver.BaseRequestHandler):
    """One connection of the browser."""

    server: _Server

    def handle(self) -> None:
        self.request.settimeout(PATIENCE_SECONDS)
        self.server.open.add(self.request)
        try:
            with contextlib.suppress(OSError, ValueError):
                self.answer()
        finally:
            self.server.open.discard(self.request)

    def answer(self) -> None:
        head = self.head()
        if not head:
            return
        method, target, _ = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
        far = self.server.proxy.connection(*_host_and_port(method, target))
        if far is None:
            self.request.sendall(REFUSED)
            return
        with far:
            if method == "CONNECT":
                self.request.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
            else:
                far.sendall(_as_origin_wants(head, target))
            _join(self.request, far)

    def head(self) -> bytes:
        """The head of the browser's request and whatever came with it; b"" where it went away."""
        head = b""
        while b"\r\n\r\n" not in head:
            chunk = self.request.recv(CHUNK_OCTETS)
            if not chunk:
                return b""
            head += chunk
        return head


def _host_and_port(method: str, target: str) -> tuple[str, int]:
    if method == "CONNECT":
        host, _, port = target.rpartition(":")
        return host, int(port)
    if not target.startswith("http://"):
        raise ValueError(f"not a proxy request: {target}")
    host, _, port = target.removeprefix("http://").split("/", 1)[0].partition(":")
    return host, int(port or 80)


def _as_origin_wants(request: bytes, target: str) -> bytes:
    """The request with a path instead of an address, and no connection kept open; a body that came with it stays."""
    head, _, body = request.partition(b"\r\n\r\n")
    _, _, path = target.removeprefix("http://").partition("/")
    first, *lines = head.split(b"\r\n")
    method, _, version = first.split(b" ", 2)
    kept = [line for line in lines if not line.lower().startswith((b"connection:", b"proxy-connection:"))]
    return b"\r\n".join([b" ".join([method, b"/" + path.encode("latin-1"), version]), b"Connection: close", *kept]) + b"\r\n\r\n" + body


def _join(near: socket.socket, far: socket.socket) -> None:
    """Copy both ways until either side ends."""
    with selectors.DefaultSelector() as selector:
        selector.register(near, selectors.EVENT_READ, far)
        selector.register(far, selectors.EVENT_READ, near)
        while ready := selector.select(PATIENCE_SECONDS):
            for key, _ in ready:
                chunk = key.fileobj.recv(CHUNK_OCTETS)  # type: ignore[union-attr]
                if not chunk:
                    return
                key.data.sendall(chunk)
