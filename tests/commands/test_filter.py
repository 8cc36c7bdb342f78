"""`belisha filter`: rolled back and in force again with one command each, proved on the wire; and what it says where it cannot."""

from __future__ import annotations

import json
from pathlib import Path

from belisha.adapters.resolver.proof import ask
from tests.commands.typed import typed
from tests.journeys.running import Running

HEAD, GOVERNOR = "head@zebra-lane.example", "governor@zebra-lane.example"
WHY = "Three classes stand still."


def is_closed(running: Running, data: str) -> bool:
    """What a device of class 5K is told about YouTube now."""
    port = json.loads(Path(data, "installation.json").read_text())["proof_port"]
    return ask("youtube.com", source="127.0.1.5", listener=("127.0.0.1", port), timeout=5).is_closed


def test_one_command_there_and_one_back(running: Running) -> None:
    data = str(running.data)
    tried, observed = typed(
        ["filter", "observe", "--data", data, "--by", HEAD, "--reason", WHY, "--dry-run"],
        ["filter", "observe", "--data", data, "--by", HEAD, "--reason", WHY, "--days", "2"],
    )
    try:
        assert "would be done" in tried.out
        assert observed.code == 0, observed
        assert "The filter only observes until" in observed.out
        assert "Proved at the resolver" in observed.out
        assert not is_closed(running, data)
        again, status = typed(
            ["filter", "observe", "--data", data, "--by", HEAD, "--reason", WHY],
            ["filter", "status", "--data", data, "--json"],
        )
        assert (again.code, "observes already" in again.err) == (2, True)
        assert json.loads(status.out)["closes"] is False
    finally:
        (enforced,) = typed(["filter", "enforce", "--data", data, "--by", HEAD])
    assert enforced.code == 0, enforced
    assert "The filter closes again" in enforced.out
    assert is_closed(running, data)
    (status,) = typed(["filter", "status", "--data", data])
    assert "closes what the policy closes" in status.out


def test_what_cannot_be_done_is_told_in_a_sentence(running: Running) -> None:
    data = str(running.data)
    observe = ["filter", "observe", "--data", data, "--reason", WHY]
    said = typed(
        [*observe, "--by", GOVERNOR],
        [*observe, "--by", "nobody@home.example"],
        [*observe, "--by", HEAD, "--days", "15"],
        [*observe, "--by", HEAD, "--days", "99999999999"],
        [*observe, "--by", HEAD, "--until", "2026-01-01T08:00"],
        [*observe, "--by", HEAD, "--until", "tomorrow"],
        ["filter", "enforce", "--data", data, "--by", HEAD],
    )
    assert [one.code for one in said] == [2] * 7
    wanted = (
        "headteacher or the network manager",
        "nobody at",
        "from 1 to 14",
        "from 1 to 14",
        "ends after it starts",
        "like 2026",
        "not observing",
    )
    for one, words in zip(said, wanted, strict=True):
        assert words in one.err, one
