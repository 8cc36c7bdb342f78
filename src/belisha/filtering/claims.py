"""What stands in this room and the record must tell of: openings, times of observing, and what each subscribed list holds."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from django_scopes import scopes_disabled

from belisha.audit.providers import Claim
from belisha.filtering.models import Observing, Opening, SubscribedList
from belisha.filtering.queries.observing import observing_words
from belisha.filtering.queries.openings import opening_words

ENDED = ("opening ended early", "opening expired")
OBSERVED = ("observing ended", "observing over")


def closures_and_openings_that_stand(school_id: int) -> Iterator[Claim]:
    """Each opening and each observing as it was made, still standing only where no record ended it; each list by its SHA-256."""
    with scopes_disabled():
        openings = list(Opening.objects.filter(school_id=school_id).order_by("pk"))
        observed = list(Observing.objects.filter(school_id=school_id).order_by("pk"))
        lists = list(SubscribedList.objects.filter(school_id=school_id).order_by("list_id"))
    for row in openings:
        said = {"host": row.host, "people": row.people, "starts": row.starts, "ends": row.ends}
        over = ENDED if row.ended_at is None else ()
        words = f"the opening of {row.host} for {row.people}"
        yield Claim(opening_words(row), ("opening made",), words, said, never_after=over, person_id=row.opened_by_id)
    for time in observed:
        said = {"started": time.started_at, "ends": time.ends_at, "reason": time.reason}
        over = OBSERVED if time.ended_at is None else ()
        words = "the time in which the filter only observes"
        yield Claim(observing_words(time), ("observing started",), words, said, never_after=over, person_id=time.started_by_id)
    for row in lists:
        held = {"list": row.list_id, "sha256": sha256(row.contents.encode("utf-8")).hexdigest()}
        yield Claim(f"list {row.list_id}", ("list loaded",), f"the list “{row.list_id}” as it is now", held)
