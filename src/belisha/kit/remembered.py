"""What pages need not ask twice: a page remembers its own answers, and pages after it use them until something is recorded.

Every action writes one record in its own transaction, so the last record's hash names the state that a school is in. Answers that
only actions change are kept under that hash; the next record begins an empty shelf. Only pages that are read take part (`of_page`).
A page that something is sent to (`of_sent`) remembers its own answers alone, until it writes: within a transaction the database is
always asked, and what was remembered before it is forgotten. The worker and the command line always ask the database.

A school at work records one case after another, and none of them changes who holds which role, when lessons are or what the policy
says. Such answers (`while_settled`) have a shelf of their own, under the last record that was more than one case (kit/writing.py). Pages
to which something is sent use it too, and within a transaction of one case once that record has been looked up again: it is the same.
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


@dataclass(slots=True)
class _Page:
    """One page that is being read or sent to: whose school's, its own answers, and the shelves of that school's states.

    `is_writing` within a transaction of a page that is sent to; `is_settled` where what is settled was looked up in it, and is the same.
    """

    school_id: int
    own: dict[Hashable, object]
    shelf: Shelf
    settled: Shelf
    is_sent: bool = False
    is_writing: bool = False
    is_settled: bool = False
    look_up: Callable[[], Hashable] | None = None


_page: ContextVar[_Page | None] = ContextVar("page", default=None)
_shelves: dict[int, Shelf] = {}
_settled: dict[int, Shelf] = {}


@contextmanager
def of_page(school_id: int, state: Hashable, settled: Hashable = None) -> Iterator[None]:
    """While this lasts, answers about this school are remembered.

    `state` names the state the school is in, `settled` the last one that was more than a single case; None: it is not known.
    """
    seconds = time.monotonic()
    with _set(_Page(school_id, {}, _shelf(_shelves, school_id, state, seconds), _shelf(_settled, school_id, settled, seconds))):
        yield


@contextmanager
def of_sent(school_id: int, settled: Hashable = None, look_up: Callable[[], Hashable] | None = None) -> Iterator[None]:
    """While this lasts, one page to which something is sent remembers its own answers about this school, until it writes.

    `look_up` asks the database what `settled` is by then.
    """
    seconds = time.monotonic()
    shelf = _shelf(_settled, school_id, settled, seconds)
    with _set(_Page(school_id, {}, Shelf(None, seconds), shelf, is_sent=True, look_up=look_up)):
        yield


@contextmanager
def while_writing(*, of_one_case: bool = False) -> Iterator[None]:
    """While this lasts, a page to which something was sent asks the database; afterwards it knows nothing of what it asked before.

    `of_one_case`: nothing is changed that is settled, so that is still known afterwards.
    """
    page = _page.get()
    if page is None or not page.is_sent:
        yield
        return
    page.is_writing = True
    try:
        yield
    finally:
        page.is_writing = page.is_settled = False
        page.own.clear()
        page.shelf.answers.clear()
        if not of_one_case:
            page.settled = Shelf(None, time.monotonic())


def look_up_what_is_settled() -> None:
    """Within a transaction of one case: what the page knows to be settled is used in it, if the database says that it still is."""
    page = _page.get()
    if page is None or not page.is_writing or page.look_up is None or page.settled.state is None:
        return
    page.is_settled = page.look_up() == page.settled.state
    if not page.is_settled:
        page.settled = Shelf(None, time.monotonic())


def for_this_page(school_id: int, question: Hashable, ask: Callable[[], Answer]) -> Answer:
    """The answer this page had already, else a new one. For what may change without a record, but not within one page."""
    page = _page_of(school_id)
    return ask() if page is None or page.is_writing else _from(page.own, question, ask)


def while_unchanged(school_id: int, question: Hashable, ask: Callable[[], Answer]) -> Answer:
    """The answer an earlier page had while nothing was recorded since, else a new one. For what only recorded actions change.

    A fault that `ask` raises is not remembered.
    """
    page = _page_of(school_id)
    return ask() if page is None or page.is_writing else _from(page.shelf.answers, question, ask)


def while_settled(school_id: int, question: Hashable, ask: Callable[[], Answer]) -> Answer:
    """The answer an earlier page had while nothing but single cases was recorded since, else a new one.

    For people, roles, places, times, lists and versions: what `one_transaction(of_one_case=True)` never changes.
    """
    page = _page_of(school_id)
    if page is None or (page.is_writing and not page.is_settled):
        return ask()
    return _from(page.settled.answers, question, ask)


def forget() -> None:
    """Begin with empty shelves."""
    _shelves.clear()
    _settled.clear()


def _page_of(school_id: int) -> _Page | None:
    """The page that is being read, where it is this school's."""
    page = _page.get()
    return page if page is not None and page.school_id == school_id else None


def _from(answers: dict[Hashable, object], question: Hashable, ask: Callable[[], Answer]) -> Answer:
    """Out of these answers; a new one is put among them."""
    if question not in answers:
        answers[question] = ask()
    return cast(Answer, answers[question])


def _shelf(shelves: dict[int, Shelf], school_id: int, state: Hashable, seconds: float) -> Shelf:
    """The shelf of this state, if it is not too old; else an empty one, which takes its place."""
    if state is None:
        return Shelf(None, seconds)
    shelf = shelves.get(school_id)
    if shelf is None or shelf.state != state or seconds - shelf.filled_at > SECONDS_KEPT:
        while len(shelves) >= SCHOOLS_KEPT:
            shelves.pop(next(iter(shelves)), None)
        shelf = shelves[school_id] = Shelf(state, seconds)
    return shelf


@contextmanager
def _set(page: _Page) -> Iterator[None]:
    before = _page.set(page)
    try:
        yield
    finally:
        _page.reset(before)
