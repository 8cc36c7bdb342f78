"""A stand-in for the resolver upstream, quick enough to be nobody's bottleneck: A gives an address, every other type no data.

Run as a program: `upstream.py PORT` on 127.0.0.1; it prints "ready".
"""

from __future__ import annotations

import select
import socket
import struct
import sys

ADDRESS = bytes((192, 0, 2, 80))  # for documentation (RFC 5737): no address of a school, which a resolver would drop
TTL = 3_600
HEADER = 12
TYPE_A = b"\0\x01"
AT_ONCE = 64
SOA_NUMBERS = struct.pack("!5I", 1, 3_600, 600, 86_400, TTL)


def answer(wire: bytes) -> bytes:
    """The answer to an ordinary question, with its letters as they were asked."""
    end = wire.index(0, HEADER) + 5
    question = wire[HEADER:end]
    if question[-4:-2] == TYPE_A:
        record = b"\xc0\x0c\0\x01\0\x01" + struct.pack("!IH", TTL, 4) + ADDRESS
        return wire[:2] + b"\x81\x80\0\x01\0\x01\0\0\0\0" + question + record
    soa = b"\0\0" + SOA_NUMBERS
    record = b"\0\0\x06\0\x01" + struct.pack("!IH", TTL, len(soa)) + soa
    return wire[:2] + b"\x81\x80\0\x01\0\0\0\x01\0\0" + question + record


def serve(port: int) -> None:
    """Answer until killed."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * 1024 * 1024)
        sock.bind(("127.0.0.1", port))
        sock.setblocking(False)
        print("ready", flush=True)
        while True:
            select.select([sock], [], [])
            try:
                for _ in range(AT_ONCE):
                    wire, peer = sock.recvfrom(4_096)
                    sock.sendto(answer(wire), peer)
            except (BlockingIOError, ValueError):
                continue


if __name__ == "__main__":
    serve(int(sys.argv[1]))
