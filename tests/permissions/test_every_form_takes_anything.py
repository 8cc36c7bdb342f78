"""Every form of the portal, given what people, clipboards and scripts put into forms: it answers with a page, and runs nothing of it.

The strings are the big list of naughty strings (blns); each form's fields take their turn, so that together they see all of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from zlib import crc32

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from tests.permissions.row import Row, Sent, address_of
from tests.permissions.scene import Scene, client_of
from tests.permissions.table import READERS, TABLE

TAKES = {200, 302, 400, 403, 404, 409, 413, 422, 429}
"""What a form may answer: done, mend this, not for you, gone meanwhile, somebody was first, too much."""

STRANGE = (
    "",
    "\0",
    " \t\u00a0\u3000",
    "-1",
    "1e400",
    "٣",
    "99999999999999999999",
    "0000-01-01",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "2026-03-29",
    "24:00",
    "99:99",
    "01:30",
    "../../etc/passwd",
    "xn--",
    "https://[::1]:99999/",
    "a" * 70_000,
    "\u202etxt.exe",
    "<script>alert(1)</script>",
    "{{ 7|add:7 }}{% now %}",
    "'; DROP TABLE people_person; --",
)
FORMS = tuple(row for row in TABLE if row.does)
PLAIN = {"<script>alert(1)", "<img src=x", "<svg/onload"}
"""Beginnings that no page may hold as they were sent."""

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="session")
def naughty() -> tuple[str, ...]:
    """The whole list; without the shared data the strange ones of this file alone."""
    from conftest import SHARED

    file = SHARED / "data" / "blns" / "blns.json"
    return tuple(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else STRANGE


def spoilt(row: Row, sent: Sent, naughty: tuple[str, ...]) -> Iterator[tuple[str, dict[str, object]]]:
    """What is sent instead: each field in its turn with three of the strings, then all fields at once with four."""
    fields = [name for name, value in sent.items() if isinstance(value, str)] or ["words"]
    for name in fields:
        for words in (*_some_of(naughty, f"{row.title} {name}", 2), *_some_of(STRANGE, f"{name} {row.title}", 2)):
            yield name, {**sent, name: words}
    for words in (*_some_of(naughty, row.title, 2), *_some_of(STRANGE, row.title, 2)):
        yield "all", {**sent, **dict.fromkeys(fields, words)}


def _some_of(strings: tuple[str, ...], turn: str, count: int) -> Iterator[str]:
    """`count` of them one after another, from a place that the name decides."""
    start = crc32(turn.encode()) % len(strings)
    return islice((*strings[start:], *strings), count)


def answered(client: Client, address: str, sent: Sent) -> tuple[int, str]:
    """The status and the words of the page that it leads to; nothing of it stays."""
    cache.clear()
    with transaction.atomic():
        given = client.post(address, sent)
        last = client.get(given["Location"]) if given.status_code == 302 and given["Location"].startswith("/") else given
        words = b"".join(last) if last.streaming else last.content
        transaction.set_rollback(True)
    return max(given.status_code, last.status_code), words.decode(errors="replace")


@pytest.mark.parametrize("row", FORMS, ids=lambda row: row.title)
def test_the_form_answers_whatever_it_is_sent(row: Row, scene: Scene, naughty: tuple[str, ...]) -> None:
    reader = next(one for one in READERS if one in (row.does or ()))
    client, address, wrong = client_of(scene, reader), address_of(row, scene, reader), []
    client.raise_request_exception = False
    for name, sent in spoilt(row, row.sent(scene, reader), naughty):
        status, words = answered(client, address, sent)
        if status not in TAKES or any(plain in words for plain in PLAIN):
            wrong.append(f"{name} = {str(sent.get(name, sent))[:80]!r}: {status}")
    assert not wrong, "\n".join([f"{address} by {reader}", *wrong])
