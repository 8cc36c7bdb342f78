"""The file itself: a tar archive with a manifest of every file's SHA-256 in front, sealed with age (age-encryption.org/v1)."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import pyrage

from belisha.adapters.backups import postgresql
from belisha.adapters.backups.faults import UnusableBackup

DATABASE: Final = "belisha.sqlite3"
DUMP: Final = "belisha.pgdump"
"""The database of a school on PostgreSQL, as pg_dump writes it (custom format)."""
MANIFEST: Final = "manifest.json"
FORMAT: Final = 1
LONGEST_MANIFEST: Final = 1_000_000
_READ: Final = 1 << 20
ASIDE: Final = ".backup-"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: when it was made (ISO 8601), each school's name with how many records its chain has, and each file's SHA-256."""

    format: int
    made_at: str
    schools: tuple[tuple[str, int], ...]
    files: Mapping[str, str]

    @classmethod
    def read(cls, text: bytes) -> Manifest:
        """The manifest in these octets. Raises UnusableBackup where it cannot be read, or is of a later Belisha."""
        try:
            said = json.loads(text)
            made = cls(int(said["format"]), str(said["made_at"]), tuple((str(n), int(c)) for n, c in said["schools"]), dict(said["files"]))
        except (ValueError, KeyError, TypeError) as fault:
            raise UnusableBackup("this file is no backup of Belisha: its list of contents cannot be read") from fault
        if made.format > FORMAT:
            raise UnusableBackup("this backup was made by a later Belisha: put it back with that one")
        return made


def packed(
    data: Path,
    to: Path,
    *,
    database: str,
    files: Sequence[str],
    schools: Sequence[tuple[str, int]],
    recipients: Sequence[object],
    now: datetime,
) -> int:
    """Write a backup of the folder `data` to the file `to`, whole and on the disk when this returns; its size in octets.

    `database` is what BELISHA_DATABASE says: a file, or an address of PostgreSQL. It is copied while the school runs; the copy of a file
    is checked before anything is sealed. `files` are names in `data`; those that are not there are left out.
    Raises UnusableBackup where the copy is not sound or the file cannot be written; then `to` is not touched.
    """
    unfinished = to.with_name(f".{to.name}.unfinished")
    try:
        with tempfile.TemporaryDirectory(prefix=ASIDE, dir=data) as folder:
            is_served = database.startswith(postgresql.START)
            copy, plain = Path(folder) / (DUMP if is_served else DATABASE), Path(folder) / "plain.tar"
            copy.touch(mode=0o600)
            postgresql.dump(database, copy) if is_served else _copy_database(Path(database), copy)
            found = {copy.name: copy, **{name: data / name for name in _there(data, files)}}
            manifest = Manifest(FORMAT, now.isoformat(), tuple(schools), {name: _sha256(file) for name, file in found.items()})
            _write_tar(plain, manifest, found)
            pyrage.encrypt_file(str(plain), str(unfinished), list(recipients))
        _on_the_disk(unfinished)
        unfinished.replace(to)
        _on_the_disk(to.parent)
    except (OSError, pyrage.EncryptError) as fault:
        why = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
        raise UnusableBackup(f"{to} cannot be written ({why}): look whether the disk is full, or name another folder") from fault
    finally:
        unfinished.unlink(missing_ok=True)
    return to.stat().st_size


def sweep(data: Path) -> None:
    """Take away plain copies of the database that a backup left which was killed. Call it while no backup is being made."""
    for left in data.glob(f"{ASIDE}*"):
        shutil.rmtree(left, ignore_errors=True)


@contextmanager
def opened(file: Path, identity: object) -> Iterator[tuple[Path, Manifest]]:
    """While this lasts: a folder of our own with what the backup holds, each file's SHA-256 compared, and its manifest.

    Raises UnusableBackup where the file cannot be read, is of another key, or is not whole.
    """
    if not file.is_file():
        raise UnusableBackup(f"{file} is no file: name the backup")
    with tempfile.TemporaryDirectory(prefix="belisha-backup-") as folder:
        plain, inside = Path(folder) / "plain.tar", Path(folder) / "inside"
        inside.mkdir()
        try:
            pyrage.decrypt_file(str(file), str(plain), [identity])
        except (pyrage.DecryptError, OSError) as fault:
            raise UnusableBackup(f"{file} cannot be opened: it is of another key, or it was damaged ({fault})") from fault
        yield inside, _read_tar(plain, inside, file)


def _copy_database(database: Path, copy: Path) -> None:
    """SQLite's own copy of a database in use: one state of it, without holding up who writes."""
    if not database.is_file():
        raise UnusableBackup(f"there is no database at {database}: name the school's folder with --data, or its own BELISHA_DATABASE")
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as live, closing(sqlite3.connect(copy)) as made:
            live.backup(made)
            made.execute("pragma journal_mode=delete")
            said = str(made.execute("pragma integrity_check").fetchone()[0])
    except sqlite3.Error as fault:
        said = str(fault)
    if said != "ok":
        raise UnusableBackup(f"the database is damaged ({said}): keep the last good backup, and call your support")


def _there(data: Path, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        found = data / name
        if found.is_dir():
            yield from sorted(str(one.relative_to(data)) for one in found.rglob("*") if one.is_file())
        elif found.is_file():
            yield name


def _write_tar(plain: Path, manifest: Manifest, found: Mapping[str, Path]) -> None:
    plain.touch(mode=0o600)
    with tarfile.open(plain, "w") as tar:
        text = json.dumps(asdict(manifest), indent=1).encode()
        head = tarfile.TarInfo(MANIFEST)
        head.size = len(text)
        tar.addfile(head, io.BytesIO(text))
        for name, file in found.items():
            tar.add(file, name, recursive=False)


def _read_tar(plain: Path, inside: Path, file: Path) -> Manifest:
    try:
        with tarfile.open(plain) as tar:
            first = tar.next()
            text = tar.extractfile(first) if first is not None and first.name == MANIFEST and first.size <= LONGEST_MANIFEST else None
            if text is None:
                raise UnusableBackup(f"{file} is no backup of Belisha: it has no list of contents")
            manifest = Manifest.read(text.read())
            tar.extractall(inside, filter="data")
    except tarfile.TarError as fault:
        raise UnusableBackup(f"{file} is no backup of Belisha, or was damaged ({fault})") from fault
    for name, wanted in manifest.files.items():
        if not (inside / name).is_file() or _sha256(inside / name) != wanted:
            raise UnusableBackup(f"{file} is not whole: {name} in it is missing or was changed")
    return manifest


def _sha256(file: Path) -> str:
    made = hashlib.sha256()
    with file.open("rb") as octets:
        while piece := octets.read(_READ):
            made.update(piece)
    return made.hexdigest()


def _on_the_disk(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
