"""Asking upstream: hard to forge, asked once, remembered, and missed without harm."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dns.flags
import dns.message
import dns.name
import dns.rcode

from belisha.adapters.resolver.tests.running import (
    STAFF,
    FakeUpstream,
    Running,
    Served,
    addresses,
    answered_by,
    configured,
    error_of,
    running,
    small_school,
)


class SettableTicks:
    """Seconds that pass only when the test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        """The seconds so far."""
        return self.seconds


@contextmanager
def behind(tmp_path: Path, *upstreams: FakeUpstream, ticks: SettableTicks | None = None, **changes: Any) -> Iterator[Running]:
    """A resolver that asks these upstream servers in turn."""
    config = configured(tmp_path, standin=None, upstreams=tuple(u.endpoint for u in upstreams), **changes)
    with running(config, ticks) as started:
        started.load(small_school())
        yield started


def test_an_answer_is_remembered_and_grows_old(tmp_path: Path) -> None:
    ticks = SettableTicks()
    with FakeUpstream(answered_by("@ 200 A 192.0.2.1")) as upstream, behind(tmp_path, upstream, ticks=ticks) as school:
        assert school.ask("a.example").answer[0].ttl == 200
        ticks.seconds += 150
        assert 50 - 200 // 60 <= school.ask("A.example", source=STAFF).answer[0].ttl <= 50  # a sixtieth too short at most, never too long
        assert len(upstream.questions) == 1
        ticks.seconds += 51
        assert school.ask("a.example").answer[0].ttl == 200
        assert len(upstream.questions) == 2


def test_a_long_answer_is_told_as_five_minutes(tmp_path: Path) -> None:
    with FakeUpstream(answered_by("@ 86400 A 192.0.2.1")) as upstream, behind(tmp_path, upstream) as school:
        assert school.ask("a.example").answer[0].ttl == 300
        assert school.ask("www.youtube.com", source=STAFF).answer[0].ttl == 10


def test_a_negative_answer_is_remembered_as_long_as_its_soa_says(tmp_path: Path) -> None:
    ticks = SettableTicks()
    nothing = answered_by("example. 900 SOA ns.example. mail.example. 1 2 3 4 30", rcode=3)
    with FakeUpstream(nothing) as upstream, behind(tmp_path, upstream, ticks=ticks) as school:
        for seconds, questions in ((0, 1), (29, 1), (2, 2)):
            ticks.seconds += seconds
            assert school.ask("no.example").rcode() == dns.rcode.NXDOMAIN
            assert len(upstream.questions) == questions


def test_names_met_inside_a_chain_are_not_decided_again(tmp_path: Path) -> None:
    chain = answered_by("@ 60 CNAME cdn.youtube.com.\ncdn.youtube.com. 60 A 192.0.2.7")
    with FakeUpstream(chain) as upstream, behind(tmp_path, upstream) as school:
        assert addresses(school.ask("lessons.example")) == ["192.0.2.7"]
        assert addresses(school.ask("cdn.youtube.com")) == ["127.0.0.2"]


def test_many_who_ask_at_once_make_one_question_upstream(tmp_path: Path) -> None:
    all_there, reply = threading.Event(), answered_by("@ 60 A 192.0.2.1")

    def late(question: dns.message.Message) -> list[bytes]:
        all_there.wait(5)
        return reply(question)

    with FakeUpstream(late) as upstream, behind(tmp_path, upstream, upstream_timeout=5.0) as school, ThreadPoolExecutor(12) as pool:
        asked = [pool.submit(school.ask, "a.example") for _ in range(12)]
        while school.client.status().queries < 12:
            pass
        all_there.set()
        assert all(addresses(answer.result()) == ["192.0.2.1"] for answer in asked)
        assert len(upstream.questions) == 1


def test_questions_leave_with_mixed_letters_and_from_changing_ports(tmp_path: Path) -> None:
    with FakeUpstream(answered_by("@ 0 A 192.0.2.1")) as upstream, behind(tmp_path, upstream) as school:
        for _ in range(8):
            assert addresses(school.ask("a-name-of-some-length.example")) == ["192.0.2.1"]
        names = {question.question[0].name.to_text() for question in upstream.questions}
        assert len(names) == len(upstream.questions) == 8
        assert len(set(upstream.ports)) > 4
        assert len({question.id for question in upstream.questions}) > 4


def forged(honest: Served, *, change: str) -> Served:
    """First a forged answer, then the honest one."""

    def answer(question: dns.message.Message) -> list[bytes]:
        lie = dns.message.from_wire(answered_by("@ 60 A 203.0.113.66")(question)[0])
        if change == "letters":
            lie.question[0].name = dns.name.Name(label.swapcase() for label in question.question[0].name.labels)
        elif change == "id":
            lie.id ^= 1
        elif change == "name":
            lie.question[0].name = dns.name.from_text("other.example")
        else:
            lie.flags &= ~dns.flags.QR
        return [lie.to_wire(), b"", b"\0" * 5, *honest(question)]

    return answer


def test_an_answer_that_does_not_match_its_question_is_ignored(tmp_path: Path) -> None:
    for change in ("letters", "id", "name", "direction"):
        lying = forged(answered_by("@ 60 A 192.0.2.1"), change=change)
        with FakeUpstream(lying) as upstream, behind(tmp_path, upstream) as school:
            assert addresses(school.ask("a.example")) == ["192.0.2.1"], change


def test_the_next_server_is_asked_where_one_is_silent(tmp_path: Path) -> None:
    with (
        FakeUpstream(lambda question: []) as silent,
        FakeUpstream(answered_by("@ 60 A 192.0.2.1")) as other,
        behind(tmp_path, silent, other) as school,
    ):
        assert addresses(school.ask("a.example")) == ["192.0.2.1"]
        assert addresses(school.ask("b.example")) == ["192.0.2.1"]
        assert len(silent.questions) == 1  # it rests
        away, answering = school.client.status().upstream["servers"]
        assert (away["is_away"], away["is_asked_first"], away["reason"]) == (True, False, "did not answer in time")
        assert (answering["is_away"], answering["is_asked_first"], answering["answers"]) == (False, True, 2)


def test_the_next_server_is_asked_where_one_fails(tmp_path: Path) -> None:
    with FakeUpstream(answered_by("", rcode=2)) as failing, FakeUpstream(answered_by("@ 60 A 192.0.2.1")) as other:
        with behind(tmp_path, failing, other) as school:
            assert addresses(school.ask("a.example")) == ["192.0.2.1"]


def test_without_any_upstream_an_old_answer_serves_and_a_new_name_fails(tmp_path: Path) -> None:
    ticks = SettableTicks()
    upstream = FakeUpstream(answered_by("@ 60 A 192.0.2.1"))
    with upstream, behind(tmp_path, upstream, ticks=ticks, stale_for=3600.0) as school:
        school.ask("known.example")
        upstream.answer = lambda question: []
        ticks.seconds += 61

        known, new = school.ask("known.example"), school.ask("new.example")
        assert (addresses(known), known.answer[0].ttl, error_of(known)) == (["192.0.2.1"], 10, (3, ""))
        assert (new.rcode(), error_of(new)) == (dns.rcode.SERVFAIL, (22, ""))
        assert addresses(school.ask("youtube.com")) == ["127.0.0.2"]
        counts = school.client.status().upstream
        assert (counts["stale_answers"], counts["failed_answers"]) == (1, 1)

        ticks.seconds += 3601
        assert school.ask("known.example").rcode() == dns.rcode.SERVFAIL


def test_an_upstream_that_is_not_there_at_all_is_told_as_a_network_fault(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as held:
        held.bind(("127.0.0.1", 0))
        nobody = held.getsockname()
    with running(configured(tmp_path, standin=None, upstreams=(nobody,))) as school:
        school.load(small_school())
        assert error_of(school.ask("a.example")) == (23, "")


def test_a_safe_host_that_cannot_be_asked_never_falls_back_to_the_open_one(tmp_path: Path) -> None:
    with FakeUpstream(lambda question: []) as silent, behind(tmp_path, silent) as school:
        assert school.ask("www.google.co.uk").rcode() == dns.rcode.SERVFAIL
        assert {q.question[0].name.to_text().lower() for q in silent.questions} == {"forcesafesearch.google.com."}
