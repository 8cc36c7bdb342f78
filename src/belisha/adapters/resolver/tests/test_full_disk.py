"""A full disk takes nothing from the resolver: what cannot be kept is not acknowledged; the last rules hold also after a restart."""

from __future__ import annotations

import asyncio
import errno
import os
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from belisha.adapters.resolver import durable, journal, when_broken
from belisha.adapters.resolver.journal import Journal, read_journal
from belisha.adapters.resolver.rules import RulesInForce
from belisha.adapters.resolver.snapshot import write_snapshot
from belisha.adapters.resolver.tests.running import SettableClock, opening, small_school
from belisha.core.rulesets.codec import delta_to_json
from belisha.core.rulesets.model import Timeline


class AlmostFull:
    """A file on a disk that takes only so many octets more, as write(2) does it: what fits is written and nothing is raised."""

    def __init__(self, file: Any, room: int) -> None:
        self._file, self.room = file, room

    def write(self, octets: bytes) -> int:
        fits = octets[: self.room]
        self.room -= len(fits)
        return int(self._file.write(fits))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def no_room(*words: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def rules_at(folder: Path) -> RulesInForce:
    rules = RulesInForce(folder, now=SettableClock(), zone_named=ZoneInfo)
    rules.resume()
    return rules


def test_a_change_of_which_only_a_part_fits_is_not_kept_and_leaves_no_trace(tmp_path: Path) -> None:
    kept = Journal(tmp_path)
    kept.start(tmp_path / "ruleset-1.json")
    kept.add({"number": 2})
    whole = (tmp_path / journal.FILE_NAME).read_bytes()
    file = kept._file
    for room in (10, 0, 25):
        kept._file = AlmostFull(file, room)  # type: ignore[assignment]
        with pytest.raises(OSError, match="No space left"):
            kept.add({"number": 3})
        assert (tmp_path / journal.FILE_NAME).read_bytes() == whole
    kept._file = file
    kept.add({"number": 3})
    assert read_journal(tmp_path)[1] == [{"number": 2}, {"number": 3}]
    kept.close()


def test_started_anew_on_a_full_disk_it_answers_by_its_last_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rules_at(tmp_path)
    before.load(before.open(write_snapshot(tmp_path, Timeline(small_school()))))
    asyncio.run(before.follow(delta_to_json(opening(2))))
    before.close()
    with monkeypatch.context() as disk:
        disk.setattr(journal, "write_durably", no_room)
        disk.setattr(when_broken, "write_durably", no_room)
        rules = rules_at(tmp_path)
        assert (rules.number, rules.broken) == (2, None)
        with pytest.raises(OSError, match="send a snapshot"):
            asyncio.run(rules.follow(delta_to_json(opening(3, "games.example"))))
        assert rules.number == 2
        rules.close()
    again = rules_at(tmp_path)
    assert again.number == 2
    asyncio.run(again.follow(delta_to_json(opening(3, "games.example"))))
    assert again.number == 3
    again.close()


def test_what_is_half_written_when_the_disk_is_full_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable.os, "fsync", no_room)
    with pytest.raises(OSError, match="No space left"):
        durable.write_durably(tmp_path / "rules", b"new")
    assert list(tmp_path.iterdir()) == []
