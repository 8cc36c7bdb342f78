"""The suite on PostgreSQL: a throw-away server beside the tests, and every test's database on it.

`python -m tests.on_postgresql WORDS…` starts the server, runs pytest with these words, and ends with its exit code; nothing of
the server is left. Each process of pytest has a database of its own (`test_belisha_gw0`). Schools that stories and commands start
keep their SQLite files.
"""

from __future__ import annotations

import os
import subprocess
import sys

from belisha.audit.tests.postgresql import MISSING, binaries, started


def main(words: list[str]) -> int:
    """Pytest's exit code; 2, with a sentence, where this machine has no PostgreSQL."""
    programs = binaries()
    if programs is None:
        sys.stderr.write(MISSING + "\n")
        return 2
    with started(programs) as server:
        settings = {"BELISHA_DATABASE": server.address("belisha")}
        return subprocess.run([sys.executable, "-m", "pytest", *words], env={**os.environ, **settings}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
