"""Several servers: a silent one costs little, comes back by itself, and the status tells of each."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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

FIRST, SECOND = answered_by("@ 60 A 192.0.2.1"), answered_by("@ 60 A 192.0.2.2")


@contextmanager
def asking(tmp_path: Path, *servers: Any, **changes: Any) -> Iterator[Running]:
    """A resolver that asks these servers, with the time of day-to-day use."""
    with running(configured(tmp_path, standin=None, upstreams=servers, **{"upstream_timeout": 2.0, **changes})) as school:
        school.load(small_school())
        yield school


def servers(school: Running) -> list[dict[str, Any]]:
    """What the status tells of each."""
    return list(school.client.status().upstream["servers"])


def until(holds: Callable[[], object]) -> None:
    """Wait for it; at most ten seconds."""
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline, "it never held"
        time.sleep(0.02)


def test_the_first_is_asked_while_it_answers(tmp_path: Path) -> None:
    with FakeUpstream(FIRST) as first, FakeUpstream(SECOND) as second, asking(tmp_path, first.endpoint, second.endpoint) as school:
        for number in range(20):
            assert addresses(school.ask(f"a{number}.example")) == ["192.0.2.1"]
        assert second.questions == []
        assert [(told["is_asked_first"], told["is_away"], told["answers"]) for told in servers(school)] == [
            (True, False, 20),
            (False, False, 0),
        ]
        assert servers(school)[0]["milliseconds"] < 1000


def test_a_silent_first_server_costs_a_few_questions_some_tenths_of_a_second(tmp_path: Path) -> None:
    with (
        FakeUpstream(lambda question: []) as dead,
        FakeUpstream(SECOND) as alive,
        asking(tmp_path, dead.endpoint, alive.endpoint) as school,
    ):
        took = []
        for number in range(60):
            began = time.perf_counter()
            assert addresses(school.ask(f"a{number}.example")) == ["192.0.2.2"]
            took.append(time.perf_counter() - began)
        assert took[0] < 1.5
        assert sorted(took)[30] < 0.1
        assert sum(one > 0.3 for one in took) <= 2
        assert len(dead.questions) <= 3  # the first question, and a probe or two


def test_a_server_comes_back_by_itself(tmp_path: Path) -> None:
    with FakeUpstream(lambda question: []) as first, FakeUpstream(SECOND) as second:
        with asking(tmp_path, first.endpoint, second.endpoint, upstream_timeout=0.4) as school:
            assert addresses(school.ask("a.example")) == ["192.0.2.2"]
            assert servers(school)[0]["is_away"]
            first.answer = FIRST
            until(lambda: not servers(school)[0]["is_away"])
            assert addresses(school.ask("b.example")) == ["192.0.2.1"]
            assert servers(school)[0]["failed_seconds_ago"] is not None


def test_a_late_answer_brings_a_doubted_server_back(tmp_path: Path) -> None:
    def late(question: dns.message.Message) -> list[bytes]:
        time.sleep(0.7)
        return FIRST(question)

    with FakeUpstream(late) as first, FakeUpstream(SECOND) as second, asking(tmp_path, first.endpoint, second.endpoint) as school:
        assert addresses(school.ask("a.example")) == ["192.0.2.2"]
        until(lambda: not servers(school)[0]["is_away"])


def test_a_server_that_only_fails_is_asked_last(tmp_path: Path) -> None:
    with FakeUpstream(answered_by("", rcode=5)) as refusing, FakeUpstream(SECOND) as other:
        with asking(tmp_path, refusing.endpoint, other.endpoint) as school:
            for number in range(15):
                assert addresses(school.ask(f"a{number}.example")) == ["192.0.2.2"]
            assert (servers(school)[0]["is_away"], servers(school)[0]["reason"]) == (True, "answers REFUSED")
            assert len(refusing.questions) <= 12


def test_where_none_answers_it_is_said_within_reason(tmp_path: Path) -> None:
    with FakeUpstream(lambda question: []) as one, FakeUpstream(lambda question: []) as other:
        with asking(tmp_path, one.endpoint, other.endpoint, upstream_timeout=0.5) as school:
            began = time.perf_counter()
            answer = school.ask("a.example")
            assert (answer.rcode(), error_of(answer)) == (dns.rcode.SERVFAIL, (22, ""))
            assert time.perf_counter() - began < 1.5
            assert all(told["is_away"] for told in servers(school))


def test_an_upstream_may_have_an_ipv6_address(tmp_path: Path) -> None:
    with FakeUpstream(FIRST, host="::1") as upstream, asking(tmp_path, upstream.endpoint) as school:
        assert addresses(school.ask("a.example")) == ["192.0.2.1"]
        assert servers(school)[0]["server"].startswith("[::1]:")


@pytest.fixture
def nobody() -> tuple[str, int]:
    """An address and port at which nobody listens."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as held:
        held.bind(("127.0.0.1", 0))
        found: tuple[str, int] = held.getsockname()
    return found


def test_where_the_network_says_that_nobody_is_there_the_next_is_asked_at_once(tmp_path: Path, nobody: tuple[str, int]) -> None:
    with FakeUpstream(SECOND) as other, asking(tmp_path, nobody, other.endpoint) as school:
        began = time.perf_counter()
        assert addresses(school.ask("a.example")) == ["192.0.2.2"]
        assert time.perf_counter() - began < 0.35
        assert servers(school)[0]["reason"].startswith("cannot be reached")
