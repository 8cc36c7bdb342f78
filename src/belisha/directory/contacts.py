"""Whom to turn to: helplines, and the mobile operators of appendix 2. What nobody checked is hidden, not shown with a warning."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from belisha.directory.facts import Fact, read_rows

NUMBER_KINDS: Final = ("own phone", "pay as you go", "pay monthly", "any phone")
"""Source: appendix 2 of the policy; the last for numbers that every network has."""


@dataclass(frozen=True, slots=True)
class Helpline:
    """A helpline: whom it is for and what, and how to reach it. `domains` are never closed while it is verified."""

    name: str
    domains: tuple[str, ...]
    fact: Fact
    use: str = ""
    phone: str = ""
    mail: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True)
class OperatorNumber:
    """A number for nuisance calls, by how one pays: one of NUMBER_KINDS."""

    kind: str
    number: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class Operator:
    """A mobile operator of the United Kingdom: what it does about nuisance calls, its numbers, and what became of a brand that ended."""

    name: str
    words: str
    fact: Fact
    address: str = ""
    ended: str = ""
    numbers: tuple[OperatorNumber, ...] = ()


def read_helplines(folder: Path) -> tuple[Helpline, ...]:
    """Every helpline, unverified ones among them. Raises FaultyFile."""
    found = []
    for row in read_rows(folder, "help.toml", "help"):
        row.only("name", "domains", "use", "phone", "mail", "hours", "source", "checked")
        told = {key: row.text(key, "") for key in ("use", "phone", "mail", "hours")}
        found.append(Helpline(row.name, row.names("domains"), row.fact(), **told))
        if not (found[-1].domains or found[-1].phone):
            raise row.fault("nobody can reach it: write its domains or its phone.")
    return tuple(found)


def read_operators(folder: Path) -> tuple[Operator, ...]:
    """Every operator, unverified numbers among them. Raises FaultyFile."""
    found = []
    for row in read_rows(folder, "operators.toml", "operator"):
        row.only("name", "words", "address", "ended", "numbers", "source", "checked")
        numbers = []
        for one in row.rows("numbers"):
            if one.only("kind", "number", "source", "checked").text("kind") not in NUMBER_KINDS:
                raise row.fault(f"“{one.text('kind')}” is no kind of number: use {', '.join(NUMBER_KINDS)}.")
            numbers.append(OperatorNumber(one.text("kind"), one.text("number"), one.fact()))
        address = row.address() if "address" in row.content else ""
        found.append(Operator(row.name, row.text("words", ""), row.fact(), address, row.text("ended", ""), tuple(numbers)))
    return tuple(found)
