"""What a list's new contents would do beside its old ones, and when that is too much to take without a person having looked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Final

from belisha.core.names import upwards

MOST_GONE: Final = 1 / 3
"""Of the names held before: where as many are gone, a person looks first. Decided: docs/decisions, 2026-11-23."""

MOST_NEW: Final = 1.0
"""New names for each held before: with as many the list has doubled, and a person looks first. Decided: docs/decisions, 2026-11-23."""


@dataclass(frozen=True, slots=True)
class ListChange:
    """Names that were not closed by the list before, and names that no longer are. `before` and `after` count names."""

    before: int
    after: int
    added: frozenset[str]
    gone: frozenset[str]

    @property
    def is_nothing(self) -> bool:
        """True where the list says what it said."""
        return not self.added and not self.gone

    def doubts(self) -> tuple[str, ...]:
        """Why a person has to look before it is used, each a sentence; empty where the change is like every day's."""
        if not self.before:
            return ("It is the first time that this list comes.",)
        told = []
        if len(self.gone) >= MOST_GONE * self.before:
            told.append(f"{len(self.gone):,} of {self.before:,} names are gone: perhaps the list was cut short, or is another one.")
        if len(self.added) >= MOST_NEW * self.before:
            told.append(f"{len(self.added):,} names are new, beside {self.before:,} before: perhaps it is another list.")
        return tuple(told)


def compare(before: Set[str], after: Set[str]) -> ListChange:
    """What changes. A name below another of a list is closed by it: so a wider name takes nothing away, and a narrower adds nothing."""
    return ListChange(
        before=len(before),
        after=len(after),
        added=frozenset(name for name in after if not is_covered(name, before)),
        gone=frozenset(name for name in before if not is_covered(name, after)),
    )


def is_covered(name: str, names: Set[str]) -> bool:
    """True where the list closes this name: it, or a name above it, stands there."""
    return any(above in names for above in upwards(name))


def names_on(names: Set[str], hosts: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Of these hosts those the list touches, each with the names on it that do: at it, above it, or a part of it below."""
    watched = set(hosts)
    found: dict[str, list[str]] = {}
    for host in watched:
        found[host] = [above for above in upwards(host) if above in names]
    for name in names:
        for above in upwards(name):
            if above in watched and above != name:
                found[above].append(name)
    return {host: tuple(sorted(listed)) for host, listed in sorted(found.items()) if listed}
