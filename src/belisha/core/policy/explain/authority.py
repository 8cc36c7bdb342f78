"""Sentences for what a policy promises, what its words mean, who holds a role and who signs."""

from __future__ import annotations

from collections.abc import Sequence

from belisha.core.policy.catalogue import KnownServices
from belisha.core.policy.explain.phrases import listed, people, upper
from belisha.core.policy.model import Control

_STATEMENT = "the statement of intent"


def _commitment(control: Control, _: KnownServices) -> list[str]:
    """A promise, and the clauses that keep it."""
    kept_by = control.words("kept_by")
    keeps = [f"{upper(_clauses(kept_by))} {'keep' if len(kept_by) > 1 else 'keeps'} this promise."] if kept_by else []
    return [f"The school promises: {control.text('text')}", *keeps]


def _clauses(numbers: Sequence[str]) -> str:
    """Clauses in a sentence; those without a number by their names: "the statement of intent and clauses 1.6 and 1.7"."""
    named = [_STATEMENT if number == "statement" else number.replace("-", " ") for number in numbers if not number[:1].isdigit()]
    numbered = [number for number in numbers if number[:1].isdigit()]
    told = [f"clause{'s' if len(numbered) > 1 else ''} {listed(numbered)}"] if numbered else []
    return listed([*named, *told])


def _define(control: Control, _: KnownServices) -> list[str]:
    """A defined term."""
    return [f"“{control.text('term')}” means {listed(control.words('means'))}."]


def _role(control: Control, _: KnownServices) -> list[str]:
    """A role."""
    name, count = control.text("name"), int(control.text("at_least", "1"))
    who = "one person holds" if count == 1 else f"{count} people hold"
    told = [f"At least {who} the role {name} at any time."]
    if control.text("stands_in"):
        told.append(f"When no holder can act, {people([control.text('stands_in')])} acts.")
    if control.words("may"):
        told.append(f"Holders may also {listed(control.words('may'))}.")
    return told


def _signature(control: Control, _: KnownServices) -> list[str]:
    """A signature."""
    roles, is_several = control.words("by"), len(control.words("by")) > 1
    different = ", each a different person" if is_several else ""
    step = f", {'each ' if is_several else ''}with a second step at sign-in"
    factor = step if control.values.get("second_factor", True) else ""
    return [f"A version of this policy holds only once it is signed by {people(roles)}{different}{factor}."]


TOLD = {"commitment": _commitment, "define": _define, "role": _role, "signature": _signature}
