"""Octets of every kind: long answers, cut questions, noise. Nothing kills the resolver."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rcode
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belisha.adapters.resolver.answers import NotAnswerable, read_question
from belisha.adapters.resolver.tests.running import (
    CLASS_5K,
    FakeUpstream,
    Running,
    addresses,
    answered_by,
    configured,
    running,
    small_school,
)

MANY = "@ 60 A " + "|".join(f"192.0.2.{n}" for n in range(1, 121))


class TcpUpstream(FakeUpstream):
    """A fake upstream that cuts every UDP answer and gives it whole over TCP."""

    def __init__(self) -> None:
        whole = answered_by(MANY)
        super().__init__(lambda question: [self._cut(question)])
        self._whole = whole
        self._tcp = socket.create_server(self.endpoint)
        self._tcp.settimeout(0.05)
        self._tcp_thread = threading.Thread(target=self._serve_tcp)

    def _cut(self, question: dns.message.Message) -> bytes:
        reply = dns.message.make_response(question)
        reply.flags |= dns.flags.TC
        return reply.to_wire()

    def __enter__(self) -> TcpUpstream:
        super().__enter__()
        self._tcp_thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        super().__exit__(*exc)
        self._tcp_thread.join(5)
        self._tcp.close()

    def _serve_tcp(self) -> None:
        while not self._stop.is_set():
            try:
                connection, _ = self._tcp.accept()
            except TimeoutError:
                continue
            with connection:
                wire = connection.recv(65_535)[2:]
                (reply,) = self._whole(dns.message.from_wire(wire))
                connection.sendall(len(reply).to_bytes(2, "big") + reply)


@pytest.fixture
def long_winded(tmp_path: Path) -> Iterator[Running]:
    """A resolver whose upstream gives answers of about 2,000 octets."""
    with TcpUpstream() as upstream, running(configured(tmp_path, standin=None, upstreams=(upstream.endpoint,))) as school:
        school.load(small_school())
        yield school


def test_a_long_answer_is_cut_over_udp_and_whole_over_tcp(long_winded: Running) -> None:
    for payload, plain in ((4096, {}), (1232, {}), (512, {"use_edns": -1})):
        question = dns.message.make_query("long.example", "A", **{"use_edns": 0, "payload": payload, **plain})
        wire = long_winded.send(question.to_wire())
        assert len(wire) <= min(payload, 1232)
        assert dns.message.from_wire(wire).flags & dns.flags.TC

    assert len(addresses(long_winded.ask_tcp("long.example"))) == 120


def test_a_client_that_follows_the_cut_gets_it_all(long_winded: Running) -> None:
    question = dns.message.make_query("long.example", "A", use_edns=0)
    answer, used_tcp = dns.query.udp_with_fallback(question, *long_winded.dns[:1], port=long_winded.dns[1], source=CLASS_5K, timeout=5)

    assert used_tcp
    assert len(addresses(answer)) == 120


def test_several_questions_share_a_connection(at_school: Running) -> None:
    with socket.create_connection(at_school.dns, timeout=5, source_address=(CLASS_5K, 0)) as sock:
        for name in ("youtube.com", "bbc.co.uk"):
            dns.query.send_tcp(sock, dns.message.make_query(name, "A"))
        found = [addresses(dns.query.receive_tcp(sock)[0]) for _ in range(2)]

    assert found == [["127.0.0.2"], ["127.0.0.3"]]


def test_a_question_that_cannot_be_read_is_a_format_error(at_school: Running) -> None:
    whole = dns.message.make_query("bbc.co.uk", "A", use_edns=0, id=7).to_wire()

    for wire in (whole[:20], whole[:-3], whole + b"x", whole[:5] + b"\2" + whole[6:], whole[:12]):
        reply = at_school.send(wire)
        assert (reply[:2], reply[2] & 0x80, reply[3] & 0xF, len(reply)) == (b"\0\7", 0x80, dns.rcode.FORMERR, 12)


def test_other_operations_are_not_implemented(at_school: Running) -> None:
    whole = dns.message.make_query("bbc.co.uk", "A").to_wire()

    for opcode in (1, 2, 4, 5, 9):
        reply = at_school.send(whole[:2] + bytes((opcode << 3,)) + whole[3:])
        assert (reply[2], reply[3] & 0xF) == (0x80 | opcode << 3, dns.rcode.NOTIMP)


@pytest.mark.parametrize(
    "wire", [b"", b"x", b"\0" * 11, dns.message.make_response(dns.message.make_query("bbc.co.uk", "A", id=1)).to_wire()]
)
def test_what_has_no_header_or_is_an_answer_gets_silence(at_school: Running, wire: bytes) -> None:
    with pytest.raises(TimeoutError):
        at_school.send(wire, timeout=0.1)
    assert addresses(at_school.ask("bbc.co.uk")) == ["127.0.0.3"]


def test_flags_that_say_nothing_are_not_remembered() -> None:
    held = len(dns.flags.Flag._value2member_map_)
    for flags in range(0, 0x7FFF, 7):
        with contextlib.suppress(NotAnswerable):
            asked = read_question(_GOOD[:2] + flags.to_bytes(2, "big") + _GOOD[4:])
            assert not asked.query.flags & ~(dns.flags.RD | dns.flags.AD | dns.flags.CD)

    assert len(dns.flags.Flag._value2member_map_) <= held + 32


_GOOD = dns.message.make_query("www.youtube.com", "A", use_edns=0, payload=1232, id=1).to_wire()
_NOISE = st.one_of(
    st.binary(max_size=300),
    st.binary(max_size=100).map(lambda tail: b"\0\1\1\0\0\1\0\0\0\0\0\1" + tail),
    st.lists(st.tuples(st.integers(0, len(_GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=6).map(
        lambda changes: bytes(dict(changes).get(place, octet) for place, octet in enumerate(_GOOD))
    ),
)


@settings(max_examples=400, deadline=None)
@given(_NOISE)
def test_reading_noise_never_does_more_than_refuse(wire: bytes) -> None:
    with contextlib.suppress(NotAnswerable):
        read_question(wire)


def test_noise_over_udp_and_tcp_leaves_the_resolver_answering(at_school: Running) -> None:
    @settings(max_examples=150, deadline=None, database=None)
    @given(_NOISE)
    def throw(wire: bytes) -> None:
        sock.sendto(wire, at_school.dns)

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((CLASS_5K, 0))
        throw()
    for wire in (b"\0\5abc", b"\xff\xff", b"\0\0", b"\0\x0c" + b"\0" * 12):
        with socket.create_connection(at_school.dns, timeout=5, source_address=(CLASS_5K, 0)) as connection:
            connection.sendall(wire)

    assert addresses(_asked_as_a_device_does(at_school)) == ["127.0.0.3"]
    assert addresses(at_school.ask_tcp("youtube.com")) == ["127.0.0.2"]


def _asked_as_a_device_does(school: Running) -> dns.message.Message:
    """Asked up to three times: a datagram may be lost before a busy machine has read the noise, and every device asks again."""
    for _ in range(2):
        with contextlib.suppress(dns.exception.Timeout):
            return school.ask("bbc.co.uk")
    return school.ask("bbc.co.uk")
