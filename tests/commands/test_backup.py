"""`belisha backup` and `belisha restore`: one sealed file, proved by putting it back; what cannot be done is said, and nothing is lost."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest

from tests.commands.typed import Said, typed

ADD = ["school", "add", "--name", "Kerb Street School", "--host", "safety.kerb.example"]
HEAD = ["school", "person", "--name", "Nora Kerb", "--email", "nora@kerb.example", "--role", "headteacher"]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a school in `school`, a key, and one backup of it in `disk`."""
    place = tmp_path_factory.mktemp("kept")
    (place / "disk").mkdir()
    data = ["--data", str(place / "school")]
    said = typed([*ADD, *data], [*HEAD, *data], ["backup", "key", "--to", str(place / "key")])
    assert [one.code for one in said] == [0, 0, 0], said
    [made] = typed(["backup", "make", "--to", str(place / "disk"), "--for", public_key(place / "key"), *data])
    assert made.code == 0, made
    return place


def public_key(file: Path) -> str:
    return file.read_text().split("public key: ")[1].split()[0]


def the_backup(place: Path) -> Path:
    [file] = (place / "disk").iterdir()
    return file


def restored(place: Path, to: Path, *, file: Path | None = None, key: Path | None = None) -> Said:
    [said] = typed(["restore", str(file or the_backup(place)), "--key", str(key or place / "key"), "--data", str(to)])
    return said


def rows(data: Path, query: str) -> list[tuple[object, ...]]:
    database = sqlite3.connect(data / "belisha.sqlite3")
    found = database.execute(query).fetchall()
    database.close()
    return found


def test_the_secret_half_is_its_owners_alone_and_never_written_over(kept: Path) -> None:
    assert stat.S_IMODE((kept / "key").stat().st_mode) == 0o600
    [said] = typed(["backup", "key", "--to", str(kept / "key")])
    assert said.code == 2
    assert "is there already" in said.err


def test_a_backup_shows_nothing_to_whoever_has_no_key(kept: Path) -> None:
    octets = the_backup(kept).read_bytes()
    assert octets.startswith(b"age-encryption.org/v1")
    assert b"Nora" not in octets
    assert b"SQLite" not in octets
    assert not list((kept / "school").glob(".backup-*")), "nothing unsealed is left"


def test_it_is_put_back_whole_and_the_record_says_so(kept: Path, tmp_path: Path) -> None:
    said = restored(kept, tmp_path / "again")
    assert said.code == 0, said
    assert "is whole: Kerb Street School" in said.out
    names = "select name from people_person order by name"
    assert rows(tmp_path / "again", names) == rows(kept / "school", names) == [("Nora Kerb",)]
    assert rows(tmp_path / "again", "select action from audit_auditrecord order by number desc limit 1") == [("backup put back",)]
    assert (tmp_path / "again" / "secret-key").read_text() == (kept / "school" / "secret-key").read_text()
    [verified, person] = typed(
        ["audit", "verify", "--data", str(tmp_path / "again")],
        ["school", "class", "--name", "5K", "--year", "year 5", "--data", str(tmp_path / "again")],
    )
    assert verified.code == 0, verified
    assert person.code == 0, person


def test_a_school_is_never_written_over(kept: Path) -> None:
    said = restored(kept, kept / "school")
    assert said.code == 2
    assert "holds a school already" in said.err


def test_another_key_opens_nothing(kept: Path, tmp_path: Path) -> None:
    typed(["backup", "key", "--to", str(tmp_path / "other")])
    said = restored(kept, tmp_path / "again", key=tmp_path / "other")
    assert said.code == 2
    assert "cannot be opened: it is of another key, or it was damaged" in said.err
    assert not (tmp_path / "again").exists()


@pytest.mark.parametrize("place", [0.1, 0.5, 0.99])
def test_a_damaged_backup_is_told_and_not_put_back(kept: Path, tmp_path: Path, place: float) -> None:
    octets = bytearray(the_backup(kept).read_bytes())
    octets[int(len(octets) * place)] ^= 0x40
    (tmp_path / "damaged.age").write_bytes(octets)
    said = restored(kept, tmp_path / "again", file=tmp_path / "damaged.age")
    assert said.code == 2
    assert "damaged" in said.err
    assert not (tmp_path / "again").exists()


def test_a_backup_cut_short_is_told(kept: Path, tmp_path: Path) -> None:
    octets = the_backup(kept).read_bytes()
    (tmp_path / "short.age").write_bytes(octets[: len(octets) // 2])
    assert restored(kept, tmp_path / "again", file=tmp_path / "short.age").code == 2


def test_checking_it_proves_it_for_the_operations_page(kept: Path) -> None:
    data = ["--data", str(kept / "school")]
    [said] = typed(["backup", "check", str(the_backup(kept)), "--key", str(kept / "key"), *data])
    assert said.code == 0, said
    assert "was put back and is whole" in said.out
    assert '"proved_at": "20' in (kept / "school" / "backups.json").read_text()
    actions = [row[0] for row in rows(kept / "school", "select action from audit_auditrecord order by number")]
    assert actions[-1] == "backup proved"
    assert "backup made" in actions


def test_a_record_that_was_changed_before_the_backup_is_found_by_checking_it(kept: Path, tmp_path: Path) -> None:
    assert restored(kept, tmp_path / "again").code == 0
    database = sqlite3.connect(tmp_path / "again" / "belisha.sqlite3")
    with database:
        for (name,) in database.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            database.execute(f"drop trigger {name}")
        database.execute("update audit_auditrecord set action = 'something else' where number = 2")
    database.close()
    (tmp_path / "disk").mkdir()
    data = ["--data", str(tmp_path / "again")]
    [made] = typed(["backup", "make", "--to", str(tmp_path / "disk"), "--for", public_key(kept / "key"), *data])
    assert made.code == 0, made
    [said] = typed(["backup", "check", str(next((tmp_path / "disk").iterdir())), "--key", str(kept / "key"), *data])
    assert said.code == 1
    assert "is NOT whole" in said.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--to", "/nowhere/at/all", "--for", "KEY"], "is no folder"),
        (["--to", "DISK"], "for whom is the backup sealed?"),
        (["--to", "DISK", "--for", "age1nothing"], "is no public key of a backup"),
        (["--to", "DISK", "--for", "AGE-SECRET-KEY-1X"], "that is the secret half"),
        (["--for", "KEY"], "where to?"),
    ],
)
def test_what_cannot_be_made_is_told_and_noted(kept: Path, tmp_path: Path, words: list[str], told: str) -> None:
    given = [{"KEY": public_key(kept / "key"), "DISK": str(tmp_path)}.get(word, word) for word in words]
    [said] = typed(["backup", "make", *given, "--data", str(kept / "school")])
    assert said.code == 2
    assert told in said.err
    assert told in (kept / "school" / "backups.json").read_text()
    assert not list(tmp_path.iterdir())


def test_only_so_many_are_kept(kept: Path, tmp_path: Path) -> None:
    for day in ("2026-01-01T000000Z", "2026-01-02T000000Z"):
        (tmp_path / f"belisha-{day}.age").write_bytes(b"an old one")
    (tmp_path / "holiday.jpg").write_bytes(b"not ours")
    data = ["--data", str(kept / "school")]
    [said] = typed(["backup", "make", "--to", str(tmp_path), "--for", public_key(kept / "key"), "--keep", "2", *data])
    assert said.code == 0, said
    names = sorted(one.name for one in tmp_path.iterdir())
    assert "belisha-2026-01-01T000000Z.age" not in names
    assert len(names) == 3
    assert "holiday.jpg" in names


def test_one_that_is_not_due_is_not_made(kept: Path, tmp_path: Path) -> None:
    sealed = ["--for", public_key(kept / "key"), "--to", str(tmp_path), "--data", str(kept / "school")]
    first, second = typed(["backup", "make", *sealed], ["backup", "make", "--due", *sealed])
    assert (first.code, second.code) == (0, 0)
    assert len(list(tmp_path.iterdir())) == 1


def test_the_new_one_is_never_the_one_taken_away(kept: Path) -> None:
    [said] = typed(
        ["backup", "make", "--to", str(kept / "disk"), "--for", public_key(kept / "key"), "--keep", "0", "--data", str(kept / "school")]
    )
    assert said.code == 2
    assert "keep one at least" in said.err
