"""A private PostgreSQL server for tests, from the system's own binaries: a Unix socket in a folder of its own, no TCP, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

START_SECONDS = 60
STOP_SECONDS = 20
ADMINISTRATOR = "belisha"


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: the folder of its socket."""

    folder: Path

    def address(self, database: str) -> str:
        """What BELISHA_DATABASE is to say."""
        return f"postgresql://{ADMINISTRATOR}@{quote(str(self.folder), safe='')}/{database}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """As the administrator, who may do everything."""
        return psycopg.connect(host=str(self.folder), user=ADMINISTRATOR, dbname=database, autocommit=True)

    def make_database(self, name: str, *, like: str = "template1") -> str:
        """A new database, empty or as another one is that nobody uses now; its address."""
        with self.connect() as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        return self.address(name)


MISSING = "no PostgreSQL server on this machine: install the package “postgresql” to run these tests"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """One server for all tests of this run. Skips, with the reason, where the binaries are missing; in CI that is a failure."""
    programs = binaries()
    if programs is None:
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with started(programs) as server:
        yield server


@contextmanager
def started(programs: Path) -> Iterator[Server]:
    """A server of these programs with an empty cluster, until the block ends; then nothing of it is left."""
    folder = Path(tempfile.mkdtemp(prefix="belisha_pg_", dir="/tmp"))  # short: a socket's path has 107 bytes
    try:
        yield from _served(programs, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def binaries() -> Path | None:
    """The newest server's folder of programs."""
    found = [
        folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if (folder / "initdb").exists() and (folder / "postgres").exists()
    ]
    if found:
        return max(found, key=lambda folder: float(folder.parent.name))
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path and shutil.which("postgres") else None


def _served(programs: Path, folder: Path) -> Iterator[Server]:
    """Make a cluster in the folder, start it, stop it by its process id."""
    as_somebody = _not_root(folder)
    cluster = folder / "cluster"
    options = ["-D", cluster, "-U", ADMINISTRATOR, "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C"]
    subprocess.run([programs / "initdb", *options], check=True, capture_output=True, timeout=120, cwd=folder, **as_somebody)
    settings = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}", "-c", "fsync=off", "-c", "shared_buffers=16MB"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([programs / "postgres", "-D", cluster, *settings], stdout=log, stderr=log, cwd=folder, **as_somebody)
    try:
        server = Server(folder)
        _wait_for(server, process)
        yield server
    finally:
        process.send_signal(signal.SIGINT)  # "fast shutdown": open sessions are ended (PostgreSQL manual, 19.5)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(STOP_SECONDS)


def _not_root(folder: Path) -> dict[str, object]:
    """PostgreSQL refuses to run as root: there, the account “postgres” (or “nobody”) runs it and owns the folder."""
    if os.geteuid() != 0:
        return {}
    accounts = {entry.pw_name: entry for entry in pwd.getpwall()}
    account = accounts.get("postgres") or accounts["nobody"]
    os.chown(folder, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _wait_for(server: Server, process: subprocess.Popen[bytes]) -> None:
    """Until the server answers; fails with its log where it ends or takes too long."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            server.connect().close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("PostgreSQL did not start:\n" + (server.folder / "log").read_text())
