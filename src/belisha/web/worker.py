"""The worker process: the roof's wiring given to the runner of the jobs room."""

from __future__ import annotations

import os
import threading

from belisha.jobs import runner
from belisha.kit import clock, outbox
from belisha.web import wiring


def work(stop: threading.Event) -> None:
    """Deliver events and do what falls due, until `stop` is set."""
    runner.run_worker(
        socket_path=os.environ[outbox.WAKE_SOCKET_VARIABLE],
        deliver=lambda now: outbox.deliver_waiting(kinds=wiring.kinds(), listeners=wiring.listeners(), now=now),
        schedule=wiring.schedule(),
        now=clock.now,
        stop=stop,
    )
