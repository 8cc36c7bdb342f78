"""Who acts, and the three ways a thing cannot be done: the person may not, the state forbids it, or something is broken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec


class Denied(Exception):
    """This person may not do this. The message is a sentence for that person."""


class Refused(Exception):
    """Nobody may do this now: the policy or the state of the thing forbids it. The message says what to do instead."""


class Fault(Exception):
    """Something of ours, or an engine, is broken. The message says what was tried and what to do."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, as plain values that stay true after the person has left: an id and the name at the time.

    `person_id` is None for somebody without an account (`name` says which: "a device of class 5K") and for the machine.
    """

    school_id: int
    name: str
    person_id: int | None = None


Checked = ParamSpec("Checked")


def may(check: Callable[Checked, None]) -> Callable[Checked, bool]:
    """The twin of a `check_x` that raises: answers True or False instead."""

    @wraps(check)
    def answer(*args: Checked.args, **kwargs: Checked.kwargs) -> bool:
        try:
            check(*args, **kwargs)
        except (Denied, Refused):
            return False
        return True

    return answer
