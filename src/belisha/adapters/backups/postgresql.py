"""A database of PostgreSQL in a file and back, by PostgreSQL's own programs; a password is never among their words."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote, urlsplit

import psycopg
from psycopg import sql

from belisha.adapters.backups.faults import UnusableBackup

START: Final = "postgresql://"
DEBIAN: Final = Path("/usr/lib/postgresql")
LONGEST_SECONDS: Final = 3600


@dataclass(frozen=True, slots=True)
class Place:
    """A database of a server, as BELISHA_DATABASE names it."""

    host: str
    port: str
    user: str
    password: str
    name: str

    @classmethod
    def named(cls, address: str) -> Place:
        """The place at postgresql://user:password@host:port/name. Raises UnusableBackup for anything else."""
        if not address.startswith(START):
            raise UnusableBackup(
                "this is of PostgreSQL: say in BELISHA_DATABASE at which server, like postgresql://belisha@localhost/belisha"
            )
        parts = urlsplit(address)
        given = (parts.hostname, str(parts.port or ""), parts.username, parts.password, parts.path.lstrip("/"))
        return cls(*(unquote(one or "") for one in given))

    @property
    def address(self) -> str:
        """What BELISHA_DATABASE says of it."""
        who = quote(self.user, safe="") + (f":{quote(self.password, safe='')}" if self.password else "")
        return f"{START}{who}@{quote(self.host, safe='')}{f':{self.port}' if self.port else ''}/{quote(self.name, safe='')}"

    def environment(self) -> dict[str, str]:
        """What PostgreSQL's programs read of it (libpq, environment variables)."""
        said = {"PGHOST": self.host, "PGPORT": self.port, "PGUSER": self.user, "PGPASSWORD": self.password, "PGDATABASE": self.name}
        return {**os.environ, **{name: value for name, value in said.items() if value}}

    def connect(self) -> psycopg.Connection:
        """A connection that commits each statement. Raises UnusableBackup where the server cannot be reached."""
        known = {"host": self.host, "port": self.port, "user": self.user, "password": self.password, "dbname": self.name}
        try:
            return psycopg.connect(autocommit=True, **{name: value for name, value in known.items() if value})  # type: ignore[arg-type]
        except psycopg.Error as fault:
            raise UnusableBackup(f"the database {self.name} cannot be reached ({fault}): is the server running?") from fault


def dump(address: str, to: Path) -> None:
    """The whole database as it is at one moment, into a file. Raises UnusableBackup with PostgreSQL's own words where it fails."""
    _run(Place.named(address), "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={to}")


def put_back(file: Path, address: str) -> None:
    """A dump into an empty database, all or nothing. Raises UnusableBackup where it is not empty, or it fails."""
    place = Place.named(address)
    if not is_empty(address):
        raise UnusableBackup(
            f"the database {place.name} holds something already, which would be lost: name an empty one in BELISHA_DATABASE"
        )
    words = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", f"--dbname={place.name}", str(file))
    _run(place, "pg_restore", *words)


def is_empty(address: str) -> bool:
    """True where nobody made a table there yet."""
    with Place.named(address).connect() as connection:
        return connection.execute("select 1 from pg_tables where schemaname = 'public' limit 1").fetchone() is None


@contextmanager
def beside(address: str) -> Iterator[str]:
    """While this lasts: the address of a new, empty database of the same server. Raises UnusableBackup where none may be made."""
    place = Place.named(address)
    aside = replace(place, name=f"belisha_check_{secrets.token_hex(6)}")
    name = sql.Identifier(aside.name)
    with place.connect() as connection:
        try:
            connection.execute(sql.SQL("create database {} template template0").format(name))
        except psycopg.Error as fault:
            why = "the backup is proved in a database of its own on the same server"
            raise UnusableBackup(
                f"none could be made ({fault}): {why}. Give {place.user} the right: alter role {place.user} createdb"
            ) from fault
    try:
        yield aside.address
    finally:
        with place.connect() as connection:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(name))


def _run(place: Place, program: str, *words: str) -> None:
    done = subprocess.run(
        [_found(program), *words], env=place.environment(), capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False
    )
    if done.returncode:
        raise UnusableBackup(f"{program} failed: {done.stderr.strip()[-1000:]}")


def _found(program: str) -> str:
    """The newest of PostgreSQL's programs of that name: an older one does not read a newer server."""
    kept = [folder for folder in DEBIAN.glob("*/bin") if (folder / program).exists() and folder.parent.name.isdigit()]
    newest = str(max(kept, key=lambda folder: int(folder.parent.name)) / program) if kept else shutil.which(program)
    if newest is None:
        raise UnusableBackup(f"{program} is not on this machine: install PostgreSQL's programs (Debian: postgresql-client)")
    return newest
