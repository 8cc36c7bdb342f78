"""What stands closed after reports, and the record must tell of."""

from __future__ import annotations

from collections.abc import Iterator

from django_scopes import scopes_disabled

from belisha.audit.providers import Claim
from belisha.filtering.models import SiteClose
from belisha.filtering.queries.closes import close_words


def closes_that_stand(school_id: int) -> Iterator[Claim]:
    """Each close as it was made, standing only where no record ended it, and confirmed only where a record says so."""
    with scopes_disabled():
        rows = list(SiteClose.objects.filter(school_id=school_id).order_by("pk"))
    for row in rows:
        said = {"host": row.host, "people": row.people, "starts": row.starts, "lapses": row.lapses_at}
        over = ("close lifted", "close lapsed") if row.ended_at is None else ()
        words = f"the close of {row.host} for {row.people}"
        yield Claim(close_words(row), ("site closed",), words, said, never_after=over, person_id=row.closed_by_id)
        if row.confirmed_at is not None:
            agreed = {"host": row.host, "people": row.people}
            yield Claim(close_words(row), ("close confirmed",), f"that {words} was confirmed", agreed, person_id=row.confirmed_by_id)
