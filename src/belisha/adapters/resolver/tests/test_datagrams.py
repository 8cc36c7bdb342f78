"""Many datagrams with one call: each gets its own answer, from IPv4 and IPv6, however many wait; and without such calls all is the same."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from ipaddress import ip_address

import dns.message
import pytest

from belisha.adapters.resolver.fast.datagrams import IS_THERE, LONGEST_QUESTION, RUN, Batches
from belisha.adapters.resolver.fast.sockets import BatchListener, DeviceListener, FastListener, device_listener
from belisha.adapters.resolver.tests.running import CLASS_5K, small_school
from belisha.adapters.resolver.tests.targets import FastTarget

pytestmark = pytest.mark.skipif(not IS_THERE, reason="this system has neither recvmmsg nor sendmmsg")

Pair = tuple[socket.socket, Callable[[], socket.socket]]


@pytest.fixture(params=["127.0.0.1", "::1"])
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    """A bound socket of each family, and a maker of clients that are connected to it."""
    with ExitStack() as stack:
        family = socket.AF_INET6 if ":" in request.param else socket.AF_INET
        ours = stack.enter_context(socket.socket(family, socket.SOCK_DGRAM))
        ours.setblocking(False)
        ours.bind((request.param, 0))

        def client() -> socket.socket:
            sock = stack.enter_context(socket.socket(family, socket.SOCK_DGRAM))
            sock.settimeout(5)
            sock.connect(ours.getsockname())
            return sock

        yield ours, client


def test_each_is_answered_itself(pair: Pair) -> None:
    ours, client = pair
    batches, clients = Batches(ours), [client() for _ in range(5)]
    for number, sock in enumerate(clients):
        sock.send(b"question %d" % number)
    found = batches.receive()
    assert [wire for wire, _ in found] == [b"question %d" % number for number in range(5)]
    assert {octets for _, octets in found} == {ip_address(ours.getsockname()[0]).packed}
    assert [batches.peer(number)[:2] for number in range(5)] == [sock.getsockname()[:2] for sock in clients]
    batches.send([(number, wire.upper()) for number, (wire, _) in enumerate(found) if number != 2])
    assert [clients[number].recv(100) for number in (4, 3, 1, 0)] == [b"QUESTION %d" % number for number in (4, 3, 1, 0)]
    ours.sendto(b"later", batches.peer(2))
    assert clients[2].recv(100) == b"later"


def test_more_than_a_run_are_read_in_turn(pair: Pair) -> None:
    ours, client = pair
    batches, sock = Batches(ours), client()
    for number in range(RUN + 3):
        sock.send(number.to_bytes(2, "big"))
    found = [wire for _ in range(3) for wire, _ in batches.receive()]
    assert found == [number.to_bytes(2, "big") for number in range(RUN + 3)]
    assert batches.receive() == ()


def test_what_is_empty_or_too_long_harms_nobody(pair: Pair) -> None:
    ours, client = pair
    batches, sock = Batches(ours), client()
    for wire in (b"", b"x" * (LONGEST_QUESTION + 500), b"after"):
        sock.send(wire)
    assert [len(wire) for wire, _ in batches.receive()] == [0, LONGEST_QUESTION, 5]


def test_an_answer_that_cannot_be_sent_does_not_keep_the_others_back(pair: Pair) -> None:
    ours, client = pair
    batches, clients = Batches(ours), [client(), client(), client()]
    for sock in clients:
        sock.send(b"question")
    found = batches.receive()
    clients[1].close()
    for _ in range(2):
        batches.send([(number, b"answer") for number in range(len(found))])
    assert [clients[number].recv(100) for number in (0, 2)] == [b"answer", b"answer"]


@pytest.mark.parametrize("kind", [BatchListener, DeviceListener])
def test_a_question_is_answered_by_either_listener(kind: type[FastListener]) -> None:
    """Closed at once, and open with care: both ways through a listener."""
    asyncio.run(_ask_both(kind))


async def _ask_both(kind: type[FastListener]) -> None:
    target = FastTarget(small_school())
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        sock.setblocking(False)
        sock.bind(("127.0.0.1", 0))
        listener = kind(sock, target.fast)
        asker.bind((CLASS_5K, 0))
        asker.setblocking(False)
        loop = asyncio.get_running_loop()
        for name in ("youtube.com", "youtube.com", "portal.belisha.test"):
            wire = dns.message.make_query(name, "A", use_edns=0).to_wire()
            await loop.sock_sendto(asker, wire, sock.getsockname())
            answer = dns.message.from_wire(await asyncio.wait_for(loop.sock_recv(asker, 4_096), 5))
            assert dns.message.from_wire(wire).is_response(answer)
            assert answer.answer
        listener.close()


def test_the_quickest_is_taken_where_it_is_there() -> None:
    async def made() -> FastListener:
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.setblocking(False)
        sock.bind(("127.0.0.1", 0))
        listener = device_listener(sock, FastTarget(small_school()).fast)
        listener.close()
        return listener

    assert isinstance(asyncio.run(made()), BatchListener)
