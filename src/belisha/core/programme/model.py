"""The types of a programme: roles, signatures, rules, forms, and what stands decided. Immutable; the contract of all rooms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from enum import Enum

from belisha.core.moments import SchoolFacts
from belisha.core.policy import declarations

NO_ONE = declarations.NO_ONE
EVERYONE = declarations.EVERYONE
BASELINE = "baseline"


class Effect(Enum):
    """What a rule of the policy does to the names it speaks of."""

    BLOCK = "block"
    ALLOW = "allow"


class FormEffect(Enum):
    """What granting a form does. Source: language.md, form.effect."""

    OPEN = "open"
    CLOSE = "close"
    LIFT = "lift"
    CASE = "case"
    RECORD = "record"


class WhenKind(Enum):
    """The times a rule can hold. Source: language.md, words used in values: when."""

    ALWAYS = "always"
    LESSON_TIME = "lesson time"
    SCHOOL_DAY = "school day"
    OUTSIDE_LESSONS = "outside lessons"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class When:
    """A time at which a rule holds; `weekdays`, `starts`, `ends` (school time) only for a window."""

    kind: WhenKind = WhenKind.ALWAYS
    weekdays: frozenset[int] = frozenset()
    starts: time = time(0)
    ends: time = time(0)
    words: str = "always"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time as the policy says it: `unit` is "school days", "days", "weeks", "months", "years", "lesson" or "term"."""

    count: int
    unit: str
    words: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One `block` or `allow`: names (and all below) for people, at times, on networks. `id` is clause/kind/ordinal.

    `services` are the catalogue ids it came from, for sentences ("YouTube"); `lists` are subscribed lists by id.
    """

    id: str
    clause: str | None
    effect: Effect
    people: frozenset[str]
    names: frozenset[str] = frozenset()
    except_names: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    services: tuple[str, ...] = ()
    when: When = When()
    networks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Role:
    """A role people hold from date to date, and the clause that declares it. `stands_in` is who acts when its holders cannot."""

    name: str
    clause: str | None
    at_least: int = 1
    stands_in: str | None = None
    may: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignatureNeed:
    """Who must sign a version: one signature for each role."""

    roles: tuple[str, ...]
    clause: str | None
    second_factor: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """A form people can hand in, put together from all clauses that name it. `sources` names the clause of each key."""

    name: str
    effect: FormEffect
    open_to: tuple[str, ...]
    decided_by: tuple[str, ...] = ()
    advised_by: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    longest: Span | None = None
    ends: Span | None = None
    within: Span | None = None
    if_late: str | None = None
    requires: str | None = None
    appeal_to: str | None = None
    sources: Mapping[str, str] = field(default_factory=dict)

    def clause_of(self, key: str) -> str | None:
        """The clause that says this key; where none does, the clause that says the effect."""
        return self.sources.get(key) or self.sources.get("effect")


@dataclass(frozen=True, slots=True)
class Definition:
    """A defined term."""

    term: str
    means: tuple[str, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class Commitment:
    """One of the statement's promises, and the clause that makes it."""

    text: str
    clause: str


@dataclass(frozen=True, slots=True)
class ClauseText:
    """A clause's number and words, for whoever has to name it."""

    number: str
    words: str


@dataclass(frozen=True, slots=True)
class Opening:
    """Names that a decision opened for people (one word: "class 5K", "year 5", "everyone") until `ends` (exclusive)."""

    id: str
    names: frozenset[str]
    people: str
    starts: datetime
    ends: datetime
    clause: str | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Close:
    """Names that a decision closed for people; an emergency close beats every opening. `ends` None: until it is lifted."""

    id: str
    names: frozenset[str]
    people: str
    starts: datetime
    ends: datetime | None
    clause: str | None
    is_emergency: bool = False


@dataclass(frozen=True, slots=True)
class Ban:
    """A seat (by key, an assigned device or person) from which all but help is closed until `ends`."""

    id: str
    seat_key: str
    starts: datetime
    ends: datetime
    clause: str | None


@dataclass(frozen=True, slots=True)
class NameList:
    """A list of names: `id` as a policy says it ("illegal", "games"), contents, and the SHA-256 of them."""

    id: str
    title: str
    names: frozenset[str]
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands decided or loaded beside the policy: lists, openings, closes, bans, and what is never closed."""

    lists: Mapping[str, NameList] = field(default_factory=dict)
    openings: tuple[Opening, ...] = ()
    closes: tuple[Close, ...] = ()
    bans: tuple[Ban, ...] = ()
    help_names: frozenset[str] = frozenset()
    negative_names: frozenset[str] = frozenset()
    safe_hosts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Programme:
    """A policy version and the school's facts, compiled. `version` is the policy's identity, or "baseline".

    `decide(programme, question)` needs nothing else. Keep it by the SHA-256 of its canonical form: the past is read, never recomputed.
    """

    version: str
    title: str
    facts: SchoolFacts
    clauses: tuple[ClauseText, ...] = ()
    roles: tuple[Role, ...] = ()
    signatures: tuple[SignatureNeed, ...] = ()
    rules: tuple[Rule, ...] = ()
    forms: Mapping[str, Form] = field(default_factory=dict)
    definitions: tuple[Definition, ...] = ()
    when_broken: str = "closed"
    standing: Standing = Standing()
    commitments: tuple[Commitment, ...] = ()

    def form(self, name: str) -> Form | None:
        """The form of this name, or None where the policy has none."""
        return self.forms.get(name)

    def role(self, name: str) -> Role | None:
        """The role of this name, or None where no clause declares it."""
        return next((r for r in self.roles if r.name == name), None)

    def words_of(self, clause: str | None) -> str:
        """The words of a clause, or "" where there is none of that number."""
        return next((c.words for c in self.clauses if c.number == clause), "")

    def with_standing(self, standing: Standing) -> Programme:
        """The same programme with other decisions and lists beside it."""
        return replace(self, standing=standing)


@dataclass(frozen=True, slots=True)
class Service:
    """A service of the catalogue: its own domains; `shared` are hosts it uses that others use too (never closed for it).

    Facts carry their source and the day they were checked.
    """

    id: str
    name: str
    kinds: tuple[str, ...]
    domains: tuple[str, ...]
    shared: tuple[str, ...] = ()
    minimum_age: int | None = None
    is_closed_down: bool = False
    source: str = ""
    checked: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The services, kinds and lists a policy's words can mean, plus the facts every school shares."""

    services: Mapping[str, Service] = field(default_factory=dict)
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lists: frozenset[str] = frozenset()
    help_names: frozenset[str] = frozenset()
    negative_names: frozenset[str] = frozenset()
    safe_hosts: Mapping[str, str] = field(default_factory=dict)

    def of_kind(self, kind: str) -> tuple[Service, ...]:
        """Every service of a kind; a kind such as "social media" covers the kinds listed under it."""
        wanted = {kind, *self.kinds.get(kind, ())}
        return tuple(s for s in self.services.values() if wanted & set(s.kinds))
