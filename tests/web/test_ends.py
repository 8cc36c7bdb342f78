"""The supervisor's log: what is written when a process dies, that it is bounded and never in the way, and how Operations tells of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from belisha.jobs.states import Beacon
from belisha.web import ends, supervisor_log
from belisha.web.commands.supervisor import how_it_ended
from belisha.web.supervisor_log import FILE, STOPPED, SupervisorLog, ends_in

PROGRAM = """
import sys, threading
from pathlib import Path
from belisha.web.commands.supervisor import Child, Supervisor
from belisha.web.supervisor_log import SupervisorLog
child = Child("worker", [sys.executable, "-c", sys.argv[2]], 0.1)
supervisor = Supervisor([child], {}, lambda line: None, SupervisorLog(Path(sys.argv[1])))
threading.Timer(float(sys.argv[3]), supervisor.stop).start()
supervisor.run()
"""


@pytest.fixture
def log(tmp_path: Path, at_moment: datetime) -> Iterator[SupervisorLog]:
    with override_settings(DATA=tmp_path):
        yield SupervisorLog(tmp_path)


def supervised(folder: Path, program: str, seconds: float) -> list[str]:
    """What a real supervisor writes of a child that runs this program, until it is told to stop after some seconds."""
    subprocess.run([sys.executable, "-c", PROGRAM, str(folder), program, str(seconds)], check=True, timeout=30)
    return (folder / FILE).read_text().splitlines()


def test_a_process_that_dies_is_written_down_with_how_and_when_it_is_started_again(tmp_path: Path) -> None:
    lines = supervised(tmp_path, "import os; os.kill(os.getpid(), 9)", 2.0)
    said = [line.split(" ", 1)[1] for line in lines]
    assert said[0] == "supervisor started"
    assert said[1].startswith("worker started, process ")
    assert said[2].startswith("worker ended by signal 9 (SIGKILL) after ")
    assert "; started again in 0.1 s" in said[2]
    assert said[-1] == "supervisor stopped, as it was told to"
    assert all(datetime.fromisoformat(line.split(" ", 1)[0]).tzinfo for line in lines)


def test_told_to_stop_nothing_ended_by_itself(tmp_path: Path) -> None:
    supervised(tmp_path, "import time; time.sleep(20)", 0.5)
    assert ends_in(tmp_path) == []


@pytest.mark.parametrize(
    ("code", "words"), [(0, "with code 0"), (1, "with code 1"), (-9, "by signal 9 (SIGKILL)"), (-40, "by signal 40")], ids=str
)
def test_how_a_process_ended_is_told_in_words(code: int, words: str) -> None:
    assert how_it_ended(code) == words


def test_a_supervisor_that_was_killed_is_found_at_the_next_start(log: SupervisorLog, tmp_path: Path) -> None:
    log.begin()
    assert ends_in(tmp_path) == []
    log.begin()
    (end,) = ends_in(tmp_path)
    assert (end.process, "without being told to" in end.words) == ("supervisor", True)
    log.note("supervisor", STOPPED)
    log.begin()
    assert len(ends_in(tmp_path)) == 1


def test_the_log_is_bounded_and_ends_are_found_in_the_one_before(
    log: SupervisorLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor_log, "LARGEST", 400)
    for _ in range(60):
        log.note("web", "ended with code 1")
    sizes = {path.name: path.stat().st_size for path in tmp_path.glob("supervisor*")}
    assert sizes.keys() == {FILE, f"{FILE}.1"}
    assert all(size < 500 for size in sizes.values())
    assert len(ends_in(tmp_path)) > len((tmp_path / FILE).read_text().splitlines())


def test_a_line_that_was_cut_spoils_no_other(log: SupervisorLog, tmp_path: Path) -> None:
    log.note("web", "ended with code 1")
    with (tmp_path / FILE).open("a") as file:
        file.write("2026-09-15T09:15:00+00:00 worker en")
    log.note("resolver", "ended with code 2")
    with (tmp_path / FILE).open("a") as file:
        file.write("no moment resolver ended with code 3\n2026-09-15T09:15:00 web ended\n")
    assert [(end.process, end.words) for end in ends_in(tmp_path)] == [("web", "ended with code 1"), ("resolver", "ended with code 2")]


def test_a_log_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    nowhere = SupervisorLog(tmp_path / "missing")
    nowhere.begin()
    nowhere.note("web", "ended with code 1")
    assert ends_in(tmp_path / "missing") == []


def test_operations_tells_how_often_each_ended_and_what_to_do(log: SupervisorLog, tmp_path: Path, moment: datetime) -> None:
    def told(hours: float) -> list[tuple[str, Beacon]]:
        return [(fact.words, fact.beacon) for fact in ends.ends_facts(1, moment + timedelta(hours=hours))]

    assert told(0) == [("The supervisor has written nothing down yet.", Beacon.GREY)]
    log.begin()
    assert told(0) == [("None ended by itself in the last 24 hours.", Beacon.STEADY)]
    log.note("web", "ended with code 1")
    assert told(0) == [("It ended once in the last 24 hours. 15 September 2026, 10:15 ended with code 1.", Beacon.AMBER)]
    assert [beacon for _, beacon in told(2)] == [Beacon.GREY]
    for number in (2, 3, 4):
        log.note("web", f"ended with code {number}")
    log.note("worker", "ended with code 5")
    facts = ends.ends_facts(1, moment + timedelta(hours=2))
    assert [(fact.name, fact.beacon) for fact in facts] == [("the web ended", Beacon.AMBER), ("the worker ended", Beacon.GREY)]
    assert "It ended 4 times" in facts[0].words
    assert ("code 4" in facts[0].words, "code 1" in facts[0].words) == (True, False), "the last three, the latest first"
    assert all(fact.to_do for fact in facts)
    assert told(25) == [("None ended by itself in the last 24 hours.", Beacon.STEADY)]
