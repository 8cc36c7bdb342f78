"""Killed at any moment, the resolver resumes at the number it acknowledged; told to stop, it leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from belisha.adapters.resolver.client import ResolverClient
from belisha.adapters.resolver.config import Endpoint
from belisha.adapters.resolver.journal import FILE_NAME
from belisha.adapters.resolver.proof import ask
from belisha.adapters.resolver.snapshot import write_snapshot
from belisha.adapters.resolver.tests.running import CLASS_5K, TUESDAY, addresses, configured, opening, running, small_school
from belisha.core.rulesets.model import Bell, TableChange, Timeline

PROCESS = """
import sys
from pathlib import Path
from zoneinfo import ZoneInfo
from belisha.adapters.resolver.run import run
from belisha.adapters.resolver.tests.running import SettableClock, configured
run(configured(Path(sys.argv[1])), now=SettableClock(), zone_named=ZoneInfo, on_ready=lambda ready: print(ready.proof[1], flush=True))
"""


@dataclass(slots=True)
class Started:
    """A resolver in a process of its own."""

    process: subprocess.Popen[str]
    client: ResolverClient
    proof: Endpoint


@contextmanager
def started(tmp_path: Path) -> Iterator[Started]:
    """A resolver process; killed at the end if it still runs."""
    with open(tmp_path / "said", "w") as said:
        process = subprocess.Popen([sys.executable, "-c", PROCESS, str(tmp_path)], stdout=subprocess.PIPE, stderr=said, text=True)
    try:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        yield Started(process, ResolverClient(tmp_path / "resolver.sock", 5.0), ("127.0.0.1", port))
    finally:
        process.kill()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()


def test_killed_it_resumes_at_the_number_it_acknowledged(tmp_path: Path) -> None:
    with started(tmp_path) as first:
        first.client.load(write_snapshot(tmp_path / "rules", Timeline(small_school())))
        assert first.client.apply(opening(2)) == 2
        assert first.client.apply(opening(3, "games.example")) == 3
        os.kill(first.process.pid, signal.SIGKILL)
        first.process.wait(10)

    assert (tmp_path / "resolver.sock").exists()  # nobody could take it away
    with started(tmp_path) as second:
        assert second.client.status().number == 3
        for name in ("phonicsplay.co.uk", "games.example"):
            assert ask(name, source=CLASS_5K, listener=second.proof).is_open
        assert ask("youtube.com", source=CLASS_5K, listener=second.proof).is_closed
        assert second.client.apply(opening(4)) == 4


def test_told_to_stop_it_leaves_cleanly_whoever_is_still_connected(tmp_path: Path) -> None:
    with started(tmp_path) as first, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as held:
        held.connect(str(tmp_path / "resolver.sock"))
        held.sendall(b'{"ask":')
        assert first.client.status().broken
        first.process.send_signal(signal.SIGTERM)
        assert first.process.wait(10) == 0

    assert (tmp_path / "said").read_text() == ""
    assert not (tmp_path / "resolver.sock").exists()


def loaded(tmp_path: Path, deltas: int) -> None:
    """A resolver that took a snapshot and deltas, and stopped."""
    with running(configured(tmp_path)) as school:
        school.load(small_school())
        for number in range(2, 2 + deltas):
            school.client.apply(opening(number, f"opened{number}.example"))


@pytest.mark.parametrize("cut", [1, 20, 60])
def test_a_journal_cut_by_a_crash_resumes_before_the_cut_and_goes_on(tmp_path: Path, cut: int) -> None:
    loaded(tmp_path, deltas=3)
    journal = tmp_path / "rules" / FILE_NAME
    journal.write_bytes(journal.read_bytes()[:-1][:-cut])

    with running(configured(tmp_path)) as school:
        assert school.client.status().number == 3
        assert school.client.apply(opening(4)) == 4
    with running(configured(tmp_path)) as school:
        assert school.client.status().number == 4
        assert addresses(school.ask("phonicsplay.co.uk")) == ["127.0.0.3"]


def test_a_damaged_last_good_snapshot_falls_back_to_the_one_before(tmp_path: Path) -> None:
    loaded(tmp_path, deltas=1)
    with running(configured(tmp_path)) as school:
        school.load(replace(small_school(), number=8))
    (last_good,) = (tmp_path / "rules").glob("ruleset-*8-*")
    last_good.write_bytes(last_good.read_bytes()[:-1])

    with running(configured(tmp_path)) as school:
        status = school.client.status()
        assert (status.number, status.broken) == (1, None)
        assert addresses(school.ask("youtube.com")) == ["127.0.0.2"]
        assert addresses(school.ask("bbc.co.uk")) == ["127.0.0.3"]


def test_with_every_snapshot_damaged_it_starts_closed_and_says_why(tmp_path: Path) -> None:
    loaded(tmp_path, deltas=1)
    for path in (tmp_path / "rules").glob("ruleset-*"):
        path.write_bytes(b"sha256 0\n{}")

    with running(configured(tmp_path)) as school:
        status = school.client.status()
        assert (status.number, "damaged" in (status.broken or "")) == (None, True)
        assert addresses(school.ask("bbc.co.uk")) == ["127.0.0.2"]


def test_a_bell_that_came_while_it_was_down_has_rung_when_it_is_back(tmp_path: Path) -> None:
    loaded(tmp_path, deltas=0)
    closes_again = Bell(TUESDAY + timedelta(hours=1), (TableChange("pupils/5K", gone=frozenset({"phonicsplay.co.uk"})),))
    with running(configured(tmp_path)) as school:
        school.client.apply(opening(2), [closes_again])
        assert addresses(school.ask("phonicsplay.co.uk")) == ["127.0.0.3"]

    with running(configured(tmp_path)) as school:
        school.clock.moment = closes_again.at
        school.client.tick()
        assert (school.client.status().number, addresses(school.ask("phonicsplay.co.uk"))) == (2, ["127.0.0.2"])
