"""Fetching from a real publisher: what comes, what is bounded, and what is refused with a sentence."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler

import pytest

from belisha.adapters.fetching.fetch import Fetching
from belisha.adapters.fetching.model import Limits, NotFetched, Wanted
from belisha.adapters.fetching.tests.publisher import LOOPBACK, Answer, Publisher, publisher, silent_listener

NAMES = b"tube.example.com\ngame.example.org\n"
FETCHING = Fetching(reach=LOOPBACK, limits=Limits(octets=200_000, unpacked_octets=500_000, seconds=5))


@pytest.fixture(scope="module")
def server() -> Iterator[Publisher]:
    with publisher() as made:
        yield made


@pytest.fixture
def lists(server: Publisher) -> Publisher:
    server.gives.clear()
    server.asked.clear()
    return server


def text_at(lists: Publisher, answer: Answer, fetching: Fetching = FETCHING) -> str | None:
    lists.gives["/games.txt"] = answer
    return fetching.fetch(Wanted(lists.at("/games.txt"))).text


def test_a_text_comes_and_the_publisher_learns_who_asked(lists):
    assert text_at(lists, Answer(NAMES)) == NAMES.decode()
    _, fields = lists.asked[0]
    assert fields["User-Agent"].startswith("Belisha/")
    assert fields["Host"] == lists.base.removeprefix("http://")


def test_what_has_not_changed_does_not_come_again(lists):
    said = {"ETag": '"one"', "Last-Modified": "Mon, 23 Nov 2026 06:00:00 GMT"}
    lists.gives["/games.txt"] = Answer(NAMES, fields=said)
    first = FETCHING.fetch(Wanted(lists.at("/games.txt")))
    lists.gives["/games.txt"] = Answer(status=304)
    again = FETCHING.fetch(Wanted(lists.at("/games.txt"), first.etag, first.last_modified))
    assert (again.text, again.etag, again.last_modified) == (None, *said.values())
    _, fields = lists.asked[-1]
    assert (fields["If-None-Match"], fields["If-Modified-Since"]) == tuple(said.values())


def test_a_304_that_nobody_asked_for_is_no_list(lists):
    with pytest.raises(NotFetched, match="answered 304"):
        text_at(lists, Answer(status=304))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_it_follows_where_it_is_sent(lists, status):
    lists.gives["/there.txt"] = Answer(NAMES)
    assert text_at(lists, Answer(status=status, fields={"Location": "/there.txt#names"})) == NAMES.decode()


def test_it_does_not_follow_for_ever(lists):
    with pytest.raises(NotFetched, match="leads on and on"):
        text_at(lists, Answer(status=302, fields={"Location": "/games.txt"}))
    assert len(lists.asked) == FETCHING.limits.redirects + 1


@pytest.mark.parametrize("where", ["", "file:///etc/passwd", "ftp://127.0.0.1/", "http://", "http://[::1", "http://a b/", "gopher:x"])
def test_a_way_that_is_no_web_address_is_not_followed(lists, where):
    with pytest.raises(NotFetched):
        text_at(lists, Answer(status=302, fields={"Location": where}))


@pytest.mark.parametrize("packed", [gzip.compress(NAMES, mtime=0), gzip.compress(NAMES[:17], mtime=0) + gzip.compress(NAMES[17:], mtime=0)])
def test_a_packed_file_is_unpacked(lists, packed):
    assert text_at(lists, Answer(packed)) == NAMES.decode()
    assert text_at(lists, Answer(gzip.compress(packed, mtime=0), fields={"Content-Encoding": "gzip"})) == NAMES.decode()


@pytest.mark.parametrize("damaged", [gzip.compress(NAMES, mtime=0)[:-9], gzip.compress(NAMES, mtime=0)[:12], b"\x1f\x8b" + b"?" * 40])
def test_a_damaged_file_is_refused(lists, damaged):
    with pytest.raises(NotFetched, match="packed"):
        text_at(lists, Answer(damaged))


def test_a_bomb_is_given_up_before_it_fills_the_memory(lists):
    bomb = gzip.compress(gzip.compress(b"\0" * 60_000_000, mtime=0))
    assert len(bomb) < 2_000
    with pytest.raises(NotFetched, match="larger than"):
        text_at(lists, Answer(bomb))


@pytest.mark.parametrize(
    "thing", [b"PK\x03\x04rest", b"x" * 257 + b"ustar" + b"\0" * 200, b"\x89PNG\r\n\x1a\n\0\0", "names".encode("utf-16")]
)
def test_what_is_no_text_is_refused(lists, thing):
    with pytest.raises(NotFetched, match=r"packed|archive|not a text"):
        text_at(lists, Answer(thing))


def test_octets_that_are_no_utf8_become_marks_and_not_a_fault(lists):
    assert text_at(lists, Answer(b"\xef\xbb\xbfcaf\xe9.example\n")) == "caf\ufffd.example\n"


@pytest.mark.parametrize("status", [204, 400, 401, 403, 404, 410, 418, 429, 500, 503])
def test_another_answer_is_told(lists, status):
    with pytest.raises(NotFetched, match=f"answered {status}"):
        text_at(lists, Answer(b"" if status == 204 else NAMES, status=status))


def test_too_much_is_given_up_though_less_was_announced(lists):
    with pytest.raises(NotFetched, match="More than 195 kB came"):
        text_at(lists, Answer(b"a.example\n" * 30_000))

    def for_ever(desk: BaseHTTPRequestHandler) -> None:
        while True:
            desk.wfile.write(b"a.example\n" * 1000)

    with pytest.raises(NotFetched, match="More than 195 kB came"):
        text_at(lists, Answer(speak=for_ever))


def test_a_body_that_ends_early_is_refused(lists):
    with pytest.raises(NotFetched, match="cut short"):
        text_at(lists, Answer(NAMES, announced=len(NAMES) + 1))


def test_an_announced_size_takes_no_memory(lists):
    with pytest.raises(NotFetched, match="cut short"):
        text_at(lists, Answer(NAMES, announced=10**12))
    assert text_at(lists, Answer(NAMES, announced=-1)) == NAMES.decode()  # no length at all: read to its end


def test_chunks_are_read_and_broken_ones_refused(lists):
    def say(octets: bytes) -> Answer:
        return Answer(fields={"Transfer-Encoding": "chunked"}, speak=lambda desk: desk.wfile.write(octets) and None)

    whole = f"{len(NAMES):x}\r\n".encode() + NAMES + b"\r\n0\r\n\r\n"
    assert text_at(lists, say(whole)) == NAMES.decode()
    for broken in (whole[:-8], b"zz\r\n", b"ffffffffffffffff\r\nshort", b"-5\r\nshort\r\n"):
        with pytest.raises(NotFetched):
            text_at(lists, say(broken))


def test_a_drop_at_a_time_is_given_up_in_time(lists):
    def drip(desk: BaseHTTPRequestHandler) -> None:
        while True:
            desk.wfile.write(b"a")
            desk.wfile.flush()
            time.sleep(0.02)

    began = time.monotonic()
    with pytest.raises(NotFetched, match="within 0 seconds"):
        text_at(lists, Answer(speak=drip), replace(FETCHING, limits=Limits(seconds=0.4)))
    assert time.monotonic() - began < 3


def test_somebody_who_says_nothing_is_given_up_in_time():
    with silent_listener() as port, pytest.raises(NotFetched, match="did not send it"):
        replace(FETCHING, limits=Limits(seconds=0.3)).fetch(Wanted(f"http://127.0.0.1:{port}/"))


def test_nobody_there_is_told():
    with silent_listener() as port:
        pass
    with pytest.raises(NotFetched, match="could not be asked"):
        FETCHING.fetch(Wanted(f"http://127.0.0.1:{port}/"))


def test_fields_that_cannot_be_said_back_are_forgotten(lists):
    lists.gives["/games.txt"] = Answer(NAMES, fields={"ETag": "x" * 300, "Last-Modified": "caf\u00e9"})
    came = FETCHING.fetch(Wanted(lists.at("/games.txt")))
    assert (came.etag, came.last_modified) == ("", "")


def test_another_packing_than_was_asked_for_is_refused(lists):
    with pytest.raises(NotFetched, match="was not asked for"):
        text_at(lists, Answer(NAMES, fields={"Content-Encoding": "br"}))
