"""What the pages of curriculum activities show: each with its state and proof, and the governors' counts. Ask within the school's scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from belisha.core.moments import Term
from belisha.filtering.models import Activity, Proof
from belisha.filtering.queries.activities import ActivityState, activity_words, called, state_of, times_of
from belisha.filtering.queries.proofs import proof_line, proofs
from belisha.schools.models import School

RECENT: Final = timedelta(days=14)
OVER_SHOWN: Final = 15
COMING_SHOWN: Final = 60
NOT_PROVED: Final = "Not proved at the resolver yet."


@dataclass(frozen=True, slots=True)
class Shown:
    """One activity as a page has it: `look` is a beacon's state, `now` what it does, `proof` what the resolver answered."""

    row: Activity
    title: str
    look: str
    now: str
    proof: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """The page of activities: today's, those to come (`more`: how many are not shown), those of the last fourteen days."""

    today: Sequence[Shown]
    coming: Sequence[Shown]
    more: int
    past: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class TermCount:
    """How many activities each class had in a term."""

    term: str
    classes: tuple[tuple[str, int], ...]
    total: int


def listed(school: School, rows: QuerySet[Activity], *, reader_id: int, now: datetime) -> Listed:
    """These activities as the page shows them; what is cancelled stands with what is past."""
    here = now.astimezone(ZoneInfo(school.zone)).date()
    found = list(rows.filter(Q(day__gte=here) | Q(day__gte=here - RECENT)).order_by("starts", "pk"))
    today = [row for row in found if row.day == here]
    coming = [row for row in found if row.day > here and row.cancelled_at is None]
    past = [row for row in reversed(found) if row.day < here or (row.day > here and row.cancelled_at is not None)]
    known = _proofs_of(school, [*today, *past[:OVER_SHOWN]])
    zone = ZoneInfo(school.zone)

    def shown(row: Activity) -> Shown:
        return show(row, known.get(activity_words(row), []), reader_id=reader_id, now=now, zone=zone)

    return Listed(
        today=[shown(row) for row in today],
        coming=[shown(row) for row in coming[:COMING_SHOWN]],
        more=max(0, len(coming) - COMING_SHOWN),
        past=[shown(row) for row in past[:OVER_SHOWN]],
    )


def shown_alone(row: Activity, *, reader_id: int, now: datetime) -> Shown:
    """One activity as its own page shows it."""
    known = _proofs_of(row.school, [row])
    return show(row, known.get(activity_words(row), []), reader_id=reader_id, now=now, zone=ZoneInfo(row.school.zone))


def show(row: Activity, found: list[Proof], *, reader_id: int, now: datetime, zone: ZoneInfo) -> Shown:
    """One activity, with the proofs of its last bell."""
    state = state_of(row, now)
    line, is_proved = proof_line(found), bool(found) and all(proof.is_proved for proof in found)
    look = "grey"
    if state is ActivityState.OPEN:
        look = "steady" if is_proved else "amber"
        line = line or NOT_PROVED
    elif found and not is_proved:
        look = "amber"
    return Shown(
        row, f"{called(row)} for class {row.class_name}", look, _now_words(row, state, now, zone), line, row.planned_by_id == reader_id
    )


def counts_by_term(school: School, terms: Iterable[Term]) -> list[TermCount]:
    """How many activities each class had or will have, term by term; no name, no service. Cancelled ones are left out."""
    spans = list(terms)
    if not spans:
        return []
    first, last = min(t.first for t in spans), max(t.last for t in spans)
    rows = Activity.objects.filter(school=school, cancelled_at=None, day__gte=first, day__lte=last)
    days = list(rows.values_list("day", "class_name"))
    counts = [(t.name, Counter(name for day, name in days if t.first <= day <= t.last)) for t in spans]
    return [TermCount(name, tuple(sorted(count.items())), count.total()) for name, count in counts]


def _now_words(row: Activity, state: ActivityState, now: datetime, zone: ZoneInfo) -> str:
    """What it does now, in a sentence."""
    if state is ActivityState.CANCELLED:
        by = row.cancelled_by.name if row.cancelled_by else "a change of the school’s"
        return f"Cancelled by {by}."
    if state is ActivityState.PLANNED:
        return f"Planned. It opens by itself at {_clock(row.starts, zone)} and closes at {_clock(row.ends, zone)}."
    if state is ActivityState.OPEN:
        closes = next(ends for starts, ends in times_of(row) if starts <= now < ends)
        return f"Open now, until {_clock(closes, zone)}."
    if state is ActivityState.PAUSED:
        opens = next(starts for starts, _ in times_of(row) if starts > now)
        return f"Closed for a break. It opens again at {_clock(opens, zone)}."
    return f"Over since {_clock(row.ends, zone)}."


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%H:%M}"


def _proofs_of(school: School, rows: Sequence[Activity]) -> dict[str, list[Proof]]:
    """For each of these, by its subject, the proofs of the last time it was asked for."""
    found: dict[str, list[Proof]] = {}
    for proof in proofs(school).filter(subject__in=[activity_words(row) for row in rows]):
        known = found.setdefault(proof.subject, [])
        if not known or (proof.asked_at, proof.cause) == (known[0].asked_at, known[0].cause):
            known.append(proof)
    return {subject: sorted(held, key=lambda one: one.pk) for subject, held in found.items()}
