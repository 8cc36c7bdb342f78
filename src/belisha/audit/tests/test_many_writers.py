"""Real processes on a real database: four writers keep one chain; two workers deliver each event once. SQLite file and PostgreSQL."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from belisha.audit.tests.postgresql import Server

CHECKOUT = Path(__file__).resolve().parents[4]
WRITERS, EACH = 4, 15
CASES = (
    "audit/tests/test_record.py",
    "audit/tests/test_never_changes.py",
    "audit/tests/test_verify.py",
    "kit/tests/test_outbox.py",
    "jobs/tests/test_runner.py",
    "notices/tests/test_tell.py",
    "policy/tests/test_signature_rows.py",
)
VERIFY = (
    "import django; django.setup()\n"
    "from belisha.audit.verification import verify\n"
    "from belisha.audit.models import AuditRecord\n"
    "found = verify(7); numbers = list(AuditRecord.objects.order_by('number').values_list('number', flat=True))\n"
    "print(found.sentence); assert found.is_whole and numbers == list(range(1, len(numbers) + 1)), found.faults; print(found.count)"
)


def environment(database: str, folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BELISHA_", "PYTEST_", "DJANGO_"))}
    settings = {"BELISHA_DATABASE": database, "BELISHA_SECRET_KEY": "only for tests", "BELISHA_DATA": str(folder)}
    return kept | settings | {"DJANGO_SETTINGS_MODULE": "belisha.web.settings", "PYTHONPATH": str(CHECKOUT / "src")}


def run(env: dict[str, str], *words: str) -> str:
    done = subprocess.run([sys.executable, *words], env=env, cwd=CHECKOUT, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def together(env: dict[str, str], *jobs: tuple[str, int]) -> list[list[int]]:
    command = [sys.executable, "-m", "belisha.audit.tests.writers"]
    started = [
        subprocess.Popen([*command, job, "7", str(n)], env=env, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for job, n in jobs
    ]
    try:
        answers = [process.communicate(timeout=120) for process in started]
    finally:
        for process in started:
            process.kill()
            process.wait()
    assert all(process.returncode == 0 for process in started), answers
    return [json.loads(out) for out, _ in answers]


def migrated(env: dict[str, str]) -> None:
    run(env, "manage.py", "migrate", "-v0", "--skip-checks")


@pytest.fixture(scope="module")
def with_tables(postgresql_server: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database of the server with every table and trigger, migrated once, to copy."""
    migrated(environment(postgresql_server.make_database("with_tables"), tmp_path_factory.mktemp("tables")))
    return "with_tables"


@pytest.fixture(scope="module")
def file_with_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table and trigger, migrated once, to copy."""
    folder = tmp_path_factory.mktemp("tables")
    migrated(environment(str(folder / "school.sqlite3"), folder))
    return folder / "school.sqlite3"


def check(env: dict[str, str]) -> None:
    everything = WRITERS * EACH
    answers = together(env, *[("write", EACH)] * WRITERS, ("deliver", everything), ("deliver", everything))
    assert run(env, "-c", VERIFY).splitlines()[-1] == str(everything)
    heard = [number for worker in answers[WRITERS:] for number in worker]
    assert sorted(heard) == sorted(list(range(EACH)) * WRITERS)


@pytest.mark.timeout(300)
def test_four_writers_and_two_workers_on_a_sqlite_file(file_with_tables: Path, tmp_path: Path) -> None:
    check(environment(str(shutil.copy(file_with_tables, tmp_path)), tmp_path))


@pytest.mark.postgresql
@pytest.mark.timeout(300)
def test_four_writers_and_two_workers_on_postgresql(postgresql_server: Server, with_tables: str, tmp_path: Path) -> None:
    check(environment(postgresql_server.make_database("writers", like=with_tables), tmp_path))


@pytest.mark.postgresql
@pytest.mark.timeout(300)
def test_every_case_of_the_record_and_the_signatures_holds_on_postgresql(
    postgresql_server: Server, with_tables: str, tmp_path: Path
) -> None:
    """The very tests that run on SQLite here, in a process whose database is PostgreSQL: all migrations, triggers, verification, outbox."""
    postgresql_server.make_database("test_cases", like=with_tables)  # where pytest-django looks for one to use again
    env = environment(postgresql_server.make_database("cases"), tmp_path) | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    source = CHECKOUT / "src" / "belisha"
    cases = [str(path) for name in CASES for path in source.glob(name)]
    assert len(cases) == len(CASES)
    without = ["-p", "no:randomly", "-p", "no:xdist", "--reuse-db"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rs", *without, *cases], env=env, cwd=CHECKOUT, capture_output=True, text=True, timeout=280
    )
    print(done.stdout[-3000:])
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "SQLite has no" not in done.stdout, "these ran on SQLite"


@pytest.mark.postgresql
@pytest.mark.timeout(300)
def test_migrations_of_the_triggers_can_be_taken_back_and_put_on_again(postgresql_server: Server, with_tables: str, tmp_path: Path) -> None:
    take_back(environment(postgresql_server.make_database("back", like=with_tables), tmp_path))


def test_migrations_of_the_triggers_can_be_taken_back_on_sqlite_too(file_with_tables: Path, tmp_path: Path) -> None:
    take_back(environment(str(shutil.copy(file_with_tables, tmp_path)), tmp_path))


def take_back(env: dict[str, str]) -> None:
    steps = "[('audit', '0001'), ('audit', '0002'), ('policy', '0001'), ('policy', '0002')]"
    run(
        env,
        "-c",
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "from belisha.audit import guards\n"
        f"for step in {steps}:\n"
        "    call_command('migrate', *step, verbosity=0, skip_checks=True)\n"
        "    assert bool(guards.missing()) is (step[1] == '0001'), (step, guards.missing())",
    )


SURVIVE = """
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
import django; django.setup()
from django.db import connection
from belisha.jobs.models import Heart
from belisha.jobs.runner import Repeated, Worker
from belisha.kit.outbox import deliver_waiting

moment = datetime(2026, 9, 15, tzinfo=UTC)
killed = []

def kill(now):
    if not killed:
        killed.append(1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

deliver = lambda now: deliver_waiting(kinds={}, listeners={}, now=now)
worker = Worker(deliver, [Repeated("kill", timedelta(hours=1), kill)], lambda: moment, lambda: False)
worker.turn()
assert "kill" in worker.faults and list(worker.faults) == ["kill"], worker.faults
print(Heart.objects.get(process="worker").details["faults"]["kill"]["words"])
"""


@pytest.mark.postgresql
@pytest.mark.timeout(300)
def test_a_worker_that_loses_its_database_connection_goes_on_with_another(
    postgresql_server: Server, with_tables: str, tmp_path: Path
) -> None:
    env = environment(postgresql_server.make_database("survive", like=with_tables), tmp_path)
    assert "terminating connection" in run(env, "-c", SURVIVE)
