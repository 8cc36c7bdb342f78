"""Ranges as people write them, right and wrong."""

from __future__ import annotations

from contextlib import suppress
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belisha.kit.access import Refused
from belisha.schools.addresses import counted, is_inside, read_address, read_range, warnings_about


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("10.1.2.0/24", "10.1.2.0/24"),
        (" 10.1.2.0/255.255.255.0 ", "10.1.2.0/24"),
        ("10.1.2.7", "10.1.2.7/32"),
        ("FD12:3456:789A::/64", "fd12:3456:789a::/64"),
        ("2a00:1:2:0::/48", "2a00:1:2::/48"),
        ("fc00::/7", "fc00::/7"),
    ],
)
def test_what_is_a_range_is_read(words: str, read: str) -> None:
    assert str(read_range(words)) == read


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "Nothing was written"),
        ("10.1.2.7/24", "for the whole range write 10.1.2.0/24"),
        ("fd00::7/64", "for the whole range write fd00::/64"),
        ("10.1.2.*", "write 10.1.2.0/24"),
        ("10.1.2.0-255", "write 10.1.2.0/24"),
        ("10.1.2.x", "write 10.1.2.0/24"),
        ("10.1.2.0-10.1.3.255", "from one address to another"),
        ("010.1.2.0/24", "begins with 0"),
        ("10.1.300.0/24", "300 is more than 255"),
        ("10.1.2.0/33", "/33 is more than /32"),
        ("fe80::1%eth0/64", "network card behind the %"),
        ("the library", "“the library” is no range of addresses: write it like"),
        ("10.1.2.0/24/24", "is no range of addresses"),
        ("0.0.0.0/0", "no device has"),
        ("224.0.0.0/8", "no device has"),
        ("8.0.0.0/7", "wider than any school's network: write at least /8"),
        ("2000::/3", "wider than any school's network"),
        ("::ffff:10.1.2.0/120", "write it as IPv4"),
        ("<b>" * 60, "is no range of addresses"),
    ],
)
def test_what_is_none_is_told_in_a_sentence(words: str, sentence: str) -> None:
    with pytest.raises(Refused) as told:
        read_range(words)
    assert sentence in str(told.value)
    assert len(str(told.value)) < 220


@given(st.text(max_size=80) | st.from_regex(r"[0-9a-f.:/ -]{1,40}", fullmatch=True))
def test_anything_written_is_read_or_refused(words: str) -> None:
    with suppress(Refused):
        assert read_range(words).num_addresses >= 1


@pytest.mark.parametrize(
    ("range_", "warned"),
    [
        ("10.1.2.0/24", ()),
        ("fd00:1::/64", ()),
        ("10.1.2.0/32", ("one single address",)),
        ("203.0.114.0/24", ("public addresses, which devices inside a school seldom have",)),
        ("100.64.0.0/10", ("public addresses",)),
        ("2a00:1:2::/48", ("public IPv6 addresses",)),
        ("fd00:1::/96", ("/64 as a rule",)),
        ("169.254.0.0/16", ("give themselves",)),
    ],
)
def test_what_is_unusual_is_warned_of(range_: str, warned: tuple[str, ...]) -> None:
    told = warnings_about(ip_network(range_))
    assert len(told) == len(warned)
    assert all(words in sentence for words, sentence in zip(warned, told, strict=True))


def test_ranges_of_two_kinds_hold_nothing_of_one_another() -> None:
    assert is_inside(ip_network("10.1.0.0/16"), ip_network("10.0.0.0/8"))
    assert not is_inside(ip_network("10.0.0.0/8"), ip_network("10.1.0.0/16"))
    assert not is_inside(ip_network("10.0.0.0/8"), ip_network("::/0"))


def test_addresses_are_counted_as_people_count() -> None:
    assert [counted(n) for n in (1, 12, 65_536, 2**64, 2**80)] == [
        "1 address",
        "12 addresses",
        "65,536 addresses",
        "1 IPv6 network (/64)",
        "65,536 IPv6 networks (/64)",
    ]


def test_an_address_is_read_or_refused() -> None:
    assert read_address(" FD00::7 ") == "fd00::7"
    with pytest.raises(Refused, match="is no address of a device"):
        read_address("10.1.2.0/24")
