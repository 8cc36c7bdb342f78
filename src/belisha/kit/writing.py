"""One action, one transaction. On SQLite every writer first takes one file lock, so that writers queue instead of failing.

Measured by the design (architecture.md, Keeping): 20 writers p99 120 ms with the lock, 1.9 s without it.
"""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction

from belisha.kit import remembered
from belisha.kit.access import Fault

_this_thread = threading.local()


@contextmanager
def one_transaction(*, of_one_case: bool = False) -> Iterator[None]:
    """A transaction in which nothing is rendered, mailed or hashed from files. Nested use joins the outer one.

    `of_one_case`: it changes a request, an opening, a notice or what the wire says of them, and nothing that the next case is decided
    by: no person, role, place, time, list or version. What pages know of those is kept (kit/remembered.py).

    Raises Fault where a bare `transaction.atomic()` surrounds it on a SQLite file: the two locks would be taken in the wrong order.
    """
    if is_under_way():
        with transaction.atomic():
            yield
        return
    with remembered.while_writing(of_one_case=of_one_case), _file_lock():
        _this_thread.is_writing, _this_thread.is_of_one_case = True, of_one_case
        try:
            with transaction.atomic():
                if of_one_case:
                    remembered.look_up_what_is_settled()
                yield
        finally:
            _this_thread.is_writing = _this_thread.is_of_one_case = False


def is_under_way() -> bool:
    """True while this thread is inside `one_transaction`."""
    return bool(getattr(_this_thread, "is_writing", False))


def is_of_one_case() -> bool:
    """True while this thread is inside `one_transaction(of_one_case=True)`."""
    return bool(getattr(_this_thread, "is_of_one_case", False))


def leave_broken_connection() -> None:
    """Close a connection that no longer answers, so that the next query opens another. For loops that outlive their database."""
    if not connection.in_atomic_block and not connection.is_usable():
        connection.close()


@contextmanager
def _file_lock() -> Iterator[None]:
    """The writers' lock of a SQLite file; nothing elsewhere, or in memory."""
    path = file_beside_database(".writing")
    if path is None:
        yield
        return
    if connection.in_atomic_block:
        raise Fault("a writer entered one_transaction() inside a bare transaction.atomic(): use one_transaction() for the outer one too")
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)


def file_beside_database(ending: str) -> Path | None:
    """Where a lock of this database lies: beside a SQLite file; None for a server, or for SQLite in memory."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or ":memory:" in name or "mode=memory" in name:
        return None
    return Path(name + ending)
