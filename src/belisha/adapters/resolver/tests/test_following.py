"""Snapshots, deltas and bells: what the resolver answers is always the last whole thing it was told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from belisha.adapters.resolver.client import EngineRefused
from belisha.adapters.resolver.snapshot import SnapshotFault, read_snapshot, snapshots_in, write_snapshot
from belisha.adapters.resolver.tests.running import (
    CLASS_5K,
    GAMES,
    NOBODY,
    OUTSIDE,
    PUPIL,
    STAFF,
    TUESDAY,
    Running,
    addresses,
    configured,
    error_of,
    opening,
    running,
    small_school,
)
from belisha.core.programme.model import NameList
from belisha.core.rulesets.model import Bell, TableChange, Timeline

BLOCK_PAGE, OPEN = ["127.0.0.2"], ["127.0.0.3"]
IN_AN_HOUR = TUESDAY + timedelta(hours=1)
CLOSES_AGAIN = Bell(IN_AN_HOUR, (TableChange("pupils/5K", gone=frozenset({"phonicsplay.co.uk"})),))


def phonics(school: Running, source: str = CLASS_5K) -> list[str]:
    """What the phonics site's name leads to."""
    return addresses(school.ask("www.phonicsplay.co.uk", source=source))


def test_a_delta_opens_for_one_class_and_nobody_else(at_school: Running) -> None:
    assert phonics(at_school) == BLOCK_PAGE

    assert at_school.client.apply(opening(2)) == 2

    assert phonics(at_school, CLASS_5K) == OPEN
    assert phonics(at_school, PUPIL) == BLOCK_PAGE
    assert phonics(at_school, NOBODY) == BLOCK_PAGE
    assert phonics(at_school, STAFF) == OPEN


@pytest.mark.parametrize("number", [0, 1, 3, 99])
def test_a_delta_that_does_not_follow_changes_nothing(at_school: Running, number: int) -> None:
    with pytest.raises(EngineRefused, match=f"delta {number} does not follow ruleset 1") as refusal:
        at_school.client.apply(opening(number))

    assert refusal.value.have == at_school.client.status().number == 1
    assert phonics(at_school) == BLOCK_PAGE


def test_a_delta_without_any_ruleset_is_refused(tmp_path: Path) -> None:
    with running(configured(tmp_path)) as started:
        with pytest.raises(EngineRefused, match="send a snapshot") as refusal:
            started.client.apply(opening(2))
        assert refusal.value.have is None


def test_a_bell_rings_by_itself_when_its_moment_comes(at_school: Running) -> None:
    at_school.client.apply(opening(2), [CLOSES_AGAIN])
    assert at_school.client.status().next_bell == IN_AN_HOUR.isoformat()
    assert at_school.client.tick() == 0
    assert phonics(at_school) == OPEN

    at_school.clock.moment = IN_AN_HOUR
    at_school.client.tick()  # or within a tenth of a second by itself

    assert phonics(at_school) == BLOCK_PAGE
    status = at_school.client.status()
    assert (status.number, status.next_bell) == (2, None)


def test_a_bell_needs_nobody_to_pull_it(at_school: Running) -> None:
    at_school.client.apply(opening(2), [CLOSES_AGAIN])
    at_school.clock.moment = IN_AN_HOUR

    assert any(phonics(at_school) == BLOCK_PAGE for _ in range(2000))


def test_a_clock_set_back_gives_back_what_held_then(at_school: Running) -> None:
    at_school.client.apply(opening(2), [CLOSES_AGAIN])
    at_school.clock.moment = IN_AN_HOUR
    at_school.client.tick()
    at_school.clock.moment = TUESDAY
    at_school.client.tick()

    assert phonics(at_school) == OPEN


def test_new_bells_take_the_place_of_the_old(at_school: Running) -> None:
    at_school.client.apply(opening(2), [CLOSES_AGAIN])
    at_school.client.apply(opening(3, "other.example"), [])
    at_school.clock.moment = IN_AN_HOUR

    assert at_school.client.tick() == 0
    assert phonics(at_school) == OPEN


def test_a_delta_after_a_bell_is_told_against_the_timeline_with_no_bell_rung(at_school: Running) -> None:
    at_school.client.apply(opening(2), [CLOSES_AGAIN])
    at_school.clock.moment = IN_AN_HOUR + timedelta(minutes=1)
    at_school.client.tick()

    at_school.client.apply(opening(3, "other.example"), [CLOSES_AGAIN])

    assert phonics(at_school) == BLOCK_PAGE


def test_a_snapshot_comes_back_as_it_was_written(tmp_path: Path) -> None:
    timeline = Timeline(small_school(), (CLOSES_AGAIN,))

    assert read_snapshot(write_snapshot(tmp_path, timeline), ZoneInfo) == timeline


def test_the_names_of_a_list_are_written_once(tmp_path: Path) -> None:
    for number in range(1, 9):
        write_snapshot(tmp_path, Timeline(replace(small_school(), number=number)))

    assert len(list((tmp_path / "lists").iterdir())) == 2
    assert [path.name.split("-")[1].lstrip("0") for path in snapshots_in(tmp_path)] == ["8", "7", "6"]


def test_a_list_nobody_names_any_more_is_taken_away(tmp_path: Path) -> None:
    school = small_school()
    for number in range(1, 6):
        lists = {**school.lists, "games": NameList("games", "Games", frozenset({f"game{number}.example"}), str(number))}
        write_snapshot(tmp_path, Timeline(replace(school, number=number, lists=lists)))

    assert len(list((tmp_path / "lists").iterdir())) == 4  # the illegal list, and games of the last three


def spoil(path: Path) -> None:
    """Change one octet in the middle of a file."""
    octets = bytearray(path.read_bytes())
    octets[len(octets) // 2] ^= 1
    path.write_bytes(octets)


def test_a_damaged_snapshot_changes_nothing(at_school: Running) -> None:
    path = write_snapshot(at_school.directory, Timeline(replace(small_school(), number=7, tables={})))
    spoil(path)

    with pytest.raises(EngineRefused, match="is damaged") as refusal:
        at_school.client.load(path)

    assert refusal.value.have == 1
    assert addresses(at_school.ask("youtube.com")) == BLOCK_PAGE
    assert at_school.client.apply(opening(2)) == 2


def test_a_damaged_list_changes_nothing(at_school: Running) -> None:
    more = NameList("games", "Games", frozenset({"another.example"}), "three")
    path = write_snapshot(at_school.directory, Timeline(replace(small_school(), number=7, lists={**small_school().lists, "games": more})))
    spoil(max((at_school.directory / "lists").iterdir(), key=lambda file: file.stat().st_mtime_ns))

    with pytest.raises(EngineRefused, match=r"list file .* is damaged"):
        at_school.client.load(path)
    assert at_school.client.status().number == 1


@pytest.mark.parametrize("octets", [b"", b"sha256 x\n{}", b"{}", b"\xff" * 50])
def test_what_is_no_snapshot_is_a_fault_with_a_sentence(tmp_path: Path, octets: bytes) -> None:
    path = tmp_path / "ruleset-1.json"
    path.write_bytes(octets)

    with pytest.raises(SnapshotFault, match="write it again"):
        read_snapshot(path, ZoneInfo)


def test_a_snapshot_that_is_not_there_or_elsewhere_is_refused(at_school: Running, tmp_path: Path) -> None:
    with pytest.raises(EngineRefused, match="cannot be read"):
        at_school.client.load(at_school.directory / "ruleset-gone.json")
    with pytest.raises(EngineRefused, match="outside the resolver's own directory"):
        at_school.client.load(write_snapshot(tmp_path / "elsewhere", Timeline(small_school())))
    assert at_school.client.status().number == 1


def test_a_school_name_that_leads_to_no_address_is_refused(at_school: Running) -> None:
    wrong = {"portal.belisha.test": "127.0.0.1:8000"}

    with pytest.raises(EngineRefused, match="is no address"):
        at_school.load(replace(small_school(), number=5, local_names=wrong))
    with pytest.raises(EngineRefused, match="is no address"):
        at_school.client.apply(replace(opening(2), local_names=wrong))
    assert addresses(at_school.ask("portal.belisha.test")) == ["127.0.0.1"]


def test_a_new_snapshot_brings_new_lists_and_seats(at_school: Running) -> None:
    school = small_school()
    fewer = NameList("games", "Games", frozenset({"games.example"}), "four")
    at_school.load(replace(school, number=5, lists={**school.lists, "games": fewer}))

    assert phonics(at_school) == OPEN
    assert addresses(at_school.ask("games.example")) == BLOCK_PAGE
    assert at_school.client.status().lists == {"illegal": 1, "games": 1}


def test_without_rules_only_help_and_the_schools_own_names_are_answered(tmp_path: Path) -> None:
    config = configured(
        tmp_path, broken_local_names={"portal.belisha.test": "127.0.0.1"}, broken_help_names=frozenset({"childline.org.uk"})
    )
    with running(config) as started:
        assert started.client.status().broken
        assert addresses(started.ask("www.childline.org.uk", source=OUTSIDE)) == OPEN
        assert addresses(started.ask("portal.belisha.test")) == ["127.0.0.1"]
        for source in (CLASS_5K, STAFF, NOBODY):
            answer = started.ask("bbc.co.uk", source=source)
            assert addresses(answer) == BLOCK_PAGE
            assert "could not be loaded" in (error_of(answer) or (0, ""))[1]

        started.load(small_school())
        assert started.client.status().broken is None
        assert addresses(started.ask("bbc.co.uk")) == OPEN


def test_a_disk_that_cannot_take_a_delta_leaves_the_old_rules(at_school: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: object) -> None:
        raise OSError(28, "no space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("os.fsync", full)
        with pytest.raises(EngineRefused, match="could not be put on the disk"):
            at_school.client.apply(opening(2))
    assert phonics(at_school) == BLOCK_PAGE

    assert at_school.client.apply(opening(2)) == 2
    assert phonics(at_school) == OPEN
    assert len((at_school.directory / "journal").read_bytes().splitlines()) == 2


def test_the_journal_is_lines_that_prove_themselves(at_school: Running) -> None:
    at_school.client.apply(opening(2))

    first, second = (at_school.directory / "journal").read_text().splitlines()
    assert json.loads(first.split(" ", 1)[1])["snapshot"].startswith("ruleset-0000000001")
    assert json.loads(second.split(" ", 1)[1])["number"] == 2
    assert GAMES.clause == "8.1"
