"""Many `belisha` commands typed one after the other, in one process, so that a test need not start one for each."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.journeys.running import CHECKOUT, NOTHING_SET, plain_environment

TYPIST = """
import contextlib, io, json, sys
from belisha.web.commands.main import main

def typed(words):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main(words)
        except SystemExit as left:
            code = left.code
    return code, out.getvalue(), err.getvalue()

print(json.dumps([typed(words) for words in json.load(sys.stdin)]))
"""


@dataclass(frozen=True)
class Said:
    """What a command came to: its exit code, and what it wrote."""

    code: int
    out: str
    err: str


def typed(*commands: Sequence[str], settings: Mapping[str, str] = NOTHING_SET) -> list[Said]:
    """What each of these commands came to, with these settings (env.sample). Fails where one ends by a fault that nobody caught."""
    done = subprocess.run(
        [sys.executable, "-c", TYPIST],
        input=json.dumps(list(map(list, commands))),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=CHECKOUT,
        env={**plain_environment(), **settings},
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return [Said(*said) for said in json.loads(done.stdout.splitlines()[-1])]


def copy_of(data: Path, folder: Path) -> Path:
    """The folder of a school, copied to where it may be changed; the school may be running."""
    (folder / "static").mkdir(parents=True)
    shutil.copy(data / "secret-key", folder / "secret-key")
    described = json.loads((data / "installation.json").read_text())
    (folder / "installation.json").write_text(json.dumps({**described, "data": str(folder), "sockets": str(folder)}))
    source, copy = sqlite3.connect(data / "belisha.sqlite3"), sqlite3.connect(folder / "belisha.sqlite3")
    source.backup(copy)
    source.close()
    copy.close()
    return folder
