"""Cases like one that is to be decided: what the school decided before, and how it went. Ask within the school's scope.

No word of who asked is in it, and nobody's name: what counts is the case. Source: issue “The school and its day”, part 6.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from belisha.core.names import upwards
from belisha.directory import queries as directory
from belisha.filtering.models import AccessRequest, Opening, Report, SiteClose
from belisha.filtering.states import DECIDED, WAITING, RequestStatus
from belisha.kit import remembered

AT_MOST: Final = 5
LOOKED_BACK: Final = timedelta(days=2 * 365)
ASKED_AGAIN_WITHIN: Final = timedelta(days=31)
TIMES: Final = {1: "once", 2: "twice"}


@dataclass(frozen=True, slots=True)
class LikeCase:
    """A case that was decided: `is_same_site` where it was for this site, one above or below it; else it was closed by the same rule.

    `outcome` and `how_it_went` are sentences; `people` and `until` are of an opening ("" and None where it stayed closed).
    """

    number: int
    host: str
    is_same_site: bool
    is_opened: bool
    decided_at: datetime
    reason: str
    people: str
    until: datetime | None
    how_it_went: str


def like_cases(request: AccessRequest, *, now: datetime) -> tuple[LikeCase, ...]:
    """The cases like this one that were decided, of the same site first, then of the same rule, the latest first; at most five."""
    return remembered.while_unchanged(request.school_id, ("like cases", request.pk), lambda: _like_cases(request, now))


def _like_cases(request: AccessRequest, now: datetime) -> tuple[LikeCase, ...]:
    decided = _decided(request, now)
    same = list(decided.filter(_of_site(site_of(request.host)))[:AT_MOST])
    known = {row.pk for row in same}
    others = decided.filter(form=request.form, closed_rule=request.closed_rule).exclude(pk__in=known) if request.closed_rule else []
    found = [*same, *others[: AT_MOST - len(same)]]
    told = _Afterwards(found, now)
    return tuple(told.case(row, is_same_site=row.pk in known) for row in found)


def like_cases_words(cases: Iterable[LikeCase]) -> str:
    """Them in a sentence: “This site was asked for three times before: opened twice, kept closed once.” "" where there are none of it."""
    outcomes = Counter(case.is_opened for case in cases if case.is_same_site)
    if not outcomes:
        return ""
    parts = [f"{words} {_times(outcomes[key])}" for key, words in ((True, "opened"), (False, "kept closed")) if outcomes[key]]
    return f"This site was decided on {_times(outcomes.total())} before: {', '.join(parts)}."


def alike(request: AccessRequest, among: Iterable[AccessRequest]) -> list[AccessRequest]:
    """Those that wait and could be decided with this one: asked with the same form, and closed by the same rule or of the same site."""
    waiting, site = {status.name for status in WAITING}, site_of(request.host)
    return [
        row
        for row in among
        if row.pk != request.pk
        and row.status in waiting
        and row.form == request.form
        and ((bool(row.closed_rule) and row.closed_rule == request.closed_rule) or site_of(row.host) == site)
    ]


def site_of(host: str) -> str:
    """The name that one owner has: `maths.example.co.uk` is of `example.co.uk`. A name that is an ending itself stays as it is."""
    suffixes = directory.suffixes()
    names = [name for name in upwards(host) if not suffixes.is_public_suffix(name)]
    return names[-1] if names else host


def _of_site(site: str) -> Q:
    return Q(host=site) | Q(host__endswith=f".{site}")


def _decided(request: AccessRequest, now: datetime) -> QuerySet[AccessRequest]:
    found = AccessRequest.objects.filter(
        school_id=request.school_id,
        status__in=[status.name for status in DECIDED],
        decided_at__gte=now - LOOKED_BACK,
        decided_at__lte=now,
    )
    return found.exclude(pk=request.pk).order_by("-decided_at", "-pk")


class _Afterwards:
    """What came after some decisions, asked for all of them together."""

    def __init__(self, rows: Sequence[AccessRequest], now: datetime) -> None:
        self._now = now
        hosts = {row.host for row in rows}
        school_id = rows[0].school_id if rows else None
        here = {"school_id": school_id, "host__in": hosts}
        self._openings = {row.request_id: row for row in Opening.objects.filter(request__in=rows).order_by("pk")} if rows else {}
        opened = {row.host for row in rows if row.pk in self._openings}
        self._closes = _by_host(SiteClose.objects.filter(**here).values_list("host", "starts")) if opened else {}
        self._reports = _by_host(Report.objects.filter(**here).values_list("host", "reported_at")) if opened else {}
        self._asked = _by_host(AccessRequest.objects.filter(**here).values_list("host", "asked_at")) if rows else {}

    def case(self, row: AccessRequest, *, is_same_site: bool) -> LikeCase:
        """One case with what came after it."""
        opening, decided_at = self._openings.get(row.pk), row.decided_at or self._now
        return LikeCase(
            number=row.pk,
            host=row.host,
            is_same_site=is_same_site,
            is_opened=row.status == RequestStatus.GRANTED.name,
            decided_at=decided_at,
            reason=row.reason,
            people=opening.people if opening else "",
            until=(opening.ended_at or opening.ends) if opening else None,
            how_it_went=self._how(row, opening, decided_at),
        )

    def _how(self, row: AccessRequest, opening: Opening | None, decided_at: datetime) -> str:
        if opening is None:
            return "It was asked for again within a month." if self._was_asked_again(row.host, decided_at) else "Nobody asked again soon."
        until = opening.ended_at or opening.ends
        if any(decided_at < at <= self._now for at in self._closes.get(row.host, ())):
            return "It was closed again by a report."
        if any(decided_at < at <= self._now for at in self._reports.get(row.host, ())):
            return "A report about it came afterwards."
        if until > self._now:
            return "It is still open."
        if opening.ended_by_id is not None and until < opening.ends:
            return "Somebody ended it early."
        return "It ran to its end" + (", and was asked for again within a month." if self._was_asked_again(row.host, until) else ".")

    def _was_asked_again(self, host: str, since: datetime) -> bool:
        return any(since < at <= since + ASKED_AGAIN_WITHIN for at in self._asked.get(host, ()))


def _by_host(rows: Iterable[tuple[str, datetime]]) -> dict[str, list[datetime]]:
    found: dict[str, list[datetime]] = {}
    for host, at in rows:
        found.setdefault(host, []).append(at)
    return found


def _times(count: int) -> str:
    return TIMES.get(count, f"{count} times")
