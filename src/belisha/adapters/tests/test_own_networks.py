"""Which networks a machine is in: read from what Linux says, without anything but whole networks of others."""

from __future__ import annotations

import sys

import pytest

from belisha.adapters.own_networks import own_addresses, own_networks

ROUTES = """Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t0109140A\t0003\t0\t0\t0\t00000000\t0\t0\t0
eth0\t0009140A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
eth0\t0009140A\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0
eth1\t0001140A\t0109140A\t0003\t0\t0\t0\t00FFFFFF\t0\t0\t0
eth0\t0000FEA9\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0
tun0\t0600000A\t00000000\t0001\t0\t0\t0\tFFFFFFFF\t0\t0\t0
"""
ADDRESSES = """00000000000000000000000000000001 01 80 10 80       lo
fe8000000000000000fc00fffe000001 02 40 20 80     eth0
fd123456789a00090000000000000002 02 40 00 82     eth0
"""


@pytest.mark.skipif(sys.byteorder != "little", reason="the example is of a machine with the least octet first")
def test_networks_of_the_cards_and_no_others() -> None:
    assert [str(one) for one in own_networks(ROUTES, ADDRESSES)] == ["10.20.9.0/24", "fd12:3456:789a:9::/64"]


def test_where_nobody_tells_there_are_none() -> None:
    assert own_networks("", "") == ()


def test_this_machine_is_reached_by_itself() -> None:
    assert own_addresses()[0] == "127.0.0.1"
    assert len(set(own_addresses())) == len(own_addresses())
