"""Asking over TLS: only a server that proves who it is, one connection for many questions, and back after it ended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dns.edns
import dns.message
import dns.rcode
import pytest

from belisha.adapters.resolver.tests.running import (
    FakeUpstream,
    Running,
    addresses,
    answered_by,
    configured,
    error_of,
    running,
    small_school,
)
from belisha.adapters.resolver.tests.tls_upstream import NAME, Authority, TlsUpstream, authority
from belisha.adapters.resolver.upstream.over_tls import trusting
from belisha.adapters.resolver.upstream.servers import Server

ANSWER = answered_by("@ 60 A 192.0.2.1")


@pytest.fixture
def ours(tmp_path: Path) -> Authority:
    """An authority whose certificates the resolver believes."""
    return authority(tmp_path / "authority")


@contextmanager
def asking(tmp_path: Path, trusted: Authority, *servers: Any, **changes: Any) -> Iterator[Running]:
    """A resolver that asks these servers and believes this authority."""
    more = {"upstream_timeout": 2.0, **changes}
    with running(configured(tmp_path, standin=None, upstreams=servers, upstream_ca=trusted.file, **more)) as school:
        school.load(small_school())
        yield school


def the_only(school: Running) -> dict[str, Any]:
    """What the status tells of the one server."""
    (told,) = school.client.status().upstream["servers"]
    return told


def test_many_questions_share_one_connection_and_are_padded(tmp_path: Path, ours: Authority) -> None:
    with TlsUpstream(ANSWER, ours.vouch_for(NAME)) as upstream, asking(tmp_path, ours, upstream.server()) as school:
        for number in range(10):
            assert addresses(school.ask(f"a{'b' * number}.example")) == ["192.0.2.1"]
        assert (upstream.connections, len(upstream.questions)) == (1, 10)
        assert {len(wire) for wire in upstream.questions} == {128}
        assert any(option.otype == dns.edns.OptionType.PADDING for option in dns.message.from_wire(upstream.questions[0]).options)
        assert (the_only(school)["answers"], the_only(school)["is_away"]) == (10, False)


def test_answers_in_any_order_reach_whoever_asked(tmp_path: Path, ours: Authority) -> None:
    def by_name(question: dns.message.Message) -> list[bytes]:
        number = int(question.question[0].name.labels[0].lower().removeprefix(b"host"))
        return answered_by(f"@ 60 A 192.0.2.{number}")(question)

    with TlsUpstream(by_name, ours.vouch_for(NAME), together=8) as upstream, asking(tmp_path, ours, upstream.server()) as school:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda number: addresses(school.ask(f"host{number}.example")), range(1, 9)))
        assert found == [[f"192.0.2.{number}"] for number in range(1, 9)]
        assert upstream.connections == 1


def test_a_connection_that_ended_is_made_again(tmp_path: Path, ours: Authority) -> None:
    with TlsUpstream(ANSWER, ours.vouch_for(NAME)) as upstream, asking(tmp_path, ours, upstream.server()) as school:
        for name in ("a.example", "b.example", "c.example"):
            assert addresses(school.ask(name)) == ["192.0.2.1"]
            upstream.hang_up()
        assert upstream.connections == 3
        assert the_only(school)["failures"] == 0


@pytest.mark.parametrize("fault", ["another name", "another authority", "too old"])
def test_a_server_that_does_not_prove_who_it_is_is_not_asked(tmp_path: Path, ours: Authority, fault: str) -> None:
    certificate = {
        "another name": lambda: ours.vouch_for("another.example"),
        "another authority": lambda: authority(tmp_path / "stranger").vouch_for(NAME),
        "too old": lambda: ours.vouch_for(NAME, until=datetime(2021, 1, 1, tzinfo=UTC)),
    }[fault]()
    words = {"another name": "Hostname mismatch", "another authority": "self-signed|unable to get local issuer", "too old": "expired"}[
        fault
    ]
    with TlsUpstream(ANSWER, certificate) as upstream, asking(tmp_path, ours, upstream.server()) as school:
        answer = school.ask("a.example")
        assert (answer.rcode(), error_of(answer)) == (dns.rcode.SERVFAIL, (23, ""))
        assert upstream.questions == []
        told = the_only(school)
        assert told["is_away"]
        assert told["reason"].startswith(f"is not asked: its certificate is not the one of {NAME} (")
        assert re.search(words, told["reason"])


def test_the_next_server_is_asked_where_a_certificate_does_not_fit(tmp_path: Path, ours: Authority) -> None:
    with (
        TlsUpstream(ANSWER, ours.vouch_for("another.example")) as wrong,
        FakeUpstream(answered_by("@ 60 A 192.0.2.2")) as other,
        asking(tmp_path, ours, wrong.server(), other.endpoint) as school,
    ):
        assert addresses(school.ask("a.example")) == ["192.0.2.2"]
        first, second = school.client.status().upstream["servers"]
        assert (first["is_away"], second["is_asked_first"]) == (True, True)


def test_what_answers_another_question_is_let_fall(tmp_path: Path, ours: Authority) -> None:
    def lying(question: dns.message.Message) -> list[bytes]:
        lie = answered_by("@ 60 A 203.0.113.66")(dns.message.make_query("other.example", "A", id=question.id))
        return [*lie, *ANSWER(question)]

    with TlsUpstream(lying, ours.vouch_for(NAME)) as upstream, asking(tmp_path, ours, upstream.server()) as school:
        assert addresses(school.ask("a.example")) == ["192.0.2.1"]


def test_a_server_over_tls_is_never_asked_in_the_clear(tmp_path: Path, ours: Authority) -> None:
    with FakeUpstream(ANSWER) as plain:
        server = Server("127.0.0.1", plain.endpoint[1], NAME)
        with asking(tmp_path, ours, server) as school:
            assert school.ask("a.example").rcode() == dns.rcode.SERVFAIL
        assert plain.questions == []


@pytest.mark.parametrize(
    ("words", "server"),
    [
        ("192.0.2.1", Server("192.0.2.1", 53)),
        ("192.0.2.1:5353", Server("192.0.2.1", 5353)),
        ("2001:db8::1", Server("2001:db8::1", 53)),
        ("[2001:db8::1]:5353", Server("2001:db8::1", 5353)),
        ("tls://192.0.2.53#dns.provider.example", Server("192.0.2.53", 853, NAME)),
        ("tls://[2001:db8::53]:8853#DNS.provider.example", Server("2001:db8::53", 8853, NAME)),
    ],
)
def test_a_server_is_read_as_it_is_written(words: str, server: Server) -> None:
    assert Server.from_words(words) == server
    assert Server.from_words(str(server)) == server


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("dns.example", "has no address of a server"),
        ("192.0.2.1:0", "no port between"),
        ("192.0.2.1:99999", "no port between"),
        ("tls://192.0.2.53", "whose certificate to expect"),
        ("tls://192.0.2.53#not a name", "cannot be a server"),
        ("", "has no address of a server"),
    ],
)
def test_what_is_no_server_is_told(words: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Server.from_words(words)


def test_a_file_without_certificates_is_told(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("words")
    for path in (wrong, tmp_path / "gone.pem"):
        with pytest.raises(ValueError, match="cannot be read as certificates"):
            trusting(path)
