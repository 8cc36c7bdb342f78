"""One-off names: who asked is remembered for a minute, each asker in bounds of their own, and nobody answers in our place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

import dns.edns
import dns.flags
import dns.rcode
import pytest

from belisha.adapters.resolver import one_off
from belisha.adapters.resolver.one_off import OneOffNames, address_for
from belisha.adapters.resolver.proof import ask as ask_as_proof
from belisha.adapters.resolver.tests.running import CLASS_5K, NOBODY, OUTSIDE, PUPIL, STAFF, Running, configured, running, small_school

ZONE = "check.portal.belisha.test"
TOKEN = "abcdefghij234567"
HOME, OTHER = ip_address("127.0.1.5"), ip_address("127.0.1.6")


class Ticks:
    """Seconds that go on when the test says so."""

    seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def names(ticks: Ticks) -> OneOffNames:
    return OneOffNames(ticks)


@pytest.fixture
def checking(tmp_path: Path) -> Iterator[Running]:
    """The small school's resolver, which knows where `/check` is."""
    with running(configured(tmp_path)) as started:
        started.load(with_check())
        yield started


def with_check(**changes: object) -> object:
    return replace(small_school(), local_names={"portal.belisha.test": "127.0.0.1", f"*.{ZONE}": "127.0.0.1"}, **changes)


def seen(running: Running, token: str = TOKEN) -> list[tuple[str, str]]:
    return [(str(one.address), one.seat_key) for one in running.client.one_off(token).seen]


def test_only_names_one_below_the_wildcard_are_one_off() -> None:
    local = {f"*.{ZONE}": "127.0.0.9", "*.school.test": "127.0.0.8"}
    assert address_for(f"{TOKEN}.{ZONE}", local) == "127.0.0.9"
    for other in (ZONE, f"a.{TOKEN}.{ZONE}", "portal.belisha.test", "files.school.test", f"{TOKEN}.check.elsewhere.test", "check", ""):
        assert address_for(other, local) is None, other


def test_what_was_asked_is_forgotten_after_a_minute(names: OneOffNames, ticks: Ticks) -> None:
    names.remember(HOME, f"{TOKEN}.{ZONE}", "pupils/5K")
    ticks.seconds += 59
    assert [(one.address, one.seat_key, one.seconds_ago) for one in names.of(TOKEN.upper())] == [(HOME, "pupils/5K", 59.0)]
    ticks.seconds += 1
    assert names.of(TOKEN) == ()
    names.forget_old()
    assert len(names) == 0


def test_each_asker_is_told_once_with_the_last_time(names: OneOffNames, ticks: Ticks) -> None:
    for address in (HOME, OTHER, HOME):
        names.remember(address, TOKEN, "pupils/5K")
        ticks.seconds += 1
    assert [(one.address, one.seconds_ago) for one in names.of(TOKEN)] == [(HOME, 1.0), (OTHER, 2.0)]


def test_a_flood_of_one_address_drives_out_only_its_own(names: OneOffNames) -> None:
    names.remember(HOME, TOKEN, "pupils/5K")
    for number in range(10 * one_off.TOKENS):
        names.remember(OTHER, f"flood{number}", "pupils")
    assert len(names) == 1 + one_off.TOKENS_OF_ONE
    assert names.of(TOKEN)


def test_a_flood_of_many_addresses_stays_in_bounds(names: OneOffNames) -> None:
    first = int(ip_address("10.0.0.0"))
    for number in range(3 * one_off.TOKENS):
        names.remember(ip_address(first + number), f"flood{number}", "pupils")
    assert len(names) == one_off.TOKENS
    assert names.of("flood0") == ()
    for number in range(10 * one_off.ADDRESSES_OF_ONE):
        names.remember(ip_address(first + number), TOKEN, "pupils")
    assert len(names.of(TOKEN)) == one_off.ADDRESSES_OF_ONE
    assert len(names._owned) <= len(names)


@pytest.mark.parametrize("by", ["ask", "ask_tcp"])
def test_a_device_that_asks_is_seen_at_its_seat(checking: Running, by: str) -> None:
    assert seen(checking) == []
    answer = getattr(checking, by)(f"{TOKEN.upper()}.{ZONE}", source=CLASS_5K)
    assert [(record.ttl, record[0].address) for record in answer.answer] == [(0, "127.0.0.1")]
    assert answer.question[0].name.to_text().startswith(TOKEN.upper())
    for source, seat_key in ((PUPIL, "pupils"), (STAFF, "staff"), (NOBODY, "unknown")):
        checking.ask(f"{source.replace('.', '-')}.{ZONE}", source=source)
        assert seen(checking, source.replace(".", "-")) == [(source, seat_key)]
    assert seen(checking) == [(CLASS_5K, "pupils/5K")]


def test_two_devices_of_a_class_are_both_seen(checking: Running) -> None:
    for source in (CLASS_5K, "127.0.1.6", CLASS_5K):
        checking.ask(f"{TOKEN}.{ZONE}", source=source)
    assert seen(checking) == [(CLASS_5K, "pupils/5K"), ("127.0.1.6", "pupils/5K")]


@pytest.mark.parametrize("rdtype", ["AAAA", "HTTPS", "TXT"])
def test_other_types_have_no_data_and_are_seen_too(checking: Running, rdtype: str) -> None:
    answer = checking.ask(f"{TOKEN}.{ZONE}", rdtype)
    assert (answer.rcode(), answer.answer) == (dns.rcode.NOERROR, [])
    assert answer.authority, "an SOA says that there is nothing"
    assert seen(checking) == [(CLASS_5K, "pupils/5K")]


def test_a_proof_is_not_a_device(checking: Running) -> None:
    answer = ask_as_proof(f"{TOKEN}.{ZONE}", source=CLASS_5K, listener=checking.ready.proof, timeout=2)
    assert answer.addresses == ("127.0.0.1",)
    assert seen(checking) == []


def test_an_address_outside_the_school_is_refused_and_not_seen(checking: Running) -> None:
    assert checking.ask(f"{TOKEN}.{ZONE}", source=OUTSIDE).rcode() == dns.rcode.REFUSED
    assert seen(checking) == []


def test_the_check_works_while_a_school_only_observes(checking: Running) -> None:
    checking.load(with_check(number=2, observing=True))
    checking.ask(f"{TOKEN}.{ZONE}")
    found = checking.client.one_off(TOKEN)
    assert (len(found.seen), found.is_observing, found.policy_version) == (1, True, "2026/1")
    assert found.listen == (checking.dns,)


def test_a_resolver_without_rules_says_so(tmp_path: Path) -> None:
    with running(configured(tmp_path)) as started:
        assert started.client.one_off(TOKEN).policy_version is None
