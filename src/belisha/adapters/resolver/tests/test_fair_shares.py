"""One device cannot take the school's resolver from the others: whatever it holds open or keeps waiting, they are answered."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from pathlib import Path

import dns.message
import dns.rcode

from belisha.adapters.resolver.tests.running import (
    CLASS_5K,
    PUPIL,
    STAFF,
    FakeUpstream,
    Running,
    addresses,
    answered_by,
    configured,
    running,
    small_school,
)


def test_idle_connections_of_one_device_keep_nobody_from_asking_over_tcp(at_school: Running) -> None:
    with ExitStack() as held:
        for _ in range(300):
            held.enter_context(socket.create_connection(at_school.dns, source_address=(PUPIL, 0), timeout=5))
        assert addresses(at_school.ask_tcp("youtube.com", source=STAFF)) == ["127.0.0.3"]


def test_names_that_nobody_answers_asked_by_one_device_cost_the_others_nothing(tmp_path: Path) -> None:
    usual = answered_by("@ 60 A 192.0.2.1")

    def slow_for_some(question: dns.message.Message) -> list[bytes]:
        return [] if "slow" in question.question[0].name.to_text().lower() else usual(question)

    with (
        FakeUpstream(slow_for_some) as upstream,
        running(configured(tmp_path, standin=None, upstreams=(upstream.endpoint,), upstream_timeout=2.0)) as school,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device,
    ):
        school.load(small_school())
        device.bind((CLASS_5K, 0))
        for number in range(600):
            device.sendto(dns.message.make_query(f"slow{number}.example", "A").to_wire(), school.dns)
            if number % 100 == 0:
                school.ask("youtube.com", source=PUPIL)  # answered without upstream: all that was sent has been read
        answer = school.ask("quick.example", source=STAFF)
        assert (answer.rcode(), addresses(answer)) == (dns.rcode.NOERROR, ["192.0.2.1"])
