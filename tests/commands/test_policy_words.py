"""`belisha policy draft` and `belisha policy walk`: what words lack, and where the school's people leave nobody."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from tests.commands.typed import copy_of, typed
from tests.journeys.running import CHECKOUT, Running

MODEL_POLICY = CHECKOUT / "policies" / "model-policy.md"
WORDS = "Our policy\n\n1. Rules\n\n1.1 Mr Lantern decides, etc.\n\n1.2 The headteacher decides within two days.\n"
WORRY = """
## 30. Worries

30.1 A worry about a child reaches the safeguarding lead and the deputy at once.

~~~controls
[[case]]
name = "worry"
opened_by = ["everyone"]
owner = "designated safeguarding lead"
to = ["deputy safeguarding lead"]
harm = true
if_named = "deputy safeguarding lead"
~~~
"""


def test_a_draft_needs_no_school_and_ends_with_nought(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_text(WORDS)
    told, as_json, absent = typed(
        ["policy", "draft", str(file)], ["policy", "draft", str(file), "--json"], ["policy", "draft", str(tmp_path / "absent.txt")]
    )
    assert told.code == 0
    assert "2 clauses in 1 numbered section" in told.out
    assert "1.1 (line 5): “etc.” leaves this list open" in told.out
    assert "Lantern" not in told.out + as_json.out
    found = json.loads(as_json.out)
    assert [clause["number"] for clause in found["clauses"]] == ["1.1", "1.2"]
    assert {"subject", "line", "clause", "sentence", "remedy"} == found["findings"][0].keys()
    assert (absent.code, "there is no file" in absent.err) == (2, True)


def test_a_walk_ends_with_one_where_a_concern_can_end_with_nobody(running: Running, tmp_path: Path) -> None:
    copied = copy_of(running.data, tmp_path / "copy")
    other = tmp_path / "other.md"
    other.write_text(MODEL_POLICY.read_text() + WORRY)
    data = ["--data", str(copied)]
    loaded, sound, unknown = typed(
        ["policy", "load", str(other), *data],
        ["policy", "walk", "--version", "2", "--json", *data],
        ["policy", "walk", "--version", "9", *data],
    )
    assert loaded.code == 0, loaded
    assert (sound.code, json.loads(sound.out)["version"]) == (0, 2)
    assert "refuses" not in {end["weight"] for end in json.loads(sound.out)["dead_ends"]}
    assert (unknown.code, "there is no version 9" in unknown.err) == (2, True)
    the_deputy_goes(copied)
    told, as_json, in_force = typed(
        ["policy", "walk", "--version", "2", *data], ["policy", "walk", "--version", "2", "--json", *data], ["policy", "walk", *data]
    )
    assert told.code == as_json.code == 1
    assert "refuses a signature: If Dora Dropkerb is named in" in told.out
    ends = [end for end in json.loads(as_json.out)["dead_ends"] if end["weight"] == "refuses"]
    assert [end["people"] for end in ends] == [["Dora Dropkerb"]] * len(ends)
    (gravest,) = [end for end in ends if "30.1" in end["clauses"]]
    assert "“worry”" in gravest["story"]
    assert gravest["first"] < gravest["last"]
    assert in_force.code in {0, 1}


def the_deputy_goes(data: Path) -> None:
    """Nobody is deputy safeguarding lead any more, as if the row had never been there."""
    copy = sqlite3.connect(data / "belisha.sqlite3")
    copy.execute("delete from people_roleholding where role = 'deputy safeguarding lead'")
    copy.commit()
    copy.close()
