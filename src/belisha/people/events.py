"""What other rooms hear of people."""

from __future__ import annotations

from dataclasses import dataclass

from belisha.kit.outbox import Event


@dataclass(frozen=True, slots=True)
class PeopleLeft(Event):
    """People are no longer of the school from `on` (an ISO day) on: sign-in, roles, classes and what they had planned end that day.

    `by_name` and `by_person` say who marked it.
    """

    people: tuple[int, ...]
    on: str
    by_name: str
    by_person: int | None


@dataclass(frozen=True, slots=True)
class LeadAppointed(Event):
    """Somebody was given a role of safeguarding; `by_name` and `by_person` say who gave it."""

    person: int
    role: str
    by_name: str
    by_person: int | None


@dataclass(frozen=True, slots=True)
class RosterImported(Event):
    """A list of pupils or staff was brought in (`group` is the word people read)."""

    group: str
    new: int
    changed: int
    left: int
    by_name: str
    by_person: int | None
