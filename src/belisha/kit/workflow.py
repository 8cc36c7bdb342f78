"""Moves of a state: a table of what may follow what, and one check."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

from belisha.kit.access import Refused

State = TypeVar("State", bound=Enum)


def check_move(moves: Mapping[State, frozenset[State]], *, was: State, becomes: State, what: str) -> None:
    """Nothing if the table lets `was` become `becomes`; raises Refused with a sentence about `what` otherwise."""
    if becomes not in moves[was]:
        raise Refused(f"{what} is {was.value}: it cannot become {becomes.value} any more.")
