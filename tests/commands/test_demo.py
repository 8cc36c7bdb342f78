"""`belisha demo`: one folder, one school; what falls comes back, what stops leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import time
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path

import dns.exception
import dns.message
import dns.query
import pytest

from tests.commands.typed import typed
from tests.enforcement.killing import CHILDREN, children
from tests.journeys.running import Running, belisha, demo, free_port, until

CLASS_5K, STAFF = "127.0.1.5", "127.0.2.5"
BACK_WITHIN_SECONDS = 2.0
ANSWERS_WITHIN_SECONDS = 10.0
SECOND_START_SECONDS = 20.0  # under 5 on a quiet machine; the suite's machine is never quiet
ROLES = {
    "headteacher", "dsl", "network_manager", "esafety", "teacher", "support_staff",
    "volunteer", "governor", "chair", "clerk", "parent", "pupil",
}  # fmt: skip


def is_alive(pid: int) -> bool:
    """True while the process runs; one that has ended and waits to be noticed does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_the_ready_file_has_what_others_rely_on(running: Running) -> None:
    ready = running.ready
    assert {"web", "dns", "block_page", "mail", "clock", "sign_in", "networks", "classes"} <= ready.keys()
    assert set(ready["sign_in"]) == ROLES
    assert all(link.startswith(ready["web"]) for link in ready["sign_in"].values())
    assert ready["networks"].keys() == {"pupils", "staff", "guests"}
    assert ready["classes"] == {"5K": "127.0.1.5", "4B": "127.0.1.21", "2R": "127.0.1.37"}
    assert running.is_closed("www.youtube.com", ready["classes"]["5K"])
    assert not running.is_closed("www.youtube.com", ready["networks"]["staff"])


def test_the_clock_starts_on_a_tuesday_at_quarter_past_ten_and_runs(running: Running) -> None:
    told = datetime.fromisoformat(running.ready["clock"]).astimezone()
    start = datetime.fromisoformat("2026-09-15T10:15:00+01:00")
    assert start.weekday() == 1
    assert 0 < (told - start).total_seconds() < 90


def test_a_second_start_on_the_same_folder_is_refused(running: Running) -> None:
    refused = belisha("demo", "--data", str(running.data), "--web", f"127.0.0.1:{free_port()}", "--dns", f"127.0.0.1:{free_port()}")
    assert refused.returncode == 2
    assert refused.stderr.startswith("belisha: another Belisha is running on")
    assert running.is_closed("www.youtube.com", CLASS_5K)


@pytest.mark.parametrize(("option", "at"), [("--web", "web"), ("--dns", "dns")])
def test_a_port_that_is_taken_is_named(running: Running, tmp_path: Path, option: str, at: str) -> None:
    taken = str(running.ready[at]).removeprefix("http://")
    free = {"--web": f"127.0.0.1:{free_port()}", "--dns": f"127.0.0.1:{free_port()}", option: taken}
    refused = belisha("demo", "--data", str(tmp_path / "other"), *[word for pair in free.items() for word in pair])
    assert refused.returncode == 2
    assert refused.stderr == f"belisha: {taken} is taken by another program: choose another with {option} HOST:PORT\n"


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    refused = belisha("demo", "--data", str(tmp_path / "other"), "--web", "localhost")
    assert refused.returncode == 2
    assert "write it like 127.0.0.1:8000" in refused.stderr


def test_a_demo_is_no_school_to_serve(running: Running) -> None:
    refused = belisha("serve", "--data", str(running.data), "--upstream", "127.0.0.1:53")
    assert refused.returncode == 2
    other = belisha("school", "add", "--name", "Kerb Street School", "--host", "kerb.example", "--data", str(running.data))
    assert other.returncode == 2
    assert "has a school already" in other.stderr


@pytest.mark.parametrize("name", sorted(CHILDREN))
def test_a_killed_process_comes_back_with_the_same_rules(running: Running, name: str) -> None:
    before = running.ask("www.youtube.com", CLASS_5K)
    supervisor = running.process.pid
    assert until(lambda: children(supervisor).keys() == CHILDREN, seconds=ANSWERS_WITHIN_SECONDS)
    pid = children(supervisor)[name]
    os.kill(pid, signal.SIGKILL)
    assert until(lambda: children(supervisor).get(name, pid) != pid, seconds=BACK_WITHIN_SECONDS), f"{name} is not back"
    assert until(lambda: resolver_answers(running), seconds=BACK_WITHIN_SECONDS if name == "resolver" else 0.5)
    assert until(lambda: portal_answers(running), seconds=ANSWERS_WITHIN_SECONDS)
    after = running.ask("www.youtube.com", CLASS_5K)
    assert (after.answer, after.options) == (before.answer, before.options)
    assert not running.is_closed("www.youtube.com", STAFF)


def resolver_answers(running: Running) -> bool:
    """True where a pupil's device is told that YouTube is closed."""
    question = dns.message.make_query("www.youtube.com", "A")
    try:
        answer = dns.query.udp(question, running.resolver[0], port=running.resolver[1], source=CLASS_5K, timeout=0.2)
    except dns.exception.Timeout:
        return False
    return [r.address for s in answer.answer for r in s] == [running.block_page[0]]


def portal_answers(running: Running) -> bool:
    """True where the portal shows a clause."""
    try:
        with urllib.request.urlopen(f"{running.web}/policy/8.1/", timeout=5) as page:
            return page.status == 200
    except OSError:
        return False


def test_stopping_leaves_nothing_and_starting_again_keeps_the_school(tmp_path: Path) -> None:
    """A decision (here: a role that was given) is still there; the second start makes nothing anew and is quick."""
    data = tmp_path / "school"
    data.mkdir()
    with demo(data, "--clock", "2026-10-06T14:00") as first:
        assert datetime.fromisoformat(first.ready["clock"]) - datetime.fromisoformat("2026-10-06T14:00+01:00") < timedelta(minutes=2)
        rosa = ["school", "person", "--name", "Rosa Crossing", "--email", "rosa@zebra-lane.example", "--role", "SENCO"]
        given, recorded = typed([*rosa, "--data", str(data)], ["audit", "verify", "--data", str(data)])
        assert given.code == 0
        records = recorded.out
        kept = children(first.process.pid)
        assert kept.keys() == CHILDREN
        first.process.send_signal(signal.SIGTERM)
        assert first.process.wait(15) == 0
        assert not any(map(is_alive, kept.values()))
    began = time.monotonic()
    with demo(data) as second:
        took = time.monotonic() - began
        assert took < SECOND_START_SECONDS, f"the second start took {took:.1f} s"
        assert second.ready["sign_in"].keys() == ROLES
        assert datetime.fromisoformat(second.ready["clock"]).month == 10
        rosa = ["school", "person", "--name", "Rosa Again", "--email", "rosa@zebra-lane.example"]
        whole, refused = typed(["audit", "verify", "--data", str(data)], [*rosa, "--data", str(data)])
        assert count_of(whole.out) >= count_of(records)
        assert refused.code == 2
        assert "signs in as rosa@zebra-lane.example" in refused.err
        kept = children(second.process.pid)
        os.kill(second.process.pid, signal.SIGKILL)
        second.process.wait(5)
        assert until(lambda: not any(map(is_alive, kept.values())), seconds=BACK_WITHIN_SECONDS), "children outlived their supervisor"


def count_of(words: str) -> int:
    """How many records `belisha audit verify` counted, all of them whole."""
    found = re.search(r": (\d+) records, head \w+: whole$", words.strip())
    assert found, words
    return int(found[1])
