"""What a programme says about its own words, about custody and publishing, and about how long things are kept."""

from __future__ import annotations

from dataclasses import dataclass, field

from belisha.core.programme.times import LATER, Span


@dataclass(frozen=True, slots=True)
class Definition:
    """A defined term."""

    term: str
    means: tuple[str, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class Commitment:
    """One of the statement's promises, the clause that makes it, and the numbers of the clauses that keep it."""

    text: str
    clause: str
    kept_by: tuple[str, ...] = field(default=(), metadata=LATER)


@dataclass(frozen=True, slots=True)
class ClauseText:
    """A clause's number and words, for whoever has to name it."""

    number: str
    words: str


@dataclass(frozen=True, slots=True)
class Vault:
    """Custody of passwords: who opens it; how many people of which roles open it in need (0: nobody); what is done after an opening.

    `rotate_within` is the time in which passwords are changed after an opening; None where the clause says none.
    """

    opens: tuple[str, ...]
    break_glass_people: int
    break_glass_from: tuple[str, ...]
    rotate_within: Span | None
    clause: str


@dataclass(frozen=True, slots=True)
class GuidancePage:
    """A page that is published with a clause."""

    page: str
    clause: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Another document the policy rests on; `where` it is held is None where nobody said: then it was not supplied."""

    document: str
    where: str | None
    clause: str


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a kind of record is kept, and what happens then: "erase", "review", "hand over", or None where it is not said."""

    what: str
    span: Span
    then: str | None
    clause: str


@dataclass(frozen=True, slots=True)
class Review:
    """A review that comes again."""

    every: Span
    by: tuple[str, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class SessionRule:
    """After how long without use these people are signed out; None where no time is said."""

    people: tuple[str, ...]
    idle: Span | None
    clause: str


@dataclass(frozen=True, slots=True)
class MailRule:
    """Where e-mail to these people may go: `only` is "school addresses"."""

    people: tuple[str, ...]
    only: str
    clause: str
