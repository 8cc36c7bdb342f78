"""The engines that are measured, each started as its users start it, with the same names closed and the same upstream."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import dns.exception
import dns.message
import dns.rdatatype

from belisha.filtering.alone import closed_name

CHECKOUT = Path(__file__).resolve().parents[2]
BELISHA = [sys.executable, "-m", "belisha.web.commands.main"]
BLOCK_PAGE = "127.0.0.2"
START_WITHIN = 180.0
LOOK_EVERY = 0.004  # seconds between two questions while an engine starts
Endpoint = tuple[str, int]

UNBOUND = """server:
  interface: 127.0.0.1@{port}
  port: {port}
  num-threads: {threads}
  so-reuseport: yes
  so-rcvbuf: 4m
  outgoing-range: 4096
  num-queries-per-thread: 4096
  msg-cache-size: 32m
  rrset-cache-size: 64m
  edns-buffer-size: 1232
  max-udp-size: 1232
  minimal-responses: yes
  access-control: 127.0.0.0/8 allow
  define-tag: "pupils staff"
  access-control-tag: 127.0.0.0/8 "pupils"
  access-control-tag: 127.0.2.0/24 "staff"
  module-config: "respip iterator"
  do-not-query-localhost: no
  do-daemonize: no
  use-syslog: no
  logfile: "{folder}/unbound.log"
  chroot: ""
  username: ""
  pidfile: ""
  directory: "{folder}"
rpz:
  name: lists
  zonefile: "{zone}"
  tags: "pupils"
forward-zone:
  name: "."
  forward-addr: 127.0.0.1@{upstream}
remote-control:
  control-enable: no
"""

DNSMASQ = """no-resolv
no-hosts
no-poll
bind-interfaces
listen-address=127.0.0.1
port={port}
server=127.0.0.1#{upstream}
dns-forward-max=10000
edns-packet-max=1232
"""
LARGE_CACHE = "cache-size=30000\ncache-rr=HTTPS\n"


@dataclass(frozen=True, slots=True)
class Making:
    """What an engine is made with: a folder of the run, one kept between runs, how many names are closed, where upstream listens."""

    folder: Path
    kept: Path
    names: int
    upstream: int


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine that can be started: `command` writes what it needs and gives the words to start it with on a port.

    `program` is the file that must be there, `package` the Debian package that has it.
    """

    title: str
    program: str
    package: str
    command: Callable[[Making, int], list[str]]

    @property
    def is_here(self) -> bool:
        """True where it is installed."""
        return shutil.which(self.program, path=f"{os.environ.get('PATH', '')}:/usr/sbin") is not None


@dataclass(slots=True)
class Started:
    """A running engine; `seconds` are those from its start to its first right answer, one for each time it was started."""

    engine: Engine
    at: Endpoint
    process: subprocess.Popen[bytes]
    seconds: list[float] = field(default_factory=list)

    @property
    def pid(self) -> int:
        """Of its process."""
        return self.process.pid


def free_port() -> int:
    """A port that nobody holds now, for TCP and UDP."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp:
            udp.bind(("127.0.0.1", 0))
            with suppress(OSError):
                tcp.bind(udp.getsockname())
                return int(udp.getsockname()[1])


def prepared_rules(making: Making) -> Path:
    """The folder with Belisha's rules, written by its own command where they are not there yet."""
    return making.kept / f"rules-{making.names}"


def _belisha(making: Making, port: int) -> list[str]:
    folder = prepared_rules(making)
    places = ["--dns", f"127.0.0.1:{port}", "--upstream", f"127.0.0.1:{making.upstream}", "--rules-folder", str(folder)]
    return [*BELISHA, "resolver", "--rules", str(making.names), *places, "--ready-file", str(making.folder / "belisha.json")]


def _unbound(threads: int) -> Callable[[Making, int], list[str]]:
    def command(making: Making, port: int) -> list[str]:
        zone = making.folder / "lists.zone"
        if not zone.exists():
            rows = (f"{name} A {BLOCK_PAGE}\n*.{name} A {BLOCK_PAGE}\n" for name in map(closed_name, range(making.names)))
            with zone.open("w") as file:
                file.write("$ORIGIN lists.\n$TTL 60\n@ SOA localhost. nobody.invalid. 1 3600 600 86400 60\n@ NS localhost.\n")
                file.writelines(rows)
        configuration = making.folder / f"unbound-{threads}.conf"
        configuration.write_text(UNBOUND.format(port=port, threads=threads, folder=making.folder, zone=zone, upstream=making.upstream))
        return ["/usr/sbin/unbound", "-d", "-c", str(configuration)]

    return command


def _dnsmasq(more: str = "") -> Callable[[Making, int], list[str]]:
    def command(making: Making, port: int) -> list[str]:
        configuration = making.folder / f"dnsmasq-{len(more)}.conf"
        with configuration.open("w") as file:
            file.write(DNSMASQ.format(port=port, upstream=making.upstream) + more)
            file.writelines(f"address=/{name}/{BLOCK_PAGE}\n" for name in map(closed_name, range(making.names)))
        return ["/usr/sbin/dnsmasq", "--keep-in-foreground", f"--conf-file={configuration}", "--pid-file=", "--user="]

    return command


ENGINES = (
    Engine("Belisha", sys.executable, "", _belisha),
    Engine("Unbound RPZ, 1 thread", "unbound", "unbound", _unbound(1)),
    Engine("Unbound RPZ, 2 threads", "unbound", "unbound", _unbound(2)),
    Engine("dnsmasq as shipped", "dnsmasq", "dnsmasq-base", _dnsmasq()),
    Engine("dnsmasq, large cache", "dnsmasq", "dnsmasq-base", _dnsmasq(LARGE_CACHE)),
)


@contextmanager
def ended_at_last(command: list[str], **more: object) -> Iterator[subprocess.Popen[bytes]]:
    """A process, stopped at the end."""
    process = subprocess.Popen(command, cwd=CHECKOUT, **more)  # type: ignore[call-overload]  # what Popen takes, handed on
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def upstream() -> Iterator[int]:
    """The stand-in upstream in a process of its own; its port."""
    port = free_port()
    with ended_at_last([sys.executable, str(Path(__file__).with_name("upstream.py")), str(port)], stdout=subprocess.PIPE) as process:
        if process.stdout is None or process.stdout.readline() != b"ready\n":
            raise SystemExit("the stand-in upstream did not start")
        yield port


@contextmanager
def started(engine: Engine, making: Making, *, times: int = 1) -> Iterator[Started]:
    """The engine running; started `times` times, and stopped but for the last. Raises SystemExit where it does not answer."""
    with ExitStack() as stack:
        seconds: list[float] = []
        for _ in range(times):
            stack.close()
            port = free_port()
            command = engine.command(making, port)
            begun = time.perf_counter()
            process = stack.enter_context(ended_at_last(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            wait_for_answer(("127.0.0.1", port), closed_name(making.names - 1), process, engine.title)
            seconds.append(time.perf_counter() - begun)
        yield Started(engine, ("127.0.0.1", port), process, seconds)


def wait_for_answer(at: Endpoint, name: str, process: subprocess.Popen[bytes], title: str) -> None:
    """Return as soon as a closed name is answered with the block page's address. Raises SystemExit where it is not in time."""
    deadline = time.perf_counter() + START_WITHIN
    while time.perf_counter() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"{title} ended by itself with {process.returncode}: start it by hand to see why")
        if BLOCK_PAGE in addresses(at, name):
            return
    raise SystemExit(f"{title} does not answer {name} as closed within {START_WITHIN:.0f} s")


def addresses(at: Endpoint, name: str) -> list[str]:
    """The addresses that `name` is answered with; none where nothing comes back at once."""
    reply = asked(at, name, "A", timeout=0.2)
    records = reply.answer if reply else []
    return [rdata.to_text() for record in records if record.rdtype == dns.rdatatype.A for rdata in record]


def asked(at: Endpoint, name: str, rdtype: str, *, timeout: float = 2.0) -> dns.message.Message | None:
    """The answer to one question, or None."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(timeout)
        try:
            sock.connect(at)
            sock.send(dns.message.make_query(name, rdtype, use_edns=0, payload=1232).to_wire())
            return dns.message.from_wire(sock.recv(4_096))
        except (OSError, dns.exception.DNSException):
            time.sleep(LOOK_EVERY)
            return None
