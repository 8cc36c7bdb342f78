"""How much room is left, as those who look after the server are told; and the page of a full disk."""

from __future__ import annotations

import errno
import sqlite3
from collections import namedtuple
from datetime import datetime
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client

from belisha.jobs.states import Beacon
from belisha.kit.room import is_for_want_of_room
from belisha.web import disk
from belisha.web.commands.installation import secret_key
from belisha.web.commands.main import main

Usage = namedtuple("Usage", "total used free")  # as shutil has it
GB = 10**9


def with_room(monkeypatch: pytest.MonkeyPatch, free: int, total: int) -> None:
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda path: Usage(total, total - free, free))


@pytest.mark.parametrize(
    ("free", "total", "beacon", "says"),
    [
        (200 * GB, 500 * GB, Beacon.STEADY, "200.0 GB free of 500.0 GB."),
        (11 * GB, 4000 * GB, Beacon.STEADY, "11.0 GB free of 4,000.0 GB."),
        (9 * GB, 4000 * GB, Beacon.AMBER, "It is nearly full: 9.0 GB free"),
        (2 * GB, 100 * GB, Beacon.AMBER, "It is nearly full: 2.0 GB free"),
        (2 * GB, 20 * GB, Beacon.STEADY, "2.0 GB free of 20.0 GB."),
        (999_000_000, 10 * GB, Beacon.AMBER, "It is nearly full: 999 MB free"),
        (0, 10 * GB, Beacon.AMBER, "It is full: 0 MB free"),
    ],
    ids=str,
)
def test_the_room_left_is_told_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, moment: datetime, free: int, total: int, beacon: Beacon, says: str
) -> None:
    with_room(monkeypatch, free, total)
    (fact,) = disk.disk_facts(1, moment)
    assert (fact.beacon, says in fact.words, bool(fact.to_do)) == (beacon, True, beacon is Beacon.AMBER), fact


def sqlite_full() -> OperationalError:
    fault = sqlite3.OperationalError("database or disk is full")
    fault.sqlite_errorcode = sqlite3.SQLITE_FULL
    told = OperationalError(*fault.args)
    told.__cause__ = fault
    return told


def test_a_full_disk_is_told_from_other_faults() -> None:
    assert is_for_want_of_room(sqlite_full())
    assert is_for_want_of_room(OSError(errno.ENOSPC, "No space left on device"))
    assert is_for_want_of_room(OSError(errno.EDQUOT, "Disk quota exceeded"))
    for other in (None, OperationalError("database is locked"), OSError(errno.EACCES, "no"), ValueError("database or disk is full")):
        assert not is_for_want_of_room(other)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fault", "status", "says"), [(sqlite_full(), 507, "This was not kept"), (KeyError("x"), 500, "is broken")], ids=str
)
def test_a_page_that_cannot_be_kept_says_so(
    school: object, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int, says: str
) -> None:
    from belisha.filtering.views import door

    def fails(*words: object, **more: object) -> None:
        raise fault

    monkeypatch.setattr(door, "count_one", fails)
    client = Client(raise_request_exception=False)
    answer = client.post("/door/ask/", {"site": "phonicsplay.co.uk"})
    assert (answer.status_code, says in answer.content.decode()) == (status, True)


def test_a_command_on_a_full_disk_ends_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from belisha.web.commands import clauses

    def fails(words: object) -> int:
        raise sqlite_full()

    monkeypatch.setattr(clauses, "run", fails)
    assert main(["clauses"]) == 2
    assert "the disk is full" in capsys.readouterr().err


def test_a_secret_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: Path, text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(Path, "write_text", fails)
        with pytest.raises(OSError, match="No space"):
            secret_key(tmp_path / "secret-key")
    assert len(secret_key(tmp_path / "secret-key")) == 64
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_the_head_and_the_network_manager_meet_it_on_their_day(cast, school, monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    from belisha.people.providers import Day

    def told(*roles: str) -> list[str]:
        return [fact.title for fact in disk.disk_today(Day(school, cast.head, frozenset(roles), moment, moment.date()))]

    with_room(monkeypatch, 0, 10 * GB)
    assert told("headteacher") == told("network manager") == ["The server’s disk is nearly full"]
    assert told("teacher") == []
    with_room(monkeypatch, 300 * GB, 500 * GB)
    assert told("headteacher") == []
