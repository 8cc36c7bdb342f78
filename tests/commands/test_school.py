"""`belisha school` and `belisha list`: what is refused is said in a sentence, and what is only tried leaves nothing."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest

from tests.commands.serving import LINK
from tests.commands.typed import Said, copy_of, typed

ADD = ["school", "add", "--name", "Kerb Street School", "--host", "safety.kerb.example"]
HEAD = ["school", "person", "--name", "Nora Kerb", "--email", "nora@kerb.example", "--role", "headteacher"]


@pytest.fixture(scope="module")
def new_school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school that has just been added."""
    data = tmp_path_factory.mktemp("new") / "school"
    [made] = at(data, ADD)
    assert made.code == 0, made
    return data


@pytest.fixture
def data(new_school: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return copy_of(new_school, tmp_path / "school")


def at(data: Path, *commands: list[str]) -> list[Said]:
    return typed(*[[*words, "--data", str(data)] for words in commands])


def records(data: Path) -> list[tuple[str, str]]:
    """Every action in the record, and who did it."""
    rows = sqlite3.connect(data / "belisha.sqlite3")
    both = "audit_auditrecord r join audit_auditpayload p on p.record_id = r.id"
    found = rows.execute(f"select action, payload from {both} order by number").fetchall()
    rows.close()
    return [(str(action), str(json.loads(payload)["name"])) for action, payload in found]


def test_a_school_that_is_only_tried_leaves_no_folder(tmp_path: Path) -> None:
    data = tmp_path / "school"
    [said] = at(data, [*ADD, "--dry-run"])
    assert said.code == 0
    assert said.out.startswith("would be done: Kerb Street School has its pages at safety.kerb.example")
    assert not data.exists()


def test_everything_is_recorded_with_the_user_who_typed_it(data: Path, tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("coolmathgames.com\nplay.example\n")
    said = at(
        data,
        ["school", "class", "--name", "5K", "--year", "year 5"],
        ["school", "network", "--range", "10.1.0.0/16", "--group", "pupils", "--class", "5K"],
        ["school", "term", "--name", "autumn", "--first", "2026-09-02", "--last", "2026-12-18"],
        HEAD,
        ["school", "person", "--name", "Tom Tread", "--kind", "pupil", "--class", "5K"],
        ["list", "load", str(names), "--id", "games", "--title", "Games"],
        ["audit", "verify"],
    )
    assert [one.code for one in said] == [0] * 7, said
    assert LINK.search(said[3].out)
    assert not LINK.search(said[4].out)
    assert "holds 2 names (names.txt)" in said[5].out
    found = records(data)
    people = {"person added", "role given", "account given", "class added", "class changed"}
    assert {action for action, _ in found} == people | {"school made", "network set", "term set", "list loaded"}
    assert len({name for _, name in found}) == 1
    assert found[0][1].startswith("command line (")


def test_what_is_only_tried_is_undone(data: Path, tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("play.example\n")
    *tried, verified = at(
        data,
        [*HEAD, "--dry-run"],
        ["school", "class", "--name", "5K", "--year", "year 5", "--dry-run"],
        ["school", "network", "--range", "10.1.0.0/16", "--group", "staff", "--dry-run"],
        ["school", "term", "--name", "autumn", "--first", "2026-09-02", "--last", "2026-12-18", "--dry-run"],
        ["list", "load", str(names), "--id", "games", "--dry-run"],
        ["audit", "verify"],
    )
    for one in tried:
        assert one.code == 0
        assert one.out.startswith("would be done: ")
        assert "/account/" not in one.out
    assert [action for action, _ in records(data)] == ["school made"]
    assert ": 1 records, " in verified.out


def test_bad_words_are_refused_with_a_sentence_and_change_nothing(data: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><html><body>Not a list</body></html>")
    bad = {
        ("school", "add", "--name", "Other School", "--host", "other.example"): "has a school already, Kerb Street School",
        ("school", "add", "--name", "…", "--host", "other.example"): "is no name for a school",
        ("school", "add", "--name", "Other School", "--host", "http://other.example"): "without http:// and port",
        ("school", "class", "--name", "5K", "--year", "5"): "write it like “year 5”",
        ("school", "class", "--name", "5 K", "--year", "year 5"): "write it like “class 5K”",
        ("school", "network", "--range", "8.8.8.0/24", "--group", "staff"): "is not among the school's addresses",
        ("school", "network", "--range", "10.0.0.0/33", "--group", "staff"): "is no range of addresses",
        ("school", "network", "--range", "10.1.0.0/16", "--group", "pupils", "--class", "9Z"): "there is no class “9Z” (no class yet)",
        ("school", "network", "--range", "10.1.0.0/16", "--group", "staff", "--class", "9Z"): "is a class of pupils",
        ("school", "term", "--name", "autumn", "--first", "2026-13-02", "--last", "2026-12-18"): "is no day",
        ("school", "term", "--name", "autumn", "--first", "2026-09-02", "--last", "2025-12-18"): "before it starts",
        ("school", "person", "--name", "Nora", "--role", "headteacher"): "give their address with --email",
        ("school", "person", "--name", "Nora", "--email", "nora@kerb.example", "--role", "head teacher"): "write “headteacher”",
        ("school", "person", "--name", "Nora", "--email", "nora", "--role", "headteacher"): "is no e-mail address",
        ("school", "person", "--name", " ", "--email", "nora@kerb.example"): "needs a name",
        ("school", "person", "--name", "Tom", "--kind", "giant"): "invalid choice",
        ("school", "person", "--name", "Tom", "--kind", "pupil", "--email", "tom@kerb.example", "--role", "headteacher"): "is a pupil",
        ("list", "load", str(page), "--id", "games"): "was not loaded",
        ("list", "load", str(page), "--id", "gamez"): "is no list a policy can name",
        ("list", "load", str(tmp_path / "absent.txt"), "--id", "games"): "there is no file",
    }
    said = at(data, *map(list, bad))
    for (words, told), one in zip(bad.items(), said, strict=True):
        assert (one.code, one.out) == (2, ""), words
        assert told in one.err, (words, one.err)
    assert [action for action, _ in records(data)] == ["school made"]


def test_an_address_is_given_once(data: Path) -> None:
    first, again = at(data, HEAD, [*HEAD[:3], "Nina Kerb", *HEAD[4:]])
    assert first.code == 0
    assert again.code == 2
    assert "write another address" in again.err
    assert [action for action, _ in records(data)].count("person added") == 1


def test_nothing_is_served_without_a_resolver_to_ask(tmp_path: Path) -> None:
    [refused] = at(tmp_path / "school", ["serve", "--web", "127.0.0.1:47801", "--dns", "127.0.0.1:47802"])
    assert refused.code == 2
    assert "no resolver to ask for open names" in refused.err


def test_a_school_made_here_has_no_link_to_set_it_up(data: Path) -> None:
    [refused] = at(data, ["school", "link"])
    assert refused.code == 2
    assert "Kerb Street School is set up" in refused.err


def test_whoever_keeps_the_server_lets_somebody_choose_a_password(data: Path) -> None:
    _, tried, given, nobody = at(
        data,
        HEAD,
        ["school", "invite", "nora@kerb.example", "--dry-run"],
        ["school", "invite", "Nora@Kerb.example"],
        ["school", "invite", "7"],
    )
    assert "/invitation/" not in tried.out
    assert re.search(r"http://127\.0\.0\.1:8000/invitation/([A-Z2-7]{4}-){3}[A-Z2-7]{4}/", given.out)
    assert nobody.code == 2
    assert "nobody here is “7”" in nobody.err
    assert [action for action, _ in records(data)].count("person invited") == 1


def test_a_schools_folder_is_no_demo(data: Path) -> None:
    [refused] = at(data, ["demo", "--web", "127.0.0.1:47801", "--dns", "127.0.0.1:47802"])
    assert refused.code == 2
    assert "holds a real school" in refused.err
    assert json.loads((data / "installation.json").read_text())["is_demo"] is False
