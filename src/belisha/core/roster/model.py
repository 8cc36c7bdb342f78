"""What a roster says: one record for each row that can be read, a sentence for each that cannot. Immutable values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

Row = tuple[str, ...]
MOST_ROWS = 5_000
"""Twice the largest school in England: more is a whole authority's file, and somebody's slip."""


class Group(Enum):
    """Of whom a file speaks; the value is the word people read."""

    PUPILS = "pupils"
    STAFF = "staff"


class Fate(Enum):
    """What happens to a row once it is confirmed; the value is the word people read."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "as it was"
    LEAVES = "leaves"
    REFUSED = "not taken"


class Unreadable(Exception):
    """No roster can be read out of this file at all. The message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A parent or carer of a pupil. What the file does not say is None; a court order and “do not contact” are only ever set by a file."""

    name: str
    relationship: str = ""
    has_responsibility: bool | None = None
    has_court_order: bool = False
    is_not_contacted: bool = False
    email: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One row that can be read. `number` is the person's number in the school's own system, "" where the file has none.

    `kind` is one of “teacher”, “support staff”, “volunteer”, “governor”; "" for pupils. `leaves` is their last day plus one, if the
    file says so. `notes` are sentences about cells that were left out, or that somebody should look at.
    """

    row: int
    name: str
    number: str = ""
    class_name: str = ""
    year: str = ""
    kind: str = ""
    post: str = ""
    email: str = ""
    leaves: date | None = None
    contacts: tuple[Contact, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotTaken:
    """One row that cannot be read: its number in the file, what it seems to be about, and a sentence."""

    row: int
    about: str
    words: str


@dataclass(frozen=True, slots=True)
class Roster:
    """A file, read: `notes` are about the file as a whole; `has_classes` where it has a column for them."""

    group: Group
    records: tuple[Record, ...]
    not_taken: tuple[NotTaken, ...] = ()
    notes: tuple[str, ...] = ()
    has_classes: bool = False
    has_posts: bool = False
