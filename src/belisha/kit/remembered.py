"""What pages need not ask twice: a page remembers its own answers, and pages after it use them until something is recorded.

Every action writes one record in its own transaction, so the last record's hash names the state that a school is in. Answers that
only actions change are kept under that hash; the next record begins an empty shelf. Only pages that are read take part (`of_page`).
A page that something is sent to (`of_sent`) remembers its own answers alone, until it writes: within a transaction the database is
always asked, and what was remembered before it is forgotten. The worker and the command line always ask the database.
An answer is used for a minute at most, whatever happens, so that somebody who repairs rows by hand is believed too.
What is remembered is shared by threads: it must not be changed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final, TypeVar, cast

SECONDS_KEPT: Final = 60.0
SCHOOLS_KEPT: Final = 64

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Shelf:
    """The answers that hold while a school stays in one state. `filled_at` is a reading of the machine's steady clock, in seconds."""

    state: Hashable
    filled_at: float
    answers: dict[Hashable, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Page:
    """One page that is being read: whose school's, its own answers, and the shelf of that school's state."""

    school_id: int
    own: dict[Hashable, object]
    shelf: Shelf
    is_sent: bool = False


_page: ContextVar[_Page | None] = ContextVar("page", default=None)
_shelves: dict[int, Shelf] = {}


@contextmanager
def of_page(school_id: int, state: Hashable) -> Iterator[None]:
    """While this lasts, answers about this school are remembered. `state` names the state the school is in; None: it is not known."""
    page = _Page(school_id, {}, _shelf(school_id, state, time.monotonic()))
    before = _page.set(page)
    try:
        yield
    finally:
        _page.reset(before)


@contextmanager
def of_sent(school_id: int) -> Iterator[None]:
    """While this lasts, one page to which something is sent remembers its own answers about this school, until it writes."""
    before = _page.set(_Page(school_id, {}, Shelf(None, time.monotonic()), is_sent=True))
    try:
        yield
    finally:
        _page.reset(before)


@contextmanager
def while_writing() -> Iterator[None]:
    """While this lasts, a page to which something was sent asks the database; afterwards it knows nothing of what it asked before."""
    page = _page.get()
    if page is None or not page.is_sent:
        yield
        return
    before = _page.set(None)
    try:
        yield
    finally:
        _page.reset(before)
        page.own.clear()
        page.shelf.answers.clear()


def for_this_page(school_id: int, question: Hashable, ask: Callable[[], Answer]) -> Answer:
    """The answer this page had already, else a new one. For what may change without a record, but not within one page."""
    page = _page_of(school_id)
    return ask() if page is None else _from(page.own, question, ask)


def while_unchanged(school_id: int, question: Hashable, ask: Callable[[], Answer]) -> Answer:
    """The answer an earlier page had while nothing was recorded since, else a new one. For what only recorded actions change.

    A fault that `ask` raises is not remembered.
    """
    page = _page_of(school_id)
    return ask() if page is None else _from(page.shelf.answers, question, ask)


def forget() -> None:
    """Begin with empty shelves."""
    _shelves.clear()


def _page_of(school_id: int) -> _Page | None:
    """The page that is being read, where it is this school's."""
    page = _page.get()
    return page if page is not None and page.school_id == school_id else None


def _from(answers: dict[Hashable, object], question: Hashable, ask: Callable[[], Answer]) -> Answer:
    """Out of these answers; a new one is put among them."""
    if question not in answers:
        answers[question] = ask()
    return cast(Answer, answers[question])


def _shelf(school_id: int, state: Hashable, seconds: float) -> Shelf:
    """The shelf of this state, if it is not too old; else an empty one, which takes its place."""
    if state is None:
        return Shelf(None, seconds)
    shelf = _shelves.get(school_id)
    if shelf is None or shelf.state != state or seconds - shelf.filled_at > SECONDS_KEPT:
        while len(_shelves) >= SCHOOLS_KEPT:
            _shelves.pop(next(iter(_shelves)), None)
        shelf = _shelves[school_id] = Shelf(state, seconds)
    return shelf
