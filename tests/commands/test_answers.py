"""Commands that answer: `explain`, `policy check`, `policy load --dry-run`, `audit verify`; others rely on their words and exit codes."""

from __future__ import annotations

import json
import re
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

from belisha.core.decision.model import Reason
from tests.commands.typed import Said, copy_of, typed
from tests.journeys.running import CHECKOUT, Running

MODEL_POLICY = CHECKOUT / "policies" / "model-policy.md"
KEYS = {"verdict", "reason", "clause", "rule", "until", "policy_version"}


def explained(running: Running, *questions: list[str]) -> list[dict[str, Any]]:
    """What `belisha explain` says as JSON; each must end with 0."""
    said = typed(*[["explain", *words, "--json", "--data", str(running.data)] for words in questions])
    assert [one.code for one in said] == [0] * len(questions), said
    return [dict(json.loads(one.out)) for one in said]


def test_explain_answers_with_the_keys_others_rely_on(running: Running) -> None:
    class_, group, staff, device, person, unknown = explained(
        running,
        ["www.youtube.com", "--as", "class:5K"],
        ["youtube.com", "--as", "group:pupils"],
        ["youtube.com", "--as", "group:staff"],
        ["facebook.com", "--from", "127.0.2.5"],
        ["facebook.com", "--as", "person:1"],
        ["youtube.com", "--from", "127.0.99.1"],
    )
    for found in (class_, group, staff, device, person, unknown):
        assert found.keys() >= KEYS
        assert Reason[found["reason"]]
        assert re.fullmatch("[0-9a-f]{64}", found["policy_version"])
    assert [(f["verdict"], f["clause"]) for f in (class_, group, device, person)] == [("closed", "8.1")] * 4
    assert (staff["verdict"], staff["clause"], staff["until"]) == ("open", None, None)
    assert unknown["verdict"] == "closed"


def test_explain_answers_for_another_moment(running: Running) -> None:
    before, ahead = explained(
        running,
        ["facebook.com", "--as", "group:staff", "--at", "2026-09-14T10:15"],
        ["facebook.com", "--as", "group:staff", "--at", "2026-12-01T10:15:00+00:00"],
    )
    assert (before["policy_version"], before["verdict"]) == ("baseline", "open")
    assert (ahead["clause"], ahead["verdict"]) == ("8.1", "closed")


def test_explain_tells_a_person_in_words(running: Running) -> None:
    [said] = typed(["explain", "youtube.com", "--as", "class:5K", "--data", str(running.data)])
    assert said.code == 0
    assert "Clause 8.1" in said.out


UNUSABLE = [
    (["youtube.com", "--as", "group:giants"], "is nobody here"),
    (["youtube.com", "--as", "class:9Z"], "is nobody here"),
    (["youtube.com", "--as", "person:9999"], "is the number of nobody"),
    (["youtube.com", "--as", "person:x"], "is the number of nobody"),
    (["youtube.com", "--from", "192.0.2.1"], "is no address of this school"),
    (["youtube.com", "--from", "here"], "is not an address"),
    (["not a name", "--as", "group:pupils"], "name of"),
    (["127.0.0.1", "--as", "group:pupils"], "address made of numbers"),
    (["youtube.com", "--as", "group:pupils", "--at", "noon"], "is not a moment"),
    (["youtube.com"], "required"),
    (["youtube.com", "--as", "group:pupils", "--from", "127.0.1.5"], "not allowed with"),
]


def test_a_question_that_cannot_be_asked_ends_with_two(running: Running) -> None:
    said = typed(*[["explain", *words, "--json", "--data", str(running.data)] for words, _ in UNUSABLE])
    for (words, told), one in zip(UNUSABLE, said, strict=True):
        assert (one.code, one.out) == (2, ""), words
        assert told in one.err, words


def test_a_folder_without_a_school_ends_with_two(tmp_path: Path) -> None:
    folder = ["--data", str(tmp_path)]
    for said in typed(["explain", "bbc.co.uk", "--as", "group:pupils", *folder], ["audit", "verify", *folder]):
        assert said.code == 2
        assert "there is no school in" in said.err


def test_a_sound_policy_is_checked_and_could_be_loaded(running: Running, tmp_path: Path) -> None:
    other = tmp_path / "other.md"
    other.write_text(MODEL_POLICY.read_text().replace('"snapchat", ', "").replace("Snapchat and ", ""))
    before = count(running)
    checked, would, same = typed(
        ["policy", "check", str(other), "--json", "--data", str(running.data)],
        ["policy", "load", str(other), "--dry-run", "--data", str(running.data)],
        ["policy", "load", str(MODEL_POLICY), "--data", str(running.data)],
    )
    assert (checked.code, json.loads(checked.out)["faults"]) == (0, [])
    assert re.fullmatch("[0-9a-f]{64}", json.loads(checked.out)["identity"])
    assert (would.code, "would be loaded" in would.out) == (0, True)
    assert (same.code, "not loaded" in same.out) == (1, True)
    assert count(running) == before


def test_a_faulty_policy_is_told_line_by_line(running: Running, tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.md"
    faulty.write_text(MODEL_POLICY.read_text().replace('services = ["youtube"]', 'services = ["youtub"]'))
    checked, told, loaded, absent = typed(
        ["policy", "check", str(faulty), "--json", "--data", str(running.data)],
        ["policy", "check", str(faulty), "--data", str(running.data)],
        ["policy", "load", str(faulty), "--data", str(running.data)],
        ["policy", "check", str(tmp_path / "absent.md"), "--data", str(running.data)],
    )
    [fault] = json.loads(checked.out)["faults"]
    assert (checked.code, fault["clause"]) == (2, "8.1")
    assert faulty.read_text().splitlines()[fault["line"] - 1] == 'services = ["youtub"]'
    assert "youtub" in fault["sentence"]
    assert (told.code, "1 fault" in told.out) == (2, True)
    assert (loaded.code, "not loaded" in loaded.out) == (1, True)
    assert (absent.code, "there is no file" in absent.err) == (2, True)


def test_a_policy_is_checked_without_any_school(tmp_path: Path) -> None:
    [said] = typed(["policy", "check", str(MODEL_POLICY), "--data", str(tmp_path)])
    assert said.code == 0
    assert "no faults" in said.out.splitlines()[-1]


def test_notes_are_told_and_stop_nobody(tmp_path: Path) -> None:
    noted = tmp_path / "noted.md"
    refer = '\n~~~controls\n[[refer]]\ndocument = "Anti-bullying policy"\n~~~\n'
    noted.write_text(f"{MODEL_POLICY.read_text()}\n## 99. More\n\n99.1 Bullying has a policy of its own.\n{refer}")
    plain, told = typed(["policy", "check", str(noted)], ["policy", "check", str(noted), "--json"])
    assert (plain.code, told.code) == (0, 0)
    assert "clause 99.1: note: “Anti-bullying policy” is not supplied" in plain.out
    assert "99.1" in {note["clause"] for note in json.loads(told.out)["notes"]}
    assert json.loads(told.out)["faults"] == []


def test_a_whole_record_ends_with_nought_and_a_changed_one_with_one(running: Running, tmp_path: Path) -> None:
    """The copy's owner takes the triggers away, changes one word, and puts them back: that is found."""
    copied = copy_of(running.data, tmp_path / "copy")
    whole = verified(copied)
    assert (whole.code, whole.out.rstrip().endswith("whole")) == (0, True)
    copy = sqlite3.connect(copied / "belisha.sqlite3")
    triggers = copy.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
    for name, _ in triggers:
        copy.execute(f'drop trigger "{name}"')
    copy.execute("update audit_auditrecord set action = 'nothing happened' where number = 3")
    for _, again in triggers:
        copy.execute(again)
    copy.commit()
    copy.close()
    broken = verified(copied)
    assert broken.code == 1
    assert "NOT WHOLE" in broken.out
    assert "record 3" in broken.out


def verified(data: Path) -> Said:
    return typed(["audit", "verify", "--data", str(data)])[0]


def count(running: Running) -> int:
    """How many versions the school has."""
    with sqlite3.connect(running.data / "belisha.sqlite3") as rows:
        found = rows.execute("select count(*) from policy_policyversion").fetchone()[0]
    rows.close()
    return int(found)


def test_the_clock_is_told_in_school_time_and_bad_moments_are_refused(running: Running) -> None:
    bad, good = typed(
        ["clock", "set", "tomorrow", "--data", str(running.data)],
        ["clock", "set", "2026-09-15T10:20", "--data", str(running.data)],
    )
    assert (bad.code, "is not a moment" in bad.err) == (2, True)
    assert good.code == 0
    assert good.out.startswith("2026-09-15T10:20:00+01:00")
    assert datetime.fromisoformat(good.out.strip()).utcoffset()
