"""What `demo` and `serve` share: describe the installation, start the house, say when everything answers."""

from __future__ import annotations

import errno
import json
import os
import socket
import threading
import time
import urllib.error
import urllib.request
from argparse import Namespace
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from belisha.adapters import backups
from belisha.web import env
from belisha.web.assets import collect
from belisha.web.commands.installation import Endpoint, Installation, Unusable, data_folder, found_at, is_kept_at, socket_folder
from belisha.web.commands.supervisor import Supervisor, children_of
from belisha.web.supervisor_log import SupervisorLog

READY_WITHIN_SECONDS = 60.0
DNS = "127.0.0.1:5300"
BLOCK_PAGE_HOST, BLOCK_PAGE_PORT = "127.0.0.2", 8081
_LISTENING_FAULTS = {
    errno.EADDRINUSE: "is taken by another program: choose another",
    errno.EACCES: "is below port 1024 and needs a permission (docs/how-tos/put-it-on-a-network.md): give it, or choose another",
    errno.EADDRNOTAVAIL: "has an address that this machine does not have: choose one of its own",
}


def describe(words: Namespace, *, is_demo: bool) -> Installation:
    """The installation these command-line words mean.

    Raises Unusable where a port is taken, or where a demo and a real school would share a folder.
    """
    data = data_folder(words.data)
    _check_same_purpose(data, is_demo=is_demo)
    web, resolvers = Endpoint.from_words(words.web), [Endpoint.from_words(one) for one in words.dns or [DNS]]
    named = words.block_page or os.environ.get("BELISHA_BLOCK_PAGE")
    block_page = Endpoint.from_words(named) if named else None
    listening = [("--web", web), *(("--dns", dns) for dns in dict.fromkeys(resolvers))]
    for name, endpoint in (*listening, *((("--block-page", block_page),) if block_page else ())):
        if why := why_not(endpoint):
            raise Unusable(f"{endpoint} {why} with {name} HOST:PORT")
    described = Installation(
        data=str(data),
        is_demo=is_demo,
        web=str(web),
        dns=" ".join(map(str, dict.fromkeys(resolvers))),
        block_page=str(block_page or _free_near(Endpoint(BLOCK_PAGE_HOST, BLOCK_PAGE_PORT))),
        proof_port=_free_near(Endpoint("127.0.0.1", resolvers[0].port + 1)).port,
        standin_port=_free_near(Endpoint("127.0.0.1", resolvers[0].port + 2)).port,
        sockets=socket_folder(data),
        upstreams=_said(words.upstream, "BELISHA_UPSTREAMS"),
        forwards=_said(words.forward, "BELISHA_FORWARD"),
        private_answers=_said(words.private_answers, "BELISHA_PRIVATE_ANSWERS"),
        upstream_ca=words.upstream_ca or os.environ.get("BELISHA_UPSTREAM_CA", ""),
    )
    _check_wire(described)
    return described


def _said(words: list[str], setting: str) -> str:
    """What was typed, and behind it what the setting says; with spaces between them."""
    return " ".join([*words, *os.environ.get(setting, "").split()])


def _check_wire(described: Installation) -> None:
    """Raises Unusable, with a sentence, for servers and names that the resolver could not use."""
    from belisha.filtering import engine

    try:
        for words in described.upstreams.split():
            engine.server_named(words)
        engine.forwards_of(described.forwards.split())
        for name in described.private_answers.split():
            engine.zone_named(name)
        engine.check_authorities(described.upstream_ca)
        if named := env.text("BELISHA_PORTAL_ADDRESS", ""):
            engine.check_portal_address(named)
    except ValueError as fault:
        raise Unusable(str(fault)) from fault


def _check_same_purpose(data: Path, *, is_demo: bool) -> None:
    """Raises Unusable for a demo in a real school's folder, whose clock and sign-in it would change, and the other way round."""
    if not is_kept_at(data) or found_at(data).is_demo == is_demo:
        return
    holds, wanted = ("a real school", "the demo") if is_demo else ("a demo", "a real school")
    raise Unusable(f"{data} holds {holds}: name another folder for {wanted} with --data")


def is_free(endpoint: Endpoint) -> bool:
    """True where nobody holds this port, for TCP or UDP."""
    return not why_not(endpoint)


def why_not(endpoint: Endpoint) -> str:
    """Why nothing can listen there, for TCP and UDP, and what to choose instead; "" where it can."""
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_INET6 if ":" in endpoint.host else socket.AF_INET, kind) as probe:
            if kind == socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((endpoint.host, endpoint.port))
            except OSError as fault:
                return _LISTENING_FAULTS.get(fault.errno or 0, f"cannot be listened on ({fault.strerror}): choose another")
    return ""


def _free_near(wanted: Endpoint) -> Endpoint:
    """The endpoint itself where it is free, else one the system picks on the same address."""
    if wanted.port < 65536 and is_free(wanted):
        return wanted
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((wanted.host, 0))
        return Endpoint(wanted.host, probe.getsockname()[1])


def _say(line: str) -> None:
    """Tell whoever started the house. Nobody may be there to hear it, or its disk full: the house goes on."""
    with suppress(OSError):
        print(f"belisha: {line}", flush=True)


def run_house(
    installation: Installation, *, on_ready: Callable[[], None], say: Callable[[str], None] = _say, has_rules: bool = True
) -> int:
    """Run the three processes until told to stop; `on_ready` is called once everything answers. The exit code.

    `has_rules` is False while there is no school: then the resolver is waited for, and no rules of its.
    """
    collect(installation.path("static"))
    backups.sweep(Path(installation.data))
    supervisor = Supervisor(
        children=children_of(["-m", "belisha.web.commands.main", "process", "--data", installation.data]),
        environment={**os.environ, **installation.environment()},
        say=say,
        log=SupervisorLog(Path(installation.data)),
    )
    failed = threading.Event()

    def announce() -> None:
        try:
            wait_until_ready(installation, is_stopping=lambda: supervisor.is_stopping, has_rules=has_rules)
            on_ready()
            _web_status(installation, "/")  # what its first reader would wait a second for
        except Unusable as fault:
            say(str(fault))
            failed.set()
            supervisor.stop()

    supervisor.run(once_started=threading.Thread(target=announce, daemon=True).start)
    return 1 if failed.is_set() else 0


def wait_until_ready(installation: Installation, *, is_stopping: Callable[[], bool], has_rules: bool = True) -> None:
    """Return when web, block page, resolver and worker all answer. Raises Unusable after a minute, naming who does not."""
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    waiting = {"web": _web_answers, "block page": _block_page_answers, "resolver": _resolver_is_in_step if has_rules else _resolver_answers}
    while waiting and not is_stopping():
        waiting = {name: answers for name, answers in waiting.items() if not answers(installation)}
        if time.monotonic() > deadline:
            raise Unusable(f"not answering after {READY_WITHIN_SECONDS:.0f} s: {', '.join(waiting)}; look at the lines above")
        time.sleep(0.05)


def _web_answers(installation: Installation) -> bool:
    """True once the portal gives pages; a name it does not answer to (here: where it listens everywhere) is refused, and an answer too."""
    status = _web_status(installation, "/account/login/")
    return status is not None and status < 500


def _web_status(installation: Installation, path: str) -> int | None:
    """The HTTP status of a page of the portal, asked on this machine."""
    return _status_of(f"http://{installation.web.replace('0.0.0.0:', '127.0.0.1:')}{path}")


def _block_page_answers(installation: Installation) -> bool:
    return _status_of(f"http://{installation.block_page}/") is not None


def _status_of(address: str) -> int | None:
    """The HTTP status at an address of this machine, or None where nobody answers."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own loopback address
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return None


def _resolver_is_in_step(installation: Installation) -> bool:
    """True once the resolver answers and holds a ruleset that the worker gave it since this start."""
    from belisha.filtering.engine import holds_current_rules

    return holds_current_rules(os.environ["BELISHA_RESOLVER_SOCKET"])


def _resolver_answers(installation: Installation) -> bool:
    """True once the resolver answers, with rules or without."""
    from belisha.filtering.engine import status_at

    return status_at(os.environ["BELISHA_RESOLVER_SOCKET"]) is not None


def write_ready_file(path: Path, facts: dict[str, object]) -> None:
    """Write the facts as JSON in one step, so that nobody reads half of them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".new")
    unfinished.write_text(json.dumps(facts, indent=1))
    unfinished.replace(path)
