"""What a change would do, found by doing it and undoing it: so that a page can tell it before anybody saves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from belisha.kit.writing import one_transaction
from belisha.schools.models import School
from belisha.schools.queries import facts
from belisha.schools.reach import Move, moves


class _OnlyTried(Exception):
    """Everything went well, and nothing is to be kept."""


def tried(school: School, change: Callable[[], object], *, on: date) -> tuple[Move, ...]:
    """How many addresses `change` would move from whom to whom on that day. Nothing of it is kept; raises what `change` raises."""
    found: tuple[Move, ...] = ()
    try:
        with one_transaction():
            before = facts(school, on=on)
            change()
            found = moves(before, facts(school, on=on))
            raise _OnlyTried
    except _OnlyTried:
        return found
