"""Listening on several addresses, IPv6 too, and seats by IPv6 networks."""

from __future__ import annotations

import socket
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import dns.message
import dns.query
import pytest

from belisha.adapters.resolver.proof import ask
from belisha.adapters.resolver.tests.running import addresses, configured, running, small_school
from belisha.core.moments import SchoolNetwork, Seat
from belisha.core.rulesets.model import Ruleset

NETWORKS = {"::1/128": "pupils", "fd00:1::/64": "pupils", "fd00:1::/80": "staff", "fd00:9::/64": "guests"}


def school_of_two_families() -> Ruleset:
    """The small school with IPv6 networks, a narrower one inside a wider; guests are closed what pupils are."""
    small = small_school()
    more = tuple(SchoolNetwork(ip_network(range_), Seat(key, frozenset({key}))) for range_, key in NETWORKS.items())
    ranges = (*small.facts.ranges, ip_network("::1/128"), ip_network("fd00:1::/48"), ip_network("fd00:9::/48"))
    facts = replace(small.facts, networks=(*small.facts.networks, *more), ranges=ranges)
    return replace(small, facts=facts, tables={**small.tables, "guests": small.tables["pupils"]})


@pytest.mark.parametrize("by", [dns.query.udp, dns.query.tcp])
def test_every_address_answers(tmp_path: Path, by) -> None:
    with running(configured(tmp_path, listen=(("127.0.0.1", 0), ("127.0.0.4", 0), ("::1", 0)))) as school:
        school.load(school_of_two_families())
        assert [host for host, _ in school.ready.listen] == ["127.0.0.1", "127.0.0.4", "::1"]
        for host, port in school.ready.listen:
            source = "::1" if host == "::1" else "127.0.1.5"
            closed = by(dns.message.make_query("youtube.com", "A"), host, port=port, source=source, timeout=5)
            assert addresses(closed) == ["127.0.0.2"]
            answer = by(dns.message.make_query("bbc.co.uk", "A"), host, port=port, source=source, timeout=5)
            assert addresses(answer) == ["127.0.0.3"]


def test_an_ipv6_address_leaves_the_same_port_of_ipv4_alone(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as held:
        held.bind(("127.0.0.1", 0))
        with running(configured(tmp_path, listen=(("::1", held.getsockname()[1]),))) as school:
            assert school.ready.listen == (("::1", held.getsockname()[1]),)


def test_the_narrower_ipv6_network_decides_who_sits_there(tmp_path: Path) -> None:
    with running(configured(tmp_path)) as school:
        school.load(school_of_two_families())
        listener = school.ready.proof
        assert listener is not None
        assert ask("youtube.com", source="fd00:1:0:0:1::5", listener=listener).is_closed  # the wider: pupils
        assert ask("youtube.com", source="fd00:1::5", listener=listener).is_open  # the narrower: staff
        assert ask("youtube.com", source="fd00:9::5", listener=listener).is_closed  # guests
        assert ask("youtube.com", source="fd00:9:0:7::5", listener=listener).is_closed  # a device nobody knows
        assert ask("youtube.com", source="2001:db8::5", listener=listener).is_refused
        assert ask("youtube.com", source="::ffff:127.0.2.5", listener=listener).is_open  # staff, by IPv4
