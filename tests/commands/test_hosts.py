"""A demo answers by its own names only: a page elsewhere that makes its own name lead to this machine reads nothing here."""

from __future__ import annotations

import os
import subprocess
import sys

HERE = {"BELISHA_DEMO": "yes", "BELISHA_SECRET_KEY": "only for tests", "BELISHA_PORTAL_URL": "http://127.0.0.1:8300"}


def hosts(**more: str) -> list[str]:
    """The names the portal answers to, in a process with these settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BELISHA_")}
    words = "from belisha.web import settings; print(*settings.ALLOWED_HOSTS)"
    done = subprocess.run(
        [sys.executable, "-c", words], env={**kept, **HERE, **more}, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.split()


def test_a_demo_does_not_answer_to_every_name() -> None:
    assert "*" not in hosts()
    assert {"localhost", "127.0.0.1"} <= set(hosts())


def test_a_demo_answers_to_where_it_listens() -> None:
    assert "demo.school.test" in hosts(BELISHA_PORTAL_URL="http://demo.school.test:8300")


def test_a_named_set_goes_before() -> None:
    assert hosts(BELISHA_HOSTS="one.test two.test") == ["one.test", "two.test"]
