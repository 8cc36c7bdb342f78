"""No ruleset can be loaded: what the last good one wished for that day holds; help, the portal and illegal lists as ever."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import dns.rcode
import pytest

from belisha.adapters.resolver.proof import ask
from belisha.adapters.resolver.tests.running import OUTSIDE, TUESDAY, Running, addresses, configured, error_of, running, small_school
from belisha.core.rulesets.model import Delta

OPEN_ADDRESS, BLOCK_PAGE = ["127.0.0.3"], ["127.0.0.2"]
OUTSIDE_EVERY_SCHOOL = "203.0.113.9"


def damage(directory: Path, pattern: str = "ruleset-*.json") -> None:
    """Make every such file unreadable."""
    for path in directory.glob(pattern):
        path.write_bytes(b"damaged")


@contextmanager
def again(tmp_path: Path) -> Iterator[Running]:
    """The resolver started once more over the same files."""
    with running(configured(tmp_path)) as started:
        yield started


@pytest.mark.parametrize("how", ["by snapshot", "by delta"])
def test_open_was_wished(tmp_path: Path, how: str) -> None:
    with again(tmp_path) as school:
        school.load(replace(small_school(), when_broken="open" if how == "by snapshot" else "closed"))
        if how == "by delta":
            school.client.apply(Delta(2, TUESDAY, "2026/2", when_broken="open"))
        assert addresses(school.ask("youtube.com")) == BLOCK_PAGE
    damage(tmp_path / "rules")
    with again(tmp_path) as school:
        status = school.client.status()
        assert status.number is None
        assert "damaged" in (status.broken or "")
        assert "wants the network open" in (status.broken or "")
        answer = school.ask("youtube.com", source=OUTSIDE)
        assert (addresses(answer), answer.answer[0].ttl) == (OPEN_ADDRESS, 10)
        assert addresses(school.ask("portal.belisha.test")) == ["127.0.0.1"]
        closed = school.ask("www.illegal.example")
        assert (addresses(closed), (error_of(closed) or (0,))[0]) == (BLOCK_PAGE, 16)
        school.load(replace(small_school(), number=9))
        assert addresses(school.ask("youtube.com")) == BLOCK_PAGE
        assert school.client.status().broken is None


def test_closed_was_wished(tmp_path: Path) -> None:
    with again(tmp_path) as school:
        school.load(replace(small_school(), when_broken="open"))
        school.client.apply(Delta(2, TUESDAY, "2026/2", when_broken="closed"))
    damage(tmp_path / "rules")
    with again(tmp_path) as school:
        assert "Everything but help is closed" in (school.client.status().broken or "")
        assert addresses(school.ask("bbc.co.uk")) == BLOCK_PAGE
        assert addresses(school.ask("www.childline.org.uk")) == OPEN_ADDRESS
        assert addresses(school.ask("portal.belisha.test")) == ["127.0.0.1"]


@pytest.mark.parametrize("lost", ["gone", "damaged", "not ours"])
def test_without_a_wish_that_can_be_read_everything_is_closed(tmp_path: Path, lost: str) -> None:
    with again(tmp_path) as school:
        school.load(replace(small_school(), when_broken="open"))
    damage(tmp_path / "rules")
    wish = tmp_path / "rules" / "when-broken"
    wish.unlink() if lost == "gone" else wish.write_bytes(b"damaged" if lost == "damaged" else b"\xff\xfe\n{}")
    with again(tmp_path) as school:
        assert addresses(school.ask("bbc.co.uk")) == BLOCK_PAGE


def test_where_an_illegal_list_cannot_be_read_nothing_is_opened(tmp_path: Path) -> None:
    with again(tmp_path) as school:
        school.load(replace(small_school(), when_broken="open"))
    damage(tmp_path / "rules")
    damage(tmp_path / "rules" / "lists", "*")
    with again(tmp_path) as school:
        assert "cannot be read" in (school.client.status().broken or "")
        assert addresses(school.ask("bbc.co.uk")) == BLOCK_PAGE
        assert addresses(school.ask("childline.org.uk")) == OPEN_ADDRESS


def test_before_the_first_ruleset_everything_is_closed(tmp_path: Path) -> None:
    with again(tmp_path) as school:
        assert addresses(school.ask("bbc.co.uk")) == BLOCK_PAGE


def test_an_address_that_no_school_uses_inside_is_refused_even_then(tmp_path: Path) -> None:
    with again(tmp_path) as school:
        school.load(replace(small_school(), when_broken="open"))
    damage(tmp_path / "rules")
    with again(tmp_path) as school:
        assert school.ready.proof is not None
        assert ask("bbc.co.uk", source=OUTSIDE_EVERY_SCHOOL, listener=school.ready.proof).is_refused
        assert ask("bbc.co.uk", source="10.1.2.3", listener=school.ready.proof).is_open
        assert ask("bbc.co.uk", source="fd00::9", listener=school.ready.proof).is_open
        assert school.ask("bbc.co.uk").rcode() == dns.rcode.NOERROR
