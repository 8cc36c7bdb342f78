"""A form, case, sanction or duty as one thing, whatever the number of clauses that speak of it, with where each of its keys is said."""

from __future__ import annotations

from dataclasses import dataclass

from belisha.core.policy.joins import joined
from belisha.core.policy.model import Control, Fault, Policy


def fault_at(control: Control, key: str, sentence: str) -> Fault:
    """A fault at a key of a control; at the control's first line where the key is not said."""
    return Fault(control.lines.get(key, control.line), control.clause, sentence)


@dataclass(frozen=True, slots=True)
class Thing:
    """Controls that are one thing, in the order of the text. A key that two clauses say is a fault of its own; the first one counts."""

    controls: tuple[Control, ...]

    @property
    def name(self) -> str:
        """What it is called; "" for a duty without a name."""
        return self.controls[0].text("name")

    def saying(self, key: str) -> Control | None:
        """The control that says this key, or None."""
        return next((control for control in self.controls if key in control.values), None)

    def text(self, key: str) -> str:
        """The value of a key as one string, or ""."""
        control = self.saying(key)
        return control.text(key) if control else ""

    def words(self, key: str) -> tuple[str, ...]:
        """The words of a key, or none."""
        control = self.saying(key)
        return control.words(key) if control else ()

    def is_set(self, key: str) -> bool:
        """True where the key says true."""
        control = self.saying(key)
        return control is not None and control.values[key] is True

    def fault(self, key: str, sentence: str) -> Fault:
        """A fault where the key is said, or on the first line of the thing."""
        return fault_at(self.saying(key) or self.controls[0], key, sentence)


def things_of(policy: Policy, *kinds: str) -> tuple[Thing, ...]:
    """Each thing of these kinds, in the order of the text."""
    return tuple(Thing(group) for group in joined(policy.controls(*kinds)))


def facts_of(case: Thing) -> dict[str, tuple[str, ...]]:
    """The facts of a case and their allowed answers."""
    control = case.saying("facts")
    return table_of_words(control, "facts") if control else {}


def table_of_words(control: Control, key: str) -> dict[str, tuple[str, ...]]:
    """A table whose values are words or lists of words; other values are left out."""
    table = control.values.get(key)
    if isinstance(table, str | int | tuple) or table is None:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for name, held in table.items():
        words = (held,) if isinstance(held, str) else held
        if isinstance(words, tuple) and all(isinstance(word, str) for word in words):
            found[name] = words
    return found
