"""What a policy is once it has been read: clauses in order, each with its controls, and the faults found on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

Value = str | int | bool | tuple[str, ...] | Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a policy's text: `line` counts from 1; `sentence` says what, why, and what to write instead."""

    line: int
    clause: str | None
    sentence: str

    def told(self, file: str) -> str:
        """The fault as one line for a terminal: file:line: clause: sentence."""
        where = f"clause {self.clause}: " if self.clause else ""
        return f"{file}:{self.line}: {where}{self.sentence}"


@dataclass(frozen=True, slots=True)
class Control:
    """One table of a clause's controls: its kind, its keys as written (lists as tuples), the line of each key."""

    kind: str
    clause: str
    line: int
    values: Mapping[str, Value]
    lines: Mapping[str, int] = field(default_factory=dict)

    def text(self, key: str, default: str = "") -> str:
        """The value of `key` as one string."""
        return str(self.values.get(key, default))

    def words(self, key: str) -> tuple[str, ...]:
        """The value of `key` as a tuple of words; a single word is a tuple of one."""
        value = self.values.get(key, ())
        return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, tuple) else ()


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered paragraph of the policy ("8.4", "7.6-tell", or "statement", "appendix-1") and the controls that belong to it."""

    number: str
    section: str
    words: str
    line: int
    controls: tuple[Control, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it: plain paragraphs and clause numbers, in the order of the text."""

    heading: str
    level: int
    line: int
    parts: tuple[str | Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A line of the contents: the clause, appendix or section ("8") that it names, and the words after the number."""

    number: str
    words: str
    line: int


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy that could be read. `identity` is the SHA-256 (hex) of its canonical text: what signatures are over.

    `contents` is what its section “Contents” names, where it has one; `review_line` is where the front matter says `review`.
    """

    title: str
    language: int
    review: str
    when_broken: str
    sections: tuple[Section, ...]
    identity: str
    contents: tuple[Mention, ...] = ()
    review_line: int = field(default=1, compare=False)

    def clauses(self) -> Iterator[Clause]:
        """Each clause, in the order of the text."""
        for section in self.sections:
            yield from (part for part in section.parts if isinstance(part, Clause))

    def clause(self, number: str) -> Clause | None:
        """The clause with this number, or None."""
        return next((c for c in self.clauses() if c.number == number), None)

    def controls(self, *kinds: str) -> Iterator[Control]:
        """Each control of these kinds (all kinds where none is named), in the order of the text."""
        for clause in self.clauses():
            yield from (c for c in clause.controls if not kinds or c.kind in kinds)


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a text: a policy, or faults. With faults `policy` is what could be made out, or None.

    `is_whole` is True where no clause and no control was lost, so that what the policy lacks can be told.
    """

    policy: Policy | None
    faults: tuple[Fault, ...]
    is_whole: bool = True

    @property
    def is_sound(self) -> bool:
        """True where there is a policy and no fault."""
        return self.policy is not None and not self.faults
