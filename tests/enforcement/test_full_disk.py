"""The school's disk is full to the last byte while people work: they are told that nothing was kept, and the network goes on."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from tests.enforcement.killing import YOUTUBE, child, children, is_closed, is_open
from tests.enforcement.ledger.afterwards import looked_at
from tests.enforcement.ledger.book import Act, Book, Told, acts_in
from tests.enforcement.ledger.people import Desk, Somebody, asks, decides
from tests.enforcement.ledger.school import school_to_kill
from tests.journeys.running import Running, until

pytestmark = [pytest.mark.enforcement, pytest.mark.timeout(240)]
DISK_SIZE = "48m"
WITHIN_SECONDS = 30.0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, of 48 MB; skipped where we may not mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_SIZE}", "tmpfs", str(place)], capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted here ({mounted.stderr.strip()}): only root may")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Not a byte is left on the disk until the block ends."""
    file = disk / "filling"
    with file.open("ab", buffering=0) as filling:
        for size in (1 << 20, 4096, 1):
            fill_up(filling.fileno(), size)
    assert os.statvfs(disk).f_bavail == 0
    try:
        yield
    finally:
        file.unlink()


def fill_up(handle: int, size: int) -> None:
    try:
        while True:
            os.write(handle, b"\0" * size)
    except OSError:
        return


@pytest.fixture
def desk(small_disk: Path, tmp_path: Path) -> Iterator[tuple[Running, Desk]]:
    """A running school on the small disk, what it says among it; the book lies elsewhere."""
    with school_to_kill(small_disk) as running:
        book = Book(tmp_path / "book.jsonl")
        yield running, Desk(int(running.web.rpartition(":")[2]), book, Random(4), running.ready["sign_in"])
        book.close()


def last_act(tmp_path: Path) -> Act:
    return acts_in(tmp_path / "book.jsonl")[-1]


def test_a_full_disk_is_told_and_keeps_nothing_and_the_network_goes_on(
    desk: tuple[Running, Desk], small_disk: Path, tmp_path: Path
) -> None:
    running, work = desk
    head, device = Somebody(work, "headteacher"), Somebody(work, source="127.0.1.99")
    asks(work)
    asks(work)
    before = children(running.process.pid)
    assert head.page("/today/") is not None
    form = device.page("/door/ask/?site=full.asked.example")
    assert form is not None
    with full(small_disk):
        refused = device.browser.send(form, "/door/ask/", {"site": "full.asked.example", "why": "A full disk", "purpose": ""})
        assert (refused.status, "This was not kept" in refused.words) == (507, True)
        decides_what_waits(work, head)
        assert last_act(tmp_path).told is Told.NO
        assert "It is full" in head.browser.get("/operations/").words
        assert "nearly full" in head.browser.get("/today/").words
        killed_and_back(running, "resolver")
        killed_and_back(running, "worker")
        assert is_closed(running, YOUTUBE)
    decides_what_waits(work, head)
    decided = last_act(tmp_path)
    assert decided.told is Told.DONE
    assert until(lambda: decided.kind == "refuse" or is_open(running, decided.facts["host"]), seconds=WITHIN_SECONDS)
    asks(work)
    assert last_act(tmp_path).told is Told.DONE
    after = children(running.process.pid)
    assert after["web"] == before["web"], "it went on without a restart"
    assert looked_at(running, tmp_path / "book.jsonl").wrong == []


def decides_what_waits(work: Desk, head: Somebody) -> None:
    """The headteacher decides on one of those that were asked for."""
    while not work.asked.empty():
        work.advised.put(work.asked.get())
    decides(work, head)


def killed_and_back(running: Running, name: str) -> None:
    pid = child(running, name)
    os.kill(pid, signal.SIGKILL)
    assert until(lambda: children(running.process.pid).get(name) not in (None, pid), seconds=WITHIN_SECONDS), f"the {name} is not back"
    assert until(lambda: is_closed(running, YOUTUBE), seconds=WITHIN_SECONDS), "no device is answered by rules any more"
