"""What stands decided or loaded beside the policy, as of a moment: what a programme is compiled with."""

from __future__ import annotations

from datetime import datetime

from belisha.core.names import Host, Unusable
from belisha.core.programme.model import Opening as CoreOpening
from belisha.core.programme.model import Standing
from belisha.directory import queries as directory
from belisha.filtering.models import Opening
from belisha.filtering.queries.activities import core_openings
from belisha.filtering.queries.closes import core_closes
from belisha.filtering.queries.lists import name_lists
from belisha.filtering.queries.openings import holding
from belisha.schools.models import School


def standing(school: School, *, at: datetime) -> Standing:
    """Lists, openings, activities and closes that hold at `at` or after it, and what every school shares: help, canaries, safe modes.

    The school's own portal is help: it is never closed. Ask within the school's scope.
    """
    catalogue = directory.catalogue()
    return Standing(
        lists=name_lists(school),
        openings=(*(core_opening(row) for row in holding(school, at=at).order_by("pk")), *core_openings(school, at=at)),
        closes=core_closes(school, at=at),
        help_names=catalogue.help_names | own_names(school),
        negative_names=catalogue.negative_names,
        safe_hosts=catalogue.safe_hosts,
    )


def core_opening(row: Opening) -> CoreOpening:
    """A row as the core reads it; one that was ended early ends then."""
    return CoreOpening(
        id=str(row.pk),
        names=frozenset({row.host}),
        people=row.people,
        starts=row.starts,
        ends=min(row.ends, row.ended_at) if row.ended_at else row.ends,
        clause=row.clause or None,
        reason=row.reason,
    )


def own_names(school: School) -> frozenset[str]:
    """The name of the school's portal, where it has one that can be asked for (an address of numbers has none)."""
    try:
        return frozenset({Host.from_words(school.portal_host).name})
    except Unusable:
        return frozenset()
