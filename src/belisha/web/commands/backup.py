"""`belisha backup key|make|check` and `belisha restore`: a school's data in one sealed file, proved by putting it back.

A school that sets BELISHA_BACKUP_TO and BELISHA_BACKUP_FOR needs to type none of it: the worker has one made every night.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from belisha.adapters import backups
from belisha.adapters.backups import UnusableBackup
from belisha.adapters.backups.kept import LastBackup, note_fault
from belisha.web import env
from belisha.web.commands.installation import (
    Installation,
    Unusable,
    data_folder,
    found_at,
    is_kept_at,
    locked,
    make_private,
    socket_folder,
)
from belisha.web.commands.tables import bring_up_to_date

PACKED: Final = ("installation.json", "secret-key", "clock.json", "record-heads")
KEPT: Final = 30
DUE_AFTER: Final = timedelta(hours=20)
VERIFY_SECONDS: Final = 3600


def run(words: Namespace) -> int:
    """Do one verb; 1 where a backup is not whole. Raises Unusable with a sentence where it cannot be done."""
    _end_tidily()
    try:
        return _VERBS[words.action](words)
    except UnusableBackup as why:
        raise Unusable(str(why)) from why


def run_restore(words: Namespace) -> int:
    """Put a backup back into a folder that holds nothing yet, and prove it. Raises Unusable with a sentence where it cannot be done."""
    _end_tidily()
    data = data_folder(words.data)
    if is_kept_at(data) or (data / backups.DATABASE).exists():
        raise Unusable(f"{data} holds a school already, which would be lost: name an empty folder with --data")
    try:
        with backups.opened(Path(words.file), backups.secret_in(Path(words.key))) as (inside, manifest):
            proof = _proved(inside, manifest)
            if not proof.is_whole:
                print(proof.words)
                return 1
            make_private(data)
            with locked(data):
                _put_back(inside, data)
                restored = _installation_in(inside, data)
                restored.keep()
    except UnusableBackup as why:
        raise Unusable(str(why)) from why
    restored.enter()
    bring_up_to_date(data)
    print(f"{proof.words}\nIt is put back into {data}. What was recorded after {_told(manifest.made_at)} is not in it.")
    print(f"Start it with `belisha {'demo' if restored.is_demo else 'serve'} --data {data}`.")
    _recorded(restored, "backup put back", {"made at": manifest.made_at})
    return 0


def _end_tidily() -> None:
    """Somebody who ends the command leaves no plain copy of the school behind: folders made for a moment go with it."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))


def _put_back(inside: Path, data: Path) -> None:
    """What a backup holds, into the folder; a database of PostgreSQL first, into the one that BELISHA_DATABASE names."""
    if (inside / backups.DUMP).exists():
        backups.postgresql.put_back(inside / backups.DUMP, env.text("BELISHA_DATABASE", ""))
    for found in sorted(inside.iterdir()):
        if found.name not in ("installation.json", backups.DUMP) and not (data / found.name).exists():
            shutil.move(found, data / found.name)


def _key(words: Namespace) -> int:
    file = Path(words.to).expanduser().absolute()
    public = backups.new_key(file)
    print(f"The public key, for BELISHA_BACKUP_FOR or --for: {public}")
    print(f"The secret key is in {file}. Print it, or put it on a stick in the school's safe, and then delete it here:")
    print("whoever has it reads every backup, and without it nobody can put one back.")
    return 0


def is_due(last: LastBackup, now: datetime) -> bool:
    """True where the nightly backup is to be made now. One made later than now is of a clock that ran ahead: it holds nobody up."""
    return last.made_at is None or bool(last.fault) or not timedelta(0) <= now - last.made_at < DUE_AFTER


def _make(words: Namespace) -> int:
    if words.keep < 1:
        raise Unusable(f"--keep {words.keep} would take the new one away too: keep one at least")
    installation = found_at(data_folder(words.data))
    installation.enter()
    data, now = Path(installation.data), _now()
    last = backups.last_backup(data)
    if words.due and not is_due(last, now):
        return 0
    try:
        made, size, keys = _made(installation, words, now)
    except (UnusableBackup, Unusable) as why:
        note_fault(data, str(why))
        raise
    backups.note_made(data, made, size, now)
    print(f"{made}: {size / 1_000_000:.1f} MB, sealed for {', '.join(keys)}.")
    for old in backups.prune(made.parent, _start(installation), keep=words.keep):
        print(f"taken away, older than the last {words.keep}: {old}")
    _recorded(installation, "backup made", {"file": made.name, "octets": size, "sealed for": keys})
    return 0


def _made(installation: Installation, words: Namespace, now: datetime) -> tuple[Path, int, list[str]]:
    keys = list(words.sealed_for) or env.text("BELISHA_BACKUP_FOR", "").split()
    folder = words.to or env.text("BELISHA_BACKUP_TO", "")
    if not folder:
        raise Unusable("where to? Name a folder with --to or BELISHA_BACKUP_TO, best on another machine's disk")
    to = Path(folder).expanduser().absolute()
    if not to.is_dir():
        raise Unusable(f"{to} is no folder: make it, or look whether the disk that it is on is there")
    recipients = backups.recipients_named(keys)
    file = to / f"{_start(installation)}{now:%Y-%m-%dT%H%M%SZ}.age"
    size = backups.packed(
        Path(installation.data), file, database=_database(installation), files=PACKED, schools=_schools(), recipients=recipients, now=now
    )
    return file, size, keys


def _database(installation: Installation) -> str:
    """Where the school's database is: its own setting, else the file in its folder."""
    return env.text("BELISHA_DATABASE", str(installation.path(backups.DATABASE)))


def _check(words: Namespace) -> int:
    with backups.opened(Path(words.file), backups.secret_in(Path(words.key))) as (inside, manifest):
        proof = _proved(inside, manifest)
    print(proof.words)
    data = data_folder(words.data)
    if proof.is_whole and is_kept_at(data):
        _recorded(found_at(data), "backup proved", {"file": Path(words.file).name, "made at": manifest.made_at})
        backups.note_proved(data, _now())
    return 0 if proof.is_whole else 1


class _Proof:
    """What putting it back came to."""

    def __init__(self, is_whole: bool, words: str) -> None:
        self.is_whole, self.words = is_whole, words


def _proved(inside: Path, manifest: backups.Manifest) -> _Proof:
    """The copy is brought to this Belisha's tables, and its record is worked out again; by processes that know nothing else."""
    if not (inside / backups.DUMP).exists():
        return _proved_in(inside, str(inside / backups.DATABASE), manifest)
    with backups.postgresql.beside(env.text("BELISHA_DATABASE", "")) as database:
        backups.postgresql.put_back(inside / backups.DUMP, database)
        return _proved_in(inside, database, manifest)


def _proved_in(inside: Path, database: str, manifest: backups.Manifest) -> _Proof:
    installation = _installation_in(inside, inside)
    installation.keep()
    around = {name: value for name, value in os.environ.items() if not name.startswith(("BELISHA_", "DJANGO_"))}
    environment = {**around, **installation.environment(), "BELISHA_DATABASE": database}
    for words in (["django", "migrate", "--verbosity", "0"], ["belisha.web.commands.main", "audit", "verify", "--data", str(inside)]):
        done = _done(words, environment)
        if done.returncode:
            return _Proof(False, f"The backup of {_told(manifest.made_at)} is NOT whole: {(done.stdout + done.stderr).strip()[-2000:]}")
    told = ", ".join(f"{name} with {count:,} records" for name, count in manifest.schools)
    return _Proof(True, f"The backup of {_told(manifest.made_at)} was put back and is whole: {told}.")


def _done(words: list[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=VERIFY_SECONDS, check=False)


def _installation_in(inside: Path, data: Path) -> Installation:
    """The description in a backup, for the folder it is put back into."""
    return replace(found_at(inside), data=str(data), sockets=socket_folder(data))


def _start(installation: Installation) -> str:
    return f"belisha-{'demo-' if installation.is_demo else ''}"


def _schools() -> list[tuple[str, int]]:
    """Each school's name, and how many records its chain has. Asked before the copy is made, so that it holds them."""
    from belisha.audit import queries as audit
    from belisha.web.commands.school import schools_here

    heads = [(school.name, audit.head(school.pk)) for school in schools_here()]
    return [(name, head.number if head else 0) for name, head in heads]


def _recorded(installation: Installation, action: str, facts: dict[str, object]) -> None:
    """One record for each school: a backup holds everything, so making, opening and putting one back is not nobody's business."""
    installation.enter()
    from belisha.audit.actions import record
    from belisha.kit import clock
    from belisha.kit.writing import one_transaction
    from belisha.web.commands.school import command_line, schools_here

    for school in schools_here():
        with one_transaction():
            record(by=command_line(school), action=action, subject="backup", facts=facts, now=clock.now())


def _now() -> datetime:
    """The school's own clock, in UTC: names of files sort by it."""
    from belisha.kit import clock

    return clock.now().astimezone(UTC)


def _told(moment: str) -> str:
    return datetime.fromisoformat(moment).strftime("%-d %B %Y, %H:%M UTC")


_VERBS = {"key": _key, "make": _make, "check": _check}
