from __future__ import annotations

import logging
import os
import socket
import stat
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from belisha.jobs import queries, runner
from belisha.jobs.models import Heart
from belisha.jobs.runner import Repeated, Worker, run_worker, wait_for_work, wake_socket
from belisha.kit.access import Fault

pytestmark = pytest.mark.django_db


class Clocks:
    """A school clock and a steady one that move together, until somebody sets the school's."""

    def __init__(self, moment: datetime) -> None:
        self.moment, self.seconds = moment, 100.0

    def wait(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)
        self.seconds += seconds


@pytest.fixture
def clocks(moment: datetime) -> Clocks:
    return Clocks(moment)


def make_worker(clocks: Clocks, *schedule: Repeated, deliver: Callable[[datetime], int] = lambda now: 0) -> Worker:
    return Worker(deliver, schedule, lambda: clocks.moment, lambda: False, steady=lambda: clocks.seconds)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Short enough for a socket's path."""
    with tempfile.TemporaryDirectory(prefix="w") as made:
        yield Path(made)


def test_a_job_runs_at_the_start_and_then_every_so_often(clocks: Clocks) -> None:
    ran: list[datetime] = []
    worker = make_worker(clocks, Repeated("proof", timedelta(seconds=60), ran.append))
    start = clocks.moment
    for _ in range(250):
        worker.turn()
        clocks.wait(0.5)
    assert ran == [start, start + timedelta(seconds=60), start + timedelta(seconds=120)]


def test_everything_waiting_is_delivered_in_one_turn(clocks: Clocks) -> None:
    left = [3, 200, 1, 0, 7]
    make_worker(clocks, deliver=lambda now: left.pop(0)).turn()
    assert left in ([7], [])  # until nothing is left; once more after the heartbeat


def test_what_a_job_publishes_is_delivered_before_the_next_job(clocks: Clocks) -> None:
    waiting, seen = [0], []

    def publish(now: datetime) -> None:
        waiting[0] = 1

    def deliver(now: datetime) -> int:
        found, waiting[0] = waiting[0], 0
        if found:
            seen.append("delivered")
        return found

    day = timedelta(days=1)
    make_worker(clocks, Repeated("expire", day, publish), Repeated("after", day, lambda now: seen.append("after")), deliver=deliver).turn()
    assert seen == ["delivered", "after"]


@pytest.mark.parametrize("days", [3, -3])
def test_a_clock_that_is_set_makes_every_job_due_at_once(clocks: Clocks, days: int, caplog: pytest.LogCaptureFixture) -> None:
    ran: list[datetime] = []
    worker = make_worker(clocks, Repeated("expire", timedelta(hours=1), ran.append))
    worker.turn()
    clocks.wait(1)
    worker.turn()
    assert len(ran) == 1
    clocks.moment += timedelta(days=days)
    worker.turn()
    assert ran[-1] == clocks.moment
    clocks.wait(1)
    worker.turn()
    assert len(ran) == 2
    clocks.wait(3600)
    worker.turn()
    assert len(ran) == 3


def test_a_job_that_fails_stops_no_other_and_is_shown_in_the_heart(clocks: Clocks, caplog: pytest.LogCaptureFixture) -> None:
    ran: list[datetime] = []
    is_broken = {"proof"}

    def fail(now: datetime) -> None:
        if is_broken:
            raise OSError("the resolver does not answer")

    worker = make_worker(clocks, Repeated("proof", timedelta(hours=1), fail), Repeated("expire", timedelta(seconds=1), ran.append))
    worker.turn()
    assert len(ran) == 1
    faults = Heart.objects.get(process="worker").details["faults"]
    assert faults["proof"]["words"] == "OSError: the resolver does not answer"
    assert faults["proof"]["times"] == 1
    assert any(record.levelno == logging.ERROR and "proof" in record.getMessage() for record in caplog.records)
    clocks.wait(31)  # sooner than its hour
    worker.turn()
    assert Heart.objects.get(process="worker").details["faults"]["proof"]["times"] == 2
    is_broken.clear()
    clocks.wait(31)
    worker.turn()
    assert Heart.objects.get(process="worker").details["faults"] == {}
    assert len(ran) == 3


def test_delivery_that_fails_does_not_stop_the_jobs_and_is_tried_again(clocks: Clocks, caplog: pytest.LogCaptureFixture) -> None:
    tries: list[int] = []

    def deliver(now: datetime) -> int:
        tries.append(1)
        raise RuntimeError("no database")

    ran: list[datetime] = []
    worker = make_worker(clocks, Repeated("expire", timedelta(seconds=1), ran.append), deliver=deliver)
    worker.turn()
    assert ran
    assert "RuntimeError: no database" in str(Heart.objects.get().details)
    before = len(tries)
    worker.turn()
    assert len(tries) > before


def test_the_worker_beats_every_five_seconds(clocks: Clocks) -> None:
    worker = make_worker(clocks)
    beats = set()
    for _ in range(22):
        worker.turn()
        beats.add(Heart.objects.get(process="worker").beat_at)
        clocks.wait(0.5)
    assert len(beats) == 3
    assert not queries.hearts(clocks.moment)[0].is_late


def test_the_socket_is_for_this_user_only_and_goes_away(folder: Path) -> None:
    path = folder / "worker.sock"
    path.write_text("left behind by a worker that was killed")
    with wake_socket(path) as wire:
        mode = path.stat().st_mode
        assert stat.S_ISSOCK(mode)
        assert stat.S_IMODE(mode) == 0o600
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as other:
            for _ in range(3):
                other.sendto(b"work", str(path))
        assert wait_for_work(wire, 0) is True
        assert wait_for_work(wire, 0) is False
    assert not path.exists()


def test_a_socket_that_cannot_be_made_is_a_fault_with_a_sentence(folder: Path) -> None:
    with pytest.raises(Fault, match="longer than 107 bytes"), wake_socket(folder / ("w" * 120)):
        pass
    with pytest.raises(Fault, match="cannot listen at"), wake_socket(folder / "nowhere" / "w"):
        pass


def test_a_datagram_is_answered_at_once(folder: Path, moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the datagram the next look would be ten seconds away."""
    monkeypatch.setattr(runner, "LONGEST_WAIT_SECONDS", 10)
    path, answered, stop = folder / "w", [], threading.Event()
    asked_at: list[float] = []

    def deliver(now: datetime) -> int:
        if asked_at:
            answered.append(time.perf_counter() - asked_at[0])
            stop.set()
        return 0

    def ask() -> None:
        asked_at.append(time.perf_counter())
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
            wire.sendto(b"work", os.fspath(path))

    asking = threading.Timer(0.3, ask)
    asking.start()
    run_worker(socket_path=path, deliver=deliver, schedule=[], now=lambda: moment, stop=stop)
    asking.join()
    assert answered[0] < 2


def test_a_worker_told_to_stop_ends_within_its_wait(folder: Path, moment: datetime) -> None:
    turns: list[int] = []

    def stop() -> bool:
        return len(turns) >= 2

    started = time.perf_counter()
    day = timedelta(days=1)
    run_worker(
        socket_path=str(folder / "w"),
        deliver=lambda now: turns.append(1) or 0,
        schedule=[Repeated("never reached", day, lambda now: None)],
        now=lambda: moment,
        stop=stop,
    )
    assert time.perf_counter() - started < 10
    assert not (folder / "w").exists()
