"""`belisha explain --policy FILE`: a policy's text asked by itself, without a school; and `--why`, the layers in words."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from belisha.core.decision.model import Reason
from tests.commands.typed import typed
from tests.journeys.running import CHECKOUT, Running, plain_environment

POLICY = """---
title = "A small policy"
language = 1
---

# A small policy

## Statement of intent

We say what the network closes.

~~~controls
[[signature]]
by = ["headteacher"]
~~~

## 8. What the network closes

8.1 YouTube is closed to pupils in lesson time, and the games list always.

~~~controls
[[block]]
services = ["youtube"]
for = ["pupils"]
when = "lesson time"
[[block]]
lists = ["games"]
for = ["pupils"]
~~~

8.2 Facebook is closed in classrooms.

~~~controls
[[block]]
services = ["facebook"]
for = ["everyone"]
networks = ["classroom"]
~~~

8.6 Year 5 may use YouTube.

~~~controls
[[allow]]
services = ["youtube"]
for = ["year 5"]
when = "lesson time"
~~~
"""
KEYS = {"host", "seat", "at", "verdict", "reason", "clause", "rule", "until", "policy_version", "clause_words", "sentence"}
IN_LESSON, AT_LUNCH, IN_THE_EVENING, ON_SUNDAY = (f"2026-09-{at}" for at in ("15T10:15", "15T12:30", "15T19:00", "13T10:15"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "small.md"
    written.write_text(POLICY, encoding="utf-8")
    return written


def asked(file: Path, *questions: tuple[str, ...]) -> list[dict[str, object]]:
    """What is said as JSON; each must end with 0."""
    said = typed(*[["explain", *words, "--json", "--policy", str(file)] for words in questions])
    assert [one.code for one in said] == [0] * len(questions), said
    return [dict(json.loads(one.out)) for one in said]


def test_a_text_answers_for_groups_and_classes_as_a_school_does(file: Path) -> None:
    found = asked(
        file,
        *[
            ("youtube.com", "--as", seat, "--at", IN_LESSON)
            for seat in ("group:pupils", "class:5K", "class:4B", "group:staff", "group:unknown")
        ],
        *[("facebook.com", "--as", seat) for seat in ("group:pupils", "group:staff", "group:guests", "group:unknown")],
    )
    for one in found:
        assert one.keys() == KEYS
        assert Reason[str(one["reason"])]
    assert [(one["verdict"], one["clause"]) for one in found] == [
        *[("closed", "8.1"), ("open", "8.6"), ("closed", "8.1"), ("open", None), ("closed", "8.1")],
        *[("closed", "8.2"), ("open", None), ("open", None), ("closed", "8.2")],
    ]


def test_time_is_an_ordinary_week(file: Path) -> None:
    found = asked(file, *[("youtube.com", "--as", "group:pupils", "--at", at) for at in (IN_LESSON, AT_LUNCH, IN_THE_EVENING, ON_SUNDAY)])
    assert [one["verdict"] for one in found] == ["closed", "open", "open", "open"]
    assert [one["until"] for one in found] == ["2026-09-15T12:00:00+01:00", None, None, None]


def test_lists_are_empty_and_help_and_safe_modes_hold(file: Path) -> None:
    games, help_, safe, canary = asked(
        file,
        *[(host, "--as", "group:pupils", "--at", IN_LESSON) for host in ("coolmathgames.com", "childline.org.uk", "www.google.com")],
        ("use-application-dns.net", "--as", "group:pupils"),
    )
    assert [one["verdict"] for one in (games, help_, safe, canary)] == ["open", "open", "safe", "negative"]
    assert help_["reason"] == "HELP"


def test_the_version_is_the_identity_of_the_text(file: Path) -> None:
    [found] = asked(file, ("youtube.com", "--as", "group:pupils"))
    [checked] = typed(["policy", "check", str(file), "--json"])
    assert found["policy_version"] == json.loads(checked.out)["identity"]


def test_neither_django_nor_a_folder_is_touched(file: Path, tmp_path: Path) -> None:
    """A folder that cannot be read stands where the school would be; Django is not even loaded."""
    words = ["explain", "youtube.com", "--as", "group:pupils", "--why", "--policy", str(file), "--data", str(tmp_path / "none")]
    script = (
        f"import sys; from belisha.web.commands.main import main; code = main({words!r}); sys.exit(code or ('django' in sys.modules) * 9)"
    )
    environment = plain_environment()
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path, env=environment, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Asked of small.md alone" in done.stdout
    assert not (tmp_path / "none").exists()


UNUSABLE = [
    (["youtube.com", "--as", "group:dragons"], "is nobody whom a policy knows"),
    (["youtube.com", "--as", "class:Badgers"], "like class:5K"),
    (["youtube.com", "--as", "person:1"], "is nobody whom a policy knows"),
    (["youtube.com", "--from", "127.0.1.5"], "--from needs a school"),
    (["someone@example.org", "--as", "group:pupils"], "is an e-mail address"),
    (["youtube.com", "--as", "group:pupils", "--at", "noon"], "is not a moment"),
    (["youtube.com", "--as", "group:pupils", "--at", "0001-01-01T00:00"], "the year 1 is not one"),
    (["youtube.com", "--as", "group:pupils", "--at", "9999-12-31T23:59"], "the year 9999 is not one"),
]


def test_what_cannot_be_asked_of_a_text_ends_with_two(file: Path) -> None:
    said = typed(*[["explain", *words, "--policy", str(file)] for words, _ in UNUSABLE])
    for (words, told), one in zip(UNUSABLE, said, strict=True):
        assert (one.code, one.out) == (2, ""), words
        assert told in one.err, one.err


def test_a_faulty_text_decides_nothing_and_tells_every_fault(file: Path, tmp_path: Path) -> None:
    file.write_text(POLICY.replace('["youtube"]', '["yootube"]').replace('["pupils"]', '["pupills"]', 1), encoding="utf-8")
    faulty, missing = typed(
        ["explain", "youtube.com", "--as", "group:pupils", "--policy", str(file)],
        ["explain", "youtube.com", "--as", "group:pupils", "--policy", str(tmp_path / "no.md")],
    )
    assert (faulty.code, faulty.out, missing.code) == (2, "", 2)
    assert "so it decides nothing" in faulty.err
    lines = faulty.err.splitlines()
    assert len([line for line in lines if f"{file}:" in line]) >= 2
    assert "yootube" in faulty.err
    assert "pupills" in faulty.err
    assert "there is no file" in missing.err


def test_why_tells_the_layers_in_words_and_as_json(file: Path) -> None:
    question = ["explain", "youtube.com", "--as", "class:5K", "--at", IN_LESSON, "--why", "--policy", str(file)]
    words, found = typed(question, [*question, "--json"])
    assert "-> 7 The policy’s own clauses" in words.out
    assert "Clause 8.1 closes it to pupils, in lesson time; the narrower exception of clause 8.6 beats it." in words.out
    told = json.loads(found.out)
    assert told.keys() == KEYS | {"layers", "safe_mode", "opens_it"}
    assert [layer["said"] for layer in told["layers"]] == [*["passed"] * 6, "decided", "not reached", "not reached"]


def test_the_model_policy_says_what_would_open_a_site() -> None:
    [said] = typed(["explain", "facebook.com", "--as", "group:pupils", "--policy", str(CHECKOUT / "policies" / "model-policy.md"), "--why"])
    assert said.code == 0
    assert "“access request”" in said.out
    assert "The headteacher decides" in said.out


def test_a_school_tells_its_layers_too(running: Running) -> None:
    [said] = typed(["explain", "youtube.com", "--as", "class:5K", "--why", "--json", "--data", str(running.data)])
    told = json.loads(said.out)
    assert said.code == 0
    deciding = [layer for layer in told["layers"] if layer["said"] == "decided"]
    assert [(layer["layer"], layer["clause"]) for layer in deciding] == [(7, "8.1")]
    assert told["opens_it"]["forms"][0]["form"] == "access request"


def test_a_reader_who_goes_away_is_no_fault() -> None:
    """`belisha … | head -0`: whoever reads has read enough."""
    words = "explain youtube.com --policy policies/model-policy.md --as group:pupils --why"
    line = f"{sys.executable} -m belisha.web.commands.main {words} | true"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=60, cwd=CHECKOUT, env=plain_environment())
    assert done.stderr == ""
