"""Controls that stand in several clauses as one thing: what all of them together lack, and what two of them both say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from belisha.core.policy.declarations import KINDS
from belisha.core.policy.model import Control, Fault

JOINED_BY = "name"


def joined(controls: Iterable[Control]) -> list[tuple[Control, ...]]:
    """The controls, those that are one thing together, in the order of the text. Source: language.md, "One thing, several clauses"."""
    groups: dict[tuple[str, ...], list[Control]] = {}
    for index, control in enumerate(controls):
        name = control.text(JOINED_BY) if KINDS[control.kind].joins else ""
        groups.setdefault((control.kind, name) if name else (control.kind, "", str(index)), []).append(control)
    return [tuple(group) for group in groups.values()]


def faults_of_joins(controls: Iterable[Control]) -> list[Fault]:
    """A fault for each required key that nobody says, and for each key that two clauses say."""
    faults: list[Fault] = []
    for group in joined(controls):
        faults.extend(_missing(group))
        faults.extend(_said_twice(group))
    return faults


def _missing(group: Sequence[Control]) -> list[Fault]:
    """The required keys that a thing lacks over all its clauses. A key that was written and is faulty is not missing."""
    kind, first = KINDS[group[0].kind], group[0]
    said = {key for control in group for key in (*control.values, *control.lines)}
    where = f"“{first.text(JOINED_BY)}”" if len(group) > 1 else "it"
    lacking = [
        Fault(first.line, first.clause, f"[[{kind.name}]] needs “{key.name}” ({key.meaning}): add {key.name} = … to {where}.")
        for key in kind.keys
        if key.required and key.name not in said
    ]
    if kind.any_of and not said & set(kind.any_of):
        choices = ", ".join(kind.any_of)
        lacking.append(Fault(first.line, first.clause, f"[[{kind.name}]] speaks of nothing: add at least one of {choices}."))
    return lacking


def _said_twice(group: Sequence[Control]) -> list[Fault]:
    """The keys that a later clause says again."""
    faults: list[Fault] = []
    said: dict[str, Control] = {}
    for control in group:
        for key in control.values:
            if key == JOINED_BY:
                continue
            earlier = said.setdefault(key, control)
            if earlier is not control:
                line = control.lines.get(key, control.line)
                sentence = (
                    f"“{key}” of “{control.text(JOINED_BY)}” is said twice (first in clause {earlier.clause}, "
                    f"line {earlier.lines.get(key, earlier.line)}): write it in one clause only."
                )
                faults.append(Fault(line, control.clause, sentence))
    return faults
