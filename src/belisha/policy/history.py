"""Since when a clause says what it says: walked back through the versions that have been in force."""

from __future__ import annotations

from dataclasses import dataclass

from belisha.core.policy.model import Clause
from belisha.policy import queries
from belisha.policy.models import PolicyVersion


@dataclass(frozen=True, slots=True)
class ClauseHistory:
    """The version since which words and controls stand unchanged, and the one before it that said something else (or None)."""

    since: PolicyVersion
    before: PolicyVersion | None


def history_of(version: PolicyVersion, clause: Clause) -> ClauseHistory:
    """The history of a clause of a version that is in force."""
    since = version
    earlier = PolicyVersion.objects.filter(school=version.school, in_force_from__lt=version.in_force_from)
    for older in earlier.order_by("-in_force_from", "-number"):
        found = queries.policy_read(older).clause(clause.number)
        if found is None or not _is_same(found, clause):
            return ClauseHistory(since, older)
        since = older
    return ClauseHistory(since, None)


def _is_same(one: Clause, other: Clause) -> bool:
    """True where both say and do the same; the order of controls never matters (language.md, Clauses)."""
    return one.words == other.words and _controls(one) == _controls(other)


def _controls(clause: Clause) -> list[str]:
    """The controls without their lines, in an order of their own."""
    return sorted(f"{c.kind} {sorted(c.values.items(), key=lambda pair: pair[0])}" for c in clause.controls)
