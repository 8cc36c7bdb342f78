"""The resolver is no weapon: who asks too much, or from outside, gets little, and everybody else is answered as before."""

from __future__ import annotations

import socket
from collections import Counter
from contextlib import suppress
from pathlib import Path

import dns.flags
import dns.message
import pytest

from belisha.adapters.resolver.fast.askers import REFUSALS_A_SECOND, cut_short
from belisha.adapters.resolver.proof import ask
from belisha.adapters.resolver.tests.running import CLASS_5K, OUTSIDE, PUPIL, STAFF, Running, addresses, configured, running, small_school


class StandingTicks:
    """Seconds that stand still: everything happens in one second."""

    def __call__(self) -> float:
        """Always the same."""
        return 1_000.5


def asked_at_once(school: Running, source: str, wires: list[bytes]) -> Counter[str]:
    """How many of the questions sent from `source` in one go were answered whole, cut short (TC), or not at all."""
    found: Counter[str] = Counter()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
        device.bind((source, 0))
        device.settimeout(0.5)
        for start in range(0, len(wires), 20):  # by twenties: the system's own buffers are not what is tried here
            some = wires[start : start + 20]
            for wire in some:
                device.sendto(wire, school.dns)
            with suppress(TimeoutError):
                for _ in some:
                    answer = device.recv(4096)
                    found["cut" if answer[2] & 0x02 else "whole"] += 1
    found["nothing"] = len(wires) - found["cut"] - found["whole"]
    return found


def questions(names: list[str]) -> list[bytes]:
    """A question for each name, with EDNS."""
    return [dns.message.make_query(name, "A", use_edns=0, payload=1232, id=1).to_wire() for name in names]


def test_one_address_gets_so_many_answers_a_second_then_half_of_the_rest_by_tcp_only(tmp_path: Path) -> None:
    with running(configured(tmp_path, questions_a_second=40, alike_a_second=0), ticks=StandingTicks()) as school:
        school.load(small_school())
        found = asked_at_once(school, PUPIL, questions([f"n{number}.games.example" for number in range(60)]))
        assert (found["whole"], found["cut"], found["nothing"]) == (40, 10, 10)
        assert addresses(school.ask("youtube.com", source=STAFF)) == ["127.0.0.3"]


def test_the_same_question_over_and_over_is_cut_short_sooner(tmp_path: Path) -> None:
    with running(configured(tmp_path, questions_a_second=1_000, alike_a_second=20), ticks=StandingTicks()) as school:
        school.load(small_school())
        found = asked_at_once(school, PUPIL, questions(["youtube.com"]) * 60)
        assert found["whole"] == 40  # twenty before alike questions are counted at all, and twenty counted
        assert addresses(school.ask("phonicsplay.co.uk", source=PUPIL)) == ["127.0.0.2"]


def test_who_was_cut_short_is_answered_by_tcp(tmp_path: Path) -> None:
    with running(configured(tmp_path, questions_a_second=40), ticks=StandingTicks()) as school:
        school.load(small_school())
        asked_at_once(school, PUPIL, questions([f"n{number}.games.example" for number in range(38)]))
        assert addresses(school.ask_tcp("youtube.com", source=PUPIL)) == ["127.0.0.2"]


def test_tcp_is_no_way_round_the_limit(tmp_path: Path) -> None:
    with running(configured(tmp_path, questions_a_second=5), ticks=StandingTicks()) as school:
        school.load(small_school())
        for _ in range(5):
            school.ask_tcp("youtube.com", source=PUPIL)
        with pytest.raises(EOFError):
            school.ask_tcp("youtube.com", source=PUPIL)


def test_refusals_outside_are_few(tmp_path: Path) -> None:
    with running(configured(tmp_path), ticks=StandingTicks()) as school:
        school.load(small_school())
        found = asked_at_once(school, OUTSIDE, questions([f"n{number}.example" for number in range(60)]))
        assert (found["whole"], found["nothing"]) == (REFUSALS_A_SECOND // 10, 60 - REFUSALS_A_SECOND // 10)
        assert school.client.status().refused == REFUSALS_A_SECOND // 10


def test_proofs_are_not_limited(tmp_path: Path) -> None:
    with running(configured(tmp_path, questions_a_second=5), ticks=StandingTicks()) as school:
        school.load(small_school())
        listener = school.ready.proof
        assert listener is not None
        assert all(ask("youtube.com", source=CLASS_5K, listener=listener).is_closed for _ in range(20))


@pytest.mark.parametrize("wire", [*questions(["youtube.com"]), b"\0" * 12, b"\1" * 11 + b"\0", b"\0" * 60, b"\xff" * 60])
def test_a_cut_answer_is_never_longer_than_its_question_and_can_be_read(wire: bytes) -> None:
    answer = cut_short(wire)
    assert len(answer) <= len(wire)
    assert dns.message.from_wire(answer).flags & dns.flags.TC
