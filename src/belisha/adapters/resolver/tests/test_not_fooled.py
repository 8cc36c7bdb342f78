"""Whoever forges answers, or answers more than was asked, gets nowhere. Sources: RFC 5452, sections 4, 6 and 9."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random, SystemRandom

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest

from belisha.adapters.resolver.cache import UpstreamKey
from belisha.adapters.resolver.tests.in_process import told
from belisha.adapters.resolver.tests.running import FakeUpstream, Running, addresses, answered_by, configured, running, small_school
from belisha.adapters.resolver.upstream.believing import believed
from belisha.adapters.resolver.upstream.faults import Unhelpful
from belisha.adapters.resolver.upstream.plain import FORGERIES_AT_MOST
from belisha.adapters.resolver.upstream.question import make_question

HONEST, LIE = answered_by("@ 60 A 192.0.2.1"), answered_by("@ 60 A 203.0.113.66")


@contextmanager
def behind(tmp_path: Path, *upstreams: FakeUpstream) -> Iterator[Running]:
    """A resolver that asks these."""
    with running(configured(tmp_path, standin=None, upstreams=tuple(u.endpoint for u in upstreams), upstream_timeout=2.0)) as school:
        school.load(small_school())
        yield school


def test_whoever_answers_from_another_address_or_port_is_not_heard(tmp_path: Path) -> None:
    """They know the port, the id and the letters, which nobody on the outside does, and still do not win."""
    with FakeUpstream(HONEST) as upstream, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as another_port:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as another_address, behind(tmp_path, upstream) as school:
            another_port.bind(("127.0.0.1", 0))
            another_address.bind(("127.0.0.9", upstream.endpoint[1]))

            def answer(question: dns.message.Message) -> list[bytes]:
                for _ in range(20):
                    for liar in (another_port, another_address):
                        liar.sendto(LIE(question)[0], ("127.0.0.1", upstream.ports[-1]))
                return HONEST(question)

            upstream.answer = answer
            for number in range(10):
                assert addresses(school.ask(f"a{number}.example")) == ["192.0.2.1"]


def test_a_flood_of_guesses_is_answered_by_asking_over_tcp(tmp_path: Path) -> None:
    """Among many guesses the right one may be: it comes too late."""

    def flood(question: dns.message.Message) -> list[bytes]:
        lie = LIE(question)[0]
        guesses = [(question.id + number).to_bytes(3, "big")[1:] + lie[2:] for number in range(1, FORGERIES_AT_MOST + 10)]
        return [*guesses, lie]

    with FakeUpstream(flood) as upstream, _answering_by_tcp(upstream.endpoint, HONEST), behind(tmp_path, upstream) as school:
        assert addresses(school.ask("a.example")) == ["192.0.2.1"]


def test_a_server_that_does_not_keep_letters_is_asked_over_tcp(tmp_path: Path) -> None:
    def lower(question: dns.message.Message) -> list[bytes]:
        lowered = dns.message.make_query(question.question[0].name.canonicalize(), "A", id=question.id)
        return answered_by("@ 60 A 192.0.2.1")(lowered)

    with FakeUpstream(lower) as upstream, _answering_by_tcp(upstream.endpoint, lower), behind(tmp_path, upstream) as school:
        assert addresses(school.ask("a-name-of-some-length.example")) == ["192.0.2.1"]


@contextmanager
def _answering_by_tcp(endpoint: tuple[str, int], answer) -> Iterator[None]:
    """A server at the same address and port that answers one question of each connection."""
    stop = threading.Event()
    with socket.create_server(endpoint) as listener:
        listener.settimeout(0.05)

        def serve() -> None:
            while not stop.is_set():
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
                with connection, connection.makefile("rb") as stream:
                    wire = stream.read(int.from_bytes(stream.read(2), "big"))
                    (reply,) = answer(dns.message.from_wire(wire))
                    connection.sendall(len(reply).to_bytes(2, "big") + reply)

        thread = threading.Thread(target=serve)
        thread.start()
        yield
        stop.set()
        thread.join(5)


def test_what_was_not_asked_is_neither_told_nor_remembered(tmp_path: Path) -> None:
    poison = (
        "@ 60 CNAME far.example.\nfar.example. 60 A 192.0.2.7\nbank.example. 86400 A 203.0.113.66\n@ 60 TXT words\n"
        "bank.example. 86400 SOA ns.example. mail.example. 1 2 3 4 5"
    )
    with FakeUpstream(answered_by(poison)) as upstream, behind(tmp_path, upstream) as school:
        answer = school.ask("a.example")
        assert told(answer) == [("a.example.", "CNAME", "far.example."), ("far.example.", "A", "192.0.2.7")]
        assert answer.authority == []
        upstream.answer = HONEST
        assert addresses(school.ask("bank.example")) == ["192.0.2.1"]


def replied(name: str, *lines: str, rdtype: str = "A", rcode: int = 0) -> bytes:
    """An answer's octets; lines begin with the section ("answer" or "authority")."""
    reply = dns.message.make_response(dns.message.make_query(name, rdtype))
    reply.set_rcode(dns.rcode.Rcode(rcode))
    for line in lines:
        section, owner, ttl, kind, words = line.split(maxsplit=4)
        getattr(reply, section).append(dns.rrset.from_text(owner, int(ttl), "IN", kind, words))
    return reply.to_wire()


def key(name: str, rdtype: str = "A") -> UpstreamKey:
    """What was asked."""
    return UpstreamKey(dns.name.from_text(name), dns.rdatatype.from_text(rdtype))


@pytest.mark.parametrize(
    ("owner", "is_kept"), [("a.b.example.", True), ("b.example.", True), (".", True), ("x.a.b.example.", False), ("c.example.", False)]
)
def test_only_what_stands_above_the_name_speaks_for_its_absence(owner: str, is_kept: bool) -> None:
    found = believed(replied("a.b.example", f"authority {owner} 60 SOA ns. mail. 1 2 3 4 5", rcode=3), key("a.b.example"))
    assert (len(found.authority) == 1, found.rcode) == (is_kept, 3)


def test_denials_of_a_zone_above_are_kept_and_others_are_not() -> None:
    found = believed(
        replied(
            "a.b.example",
            "authority b.example. 60 SOA ns. mail. 1 2 3 4 5",
            "authority 0.b.example. 60 NSEC c.b.example. A",
            "authority elsewhere.example. 60 NSEC c.b.example. A",
            "authority b.example. 60 TXT words",
        ),
        key("a.b.example"),
    )
    assert [record.name.to_text() for record in found.authority] == ["b.example.", "0.b.example."]


def test_an_alias_of_a_whole_tree_is_kept_with_what_it_makes() -> None:
    lines = ("answer b.example. 60 DNAME c.example.", "answer a.b.example. 60 CNAME a.c.example.", "answer a.c.example. 60 A 192.0.2.1")
    assert len(believed(replied("a.b.example", *lines, "answer d.example. 60 DNAME c.example."), key("a.b.example")).answer) == 3


def test_aliases_in_a_ring_are_no_answer() -> None:
    with pytest.raises(Unhelpful, match="lead nowhere"):
        believed(replied("a.example", "answer a.example. 60 CNAME b.example.", "answer b.example. 60 CNAME a.example."), key("a.example"))


def test_ids_letters_and_ports_vary_as_chance_does(tmp_path: Path) -> None:
    """Each bit of an id, and each letter's case, is set in about half of 1,000 questions: 400 to 600 is six deviations and more."""
    chance = SystemRandom()
    sent = [make_question(key("letters-of-a-name.example"), chance) for _ in range(1_000)]
    assert len({one.id for one in sent}) > 950
    for bit in range(16):
        assert 400 < sum(one.id >> bit & 1 for one in sent) < 600
    capitals = Counter(at for one in sent for at, octet in enumerate(one.asked) if chr(octet).isupper())
    assert len(capitals) == len("lettersofanameexample")
    assert all(400 < count < 600 for count in capitals.values())
    with FakeUpstream(HONEST) as upstream, behind(tmp_path, upstream) as school:
        for number in range(300):
            school.ask(f"a{number}.example")
        assert len(set(upstream.ports)) > 280
        steps = {later - earlier for earlier, later in zip(upstream.ports, upstream.ports[1:], strict=False)}
        assert len(steps) > 250  # no pattern from one to the next
        assert max(upstream.ports) - min(upstream.ports) > 10_000


def test_a_question_of_its_own_id_for_each_that_waits() -> None:
    taken = set(range(1, 65_536))
    assert make_question(key("a.example"), Random(1), taken=taken).id == 0
