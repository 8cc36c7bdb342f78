"""`belisha resolver`: the resolver alone, as somebody starts it who wants to measure it or to try it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from belisha.adapters.resolver.client import ResolverClient
from belisha.adapters.resolver.proof import WireAnswer, ask
from tests.commands.typed import typed
from tests.journeys.running import BELISHA, CHECKOUT, free_port, plain_environment, until

PUPIL, TEACHER = "127.0.0.1", "127.0.2.5"


@contextmanager
def alone(folder: Path, *words: str) -> Iterator[dict[str, Any]]:
    """The command running; what its ready file says."""
    ready = folder.parent / "ready.json"
    ready.unlink(missing_ok=True)
    places = ["--dns", f"127.0.0.1:{free_port()}", "--rules-folder", str(folder), "--ready-file", str(ready)]
    process = subprocess.Popen([*BELISHA, "resolver", *places, *words], stdout=subprocess.PIPE, cwd=CHECKOUT, env=plain_environment())
    try:
        assert until(ready.exists, seconds=20), process.poll()
        yield json.loads(ready.read_text())
    finally:
        process.terminate()
        process.communicate(timeout=15)
    assert process.returncode == 0


def answer(ready: dict[str, Any], name: str, source: str) -> WireAnswer:
    host, _, port = ready["proof"].rpartition(":")
    return ask(name, source=source, listener=(host, int(port)), timeout=5)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "rules"


def test_invented_names_and_all_below_are_closed_for_pupils_alone(folder: Path) -> None:
    with alone(folder, "--rules", "50") as ready:
        assert answer(ready, "closed0.example", PUPIL).is_closed
        assert answer(ready, "www.closed49.example", PUPIL).is_closed
        assert answer(ready, "closed50.example", PUPIL).is_open
        assert answer(ready, "closed0.example", TEACHER).is_open
        assert ResolverClient(Path(ready["control"])).status().lists == {"invented": 50}


def test_another_number_of_names_is_written_anew(folder: Path) -> None:
    for count in (3, 2):
        with alone(folder, "--rules", str(count)) as ready:
            assert answer(ready, f"closed{count - 1}.example", PUPIL).is_closed
            assert answer(ready, f"closed{count}.example", PUPIL).is_open


def test_it_touches_no_folder_that_it_did_not_make_and_says_what_it_cannot_do(folder: Path) -> None:
    folder.mkdir()
    (folder / "journal").write_text("a school's own")
    strange, none = typed(["resolver", "--rules-folder", str(folder)], ["resolver", "--rules", "0"])
    assert (strange.code, none.code) == (2, 2)
    assert "did not make: name an empty or a new folder with --rules-folder" in strange.err
    assert "0 is not a number of names to close" in none.err
    assert (folder / "journal").read_text() == "a school's own"
