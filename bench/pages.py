"""The pages of a school with a year behind it, read by twenty people at once: how long does each take?

Run alone: `.venv/bin/python bench/pages.py`; about two minutes. It makes a school of 420 pupils with a year of data in a SQLite file of
its own (bench/a_school_year.py), serves it as `belisha serve` does (one process, Waitress, the same number of threads) and reads it as
twenty people who are signed in, in their roles: each opens a page, looks at it for two seconds, opens the next. Then all twenty press at
the very same moment, again and again, which no school does: that tells what is left. Times are from the first byte sent to the last one
received, on loopback, so they hold the server's time and a little more. `--quick` reads for a quarter of the time, `--write` puts the
table into docs/reference/performance.md. Ends with 1 where a page takes longer than 100 ms in 95 of 100 readings.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from wire import machine
from wire.at_once import all_at_once
from wire.engines import CHECKOUT, free_port
from wire.page import percentile, table, write_down

sys.path.insert(0, str(CHECKOUT))

HEADING = "Pages"
PEOPLE, LIMIT_MS, LOOKS_SECONDS = 20, 100.0, 2.0
NOW = datetime(2027, 6, 15, 10, 20, tzinfo=ZoneInfo("Europe/London"))
PAGES: dict[str, tuple[str, ...]] = {
    "head": (
        "/today/",
        "/",
        "/requests/",
        "/requests/{waiting}/",
        "/openings/",
        "/attempts/",
        "/operations/",
        "/record/",
        "/people/roles/",
    ),
    "network_manager": (
        "/today/",
        "/requests/",
        "/requests/{waiting}/",
        "/school/networks/",
        "/why/?site=lesson-7.example&seat=class:5K",
        "/operations/",
    ),
    "teacher": ("/today/", "/", "/requests/", "/door/", "/activities/", "/notices/"),
    "governor": ("/today/", "/", "/policy/8.5/", "/openings/", "/versions/"),
    "pupil": ("/today/", "/", "/door/"),
}
SEATS = ("head", "network_manager", "governor", "governor", "pupil", "pupil", *("teacher",) * 14)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads: their role, the key of their session, their pages."""

    role: str
    session: str
    pages: tuple[str, ...]


Times = dict[str, list[float]]


def prepare(data: Path) -> list[Reader]:
    """Make the database with its year, and sign twenty people in."""
    _environment(data)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from a_school_year import a_year

    from belisha.filtering.models import AccessRequest
    from belisha.kit import clock

    clock.set_to(NOW, file=Path(os.environ[clock.CLOCK_FILE_VARIABLE]))
    year = a_year(NOW, random.Random(5))
    from django_scopes import scope

    with scope(school=year.school):
        waiting = AccessRequest.objects.filter(status="ADVISED").latest("pk").pk
    people = {"head": [year.cast.head], "network_manager": [year.cast.network_manager], "governor": [year.cast.governor, year.cast.chair]}
    people |= {"pupil": [year.cast.pupil_5k, year.cast.pupil_4b], "teacher": list(year.teachers)}
    return [
        Reader(role, session_of(people[role].pop()), tuple(page.replace("{waiting}", str(waiting)) for page in PAGES[role]))
        for role in SEATS
    ]


def session_of(person: Any) -> str:
    """A session as signing in makes it."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.account.pk), person.account.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session.create()
    return str(session.session_key)


def _environment(data: Path) -> None:
    """The settings of `belisha serve`, for this school."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "belisha.web.settings",
        "BELISHA_DATA": str(data),
        "BELISHA_SECRET_KEY": "only for a measurement",
        "BELISHA_CLOCK_FILE": str(data / "clock.json"),
        "BELISHA_PORTAL_URL": "http://127.0.0.1",
        "BELISHA_RESOLVER_SOCKET": str(data / "resolver.sock"),
    }


def serve(data: Path, port: int) -> None:
    """The portal as `belisha serve` runs it."""
    _environment(data)
    from waitress.server import create_server

    from belisha.web.commands.processes import WEB_THREADS
    from belisha.web.wsgi import application

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    create_server(application, host="127.0.0.1", port=port, threads=WEB_THREADS, ident="").run()


@contextmanager
def serving(data: Path) -> Iterator[int]:
    """The server in a process of its own; its port."""
    port = free_port()
    process = subprocess.Popen([sys.executable, __file__, "--serve", str(data), str(port)], cwd=CHECKOUT)
    try:
        deadline = time.monotonic() + 60
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the portal did not start")
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(15)


def _answers(port: int) -> bool:
    try:
        return _read(HTTPConnection("127.0.0.1", port, timeout=30), "/door/", "")[0] == 200
    except OSError:
        return False


def _read(line: HTTPConnection, page: str, session: str) -> tuple[int, float]:
    """The status, and the milliseconds from the first byte sent to the last received."""
    began = time.perf_counter()
    line.request("GET", page, headers={"Cookie": f"belisha={session}"} if session else {})
    answer = line.getresponse()
    answer.read()
    return answer.status, (time.perf_counter() - began) * 1000


def _shown(line: HTTPConnection, page: str, reader: Reader) -> float:
    """The milliseconds of a page that must be shown."""
    status, taken = _read(line, page, reader.session)
    if status != 200:
        raise RuntimeError(f"{page} for {reader.role}: {status}")
    return taken


def reading(port: int, readers: list[Reader], seconds: float) -> Times:
    """Everybody opens a page, looks at it, opens the next; when they begin differs."""

    def one(reader: Reader, note: Callable[[str, float], None]) -> None:
        chance = random.Random(reader.session)
        line, last = HTTPConnection("127.0.0.1", port, timeout=30), time.monotonic() + seconds
        time.sleep(chance.random() * LOOKS_SECONDS)
        while time.monotonic() < last:
            page = chance.choice(reader.pages)
            note(page, _shown(line, page, reader))
            time.sleep(chance.uniform(0.5, 1.5) * LOOKS_SECONDS)

    return _all(readers, one)


def pressing(port: int, readers: list[Reader], rounds: int) -> Times:
    """Everybody opens a page at the very same moment, again and again."""
    together = threading.Barrier(len(readers))

    def one(reader: Reader, note: Callable[[str, float], None]) -> None:
        line = HTTPConnection("127.0.0.1", port, timeout=60)
        for turn in range(rounds):
            together.wait()
            note("all twenty at one moment", _read(line, reader.pages[turn % len(reader.pages)], reader.session)[1])

    return _all(readers, one)


def _all(readers: list[Reader], one: Callable[[Reader, Callable[[str, float], None]], None]) -> Times:
    times: Times = defaultdict(list)
    lock = threading.Lock()

    def note(page: str, taken: float) -> None:
        with lock:
            times[page].append(taken)

    all_at_once(readers, lambda reader: one(reader, note))
    return times


def warm(port: int, readers: list[Reader]) -> None:
    """Each page once, as a server that runs has seen them."""
    for reader in {reader.role: reader for reader in readers}.values():
        line = HTTPConnection("127.0.0.1", port, timeout=60)
        for page in reader.pages:
            _shown(line, page, reader)


def rows_of(times: Times) -> list[list[str]]:
    """A row a page: how often, p50, p95, the limit."""
    return [
        [page, str(len(taken)), f"{percentile(taken, 0.5):.0f}", f"{percentile(taken, 0.95):.0f}", f"{LIMIT_MS:.0f}"]
        for page, taken in sorted(times.items())
    ]


def main() -> int:
    """Measure and tell."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--quick", action="store_true")
    words.add_argument("--write", action="store_true")
    words.add_argument("--serve", nargs=2, metavar=("DATA", "PORT"), help=argparse.SUPPRESS)
    given = words.parse_args()
    if given.serve:
        serve(Path(given.serve[0]), int(given.serve[1]))
        return 0
    with tempfile.TemporaryDirectory(prefix="belisha-pages-") as folder:
        began = time.monotonic()
        readers = prepare(Path(folder))
        print(f"a year written in {time.monotonic() - began:.0f} s", flush=True)
        with serving(Path(folder)) as port:
            warm(port, readers)
            times = reading(port, readers, 15 if given.quick else 60)
            times["every page together"] = [taken for found in times.values() for taken in found]
            burst = pressing(port, readers, 5 if given.quick else 20)
    heads = ["page", "readings", "p50 ms", "p95 ms", "limit ms"]
    told = table(heads, rows_of(times)) + "\n\n" + table(heads, rows_of(burst))
    print(told)
    if given.write:
        write_down(HEADING, f"{machine.described()}.\n\n{told}")
    slow = [page for page, taken in times.items() if percentile(taken, 0.95) > LIMIT_MS]
    print("too slow: " + ", ".join(slow) if slow else f"95 of 100 readings of every page take less than {LIMIT_MS:.0f} ms")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
