"""A publisher of lists on a loopback address, who says what a test tells it to."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

from belisha.adapters.fetching.addresses import Reach

LOOPBACK = Reach((ip_network("127.0.0.0/8"),))


@dataclass(slots=True)
class Answer:
    """One answer: status, fields and body. `announced`: a Content-Length that is not the truth. `speak` says the body by itself."""

    body: bytes = b""
    status: int = 200
    fields: dict[str, str] = field(default_factory=dict)
    announced: int | None = None
    speak: Callable[[BaseHTTPRequestHandler], None] | None = None


@dataclass(slots=True)
class Publisher:
    """What it gives at each path, and the requests it has had: path and fields."""

    base: str
    gives: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def at(self, path: str) -> str:
        """The whole address of a path."""
        return self.base + path


@contextmanager
def publisher(*, context: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> Iterator[Publisher]:
    """A running publisher; stopped at the end."""

    class Desk(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append((self.path, dict(self.headers)))
            answer = made.gives.get(self.path, Answer(status=404))
            try:
                _give(self, answer)
            except OSError:
                return  # the one who asked has heard enough

        def log_message(self, *words: object) -> None:
            """Nothing: tests are quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Nothing: a handshake that is refused is a test's own doing."""

    server = Server((host, 0), Desk)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    made = Publisher(f"{'https' if context else 'http'}://{host}:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@contextmanager
def silent_listener() -> Iterator[int]:
    """The port of somebody who takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def _give(desk: BaseHTTPRequestHandler, answer: Answer) -> None:
    desk.send_response(answer.status)
    for name, words in answer.fields.items():
        desk.send_header(name, words)
    if answer.speak is not None:
        desk.end_headers()
        answer.speak(desk)
        return
    desk.send_header("Content-Length", str(len(answer.body) if answer.announced is None else answer.announced))
    desk.end_headers()
    desk.wfile.write(answer.body)
