"""People who sign at the very same moment, on a real database file: nobody counts twice, and nothing is half done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    folder = tmp_path_factory.mktemp("at-once")
    environment = {
        **os.environ,
        "BELISHA_DATA": str(folder),
        "BELISHA_DATABASE": str(folder / "belisha.sqlite3"),
        "BELISHA_SECRET_KEY": "only for tests",
        "DJANGO_SETTINGS_MODULE": "belisha.web.settings",
        "PYTHONPATH": str(CHECKOUT),
    }
    command = [sys.executable, "-m", "belisha.policy.tests.at_once"]
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_two_who_sign_at_once_put_it_in_force_once(told):
    story = told["head and chair"]
    assert story == {"came": ["signed", "signed"], "signatures": 2, "status": "IN_FORCE", "in_force": 1, "chain": True}


@pytest.mark.parametrize("name", ["two heads", "one person in two roles"])
def test_the_second_of_two_at_once_is_refused(told, name):
    story = told[name]
    assert (story["came"], story["signatures"], story["status"], story["chain"]) == (["refused", "signed"], 1, "WAITING", True)


def test_pressing_four_times_signs_once(told):
    story = told["one person pressing twice"]
    assert (story["came"], story["signatures"], story["status"]) == (["refused", "refused", "refused", "signed"], 1, "WAITING")
