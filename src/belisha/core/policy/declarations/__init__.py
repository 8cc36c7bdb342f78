"""The one place that says which controls a policy may hold: the reader, the checker, the writer and the reference page use it."""

from __future__ import annotations

from collections.abc import Mapping

from belisha.core.policy.declarations import authority, chains, duties, forms, network, papers
from belisha.core.policy.declarations.front import FRONT_MATTER
from belisha.core.policy.declarations.shape import MANY, TABLES, Holds, Key, Kind
from belisha.core.policy.declarations.words import (
    APPENDIX,
    CLOSURE,
    DSL,
    EVERYONE,
    GROUPS,
    HEAVIEST,
    LANGUAGE,
    NO_ONE,
    PERSON_CONCERNED,
    RECORDS,
    RELATIVE_ROLES,
    SIGNALS,
    STAFF_GROUPS,
    STANDARD_ROLES,
    STATEMENT,
)

__all__ = [
    "APPENDIX",
    "CLOSURE",
    "DSL",
    "EVERYONE",
    "FRONT_MATTER",
    "GROUPS",
    "HEAVIEST",
    "KINDS",
    "LANGUAGE",
    "MANY",
    "NO_ONE",
    "PERSON_CONCERNED",
    "RECORDS",
    "RELATIVE_ROLES",
    "SIGNALS",
    "STAFF_GROUPS",
    "STANDARD_ROLES",
    "STATEMENT",
    "TABLES",
    "Holds",
    "Key",
    "Kind",
    "is_numbered",
]

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        *authority.FAMILY,
        *network.NETWORK,
        *forms.FAMILY,
        *network.WATCHED,
        *chains.FAMILY,
        *duties.FAMILY,
        *papers.FAMILY,
    )
}


def is_numbered(clause: str) -> bool:
    """True for a clause whose number stands before its words; the statement and an appendix are named by their heading."""
    return clause != STATEMENT and not clause.startswith(APPENDIX)
