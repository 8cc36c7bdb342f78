"""Behind a TLS proxy the visitor's own address counts, by the word of that proxy alone."""

from __future__ import annotations

import threading
import urllib.request

import pytest
from waitress import wasyncore
from waitress.server import create_server

from belisha.web.commands.processes import _behind_a_proxy


def address_seen(monkeypatch: pytest.MonkeyPatch, trusted: str) -> str:
    """The address the portal sees when this machine forwards a request of 10.20.0.7."""
    monkeypatch.setenv("BELISHA_TRUSTED_PROXY", trusted)

    def echo(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [f"{environ['REMOTE_ADDR']} {environ['wsgi.url_scheme']}".encode()]

    sockets, enough = {}, threading.Event()
    server = create_server(echo, map=sockets, host="127.0.0.1", port=0, threads=1, **_behind_a_proxy())

    def serve():
        """Whoever opened the sockets closes them, in the same thread, so that none is closed under another's eyes."""
        while not enough.is_set():
            wasyncore.loop(timeout=0.05, map=sockets, count=1)
        server.task_dispatcher.shutdown()
        wasyncore.close_all(sockets)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    asked = urllib.request.Request(
        f"http://127.0.0.1:{server.effective_port}/", headers={"X-Forwarded-For": "10.20.0.7", "X-Forwarded-Proto": "https"}
    )
    with urllib.request.urlopen(asked, timeout=5) as answer:
        seen = answer.read().decode()
    enough.set()
    thread.join(5)
    return seen


def test_the_proxys_word_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    assert address_seen(monkeypatch, "127.0.0.1") == "10.20.0.7 https"


@pytest.mark.parametrize("trusted", ["", "127.0.0.9"])
def test_nobody_elses_word_counts(monkeypatch: pytest.MonkeyPatch, trusted: str) -> None:
    assert address_seen(monkeypatch, trusted) == "127.0.0.1 http"
