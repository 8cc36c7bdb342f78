"""The names of /check: where they stand, that each is one device's and short-lived, and that nobody makes one."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import segno

from belisha.filtering.check import LASTS, is_fresh, is_picture_host, new_token, picture_origin, wildcard_of, zone_of
from belisha.kit.qr import QUIET_ZONE, qr_of

HERE = "127.0.1.5"


@pytest.mark.parametrize(
    ("portal", "zone"),
    [
        ("belisha.school.test", "check.belisha.school.test"),
        ("BELISHA.School.test", "check.belisha.school.test"),
        ("127.0.0.1", "check.belisha.internal"),
        ("10.0.0.2", "check.belisha.internal"),
        ("::1", "check.belisha.internal"),
        ("localhost", "check.belisha.internal"),
        ("portal.localhost", "check.belisha.internal"),
    ],
)
def test_names_stand_below_the_portals_or_below_one_that_is_nobodys(portal: str, zone: str) -> None:
    assert zone_of(portal) == zone
    assert wildcard_of(portal) == f"*.{zone}"


@pytest.mark.parametrize(
    ("portal_url", "origin"),
    [
        ("http://127.0.0.1:8000", "http://{token}.check.belisha.internal:8000"),
        ("http://127.0.0.1", "http://{token}.check.belisha.internal"),
        ("https://portal.school.test/", "https://{token}.check.belisha.internal"),
    ],
)
def test_the_picture_is_at_the_port_people_see(portal_url: str, origin: str) -> None:
    assert picture_origin("abc", portal_host="127.0.0.1", portal_url=portal_url) == origin.format(token="abc")


def test_a_token_is_one_label_that_may_be_written_in_any_case(moment) -> None:
    token = new_token(address=HERE, now=moment)
    assert re.fullmatch(r"[a-z2-7]{40}", token)
    assert is_fresh(token, address=HERE, now=moment)
    assert is_fresh(token.upper(), address=HERE, now=moment)
    assert is_picture_host(f"{token}.check.belisha.internal:8000")
    assert is_picture_host(f"{token.upper()}.CHECK.belisha.internal")


def test_a_token_is_for_one_address_and_less_than_a_minute(moment) -> None:
    token = new_token(address=HERE, now=moment)
    assert is_fresh(token, address=HERE, now=moment + LASTS - timedelta(seconds=1))
    for address, now in ((HERE, moment + LASTS), (HERE, moment - timedelta(seconds=2)), ("127.0.1.6", moment)):
        assert not is_fresh(token, address=address, now=now)


def test_a_token_with_one_letter_changed_is_none(moment) -> None:
    token = new_token(address=HERE, now=moment)
    for place, letter in enumerate(token):
        changed = token[:place] + ("b" if letter == "a" else "a") + token[place + 1 :]
        assert not is_fresh(changed, address=HERE, now=moment)


@pytest.mark.parametrize("words", ["", "a", "a" * 40, "ab" * 24, "é" * 40, "1" * 40, "=" * 40])
def test_what_is_no_token_is_none(words: str, moment) -> None:
    assert not is_fresh(words, address=HERE, now=moment)


def test_two_pages_have_two_tokens(moment) -> None:
    assert new_token(address=HERE, now=moment) != new_token(address=HERE, now=moment)


def test_a_code_is_square_and_has_its_quiet_zone() -> None:
    code = qr_of("http://belisha.school.test/check/")
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", code.path)
    assert "".join(f"M{x} {y}h{w}v1h-{v}z" for x, y, w, v in runs) == code.path
    assert min(int(x) for x, *_ in runs) == QUIET_ZONE
    assert {int(y) for _, y, *_ in runs} == set(range(QUIET_ZONE, code.size - QUIET_ZONE))
    assert max(int(x) + int(w) for x, _, w, _ in runs) == code.size - QUIET_ZONE
    dark = {(int(x) + step, int(y)) for x, y, w, _ in runs for step in range(int(w))}
    drawn = [[(x, y) in dark for x in range(QUIET_ZONE, code.size - QUIET_ZONE)] for y in range(QUIET_ZONE, code.size - QUIET_ZONE)]
    assert drawn == [[bool(module) for module in row] for row in segno.make(code.address, error="q", micro=False).matrix]
