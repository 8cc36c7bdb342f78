"""The house keeps its own rules, and each rule can be broken by a bad example."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.architecture import house

# Modules that may write although they are not actions: what they write is no school's business row.
MAY_WRITE = {
    "kit/outbox.py": "the outbox delivers and marks its own rows",
}


def told(faults: list[str]) -> str:
    return "\n".join(faults)


def test_files_and_functions_stay_small() -> None:
    files = [p for p in sorted(house.CHECKOUT.joinpath("src").rglob("*.py")) if "migrations" not in p.parts]
    files += sorted(house.CHECKOUT.joinpath("tests").rglob("*.py"))
    faults = [f for p in files for f in house.size_faults(p, p.read_text())]
    assert not faults, told(faults)


def test_rooms_use_each_others_doors() -> None:
    faults = []
    for path in house.production_files():
        room = path.relative_to(house.SOURCE).parts[0]
        if room in house.ROOMS:
            faults += house.door_faults(path, room, path.read_text())
    assert not faults, told(faults)


def test_rows_are_written_in_actions() -> None:
    faults = []
    for path in house.production_files():
        inside = str(path.relative_to(house.SOURCE))
        if not inside.startswith("web/") and inside not in MAY_WRITE:
            faults += house.write_faults(path, path.read_text())
    assert not faults, told(faults)


def test_modules_have_names_that_say_something() -> None:
    faults = [f for p in house.production_files() for f in house.name_faults(p)]
    assert not faults, told(faults)


def test_migrations_import_no_project_code() -> None:
    files = sorted(house.SOURCE.rglob("migrations/*.py"))
    assert files
    faults = [f for p in files for f in house.migration_faults(p, p.read_text())]
    assert not faults, told(faults)


@pytest.mark.parametrize(
    ("check", "bad"),
    [
        (lambda t: list(house.size_faults(Path("a.py"), t)), "def long():\n" + "    x = 1\n" * 61),
        (lambda t: list(house.size_faults(Path("a.py"), t)), "x = 1\n" * 401),
        (lambda t: list(house.door_faults(Path("a.py"), "policy", t)), "from belisha.people.forms import Form\n"),
        (lambda t: list(house.write_faults(Path("views.py"), t)), "Row.objects.create(a=1)\n"),
        (lambda t: list(house.write_faults(Path("views.py"), t)), "row.save()\n"),
        (lambda t: list(house.migration_faults(Path("0001.py"), t)), "from belisha.people.states import Kind\n"),
    ],
)
def test_each_rule_can_be_broken(check, bad: str) -> None:
    assert check(bad)


def tracked(*patterns: str) -> list[Path]:
    found = subprocess.run(["git", "-C", str(house.CHECKOUT), "ls-files", *patterns], capture_output=True, text=True, check=True)
    return [house.CHECKOUT / name for name in found.stdout.splitlines() if (house.CHECKOUT / name).is_file()]


def test_no_lock_file_names_an_address() -> None:
    for path in tracked("*.lock", "package-lock.json"):
        assert not re.search(r"https?://", path.read_text()), path


def test_nothing_names_a_folder_of_a_machine() -> None:
    here = str(house.CHECKOUT.parent) + "/"
    offenders = [p for p in tracked("*.py", "*.md", "*.html", "*.toml", "Makefile", "*.css") if here in p.read_text()]
    assert not offenders, offenders


def test_every_room_says_what_it_is() -> None:
    for room in sorted(house.ROOMS | {"core", "adapters", "kit", "web"}):
        words = (house.SOURCE / room / "__init__.py").read_text()
        assert len(words) > 60, f"{room}/__init__.py must say what the word means in a school, who uses the room, what it promises"


def test_public_data_is_there_in_ci() -> None:
    from conftest import SHARED

    if os.environ.get("CI") == "true":
        assert (SHARED / "data").is_dir(), f"CI must have the public data at {SHARED}: set BELISHA_SHARED"
