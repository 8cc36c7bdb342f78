"""The control socket: its owner's alone, many messages to a connection, a sentence for every fault."""

from __future__ import annotations

import fcntl
import json
import socket
import stat
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest

from belisha.adapters.resolver.client import EngineAway, EngineRefused, ResolverClient
from belisha.adapters.resolver.proof import ask
from belisha.adapters.resolver.run import AlreadyRunning, run
from belisha.adapters.resolver.tests.running import (
    CLASS_5K,
    GAMES,
    OUTSIDE,
    PUPIL,
    STAFF,
    YOUTUBE,
    Running,
    SettableClock,
    configured,
    running,
    small_school,
)
from belisha.core.decision.model import Verdict


@pytest.fixture
def seconds() -> list[float]:
    """The seconds of a resolver's ticks; the test sets the last one."""
    return [1000.0]


@pytest.fixture
def ticking(tmp_path: Path, seconds: list[float]) -> Iterator[Running]:
    """The small school's resolver with seconds that pass when the test says so."""
    with running(configured(tmp_path), lambda: seconds[-1]) as started:
        started.load(small_school())
        yield started


def test_only_its_owner_may_open_the_socket(at_school: Running) -> None:
    mode = at_school.ready.socket_path.stat().st_mode

    assert stat.S_ISSOCK(mode)
    assert stat.S_IMODE(mode) == 0o600


def test_a_device_meets_what_it_was_answered_closed(ticking: Running, seconds: list[float]) -> None:
    ticking.ask("www.youtube.com")
    seconds.append(1060.0)
    ticking.ask("phonicsplay.co.uk", "HTTPS")
    ticking.ask("bbc.co.uk")
    ticking.ask("mask.icloud.com")

    met = ticking.client.met(ip_address(CLASS_5K))
    assert [(row.name, row.entry, row.seconds_ago) for row in met] == [
        ("phonicsplay.co.uk", GAMES, 0.0),
        ("www.youtube.com", YOUTUBE, 60.0),
    ]
    assert ticking.client.met(ip_address(PUPIL)) == ()

    seconds.append(1301.0)
    assert [row.name for row in ticking.client.met(ip_address(CLASS_5K))] == ["phonicsplay.co.uk"]


def test_a_device_is_remembered_with_twenty_names_at_most(ticking: Running) -> None:
    for number in range(25):
        ticking.ask(f"n{number}.youtube.com")

    names = [row.name for row in ticking.client.met(ip_address(CLASS_5K))]
    assert len(names) == 20
    assert (names[0], names[-1]) == ("n24.youtube.com", "n5.youtube.com")


def test_a_proof_leaves_no_trace_at_the_door(at_school: Running) -> None:
    listener = at_school.ready.proof
    assert listener is not None
    assert ask("youtube.com", source=CLASS_5K, listener=listener).is_closed

    assert at_school.client.met(ip_address(CLASS_5K)) == ()
    status = at_school.client.status()
    assert (status.queries, status.closed, status.proofs) == (0, 0, 1)


def test_status_counts_what_was_asked(at_school: Running) -> None:
    for name, source in (("youtube.com", CLASS_5K), ("bbc.co.uk", CLASS_5K), ("bbc.co.uk", STAFF), ("bbc.co.uk", OUTSIDE)):
        at_school.ask(name, source=source)

    status = at_school.client.status()
    assert (status.queries, status.closed, status.refused) == (4, 1, 1)
    assert (status.policy_version, status.lists, status.broken) == ("2026/1", {"illegal": 1, "games": 2}, None)


def test_explaining_names_the_clause_for_an_address_or_a_seat(at_school: Running) -> None:
    by_address = at_school.client.explain("https://www.YouTube.com/watch", address=ip_address(CLASS_5K))
    assert (by_address.entry, by_address.verdict, by_address.seat_key) == (YOUTUBE, Verdict.CLOSED, "pupils/5K")
    assert (by_address.number, by_address.policy_version) == (1, "2026/1")

    safe = at_school.client.explain("www.google.co.uk", seat_key="staff")
    assert (safe.verdict, safe.safe_host) == (Verdict.SAFE, "forcesafesearch.google.com")


@pytest.mark.parametrize(
    ("host", "address", "why"), [("two words", CLASS_5K, "not the name of a site"), ("bbc.co.uk", OUTSIDE, "no address of this school")]
)
def test_explaining_what_cannot_be_explained_says_why(at_school: Running, host: str, address: str, why: str) -> None:
    with pytest.raises(EngineRefused, match=why):
        at_school.client.explain(host, address=ip_address(address))


NONSENSE = (
    b"{}",
    b"nonsense",
    b"[]",
    b'"x"',
    b"\xff",
    b'{"ask": []}',
    b'{"ask": "met"}',
    b'{"ask": "met", "address": "x"}',
    b'{"ask": "delta", "delta": {}}',
    b'{"ask": "delta", "delta": 5}',
    b'{"ask": "snapshot", "path": 5}',
    b'{"ask": "explain", "host": 5, "address": "127.0.1.5"}',
)


def test_one_connection_takes_many_messages_and_survives_nonsense(at_school: Running) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
        sock.settimeout(5)
        sock.connect(str(at_school.ready.socket_path))
        with sock.makefile("rwb") as stream:
            for line in NONSENSE:
                stream.write(line + b"\n")
                stream.flush()
                answer = json.loads(stream.readline())
                assert answer["ok"] is False
                assert len(answer["sentence"]) > 20
            stream.write(b'{"ask": "status"}\n')
            stream.flush()
            assert json.loads(stream.readline())["number"] == 1


def test_a_resolver_that_is_not_there_is_away(tmp_path: Path) -> None:
    with pytest.raises(EngineAway, match="does not answer"):
        ResolverClient(tmp_path / "nobody.sock").status()


def test_a_second_resolver_at_the_same_socket_does_not_start(tmp_path: Path) -> None:
    config = configured(tmp_path)
    with open(tmp_path / "resolver.sock.lock", "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(AlreadyRunning, match="already answers"):
            run(config, now=SettableClock(), zone_named=lambda name: pytest.fail(name))


def test_a_message_nested_beyond_measure_is_refused_like_any_other(at_school: Running) -> None:
    with socket.socket(socket.AF_UNIX) as wire:
        wire.settimeout(5)
        wire.connect(str(at_school.client._socket_path))
        wire.sendall(b"[" * 100_000 + b"\n")
        assert b'"ok":false' in wire.recv(1000)
