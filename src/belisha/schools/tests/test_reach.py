"""What a change does to whom: counted by stretches, compared with asking every address."""

from __future__ import annotations

from collections import Counter
from ipaddress import IPv4Network, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belisha.core.moments import SchoolFacts, SchoolNetwork, Seat
from belisha.schools.reach import OUTSIDE, UNKNOWN, Move, moves, sentence

WHOLE = ip_network("10.0.0.0/24")


def facts(*networks: tuple[str, str], ranges: tuple[str, ...] = ("10.0.0.0/24", "fd00::/48")) -> SchoolFacts:
    sat = tuple(SchoolNetwork(ip_network(text), Seat(key=key)) for text, key in networks)
    return SchoolFacts(calendar=None, networks=sat, ranges=tuple(map(ip_network, ranges)))


def test_a_new_network_takes_its_addresses_from_the_wider_one() -> None:
    before, after = facts(("10.0.0.0/24", "pupils")), facts(("10.0.0.0/24", "pupils"), ("10.0.0.16/28", "staff"))
    assert moves(before, after) == (Move("pupils", "staff", 16),)
    assert moves(after, before) == (Move("staff", "pupils", 16),)
    assert moves(before, before) == ()


def test_narrower_networks_inside_keep_theirs() -> None:
    inner = ("10.0.0.0/28", "pupils/5K")
    assert moves(facts(inner), facts(inner, ("10.0.0.0/24", "guests"))) == (Move(UNKNOWN, "guests", 240),)


def test_the_schools_own_ranges_come_and_go() -> None:
    wide = facts(ranges=("10.0.0.0/24", "10.0.1.0/24"))
    assert moves(facts(ranges=("10.0.0.0/24",)), wide) == (Move(OUTSIDE, UNKNOWN, 256),)
    assert moves(wide, facts(ranges=("10.0.0.0/24",))) == (Move(UNKNOWN, OUTSIDE, 256),)


def test_networks_of_ipv6_are_counted_too() -> None:
    assert moves(facts(), facts(("fd00::/64", "pupils"))) == (Move(UNKNOWN, "pupils", 2**64),)
    assert moves(facts(), facts(("10.0.0.0/32", "staff"), ("fd00::/128", "pupils"))) == (
        Move(UNKNOWN, "pupils", 1),
        Move(UNKNOWN, "staff", 1),
    )


@pytest.mark.parametrize(
    ("move", "words"),
    [
        (Move("pupils", "staff", 12), "12 addresses move from pupils to staff. What the policy closes to pupils only is open there"),
        (Move("staff", "pupils/5K", 1), "1 address moves from staff to class 5K."),
        (Move(UNKNOWN, "pupils", 256), "256 addresses move from devices nobody knows to pupils."),
        (Move(OUTSIDE, UNKNOWN, 256), "256 addresses become the school's, for devices nobody knows."),
        (Move("guests", OUTSIDE, 1), "1 address of guests is no longer the school's"),
    ],
)
def test_a_move_is_told_in_a_sentence(move: Move, words: str) -> None:
    assert sentence(move).startswith(words)


def small_networks() -> st.SearchStrategy[list[tuple[str, str]]]:
    """A few networks inside 10.0.0.0/24 with seats, none twice."""
    seats = st.sampled_from(["pupils", "staff", "guests", "pupils/5K"])
    where = st.builds(
        lambda n, length: str(IPv4Network((int(WHOLE[0]) + n, length), strict=False)), st.integers(0, 255), st.integers(24, 32)
    )
    return st.lists(st.tuples(where, seats), max_size=6, unique_by=lambda pair: pair[0])


@given(small_networks(), small_networks())
def test_the_count_is_what_asking_every_address_gives(one: list[tuple[str, str]], other: list[tuple[str, str]]) -> None:
    before, after = facts(*one), facts(*other)
    seats = [(before.seat_at(a).key, after.seat_at(a).key) for a in map(ip_address, WHOLE)]
    wanted = Counter(pair for pair in seats if pair[0] != pair[1])
    assert {(m.was, m.becomes): m.count for m in moves(before, after)} == dict(wanted)
