"""What stands in this room and the record must tell of: openings, and what each subscribed list holds."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from django_scopes import scopes_disabled

from belisha.audit.providers import Claim
from belisha.filtering.models import Opening, SubscribedList
from belisha.filtering.queries.openings import opening_words

ENDED = ("opening ended early", "opening expired")


def closures_and_openings_that_stand(school_id: int) -> Iterator[Claim]:
    """Each opening as it was made, still open only where no record ended it; each list by the SHA-256 of what it holds now."""
    with scopes_disabled():
        openings = list(Opening.objects.filter(school_id=school_id).order_by("pk"))
        lists = list(SubscribedList.objects.filter(school_id=school_id).order_by("list_id"))
    for row in openings:
        said = {"host": row.host, "people": row.people, "starts": row.starts, "ends": row.ends}
        over = ENDED if row.ended_at is None else ()
        words = f"the opening of {row.host} for {row.people}"
        yield Claim(opening_words(row), ("opening made",), words, said, never_after=over, person_id=row.opened_by_id)
    for row in lists:
        held = {"list": row.list_id, "sha256": sha256(row.contents.encode("utf-8")).hexdigest()}
        yield Claim(f"list {row.list_id}", ("list loaded",), f"the list “{row.list_id}” as it is now", held)
