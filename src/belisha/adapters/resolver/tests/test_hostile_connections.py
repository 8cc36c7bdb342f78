"""Connections that say nothing, too little, too slowly, too much, or leave: none of them takes the resolver from the others."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from contextlib import ExitStack
from pathlib import Path

import dns.message
import pytest

from belisha.adapters.resolver import listening
from belisha.adapters.resolver.listening import CONNECTIONS_OF_ONE, TcpListener
from belisha.adapters.resolver.tests.in_process import Alone
from belisha.adapters.resolver.tests.running import CLASS_5K, PUPIL, STAFF, Running, addresses, configured, running, small_school

CLOSED = dns.message.make_query("youtube.com", "A", use_edns=0, id=7).to_wire()
IMPATIENT = 0.3  # seconds, in place of ten: so that nobody waits here


def framed(wire: bytes) -> bytes:
    return len(wire).to_bytes(2, "big") + wire


@pytest.fixture
def impatient(at_school: Running, monkeypatch: pytest.MonkeyPatch) -> Running:
    monkeypatch.setattr(listening, "IDLE_AFTER", IMPATIENT)
    return at_school


def connected(school: Running, source: str = CLASS_5K) -> socket.socket:
    return socket.create_connection(school.dns, timeout=10, source_address=(source, 0))


def is_ended(connection: socket.socket) -> bool:
    """True once the other end has closed. Raises TimeoutError where it never does."""
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True


@pytest.mark.parametrize(
    "octets",
    [b"", b"\0", b"\0\0", b"\0\5abc", b"\xff\xff" + b"x" * 1_000, framed(CLOSED)[:-1], framed(b"\0" * 11), framed(b"\0\1\x80" + bytes(9))],
)
def test_a_connection_that_says_no_question_is_ended(impatient: Running, octets: bytes) -> None:
    with connected(impatient) as connection:
        connection.sendall(octets)
        assert is_ended(connection)

    assert addresses(impatient.ask_tcp("youtube.com")) == ["127.0.0.2"]


@pytest.mark.parametrize("octets", [b"\0", b"\0\5abc", framed(CLOSED)[:-1], framed(CLOSED), framed(CLOSED) * 100])
def test_a_client_that_leaves_in_the_middle_is_nobodys_trouble(at_school: Running, octets: bytes) -> None:
    for _ in range(CONNECTIONS_OF_ONE + 5):
        with connected(at_school) as connection:
            connection.sendall(octets)

    assert addresses(at_school.ask_tcp("youtube.com", source=PUPIL)) == ["127.0.0.2"]
    assert addresses(at_school.ask("youtube.com")) == ["127.0.0.2"]


def test_a_question_that_comes_an_octet_at_a_time_is_not_waited_for_longer(impatient: Running) -> None:
    with connected(impatient) as connection:
        connection.settimeout(IMPATIENT / 4)
        for octet in framed(CLOSED) * 3:
            try:
                connection.sendall(bytes((octet,)))
                if connection.recv(1) == b"":
                    break
            except TimeoutError:  # nothing answered yet: the next octet
                continue
            except ConnectionError:
                break
        else:
            pytest.fail("it was listened to for ever")


def test_a_connection_that_asks_too_much_in_a_second_is_ended(tmp_path: Path) -> None:
    with running(configured(tmp_path, questions_a_second=20)) as school, connected(school) as connection:
        school.load(small_school())
        connection.sendall(framed(CLOSED) * 200)
        answered = b""
        with contextlib.suppress(ConnectionError):
            while octets := connection.recv(65_535):
                answered += octets

        assert answered.count(CLOSED[12:]) < 200
        assert addresses(school.ask_tcp("youtube.com", source=PUPIL)) == ["127.0.0.2"]


def test_one_address_cannot_take_all_connections(at_school: Running) -> None:
    with ExitStack() as stack:
        connections = [stack.enter_context(connected(at_school)) for _ in range(CONNECTIONS_OF_ONE + 10)]
        for connection in connections[CONNECTIONS_OF_ONE:]:
            assert is_ended(connection)

        assert addresses(at_school.ask_tcp("youtube.com", source=PUPIL)) == ["127.0.0.2"]
        assert addresses(at_school.ask_tcp("youtube.com", source=STAFF)) == ["127.0.0.3"]


def test_a_thousand_questions_at_once_are_answered_one_after_the_other(at_school: Running) -> None:
    questions = [dns.message.make_query(f"n{number}.youtube.com", "A", id=number).to_wire() for number in range(1_000)]
    with connected(at_school) as connection, connection.makefile("rb") as answers:
        connection.sendall(b"".join(framed(wire) for wire in questions))
        found = [answers.read(int.from_bytes(answers.read(2), "big")) for _ in questions]

    assert [wire[:2] for wire in found] == [wire[:2] for wire in questions]
    assert all(addresses(dns.message.from_wire(wire)) == ["127.0.0.2"] for wire in found[::100])


class Ignored:
    """The writing end of a connection, into nothing."""

    def get_extra_info(self, _name: str) -> tuple[str, int]:
        return CLASS_5K, 4_000

    def write(self, octets: bytes) -> None:
        self.written = octets

    async def drain(self) -> None:
        pass

    def close(self) -> None:
        self.is_closed = True


class NeverTaken(Ignored):
    """A client that takes no answers: its buffer is full for ever."""

    async def drain(self) -> None:
        await asyncio.Event().wait()


def test_a_client_that_takes_no_answers_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "IDLE_AFTER", IMPATIENT / 10)
    writer = NeverTaken()

    async def converse() -> None:
        reader = asyncio.StreamReader()
        reader.feed_data(framed(CLOSED) * 2)
        await TcpListener(Alone().path).serve(reader, writer)

    asyncio.run(converse())
    assert writer.is_closed


def test_the_others_have_their_turn_between_any_two_questions_of_a_connection() -> None:
    turns: list[int] = []

    async def together() -> None:
        reader = asyncio.StreamReader()
        reader.feed_data(framed(CLOSED) * 200)
        reader.feed_eof()
        work = asyncio.ensure_future(TcpListener(Alone().path).serve(reader, Ignored()))
        while not work.done():
            turns.append(1)
            await asyncio.sleep(0)

    asyncio.run(together())
    assert len(turns) >= 200
