"""Proof: the real path, asked in a seat's name through the loopback listener."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from pathlib import Path

import dns.message
import pytest
from hypothesis import given
from hypothesis import strategies as st

from belisha.adapters.resolver.client import EngineAway
from belisha.adapters.resolver.config import Endpoint
from belisha.adapters.resolver.proof import WireAnswer, ask
from belisha.adapters.resolver.proxy_header import NoHeader, address_of, split_header, with_header
from belisha.adapters.resolver.tests.running import CLASS_5K, OUTSIDE, PUPIL, STAFF, Running, addresses, opening


@pytest.fixture
def listener(at_school: Running) -> Endpoint:
    """Where proofs are asked."""
    assert at_school.ready.proof is not None
    return at_school.ready.proof


def test_a_proof_sees_what_the_seat_sees(at_school: Running, listener: Endpoint) -> None:
    before = ask("www.phonicsplay.co.uk", source=CLASS_5K, listener=listener)
    at_school.client.apply(opening(2))
    after = ask("www.phonicsplay.co.uk", source=CLASS_5K, listener=listener)

    assert (before.is_closed, before.addresses, before.ede_code, before.ttl) == (True, ("127.0.0.2",), 15, 10)
    assert "8.1" in (before.ede_text or "")
    assert (after.is_open, after.addresses, after.ede_code) == (True, ("127.0.0.3",), None)
    assert ask("phonicsplay.co.uk", source=PUPIL, listener=listener).is_closed
    assert 0 < after.milliseconds < 1000


def test_a_proof_knows_negative_refused_and_safe_answers(at_school: Running, listener: Endpoint) -> None:
    assert ask("mask.icloud.com", source=STAFF, listener=listener).is_negative
    assert ask("bbc.co.uk", source=OUTSIDE, listener=listener).is_refused
    assert ask("bbc.co.uk", source="2001:db8::1", listener=listener).is_refused
    assert ask("www.google.co.uk", source=STAFF, listener=listener).aliases == ("forcesafesearch.google.com",)


@pytest.mark.parametrize("rdtype", ["A", "AAAA", "HTTPS"])
@pytest.mark.parametrize("name", ["youtube.com", "bbc.co.uk", "www.google.co.uk", "use-application-dns.net", "illegal.example"])
def test_a_proof_is_octet_for_octet_the_real_answer(at_school: Running, listener: Endpoint, name: str, rdtype: str) -> None:
    question = dns.message.make_query(name, rdtype, use_edns=0, payload=1232, id=99).to_wire()

    for source in (CLASS_5K, STAFF, OUTSIDE):
        proved = at_school.send(with_header(ip_address(source), question), to=listener)
        assert proved == at_school.send(question, source=source)


def test_a_question_without_the_header_gets_silence(at_school: Running, listener: Endpoint) -> None:
    question = dns.message.make_query("bbc.co.uk", "A").to_wire()
    header = with_header(ip_address(CLASS_5K), b"")
    local = header[:12] + b"\x20" + header[13:]

    for wire in (question, b"", header[:12], header[:20], local + question, header.replace(b"QUIT", b"EXIT") + question):
        with pytest.raises(TimeoutError):
            at_school.send(wire, to=listener, timeout=0.05)


def test_the_real_listener_does_not_believe_a_header(at_school: Running) -> None:
    question = dns.message.make_query("youtube.com", "A").to_wire()

    reply = at_school.send(with_header(ip_address(STAFF), question), source=CLASS_5K)
    assert not addresses(dns.message.from_wire(reply, ignore_trailing=True))


def test_a_proof_that_gets_no_answer_says_so(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        with pytest.raises(EngineAway, match="no proof"):
            ask("bbc.co.uk", source=CLASS_5K, listener=silent.getsockname(), timeout=0.05)
    with pytest.raises(ValueError, match="cannot be asked for"):
        ask("a..b", source=CLASS_5K, listener=("127.0.0.1", 1))


@given(st.ip_addresses(), st.binary(max_size=40))
def test_a_header_is_read_as_it_was_written(source: object, wire: bytes) -> None:
    address = ip_address(str(source))

    assert split_header(with_header(address, wire)) == (address_of(str(address)), wire)


@given(st.binary(max_size=60))
def test_what_is_no_header_is_refused(octets: bytes) -> None:
    with pytest.raises(NoHeader):
        split_header(octets)


def test_an_answer_is_closed_only_by_the_resolvers_word() -> None:
    def answer(code: int | None, rcode: str = "NOERROR", found: tuple[str, ...] = ("127.0.0.2",)) -> WireAnswer:
        return WireAnswer(rcode, found, (), code, None, 10, 1.0)

    assert [answer(code).is_closed for code in (None, 3, 15, 16, 17, 18, 22)] == [False, False, True, True, True, False, False]
    assert answer(15, "NXDOMAIN", ()).is_closed
    assert not answer(15, "NXDOMAIN", ()).is_negative
