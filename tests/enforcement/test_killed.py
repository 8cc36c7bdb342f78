"""Killed at any moment, under load: the bell rings, the last good rules hold, and a device waits less than two seconds."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

import pytest

from tests.enforcement.deciding import headteacher
from tests.enforcement.killing import ENFORCED_WITHIN_SECONDS, PHONICS, children, is_closed, is_open, killings, load, now_at
from tests.journeys.running import Running, demo, until

pytestmark = [pytest.mark.enforcement, pytest.mark.timeout(240)]
NINE = datetime.fromisoformat("2026-09-15T09:00:00+01:00")
BACK_WITHIN_SECONDS = 8.0  # 2 on a quiet machine, which is what `make soak` holds a hundred times against
GAMES = "coolmathgames.com"


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A demo that starts at ten to nine."""
    with demo(tmp_path_factory.mktemp("killed") / "school", "--clock", (NINE - timedelta(minutes=10)).isoformat()) as running:
        yield running


@contextmanager
def no_worker(running: Running) -> Iterator[list[int]]:
    """The worker is killed, and killed again as often as the supervisor starts it; the process ids that were."""
    stop, fallen = threading.Event(), list[int]()

    def kill() -> None:
        while not stop.wait(0.02):
            pid = children(running.process.pid).get("worker")
            if pid is not None:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    fallen.append(pid)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        assert until(lambda: bool(fallen), seconds=ENFORCED_WITHIN_SECONDS)
        yield fallen
    finally:
        stop.set()
        thread.join(5)


def test_a_worker_killed_at_one_minute_to_nine_leaves_the_bell_of_nine_ringing(school: Running) -> None:
    school.command("clock", "set", (NINE - timedelta(minutes=10)).isoformat())
    with headteacher(school.data) as head:
        head.open(PHONICS, starts=NINE)
        head.open(GAMES, starts=now_at(school), lasts=NINE - now_at(school))
        assert until(lambda: is_open(school, GAMES), seconds=ENFORCED_WITHIN_SECONDS)
    assert is_closed(school, PHONICS)
    school.command("clock", "set", (NINE - timedelta(seconds=12)).isoformat())
    with no_worker(school):
        assert now_at(school) < NINE
        assert (is_closed(school, PHONICS), is_open(school, GAMES)) == (True, True)
        assert until(lambda: is_open(school, PHONICS) and is_closed(school, GAMES), seconds=30), "the bell did not ring"
        assert now_at(school) - NINE < timedelta(seconds=5)


def test_a_resolver_killed_under_load_comes_back_with_the_last_change(school: Running) -> None:
    school.command("clock", "set", (NINE + timedelta(minutes=75)).isoformat())
    with headteacher(school.data) as head, load(school):
        found = list(killings(school, head, 5))
    assert [one.still_holds for one in found] == [True] * 5
    assert [one.after for one in found] == [one.before for one in found]
    assert all(one.seconds < BACK_WITHIN_SECONDS for one in found), found
