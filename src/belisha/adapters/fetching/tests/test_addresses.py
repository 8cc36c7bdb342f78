"""Where a fetch may go: never to a machine inside, whatever the name, the address's form or a redirect says."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from belisha.adapters.fetching.addresses import Reach, place_of
from belisha.adapters.fetching.fetch import Fetching
from belisha.adapters.fetching.model import NotFetched, Wanted
from belisha.adapters.fetching.tests.publisher import LOOPBACK, Answer, publisher

INSIDE = [
    *("127.0.0.1", "10.1.2.3", "172.16.0.9", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.1.1", "255.255.255.255"),
    *("::1", "::", "fe80::1", "fd00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1"),
    *("198.18.0.1", "192.0.2.7", "2001:db8::1", "64:ff9b::a00:1", "2001:0:4136:e378:8000:63bf:3fff:fdd2"),
]


@pytest.mark.parametrize("address", INSIDE)
def test_a_machine_inside_is_not_asked(address):
    assert not Reach().may_connect(ip_address(address))


@pytest.mark.parametrize("address", ["9.9.9.9", "2620:fe::fe", "64:ff9b::909:909"])
def test_a_public_address_is(address):
    assert Reach().may_connect(ip_address(address))


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_told_and_nobody_is_asked(address):
    fetching = Fetching(resolve=lambda host, port: [address])
    with pytest.raises(NotFetched, match="BELISHA_LISTS_FROM"):
        fetching.fetch(Wanted("https://lists.example/games.txt"))


def test_the_address_that_was_checked_is_the_one_asked():
    """A name that answers otherwise the second time (rebinding) is not asked a second time."""
    answers = iter([["127.0.0.1"], ["127.0.0.9"]])
    with publisher() as lists:
        lists.gives["/"] = Answer(b"tube.example.com\n")
        port = lists.base.rpartition(":")[2]
        came = Fetching(reach=LOOPBACK, resolve=lambda host, port: next(answers)).fetch(Wanted(f"http://lists.example:{port}/"))
        assert came.text == "tube.example.com\n"
        assert lists.asked[0][1]["Host"] == f"lists.example:{port}"
    assert next(answers) == ["127.0.0.9"]


def test_of_several_addresses_only_those_allowed_are_asked():
    with publisher() as lists:
        lists.gives["/"] = Answer(b"tube.example.com\n")
        port = lists.base.rpartition(":")[2]
        fetching = Fetching(reach=LOOPBACK, resolve=lambda host, port: ["10.0.0.1", "127.0.0.1"])
        assert fetching.fetch(Wanted(f"http://lists.example:{port}/")).text == "tube.example.com\n"


def test_what_is_inside_is_reached_only_from_inside():
    assert LOOPBACK.after([ip_address("127.0.0.1")]) == LOOPBACK
    assert LOOPBACK.after([ip_address("9.9.9.9")]) == Reach()


def test_a_redirect_to_an_address_that_was_not_named_is_refused():
    with publisher() as lists:
        lists.gives["/"] = Answer(status=302, fields={"Location": "https://[::1]/"})
        with pytest.raises(NotFetched, match="inside a network"):
            Fetching(reach=LOOPBACK).fetch(Wanted(lists.at("/")))


def test_plain_http_is_for_machines_inside_alone():
    with pytest.raises(NotFetched, match="without encryption"):
        Fetching(resolve=lambda host, port: ["9.9.9.9"]).fetch(Wanted("http://lists.example/"))


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "not an address"),
        ("lists.example/games.txt", "not an address"),
        ("file:///etc/passwd", "not an address"),
        ("https://", "not an address"),
        ("https://lists.example:99999/", "not an address"),
        ("https://[::1", "not an address"),
        ("https://a\nb.example/", "no spaces"),
        ("https://lists.example/a b", "no spaces"),
        ("https://lists.example/" + "x" * 500, "letters at most"),
        ("https://somebody:secret@lists.example/", "name and a password"),
        ("https://lists.example/sp\u00eble", "as the wire has it"),
        ("https://" + "x" * 64 + ".example/", "as the wire has it"),
    ],
)
def test_what_is_no_address_is_told(url, why):
    with pytest.raises(NotFetched, match=why):
        place_of(url)


def test_an_address_is_taken_apart():
    place = place_of("https://B\u00fccher.example:8443?edition=small")
    assert (place.host, place.port, place.path) == ("xn--bcher-kva.example", 8443, "/?edition=small")
    assert place.authority == "xn--bcher-kva.example:8443"


@pytest.mark.parametrize("words", ["10.0.0.1/8", "inside", "10.0.0.0/99"])
def test_networks_that_are_none_are_told(words):
    with pytest.raises(ValueError, match="write them like"):
        Reach.from_words(words)
