"""What an older Belisha kept stands after an upgrade: decisions on the wire, the record, every page; a way back; none into the past."""

from __future__ import annotations

import json
import os
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from belisha.web.commands.tables import COPY, KEPT_FOR, UNFINISHED, forget_old_copy
from tests.commands.serving import Browser
from tests.commands.typed import typed
from tests.journeys.running import Running, demo, free_port

FIRST = Path(__file__).parent / "first_school.tar.xz"
CLASS_5K = "127.0.1.5"
DATABASE = "belisha.sqlite3"
PAGES = ("/", "/today/", "/requests/", "/requests/1/", "/requests/2/", "/openings/", "/lists/", "/record/", "/operations/")
NEW_TABLE = "filtering_listsubscription"
HOW_MANY = "select count(*) from audit_auditrecord"


def kept_by_the_first(folder: Path) -> Path:
    """A folder as the first issue's software left it."""
    folder.mkdir()
    with tarfile.open(FIRST) as tar:
        tar.extractall(folder, filter="data")
    kept = json.loads((folder / "installation.json").read_text())
    kept["data"] = kept["sockets"] = str(folder)
    (folder / "installation.json").write_text(json.dumps(kept))
    return folder


def asked(data: Path, query: str, *values: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data / DATABASE)) as database, database:
        return database.execute(query, values).fetchall()


def all_of(data: Path) -> list[str]:
    with closing(sqlite3.connect(data / DATABASE)) as database:
        return list(database.iterdump())


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many records the old school had."""
    return int(str(asked(kept_by_the_first(tmp_path_factory.mktemp("old") / "school"), HOW_MANY)[0][0]))


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The same school, running on today's software."""
    with demo(kept_by_the_first(tmp_path_factory.mktemp("upgraded") / "school")) as running:
        yield running


def test_what_was_decided_holds_on_the_wire(upgraded: Running) -> None:
    assert not upgraded.is_closed("phonicsplay.co.uk", CLASS_5K)
    assert upgraded.is_closed("phonicsplay.co.uk", "127.0.1.21"), "class 4B was not decided for"
    assert upgraded.is_closed("www.youtube.com", CLASS_5K)


def test_the_record_is_whole_and_goes_on(upgraded: Running, before: int) -> None:
    assert ": whole" in upgraded.command("audit", "verify")
    assert int(str(asked(upgraded.data, HOW_MANY)[0][0])) >= before
    published = json.loads(next((upgraded.data / "record-heads").glob("*.jsonl")).read_text().splitlines()[0])
    assert asked(upgraded.data, "select hash from audit_auditrecord where number = ?", published["number"]) == [(published["hash"],)]


def test_every_page_of_before_is_there(upgraded: Running) -> None:
    head = Browser(upgraded.web, host=upgraded.web.removeprefix("http://"))
    head.get(str(upgraded.ready["sign_in"]["headteacher"]).removeprefix(upgraded.web))
    found = {path: head.get(path) for path in PAGES}
    assert {path: status for path, (status, _) in found.items()} == dict.fromkeys(PAGES, 200)
    assert "It helps class 5K to read." in found["/requests/1/"][1]
    assert "We have a film of zebras at school." in found["/requests/2/"][1]


def test_what_the_tables_were_is_kept_for_a_month(upgraded: Running, before: int) -> None:
    copy = upgraded.data / COPY
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as old:
        assert old.execute(HOW_MANY).fetchone()[0] == before
        tables = {name for (name,) in old.execute("select name from sqlite_master")}
    assert "policy_policyversion" in tables
    assert NEW_TABLE not in tables
    assert asked(upgraded.data, f"select count(*) from {NEW_TABLE}") == [(0,)]
    made = datetime.fromtimestamp(copy.stat().st_mtime, UTC)
    forget_old_copy(upgraded.data, made + KEPT_FOR - timedelta(minutes=1))
    assert copy.exists()


def test_the_copy_goes_after_a_month(tmp_path: Path) -> None:
    copy = tmp_path / COPY
    copy.write_bytes(b"old tables")
    made = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)
    os.utime(copy, (made.timestamp(), made.timestamp()))
    forget_old_copy(tmp_path, made + KEPT_FOR + timedelta(minutes=1))
    assert not copy.exists()
    forget_old_copy(tmp_path, made + KEPT_FOR + timedelta(minutes=2))


def test_the_school_of_a_later_belisha_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    data = kept_by_the_first(tmp_path / "school")
    asked(data, "insert into django_migrations (app, name, applied) values ('schools', '9999_of_a_later_one', '2030-01-01')")
    as_it_was = all_of(data)
    [said] = typed(["demo", "--data", str(data), "--web", f"127.0.0.1:{free_port()}", "--dns", f"127.0.0.1:{free_port()}"])
    assert said.code == 2
    assert "kept by a later Belisha" in said.err
    assert all_of(data) == as_it_was


def test_the_copy_of_an_upgrade_that_failed_is_not_made_anew(tmp_path: Path) -> None:
    """Started again and again by its supervisor, it would soon hold the tables half-way."""
    data = kept_by_the_first(tmp_path / "school")
    (data / UNFINISHED).touch()
    (data / COPY).write_bytes(b"the tables before the first change")
    with demo(data):
        assert not (data / UNFINISHED).exists()
    assert (data / COPY).read_bytes() == b"the tables before the first change"
