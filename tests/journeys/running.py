"""A demo school running as its users have it: the real command, real processes, real DNS; stopped by its process id."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import dns.message
import dns.query
import dns.rdatatype

from belisha.web.commands.installation import Endpoint
from belisha.web.commands.running import is_free

CHECKOUT = Path(__file__).resolve().parents[2]
BELISHA = [sys.executable, "-m", "belisha.web.commands.main"]
START_WITHIN_SECONDS = 90
DATABASE = "belisha.sqlite3"
READY_FILE = "told-when-ready.json"
MAKE_SCHOOL = """
import sys
from belisha.web.commands.demo import prepare
from belisha.web.commands.main import parser
from belisha.web.commands.running import describe
installation = describe(parser().parse_args(["demo", *sys.argv[1:]]), is_demo=True)
installation.enter()
prepare(installation, at=None)
"""
NOTHING_SET: Mapping[str, str] = {}
PORTS_FROM, PORTS_EACH = 20_000, 1_500


def plain_environment() -> dict[str, str]:
    """This environment without what was set for the tests' own Django."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("BELISHA_", "DJANGO_"))}


def belisha(*words: str) -> subprocess.CompletedProcess[str]:
    """A `belisha` command that has ended."""
    command = [*BELISHA, *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=CHECKOUT, env=plain_environment())


@dataclass
class Running:
    """A running demo: what its ready file says, and its command line."""

    ready: dict[str, Any]
    data: Path
    process: subprocess.Popen[bytes]
    command_line: list[str] = field(default_factory=list)
    settings: Mapping[str, str] = field(default_factory=dict)

    def stop(self) -> None:
        """End it as its users do; with force where it does not."""
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    @property
    def web(self) -> str:
        return str(self.ready["web"])

    @property
    def resolver(self) -> tuple[str, int]:
        host, _, port = str(self.ready["dns"]).rpartition(":")
        return host, int(port)

    @property
    def block_page(self) -> tuple[str, int]:
        host, _, port = str(self.ready["block_page"]).removeprefix("http://").rpartition(":")
        return host, int(port)

    def command(self, *words: str, code: int = 0) -> str:
        """What a `belisha` command prints for this school; it must end with `code`."""
        done = belisha(*words, "--data", str(self.data))
        assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def explain(self, host: str, seat: str, **more: str) -> dict[str, Any]:
        """`belisha explain HOST --as SEAT --json`."""
        extra = [word for name, value in more.items() for word in (f"--{name}", value)]
        return dict(json.loads(self.command("explain", host, "--as", seat, "--json", *extra)))

    def ask(self, host: str, source: str, rdtype: str = "A") -> dns.message.Message:
        """The resolver's answer to a device at `source`."""
        question = dns.message.make_query(host, rdtype, use_edns=0)
        return dns.query.udp(question, self.resolver[0], port=self.resolver[1], source=source, timeout=5)

    def address(self, host: str, source: str) -> str | None:
        """The first A answer a device at `source` gets, or None."""
        answer = self.ask(host, source)
        return next((r.address for s in answer.answer if s.rdtype == dns.rdatatype.A for r in s), None)

    def is_closed(self, host: str, source: str) -> bool:
        """True where the answer leads to the block page."""
        return self.address(host, source) == self.block_page[0]


def free_port() -> int:
    """A port of this process's own share that nobody holds now.

    The shares lie below the range that the system gives to outgoing connections and to tests that bind
    port 0, so that nobody takes the port in the second before the house does; two ports above it stay
    free for the house's own.
    """
    worker = int("".join(filter(str.isdigit, os.environ.get("PYTEST_XDIST_WORKER", "gw0"))))
    return next(port for port in _ports(worker) if all(is_free(Endpoint("127.0.0.1", port + beside)) for beside in range(3)))


@cache
def _ports(worker: int) -> Iterator[int]:
    """The share of one worker, three apart, each number once."""
    return iter(range(PORTS_FROM + worker * PORTS_EACH, PORTS_FROM + (worker + 1) * PORTS_EACH, 3))


def until(holds: Callable[[], bool], *, seconds: float = 5.0) -> bool:
    """True as soon as something holds, False if it never does within the time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def demo(data: Path, *words: str, settings: Mapping[str, str] = NOTHING_SET) -> AbstractContextManager[Running]:
    """`belisha demo` on free ports in `data`, until the block ends.

    A new one that begins at the usual moment finds its invented school in the folder, made once for all stories by the demo's own way;
    tests/commands/test_demo.py has it made from nothing.
    """
    if "--clock" not in words and not (data / DATABASE).exists():
        data.mkdir(exist_ok=True)
        shutil.copy(invented_school() / DATABASE, data)
    return house("demo", data, *words, settings=settings)


@cache
def invented_school() -> Path:
    """A folder with the database of a demo that never ran; gone when this process ends."""
    folder = Path(tempfile.mkdtemp(prefix="belisha-demo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    places = ["--data", str(folder), "--web", f"127.0.0.1:{free_port()}", "--dns", f"127.0.0.1:{free_port()}"]
    command = [sys.executable, "-c", MAKE_SCHOOL, *places]
    done = subprocess.run(command, cwd=CHECKOUT, env=plain_environment(), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return folder


@contextmanager
def house(verb: str, data: Path, *words: str, settings: Mapping[str, str] = NOTHING_SET) -> Iterator[Running]:
    """`belisha demo` or `belisha serve` on free ports in `data`, with these settings (env.sample), until the block ends."""
    web, resolver, block_page = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}", f"127.0.0.2:{free_port()}"
    places = ["--web", web, "--dns", resolver, "--block-page", block_page]
    command = [*BELISHA, verb, "--data", str(data), *places, "--ready-file", str(data / READY_FILE), *words]
    process = _begun(command, data, settings)
    running = Running({}, data, process, command, settings)
    try:
        running.ready = _told_when_ready(process, data)
        yield running
    finally:
        running.stop()


def start_again(running: Running) -> None:
    """The same house at the same places once more, after its supervisor was killed; returns when it answers."""
    running.process.wait(15)
    running.process = _begun(running.command_line, running.data, running.settings)
    running.ready = _told_when_ready(running.process, running.data)


def _begun(command: list[str], data: Path, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """The command's process; what it says goes into a file beside its folder."""
    (data / READY_FILE).unlink(missing_ok=True)
    with _log_of(data).open("ab") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, cwd=CHECKOUT, env={**plain_environment(), **settings})


def _told_when_ready(process: subprocess.Popen[bytes], data: Path) -> dict[str, Any]:
    """What the house says once it answers. Fails where it ends by itself, or takes longer than a minute and a half."""
    deadline = time.monotonic() + START_WITHIN_SECONDS
    while not (data / READY_FILE).exists():
        assert process.poll() is None, f"it ended by itself:\n{_log_of(data).read_text()}"
        assert time.monotonic() < deadline, f"it is not ready:\n{_log_of(data).read_text()}"
        time.sleep(0.05)
    return dict(json.loads((data / READY_FILE).read_text()))


def _log_of(data: Path) -> Path:
    return data.parent / f"{data.name}.log"
