"""Backups on the operations page: none, new, old, not made, not proved; and the worker that has them made."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from belisha.adapters.backups.kept import LastBackup, note_fault, note_made, note_proved
from belisha.jobs.states import Beacon
from belisha.web.backups import NightlyBackups, backup_facts
from belisha.web.commands.backup import is_due


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with override_settings(DATA=tmp_path, IS_DEMO=False):
        yield tmp_path


def told(now: datetime) -> list[tuple[str, Beacon]]:
    return [(fact.words, fact.beacon) for fact in backup_facts(1, now)]


def test_a_school_without_a_backup_is_told(data: Path, moment: datetime) -> None:
    (made, beacon), (proved, _) = told(moment)
    assert made == "No backup was ever made: if this disk breaks, everything is lost."
    assert beacon is Beacon.AMBER
    assert "nobody knows that it can be" in proved


def test_one_that_is_new_and_proved_is_steady(data: Path, moment: datetime) -> None:
    note_made(data, Path("/disk/belisha-1.age"), 4_200_000, moment)
    note_proved(data, moment)
    assert told(moment + timedelta(days=1)) == [
        ("/disk/belisha-1.age, 4.2 MB.", Beacon.STEADY),
        ("One was put back and was whole.", Beacon.STEADY),
    ]


def test_an_old_one_and_a_proof_of_last_term_are_amber(data: Path, moment: datetime) -> None:
    note_made(data, Path("/disk/belisha-1.age"), 4_200_000, moment)
    note_proved(data, moment)
    assert [beacon for _, beacon in told(moment + timedelta(days=3))] == [Beacon.AMBER, Beacon.STEADY]
    assert [beacon for _, beacon in told(moment + timedelta(days=121))] == [Beacon.AMBER, Beacon.AMBER]


def test_why_none_was_made_is_told_until_one_is(data: Path, moment: datetime) -> None:
    note_made(data, Path("/disk/belisha-1.age"), 4_200_000, moment)
    note_fault(data, "the disk is full")
    assert told(moment)[0] == ("The last backup was not made: the disk is full.", Beacon.AMBER)
    note_made(data, Path("/disk/belisha-2.age"), 4_200_000, moment)
    assert told(moment)[0][1] is Beacon.STEADY


def test_what_cannot_be_read_counts_as_none(data: Path, moment: datetime) -> None:
    (data / "backups.json").write_text('{"file": 1}')
    assert "No backup was ever made" in told(moment)[0][0]


class Running:
    def __init__(self) -> None:
        self.code: int | None = None

    def poll(self) -> int | None:
        return self.code


def test_the_worker_starts_one_at_a_time_and_only_where_it_is_wanted(data: Path, moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    running = Running()
    nightly = NightlyBackups(lambda words: started.append(words) or running)
    nightly.look(moment)
    assert started == []
    monkeypatch.setenv("BELISHA_BACKUP_TO", "/disk")
    monkeypatch.setenv("BELISHA_BACKUP_FOR", "age1")
    nightly.look(moment)
    nightly.look(moment)
    assert len(started) == 1
    assert started[0][2:5] == ["backup", "make", "--due"]
    running.code = 0
    nightly.look(moment)
    assert len(started) == 2


def test_a_backup_of_a_clock_that_ran_ahead_holds_no_other_up(moment: datetime) -> None:
    assert is_due(LastBackup(), moment)
    assert not is_due(LastBackup(made_at=moment - timedelta(hours=19)), moment)
    assert is_due(LastBackup(made_at=moment - timedelta(hours=20)), moment)
    assert is_due(LastBackup(made_at=moment + timedelta(days=900)), moment)
    assert is_due(LastBackup(made_at=moment, fault="the disk is full"), moment)
