"""`belisha school import-people`: tried, done, done again, and answered with a sentence where it cannot be."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.commands.typed import Said, copy_of, typed

ADD = ["school", "add", "--name", "Kerb Street School", "--host", "safety.kerb.example"]
HEAD = ["school", "person", "--name", "Nora Kerb", "--email", "nora@kerb.example", "--role", "headteacher"]
PUPILS = "Forename,Surname,Reg,Year\nAnna,Bell,5K,5\nCara,Dale,1M,1\n,Lamp,5K,5\n"
BRING = ["school", "import-people", "FILE", "--group", "pupils"]


@pytest.fixture(scope="module")
def new_school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school with a headteacher."""
    data = tmp_path_factory.mktemp("new") / "school"
    assert [one.code for one in at(data, ADD, HEAD)] == [0, 0]
    return data


@pytest.fixture
def data(new_school: Path, tmp_path: Path) -> Path:
    return copy_of(new_school, tmp_path / "school")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "pupils.csv"
    path.write_text(PUPILS, encoding="utf-16")
    return path


def at(data: Path, *commands: list[str]) -> list[Said]:
    return typed(*[[*words, "--data", str(data)] for words in commands])


def bring(file: Path, *more: str) -> list[str]:
    return [*[str(file) if word == "FILE" else word for word in BRING], *more]


def names(data: Path, table: str = "people_person") -> list[str]:
    rows = sqlite3.connect(data / "belisha.sqlite3")
    found = [str(name) for (name,) in rows.execute(f"select name from {table} order by name")]
    rows.close()
    return found


def test_a_list_is_tried_done_and_done_again(data: Path, file: Path) -> None:
    [tried] = at(data, bring(file, "--dry-run"))
    assert tried.out.splitlines() == [
        "would be done: 2 new, 0 changed, 0 left.",
        "  new: Anna Bell (row 2)",
        "  new: Cara Dale (row 3)",
        "  not taken: Lamp 5K (row 4): The forename is missing: fill it in and upload the file again.",
    ]
    assert names(data) == ["Nora Kerb"]
    done, again = at(data, bring(file), bring(file))
    assert done.out.startswith("2 new, 0 changed, 0 left.")
    assert again.out.startswith("nothing: everybody in the list is as it says.")
    assert names(data) == ["Anna Bell", "Cara Dale", "Nora Kerb"]
    assert names(data, "people_schoolclass") == ["1M", "5K"]


def test_whoever_is_missing_leaves_only_where_the_list_is_whole(data: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text("Forename,Surname\nAnna,Bell\nCara,Dale\n")
    second.write_text("Forename,Surname\nAnna,Bell\n")
    said = at(data, bring(first), bring(second), bring(second, "--whole"))
    assert said[1].out.startswith("nothing:")
    assert said[2].out.splitlines() == ["0 new, 0 changed, 1 left.", "  leaves: Cara Dale (in no row)", said[2].out.splitlines()[-1]]


def test_a_file_that_cannot_be_read_gets_a_sentence(data: Path, tmp_path: Path) -> None:
    picture = tmp_path / "pupils.csv"
    picture.write_bytes(b"\x89PNG")
    missing, wrong = at(data, bring(tmp_path / "none.csv"), bring(picture))
    assert (missing.code, wrong.code) == (2, 2)
    assert "none.csv cannot be read (No such file or directory): is the name right?" in missing.err
    assert "This is a picture, not a table" in wrong.err
