"""The school's own names are asked of its own servers alone; strangers' names never lead inside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import dns.rcode
import dns.rdatatype
import dns.reversename
import pytest

from belisha.adapters.resolver.tests.in_process import Alone, told
from belisha.adapters.resolver.tests.running import (
    YOUTUBE,
    FakeUpstream,
    Running,
    addresses,
    answered_by,
    configured,
    error_of,
    running,
    small_school,
    soa_minimum,
)

INSIDE = answered_by("@ 60 A 10.0.0.7")
PUBLIC = answered_by("@ 60 A 192.0.2.1")


@pytest.fixture
def public() -> Iterator[FakeUpstream]:
    """The ordinary upstream."""
    with FakeUpstream(PUBLIC) as upstream:
        yield upstream


@pytest.fixture
def own() -> Iterator[FakeUpstream]:
    """The school's directory server."""
    with FakeUpstream(INSIDE) as upstream:
        yield upstream


@pytest.fixture
def school(tmp_path: Path, public: FakeUpstream, own: FakeUpstream) -> Iterator[Running]:
    """A school with a domain of its own, reverse names for 10.1.0.0/16, and one public name that may lead inside."""
    forwards = {"school.internal": (own.endpoint,), "ad.school.local": (own.endpoint,), "1.10.in-addr.arpa": (own.endpoint,)}
    config = configured(
        tmp_path,
        standin=None,
        upstreams=(public.endpoint,),
        forwards=forwards,
        may_lead_inside=frozenset({"intranet.example"}),
        upstream_timeout=1.0,
    )
    with running(config) as started:
        started.load(small_school())
        yield started


def asked_of(upstream: FakeUpstream) -> set[str]:
    """The names that a server was asked for."""
    return {question.question[0].name.to_text().lower() for question in upstream.questions} - {"."}


def test_own_names_are_asked_of_own_servers_and_may_lead_inside(school: Running, public: FakeUpstream, own: FakeUpstream) -> None:
    for name in ("school.internal", "printer.School.Internal", "pc1.ad.school.local"):
        assert addresses(school.ask(name)) == ["10.0.0.7"]
    assert addresses(school.ask("notschool.internal")) == ["192.0.2.1"]
    assert asked_of(public) == {"notschool.internal."}
    assert asked_of(own) == {"school.internal.", "printer.school.internal.", "pc1.ad.school.local."}


def test_a_directory_server_is_found(school: Running, own: FakeUpstream) -> None:
    own.answer = answered_by("@ 60 SRV 0 100 389 dc1.school.internal.")
    answer = school.ask("_ldap._tcp.dc._msdcs.school.internal", "SRV")
    assert told(answer) == [("_ldap._tcp.dc._msdcs.school.internal.", "SRV", "0 100 389 dc1.school.internal.")]


def test_own_reverse_names_are_asked_of_own_servers(school: Running, public: FakeUpstream, own: FakeUpstream) -> None:
    own.answer = answered_by("@ 60 PTR pc1.school.internal.")
    answer = school.ask("9.8.1.10.in-addr.arpa", "PTR")
    assert told(answer) == [("9.8.1.10.in-addr.arpa.", "PTR", "pc1.school.internal.")]
    assert asked_of(public) == set()


def test_while_own_servers_are_away_own_names_fail_and_never_leave(school: Running, public: FakeUpstream, own: FakeUpstream) -> None:
    own.answer = lambda question: []
    answer = school.ask("printer.school.internal")
    assert (answer.rcode(), error_of(answer)) == (
        dns.rcode.SERVFAIL,
        (22, "The school's own server for school.internal does not answer. Tell the network manager."),
    )
    assert addresses(school.ask("a.example")) == ["192.0.2.1"]
    assert asked_of(public) == {"a.example."}


def test_what_the_policy_closes_stays_closed_below_the_own_domain(school: Running, own: FakeUpstream) -> None:
    pupils = {**small_school().tables["pupils/5K"], "games.school.internal": YOUTUBE}
    school.load(replace(small_school(), number=2, tables={**small_school().tables, "pupils/5K": pupils}))
    assert addresses(school.ask("games.school.internal")) == ["127.0.0.2"]
    assert asked_of(own) == set()


@pytest.mark.parametrize(
    "name",
    [
        *("5.0.0.10.in-addr.arpa", "1.2.16.172.in-addr.arpa", "1.2.31.172.in-addr.arpa", "1.1.168.192.in-addr.arpa"),
        *("1.1.64.100.in-addr.arpa", "1.1.254.169.in-addr.arpa", "printer.local", "_ipp._tcp.local", "nas.home.arpa"),
        *(dns.reversename.from_address(address).to_text(omit_final_dot=True) for address in ("fd00::5", "fe80::1", "2001:db8::1")),
        *("site.invalid", "hidden.onion"),
    ],
)
def test_what_only_the_school_could_know_is_asked_of_nobody(school: Running, public: FakeUpstream, own: FakeUpstream, name: str) -> None:
    for rdtype in ("PTR", "SOA", "A"):
        answer = school.ask(name, rdtype)
        assert (answer.rcode(), answer.answer, soa_minimum(answer)) == (dns.rcode.NXDOMAIN, [], 10)
    assert asked_of(public) | asked_of(own) == set()


@pytest.mark.parametrize("name", ["10.in-addr.arpa", "local", "school.local", "168.192.in-addr.arpa", "d.f.ip6.arpa", "home.arpa"])
def test_what_stands_above_such_names_exists(school: Running, public: FakeUpstream, name: str) -> None:
    answer = school.ask(name, "SOA")
    assert (answer.rcode(), answer.answer) == (dns.rcode.NOERROR, [])
    assert asked_of(public) == set()


@pytest.mark.parametrize("name", ["1.2.32.172.in-addr.arpa", "8.8.8.8.in-addr.arpa", "1.1.128.100.in-addr.arpa", "nolocal.example"])
def test_other_names_are_asked_as_ever(school: Running, public: FakeUpstream, name: str) -> None:
    assert addresses(school.ask(name)) == ["192.0.2.1"]


@pytest.mark.parametrize(
    ("rdtype", "record"),
    [
        *(("A", f"@ 60 A {address}") for address in ("10.0.0.1", "127.0.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1")),
        *(("AAAA", f"@ 60 AAAA {address}") for address in ("::1", "fd00::1", "fe80::1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1")),
        ("A", "@ 60 CNAME far.example.\nfar.example. 60 A 10.0.0.1"),
        ("A", "@ 60 A 192.0.2.1|10.0.0.1"),
        ("HTTPS", "@ 60 HTTPS 1 . ipv4hint=10.0.0.1"),
    ],
)
def test_a_public_name_that_leads_inside_is_dropped_and_told(school: Running, public: FakeUpstream, rdtype: str, record: str) -> None:
    public.answer = answered_by(record)
    answer = school.ask("stranger.example", rdtype)
    assert (answer.rcode(), answer.answer) == (dns.rcode.NOERROR, [])
    code, words = error_of(answer) or (None, "")
    assert code == 0
    assert words.startswith("Dropped: this public name leads to ")
    assert len(words.encode()) < 200
    upstream = school.client.status().upstream
    assert (upstream["dropped"], upstream["dropped_names"]) == (1, ["stranger.example"])


def test_a_name_that_may_leads_inside(school: Running, public: FakeUpstream) -> None:
    public.answer = INSIDE
    assert addresses(school.ask("www.intranet.example")) == ["10.0.0.7"]
    assert addresses(school.ask("intranet.example")) == ["10.0.0.7"]
    assert addresses(school.ask("notintranet.example")) == []


def test_a_safe_mode_never_leads_inside(school: Running, public: FakeUpstream) -> None:
    public.answer = INSIDE
    answer = school.ask("www.google.co.uk")
    assert (addresses(answer), [record.rdtype for record in answer.answer]) == ([], [dns.rdatatype.CNAME])


def test_the_stand_in_may_lead_to_this_machine(tmp_path: Path) -> None:
    with running(configured(tmp_path)) as demo:
        demo.load(small_school())
        assert addresses(demo.ask("a.example")) == ["127.0.0.3"]


def test_own_names_have_several_addresses_and_their_reverse_names() -> None:
    names = {"portal.belisha.test": "10.0.0.5 fd00::5 10.0.0.6", "*.check.portal.belisha.test": "10.0.0.5"}
    alone = Alone(replace(small_school(), local_names=names))
    assert addresses(alone.ask("portal.belisha.test")) == ["10.0.0.5", "10.0.0.6"]
    assert addresses(alone.ask("portal.belisha.test", "AAAA")) == ["fd00::5"]
    assert len(alone.ask("portal.belisha.test", "ANY").answer) == 2
    assert alone.ask("portal.belisha.test", "MX").answer == []
    for address in ("10.0.0.6", "fd00::5"):
        answer = alone.ask(dns.reversename.from_address(address).to_text(), "PTR")
        assert [words for _, _, words in told(answer)] == ["portal.belisha.test."]
    assert alone.ask("5.0.0.10.in-addr.arpa", "A").rcode() == dns.rcode.NOERROR
    assert alone.records.asked == []
