"""What a network manager types about servers to ask, and what operations tells of them."""

from __future__ import annotations

from typing import Any

import pytest

from belisha.adapters.resolver.client import EngineStatus
from belisha.adapters.resolver.upstream.servers import Server
from belisha.filtering import engine
from belisha.filtering.facts_upstream import upstream_facts
from belisha.jobs.states import Beacon


@pytest.mark.parametrize(
    ("words", "zones"),
    [
        ("School.Internal.", ["school.internal"]),
        ("internal", ["internal"]),
        ("_msdcs.school.internal", ["_msdcs.school.internal"]),
        ("10.0.0.0/8", ["10.in-addr.arpa"]),
        ("192.168.4.0/22", [f"{third}.168.192.in-addr.arpa" for third in range(4, 8)]),
        ("172.16.0.0/12", [f"{second}.172.in-addr.arpa" for second in range(16, 32)]),
        ("10.1.2.3/32", ["3.2.1.10.in-addr.arpa"]),
        ("fd00:1:2::/48", ["2.0.0.0.1.0.0.0.0.0.d.f.ip6.arpa"]),
        ("fd00::/8", ["d.f.ip6.arpa"]),
    ],
)
def test_a_domain_or_addresses_name_zones(words: str, zones: list[str]):
    assert engine.zones_of(words) == zones


def test_servers_stand_behind_their_zone():
    found = engine.forwards_of(["school.internal=10.0.0.2,[fd00::2]:5353", "10.0.0.0/8=10.0.0.2"])
    assert found == {
        "school.internal": (Server("10.0.0.2"), Server("fd00::2", 5353)),
        "10.in-addr.arpa": (Server("10.0.0.2"),),
    }


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["school.internal"], "which names are asked of which servers"),
        (["=10.0.0.2"], "which names are asked of which servers"),
        (["school.internal=dc1"], "has no address of a server"),
        (["not a name=10.0.0.2"], "is not a domain"),
        (["10.0.0.1/8=10.0.0.2"], "neither a domain nor addresses"),
        (["a.internal=10.0.0.2", "A.internal=10.0.0.3"], "for a second time"),
    ],
)
def test_what_cannot_be_used_is_told(words: list[str], told: str):
    with pytest.raises(ValueError, match=told):
        engine.forwards_of(words)


def test_a_portal_has_one_address_or_several():
    engine.check_portal_address("10.0.0.5 fd00::5")
    with pytest.raises(ValueError, match="is no address"):
        engine.check_portal_address("10.0.0.5 portal")


def server(words: str, **changes: Any) -> dict[str, Any]:
    """One server as the resolver tells of it."""
    usual = {
        "server": words,
        "zone": ".",
        "is_away": False,
        "is_asked_first": True,
        "milliseconds": 11.6,
        "answers": 5,
        "failures": 0,
        "reason": "",
        "failed_seconds_ago": None,
        "answered_seconds_ago": 1.0,
    }
    return usual | changes


def facts(*servers: dict[str, Any], **more: Any):
    """What operations tells of these."""
    told = {"servers": list(servers), "dropped": 0, "dropped_names": [], **more}
    return upstream_facts(EngineStatus(1, "v", None, {}, None, "", "", 0, 0, 0, 0, told))


def test_a_server_that_answers_is_told_with_its_time():
    (fact,) = facts(server("192.0.2.1:53"), server("192.0.2.2:53", is_asked_first=False, milliseconds=None))
    assert fact.name == "Who is asked for open names"
    assert (fact.beacon, fact.to_do) == (Beacon.STEADY, "")
    assert fact.words == "192.0.2.1:53 answers, usually within 12 ms. 192.0.2.2:53 has not been asked yet."


def test_an_absent_server_is_amber_with_its_reason():
    away = server("192.0.2.1:53", is_away=True, is_asked_first=False, reason="did not answer in time", failed_seconds_ago=75.0)
    (fact,) = facts(away, server("192.0.2.2:53"))
    assert fact.beacon is Beacon.AMBER
    assert fact.words == "192.0.2.1:53 did not answer in time; that was 1 minute ago. 192.0.2.2:53 answers, usually within 12 ms."
    (fact,) = facts(away)
    assert "None of them answers" in fact.words


def test_own_servers_have_a_row_for_their_zone_and_dropped_answers_one():
    away = server("10.0.0.2:53", zone="school.internal", is_away=True, reason="did not answer in time", failed_seconds_ago=0.2)
    _, own, dropped = facts(server("192.0.2.1:53"), away, dropped=2, dropped_names=["a.example", "b.example"])
    assert own.name == "Who is asked for school.internal"
    assert "just now" in own.words
    assert "never asked of anybody else" in own.words
    assert (dropped.beacon, "2 answers were dropped" in dropped.words, "a.example, b.example" in dropped.words) == (Beacon.GREY, True, True)


def test_of_a_resolver_that_is_away_nothing_is_told():
    assert upstream_facts(None) == []
