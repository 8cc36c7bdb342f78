"""The resolver's process: started as the supervisor starts it, without Django and without the database."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from belisha.filtering.engine import EngineConfig, holds_current_rules, status_at, tell_the_time

PROGRAM = """
import json, sys
from datetime import UTC, datetime
from belisha.filtering import engine
def ready(at):
    print(json.dumps({"dns": at.listen[0], "proof": at.proof, "django": "django" in sys.modules}), flush=True)
words = json.loads(sys.argv[1])
config = engine.EngineConfig((("127.0.0.1", 0),), 0, words["socket"], words["folder"], "127.0.0.2", standin_port=1)
engine.run_resolver(config, now=lambda: datetime(2026, 9, 15, 9, 15, tzinfo=UTC), on_ready=ready)
"""


def test_the_process_answers_and_never_loads_django(tmp_path: Path):
    words = {"socket": str(tmp_path / "r.sock"), "folder": str(tmp_path / "ruleset")}
    command = [sys.executable, "-c", PROGRAM, json.dumps(words)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": ":".join(sys.path)}) as process:
        try:
            assert process.stdout is not None
            ready = json.loads(process.stdout.readline())
            assert ready["django"] is False
            status = status_at(words["socket"])
            assert status is not None
            assert status.number is None
            assert status.broken
            assert not holds_current_rules(words["socket"])
            assert tell_the_time(words["socket"])
        finally:
            process.terminate()
            assert process.wait(10) == 0
    assert status_at(words["socket"]) is None


def test_nobody_there_is_said_and_not_raised(tmp_path: Path):
    assert status_at(tmp_path / "nobody.sock") is None
    assert not holds_current_rules(tmp_path / "nobody.sock")
    assert not tell_the_time(tmp_path / "nobody.sock")


def test_without_an_upstream_outside_a_demo_it_does_not_start(tmp_path: Path):
    config = EngineConfig((("127.0.0.1", 0),), 0, str(tmp_path / "r.sock"), str(tmp_path), "127.0.0.2")
    with pytest.raises(ValueError, match="nobody to ask"):
        config.for_resolver()


def test_rules_are_current_only_once_the_worker_has_proved_them(house):
    with house.resolver_runs():
        assert not holds_current_rules(house.config.socket_path)
        house.work()
        assert holds_current_rules(house.config.socket_path)
    with house.resolver_runs():
        assert status_at(house.config.socket_path).number is not None
        assert not holds_current_rules(house.config.socket_path)
