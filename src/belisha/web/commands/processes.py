"""The three processes, as the supervisor starts them: `belisha process resolver|worker|web --data DIR`."""

from __future__ import annotations

import os
import signal
import threading
import time
from argparse import Namespace
from types import FrameType
from typing import Any

from belisha.web.commands.installation import Endpoint, Installation, data_folder, found_at

WEB_THREADS = 12
HEART_EVERY_SECONDS = 5.0


def run(words: Namespace) -> int:
    """Be the process named until told to stop."""
    installation = found_at(data_folder(words.data))
    os.environ.update(installation.environment())
    {"resolver": _resolver, "worker": _worker, "web": _web}[words.process](installation)
    return 0


def _resolver(installation: Installation) -> None:
    """The resolver: no database, no Django."""
    from belisha.filtering import engine
    from belisha.kit import clock

    upstreams = tuple(installation.upstreams.split())
    engine.run_resolver(
        engine.EngineConfig(
            listen=tuple((dns.host, dns.port) for dns in installation.resolvers),
            proof_port=installation.proof_port,
            socket_path=os.environ["BELISHA_RESOLVER_SOCKET"],
            ruleset_folder=os.environ["BELISHA_RULESET_FOLDER"],
            block_page_address=os.environ["BELISHA_BLOCK_PAGE_ADDRESS"],
            upstreams=upstreams,
            standin_port=installation.standin_port if installation.is_demo and not upstreams else None,
            forwards=tuple(installation.forwards.split()),
            private_answers=tuple(installation.private_answers.split()),
            upstream_ca=installation.upstream_ca,
        ),
        now=clock.now,
    )


def _worker(installation: Installation) -> None:
    """The worker: delivers events, keeps the engine in step, rings what falls due."""
    installation.enter()
    from belisha.web.worker import work

    work(_until_told())


def _web(installation: Installation) -> None:
    """The portal and, on its own port, the block page."""
    installation.enter()
    from waitress.server import create_server

    from belisha.web.block_page import application as block_page
    from belisha.web.wsgi import application as portal

    signal.signal(signal.SIGTERM, _leave)
    web, block = Endpoint.from_words(installation.web), Endpoint.from_words(installation.block_page)
    aside = create_server(block_page(), host=block.host, port=block.port, threads=4, ident="")
    threading.Thread(target=aside.run, daemon=True, name="block page").start()
    threading.Thread(target=_beat, daemon=True, name="heart").start()
    create_server(portal, host=web.host, port=web.port, threads=WEB_THREADS, ident="", **_behind_a_proxy()).run()


def _behind_a_proxy() -> dict[str, Any]:
    """What Waitress needs where a TLS proxy stands before the portal: whose word on the visitor's address and scheme counts.

    Without it every visitor would have the proxy's address: seats at /door and rate limits go by address.
    """
    proxy = os.environ.get("BELISHA_TRUSTED_PROXY", "")
    if not proxy:
        return {}
    return {
        "trusted_proxy": proxy,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        "clear_untrusted_proxy_headers": True,
    }


def _beat() -> None:
    """Say every few seconds that the web process lives."""
    from django.db import Error, connection

    from belisha.jobs.actions import beat
    from belisha.kit import clock

    while True:
        try:
            beat("web", now=clock.now(), details={})
        except Error:
            connection.close()
        time.sleep(HEART_EVERY_SECONDS)


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def _until_told() -> threading.Event:
    """An event that TERM or INT sets."""
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    return told
