"""What reports ask of somebody's day: words to read, sites to look at, closes to confirm. Registered in web/wiring.py."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from django.urls import reverse

from belisha.core.programme.model import Programme
from belisha.filtering.models import Report, SiteClose
from belisha.filtering.permissions import reports as permissions
from belisha.filtering.queries import closes, reports
from belisha.filtering.queries.seats import programme_now
from belisha.kit import remembered
from belisha.people.providers import Day, DayFact, Lead, Part, Rank

LEADS_AT_MOST: Final = 3


def reports_today(day: Day) -> Sequence[DayFact]:
    """Each half for those whose it is; nothing for everybody else."""
    if not day.roles:
        return []
    programme = programme_now(day.school, day.now)
    return [*_words(day, programme), *_sites(day, programme), *_to_confirm(day, programme)]


def _words(day: Day, programme: Programme) -> Iterator[DayFact]:
    """For the safeguarding leads: what none of them has read."""
    if not permissions.is_reader_of_words(day.reader, programme, on=day.on):
        return
    rows: tuple[Report, ...] = remembered.while_unchanged(day.school.pk, "reports unread", lambda: tuple(reports.unread(day.school)))
    if rows:
        title = "A report is not read yet" if len(rows) == 1 else f"{len(rows)} reports are not read yet"
        words = "One of them may be urgent." if any(row.is_urgent for row in rows) else "Somebody told what they met online."
        leads = tuple(_lead(row, f"Read report {row.pk}") for row in rows[:LEADS_AT_MOST])
        yield DayFact(Part.NEEDS_YOU, title, words, "amber", leads, Rank.CHILD)


def _sites(day: Day, programme: Programme) -> Iterator[DayFact]:
    """For whoever closes: sites that nobody has looked at."""
    if not permissions.may_close(day.reader, programme, on=day.on):
        return
    rows: tuple[Report, ...] = remembered.while_unchanged(day.school.pk, "reports waiting", lambda: tuple(reports.waiting(day.school)))
    if rows:
        title = "A reported site waits" if len(rows) == 1 else f"{len(rows)} reported sites wait"
        leads = tuple(_lead(row, row.host) for row in rows[:LEADS_AT_MOST])
        yield DayFact(Part.NEEDS_YOU, title, "Close it in one step, or say why it stays open.", "amber", leads, Rank.WAITS)


def _to_confirm(day: Day, programme: Programme) -> Iterator[DayFact]:
    """For a second person: what opens again by itself unless they agree."""
    found = remembered.while_unchanged(
        day.school.pk, ("closes to confirm", day.on), lambda: tuple(closes.to_confirm(day.school, now=day.now))
    )
    rows: list[SiteClose] = [row for row in found if permissions.may_confirm(day.reader, row, programme, on=day.on)]
    if rows:
        title = "A closed site waits for a second person" if len(rows) == 1 else f"{len(rows)} closed sites wait for a second person"
        leads = tuple(Lead(row.host, f"{reverse('filtering-closes')}#close-{row.pk}") for row in rows[:LEADS_AT_MOST])
        yield DayFact(Part.NEEDS_YOU, title, "Without you it opens again by itself.", "amber", leads, Rank.CONFIRM, rows[0].lapses_at)


def _lead(row: Report, words: str) -> Lead:
    return Lead(words, reverse("filtering-report-one", args=[row.pk]), reports.from_where(row))
