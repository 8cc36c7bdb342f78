"""The stage: a school that many tests begin with, made once in each process and given to each test as it was.

Making the school, its people and its signed policy costs more than most tests. So each is written once, in a transaction that
stays open, one inside the other: bare, the school, its people, their signed policy. A test says by its fixtures how far it needs them;
what lies above is taken back before it begins, and what it writes itself is undone by pytest-django as ever.
The tests of a run are put in the order of what they need, each kind shuffled as it was, so that nothing is made twice.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

Scenery = dict[str, Any]
"""What stands on the stage, by the name of its fixture."""

MARK = "staged_"
"""How the name of a level's fixture begins; behind it, the name of the level."""


def put_school(scenery: Scenery) -> None:
    """The test school, where none stands yet."""
    from tests.cast import make_school

    if "school" not in scenery:
        scenery["school"] = make_school()


def put_cast(scenery: Scenery) -> None:
    """Its people, where they do not stand yet."""
    from tests.cast import make_cast

    if "cast" not in scenery:
        scenery["cast"] = make_cast(scenery["school"])


def put_desk(scenery: Scenery) -> None:
    """Their signed policy and a list that closes a site by mistake, where they do not stand yet."""
    from belisha.filtering.tests.desk import open_desk

    if "desk" not in scenery:
        scenery["desk"] = open_desk(scenery["school"], scenery["cast"])


LEVELS: dict[str, Callable[[Scenery], None]] = {"school": put_school, "cast": put_cast, "desk": put_desk}
"""From the bottom to the top."""


class Stage:
    """The levels that stand now, and what can be put on them: each level adds to what those below hold."""

    def __init__(self, blocker: DjangoDbBlocker) -> None:
        self._blocker = blocker
        self._makers = tuple(LEVELS.values())
        self._levels: list[tuple[AbstractContextManager[None], bytes]] = []

    def be_at(self, level: int) -> None:
        """Take back what lies above this level, and make what is missing below it."""
        with self._blocker.unblock():
            while len(self._levels) > level:
                self._take_back()
            while len(self._levels) < level:
                self._make()

    def copy(self) -> Scenery:
        """What stands now, for one test to change as it likes."""
        return dict(pickle.loads(self._levels[-1][1])) if self._levels else {}

    def _make(self) -> None:
        scenery = self.copy()
        with ExitStack() as undone_if_it_fails:
            opened = transaction.atomic()
            undone_if_it_fails.enter_context(opened)
            self._makers[len(self._levels)](scenery)
            undone_if_it_fails.pop_all()
        self._levels.append((opened, pickle.dumps(scenery)))

    def _take_back(self) -> None:
        opened, _ = self._levels.pop()
        transaction.set_rollback(True)
        opened.__exit__(None, None, None)


class Plan:
    """Who needs what: kept by the configuration of a run, for its hooks."""

    def __init__(self) -> None:
        self.stage: Stage | None = None
        self.wanted = 0

    def level_of(self, item: pytest.Item) -> int:
        """How far a test needs the stage: 0 for one that brings its own, or that commits what it writes."""
        names = set(getattr(item, "fixturenames", ()))
        marker = item.get_closest_marker("django_db")
        if names & {"transactional_db", "live_server"} or (marker and (marker.kwargs.get("transaction") or marker.args)):
            return 0
        return max((number for number, name in enumerate(LEVELS, 1) if MARK + name in names), default=0)

    def begin(self, item: pytest.Item) -> None:
        """Before a test's fixtures are made."""
        self.wanted = self.level_of(item)
        if self.stage is not None:
            self.stage.be_at(self.wanted)


PLAN = pytest.StashKey[Plan]()
