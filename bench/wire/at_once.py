"""Many at work at the same time, each in a thread of its own; the first fault of one is everybody's."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import TypeVar

One = TypeVar("One")


def all_at_once(many: Iterable[One], work: Callable[[One], None]) -> None:
    """Start `work` for each of them, and wait for all. Raises the first fault that one of them raised."""
    faults: list[BaseException] = []

    def run(one: One) -> None:
        try:
            work(one)
        except BaseException as fault:  # noqa: BLE001 - told by who started the thread
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(one,)) for one in many]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
