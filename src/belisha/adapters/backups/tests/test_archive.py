"""The archive by itself: sealed and opened again, and every way in which it is not what it should be."""

from __future__ import annotations

import io
import json
import sqlite3
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pyrage
import pytest
from pyrage.x25519 import Identity

from belisha.adapters.backups import UnusableBackup, opened, packed, prune, sweep

NOW = datetime(2026, 9, 15, 9, 15, tzinfo=UTC)
KEY = Identity.generate()
SCHOOLS = [("Kerb Street School", 7)]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a database that is in use, and a folder in it."""
    made = tmp_path / "school"
    (made / "record-heads").mkdir(parents=True)
    (made / "record-heads" / "heads.jsonl").write_text("{}\n")
    live = sqlite3.connect(made / "belisha.sqlite3")
    live.execute("pragma journal_mode=wal")
    live.execute("create table lamp (colour)")
    live.execute("insert into lamp values ('amber')")
    live.commit()
    live.close()
    return made


def pack(data: Path, to: Path) -> int:
    return packed(
        data,
        to,
        database=str(data / "belisha.sqlite3"),
        files=["record-heads", "not-there"],
        schools=SCHOOLS,
        recipients=[KEY.to_public()],
        now=NOW,
    )


def sealed(file: Path, members: dict[str, bytes]) -> Path:
    """A sealed archive of our own making."""
    octets = io.BytesIO()
    with tarfile.open(fileobj=octets, mode="w") as tar:
        for name, content in members.items():
            head = tarfile.TarInfo(name)
            head.size = len(content)
            tar.addfile(head, io.BytesIO(content))
    file.write_bytes(pyrage.encrypt(octets.getvalue(), [KEY.to_public()]))
    return file


def manifest(**changes: object) -> bytes:
    return json.dumps({"format": 1, "made_at": NOW.isoformat(), "schools": SCHOOLS, "files": {}, **changes}).encode()


def test_what_was_packed_is_what_is_opened(data: Path, tmp_path: Path) -> None:
    size = pack(data, tmp_path / "one.age")
    assert size == (tmp_path / "one.age").stat().st_size
    with opened(tmp_path / "one.age", KEY) as (inside, found):
        assert found.schools == (("Kerb Street School", 7),)
        assert set(found.files) == {"belisha.sqlite3", "record-heads/heads.jsonl"}
        database = sqlite3.connect(inside / "belisha.sqlite3")
        assert database.execute("select colour from lamp").fetchall() == [("amber",)]
        database.close()
    assert not inside.exists()


def test_what_somebody_writes_meanwhile_is_whole_or_not_in_it(data: Path, tmp_path: Path) -> None:
    writer = sqlite3.connect(data / "belisha.sqlite3")
    writer.execute("insert into lamp values ('not committed')")
    pack(data, tmp_path / "one.age")
    writer.close()
    with opened(tmp_path / "one.age", KEY) as (inside, _):
        database = sqlite3.connect(inside / "belisha.sqlite3")
        assert database.execute("select count(*) from lamp").fetchall() == [(1,)]
        database.close()


def test_a_damaged_database_is_not_sealed(data: Path, tmp_path: Path) -> None:
    file = data / "belisha.sqlite3"
    octets = bytearray(file.read_bytes())
    octets[4096:4200] = b"\xff" * 104
    file.write_bytes(octets)
    with pytest.raises(UnusableBackup, match="the database is damaged"):
        pack(data, tmp_path / "one.age")
    assert list(tmp_path.iterdir()) == [data]


def test_a_full_disk_is_told_and_leaves_the_last_backup_alone(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one.age").write_bytes(b"the last one")

    def full(*_: object) -> None:
        raise pyrage.EncryptError("No space left on device (os error 28)")

    monkeypatch.setattr(pyrage, "encrypt_file", full)
    with pytest.raises(UnusableBackup, match=r"No space left on device.*look whether the disk is full"):
        pack(data, tmp_path / "one.age")
    assert (tmp_path / "one.age").read_bytes() == b"the last one"
    assert not list(data.glob(".backup-*")), "nothing unsealed is left"


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ({}, "no list of contents|was damaged"),
        ({"other.txt": b"x"}, "no list of contents"),
        ({"manifest.json": b"not json"}, "cannot be read"),
        ({"manifest.json": b"[]"}, "cannot be read"),
        ({"manifest.json": manifest(format=2)}, "by a later Belisha"),
        ({"manifest.json": manifest(files={"a": "00"})}, "a in it is missing or was changed"),
        ({"manifest.json": manifest(files={"a": "00"}), "a": b"other words"}, "a in it is missing or was changed"),
        ({"manifest.json": manifest(), "../escaped": b"x"}, "no backup of Belisha, or was damaged"),
    ],
)
def test_what_is_no_backup_of_ours_is_told(tmp_path: Path, members: dict[str, bytes], told: str) -> None:
    file = sealed(tmp_path / "one.age", members)
    with pytest.raises(UnusableBackup, match=told), opened(file, KEY):
        pass
    assert not (tmp_path / "escaped").exists()


@pytest.mark.parametrize("octets", [b"", b"age-encryption.org/v1\n", b"PK\x03\x04", bytes(1000)])
def test_what_is_not_sealed_at_all_is_told(tmp_path: Path, octets: bytes) -> None:
    (tmp_path / "one.age").write_bytes(octets)
    with pytest.raises(UnusableBackup, match="cannot be opened"), opened(tmp_path / "one.age", KEY):
        pass


def test_a_demos_backups_are_not_counted_with_a_schools(tmp_path: Path) -> None:
    for name in ("belisha-2026-09-15T100000Z.age", "belisha-demo-2026-09-15T100000Z.age", "belisha-demo-2026-09-16T100000Z.age"):
        (tmp_path / name).touch()
    assert prune(tmp_path, "belisha-", keep=1) == []
    assert [one.name for one in prune(tmp_path, "belisha-demo-", keep=1)] == ["belisha-demo-2026-09-15T100000Z.age"]


def test_what_a_killed_backup_left_is_swept(tmp_path: Path) -> None:
    (tmp_path / ".backup-abc").mkdir()
    (tmp_path / ".backup-abc" / "belisha.sqlite3").write_text("plain")
    (tmp_path / "belisha.sqlite3").write_text("the school")
    sweep(tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["belisha.sqlite3"]
