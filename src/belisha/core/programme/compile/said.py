"""What one thing says, over all the clauses that name it: each key's value in the programme's types, and the clause that says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from belisha.core.policy.declarations import KINDS
from belisha.core.policy.joins import JOINED_BY, joined
from belisha.core.policy.model import Control, Policy
from belisha.core.programme.spans import parse_span
from belisha.core.programme.times import Span


@dataclass(frozen=True, slots=True)
class Said:
    """A thing put together from its controls. Source: language.md, "One thing, several clauses"."""

    controls: Sequence[Control]
    keys: Mapping[str, Control]

    @property
    def clause(self) -> str:
        """The clause of the first control."""
        return self.controls[0].clause

    @property
    def sources(self) -> dict[str, str]:
        """The clause of each key, in the order in which a policy declares keys, so that the order of controls never matters."""
        declared = [key.name for key in KINDS[self.controls[0].kind].keys]
        return {key: self.keys[key].clause for key in declared if key in self.keys and key != JOINED_BY}

    def words(self, key: str) -> tuple[str, ...]:
        """The words of a key; none where no clause says it."""
        return self.keys[key].words(key) if key in self.keys else ()

    def text(self, key: str) -> str | None:
        """The value of a key as one text, or None where no clause says it."""
        return self.keys[key].text(key) if key in self.keys else None

    def span(self, key: str) -> Span | None:
        """The span a key says, or None where no clause says it."""
        words = self.text(key)
        return None if words is None else parse_span(words)

    def is_true(self, key: str, *, unsaid: bool = False) -> bool:
        """A key that is true or false; `unsaid` where no clause says it."""
        return self.keys[key].values[key] is True if key in self.keys else unsaid

    def table(self, key: str) -> dict[str, object]:
        """The names and values of a key; none where no clause says it."""
        value = self.keys[key].values[key] if key in self.keys else None
        return dict(value) if isinstance(value, Mapping) else {}

    def answers(self, key: str) -> dict[str, tuple[str, ...]]:
        """A table of names, each with its words."""
        return {name: words_of(value) for name, value in self.table(key).items()}


def things(policy: Policy, kind: str) -> list[Said]:
    """Each thing of a kind that a policy speaks of, in the order of the text."""
    return [said(group) for group in joined(policy.controls(kind))]


def said(group: Iterable[Control]) -> Said:
    """The thing that these controls are together."""
    controls = tuple(group)
    return Said(controls, {key: control for control in controls for key in control.values})


def words_of(value: object) -> tuple[str, ...]:
    """A value of a table as words; true and false are "yes" and "no"."""
    if isinstance(value, tuple | list):
        return tuple(word for held in value for word in words_of(held))
    if isinstance(value, bool):
        return ("yes",) if value else ("no",)
    return (str(value),)
