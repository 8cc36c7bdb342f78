"""Cookies: what a client that sends one gets, and what the octets are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from random import Random

import dns.edns
import dns.message
import dns.rcode
import pytest

from belisha.adapters.resolver.cookies import ServerCookies
from belisha.adapters.resolver.tests.in_process import Alone, told
from belisha.adapters.resolver.tests.running import CLASS_5K, OUTSIDE, PUPIL, TUESDAY

CLIENT = bytes.fromhex("2464c4abcf10c957")
AT = ip_address(CLASS_5K)


class Secret(Random):
    """Chance that gives one secret, then others."""

    def __init__(self, first: str) -> None:
        super().__init__(1)
        self._first = [bytes.fromhex(first)]

    def randbytes(self, n: int) -> bytes:
        return self._first.pop() if self._first else super().randbytes(n)


def cookie_of(answer: dns.message.Message) -> dns.edns.CookieOption | None:
    return next((option for option in answer.options if isinstance(option, dns.edns.CookieOption)), None)


def sent(server: bytes = b"") -> dns.edns.CookieOption:
    return dns.edns.CookieOption(CLIENT, server)


def test_a_cookie_is_the_one_of_the_standards_example() -> None:
    moment = datetime.fromtimestamp(1559731985, UTC)
    cookies = ServerCookies(Secret("e5e973e5a6b2a43f48e7dc849e37bfcf"), lambda: moment)  # RFC 9018 appendix A.1

    made = cookies.answer_to(sent(), ip_address("198.51.100.100"))
    assert (made.client, made.server.hex()) == (CLIENT, "010000005cf79f111f8130c3eee29480")


def test_a_cookie_stays_the_same_for_half_an_hour_and_good_for_an_hour() -> None:
    moment = [TUESDAY]
    cookies = ServerCookies(Random(1), lambda: moment[0])
    first = cookies.answer_to(sent(), AT)

    moment[0] += timedelta(minutes=29)
    assert cookies.answer_to(first, AT).server == first.server
    moment[0] += timedelta(minutes=2)
    assert cookies.knows(first, AT)
    assert cookies.answer_to(first, AT).server != first.server
    moment[0] += timedelta(minutes=30)
    assert not cookies.knows(first, AT)


def test_a_cookie_is_good_from_its_own_address_and_client_only() -> None:
    cookies = ServerCookies(Random(1), lambda: TUESDAY)
    made = cookies.answer_to(sent(), AT)

    assert cookies.knows(made, AT)
    assert not cookies.knows(made, ip_address(PUPIL))
    assert not cookies.knows(dns.edns.CookieOption(b"another!", made.server), AT)
    for octet in range(16):
        forged = bytearray(made.server)
        forged[octet] ^= 1
        assert not cookies.knows(sent(bytes(forged)), AT)
    assert not cookies.knows(sent(made.server + b"longer"), AT)
    assert not cookies.knows(sent(), AT)


def test_a_new_secret_each_day_knows_the_cookies_of_the_one_before() -> None:
    moment = [TUESDAY]
    cookies = ServerCookies(Random(1), lambda: moment[0])
    moment[0] += timedelta(hours=23, minutes=50)
    made = cookies.answer_to(sent(), AT)
    moment[0] += timedelta(minutes=20)
    cookies.answer_to(sent(), AT)

    assert cookies.knows(made, AT)
    moment[0] += timedelta(days=1)
    cookies.answer_to(sent(), AT)
    moment[0] -= timedelta(days=1)
    assert not cookies.knows(made, AT)


@pytest.mark.parametrize("name", ["youtube.com", "bbc.co.uk", "mask.icloud.com", "www.google.co.uk"])
@pytest.mark.parametrize("by_tcp", [False, True])
def test_who_sends_a_cookie_gets_one_back_with_the_same_answer(name: str, by_tcp: bool) -> None:
    alone = Alone()
    answer = alone.ask(name, options=[sent()], by_tcp=by_tcp)
    cookie = cookie_of(answer)

    assert cookie is not None
    assert (cookie.client, len(cookie.server)) == (CLIENT, 16)
    assert told(answer) == told(alone.ask(name))
    again = cookie_of(alone.ask(name, options=[cookie], by_tcp=by_tcp))
    assert again is not None
    assert again.server == cookie.server


def test_a_server_cookie_of_somebody_else_gets_one_of_ours() -> None:
    for length in (8, 16, 32):
        cookie = cookie_of(Alone().ask("bbc.co.uk", options=[sent(bytes(length))]))
        assert cookie is not None
        assert len(cookie.server) == 16


def test_who_sends_none_gets_none() -> None:
    assert cookie_of(Alone().ask("youtube.com")) is None


@pytest.mark.parametrize("length", [0, 1, 7, 9, 15, 41, 100])
def test_a_cookie_of_a_wrong_length_is_a_format_error(length: int) -> None:
    cookie = dns.edns.GenericOption(dns.edns.OptionType.COOKIE, bytes(length))
    wire = dns.message.make_query("bbc.co.uk", "A", use_edns=0, options=[cookie], id=7).to_wire()

    answer = Alone().wire(wire)
    assert answer is not None
    assert (answer[:2], answer[3] & 0xF, len(answer)) == (b"\0\7", dns.rcode.FORMERR, 12)


def test_a_cookie_may_be_asked_for_alone() -> None:
    question = dns.message.Message(id=7)
    question.use_edns(0, options=[sent()])
    answer = dns.message.from_wire(Alone().wire(question.to_wire()) or b"")

    assert (answer.id, answer.rcode(), answer.question) == (7, dns.rcode.NOERROR, [])
    cookie = cookie_of(answer)
    assert cookie is not None
    assert len(cookie.server) == 16
    assert len(Alone().wire(question.to_wire(), source=OUTSIDE) or b"") == 12


def test_an_address_outside_gets_no_cookie() -> None:
    question = dns.message.make_query("bbc.co.uk", "A", use_edns=0, options=[sent()]).to_wire()

    assert len(Alone().wire(question, source=OUTSIDE) or b"") < len(question)
