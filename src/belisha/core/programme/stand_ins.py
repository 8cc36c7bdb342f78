"""Whose turn it is: the holders of a role, and where none of them may act, whoever stands in. The one walk that all rooms share.

Source: architecture.md, Keeping: re-routing follows a table and never leaves anything unread.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from belisha.core.programme.model import Programme

P = TypeVar("P", bound=Hashable)

STANDS_IN = {
    "network manager": "e-safety team",
    "e-safety team": "headteacher",
    "headteacher": "chair of governors",
    "chair of governors": "vice-chair of governors",
    "designated safeguarding lead": "deputy safeguarding lead",
}
"""Who acts where every holder is concerned, or nobody holds the role. A `stands_in` of the policy goes before."""


def stands_in(programme: Programme) -> Callable[[str], str | None]:
    """Who stands in for a role: as the policy in force says, else by the table above."""

    def answer(role: str) -> str | None:
        declared = programme.role(role)
        return (declared.stands_in if declared else None) or STANDS_IN.get(role)

    return answer


def whose_turn(
    roles: Iterable[str],
    *,
    holders_of: Callable[[str], Sequence[P]],
    excluding: Callable[[P], bool],
    stands_in: Callable[[str], str | None],
    if_named: str | None = None,
) -> list[P]:
    """Who may act for these roles: their holders, less those to whom `excluding` says True.

    Where nobody is left because one of them is concerned, `if_named` is asked first. Then the roles that stand in are asked, and so on;
    each role once, so a ring of stand-ins ends. Empty where the whole chain is.
    """
    asked: set[str] = set()
    wave = list(dict.fromkeys(roles))
    may_be_concerned = if_named is not None
    while wave:
        asked.update(wave)
        holders = [person for role in wave for person in holders_of(role)]
        if found := [person for person in holders if not excluding(person)]:
            return list(dict.fromkeys(found))
        if may_be_concerned and holders and if_named is not None:
            asked.add(if_named)
            if found := [person for person in holders_of(if_named) if not excluding(person)]:
                return list(dict.fromkeys(found))
            wave.append(if_named)
        may_be_concerned = False
        wave = [role for role in dict.fromkeys(map(stands_in, wave)) if role is not None and role not in asked]
    return []
