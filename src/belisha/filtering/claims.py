"""What stands in this room and the record must tell of: openings, times of observing, and what each subscribed list holds."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from django_scopes import scopes_disabled

from belisha.audit.providers import Claim
from belisha.filtering.models import Activity, Observing, Opening, SubscribedList, TrainingWaiver
from belisha.filtering.queries.activities import activity_words, people_of
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


def activities_that_stand(school_id: int) -> Iterator[Claim]:
    """Each curriculum activity as it was planned, standing only where no record cancelled it; each leave to plan without training."""
    with scopes_disabled():
        rows = list(Activity.objects.filter(school_id=school_id).order_by("pk"))
        waivers = list(TrainingWaiver.objects.filter(school_id=school_id).order_by("pk"))
    for row in rows:
        said = {"people": people_of(row), "names": row.names, "times": row.times}
        over = ("activity cancelled",) if row.cancelled_at is None else ()
        words = f"the activity of {people_of(row)}"
        yield Claim(activity_words(row), ("activity planned",), words, said, never_after=over, person_id=row.planned_by_id)
    for waiver in waivers:
        said = {"person": waiver.person_id, "form": waiver.form, "last": waiver.last.isoformat()}
        over = ("training asked for again",) if waiver.ended_at is None else ()
        words = f"the leave of person {waiver.person_id} to use a form without its training"
        yield Claim(f"training waiver {waiver.pk}", ("training waived",), words, said, never_after=over, person_id=waiver.given_by_id)
