"""Sites closed by decision from a report, for reading. Ask within the school's scope."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from belisha.core.decision.people import is_inside
from belisha.core.moments import SchoolFacts
from belisha.core.names import Host
from belisha.core.programme.model import Close as CoreClose
from belisha.filtering.models import Proof, SiteClose
from belisha.filtering.queries.proofs import LABEL, milliseconds, proof_line
from belisha.filtering.states_reports import CloseState
from belisha.schools.models import School

RECENT: Final = timedelta(days=30)
TOLD_ONE_BY_ONE: Final = 3


def close_numbered(school: School, number: int) -> SiteClose | None:
    """The close of this school with this number, or None."""
    return _closes(school).filter(pk=number).first()


def holding(school: School, *, at: datetime) -> QuerySet[SiteClose]:
    """Closes that hold at that moment or will after it: neither lifted nor lapsed by then. One that was lifted is lifted for good,
    also by a clock that was set back to before.
    """
    is_not_over = Q(ended_at=None) | Q(ended_at__gt=at, ended_by=None)
    lasts = Q(confirmed_at__isnull=False) | Q(lapses_at__gt=at)
    return _closes(school).filter(is_not_over & lasts).order_by("pk")


def to_confirm(school: School, *, now: datetime) -> QuerySet[SiteClose]:
    """Temporary closes that wait for a second person, the next to lapse first."""
    return holding(school, at=now).filter(confirmed_at=None).order_by("lapses_at", "pk")


def confirmed(school: School, *, now: datetime) -> QuerySet[SiteClose]:
    """Closes that a second person confirmed, the latest first."""
    return holding(school, at=now).filter(confirmed_at__isnull=False).order_by("-confirmed_at", "-pk")


def recently_ended(school: School, *, now: datetime) -> QuerySet[SiteClose]:
    """Closes that ended in the last thirty days, the latest first."""
    is_over = Q(ended_at__lte=now) | Q(ended_at=None, confirmed_at=None, lapses_at__lte=now)
    return _closes(school).filter(is_over, starts__gt=now - RECENT - timedelta(days=60)).order_by("-ended_at", "-pk")


def due_to_lapse(school: School, *, now: datetime) -> QuerySet[SiteClose]:
    """Temporary closes whose time is over and of which that is not written down yet."""
    return _closes(school).filter(ended_at=None, confirmed_at=None, lapses_at__lte=now).order_by("lapses_at", "pk")


def covering(school: School, host: str, people: str, facts: SchoolFacts, *, now: datetime) -> SiteClose | None:
    """A close that holds already for all of these people, at this name or one above it; None where none does."""
    asked = Host(host)
    rows = holding(school, at=now)
    return next((row for row in rows if asked.is_at_or_below(row.host) and is_inside(people, row.people, facts)), None)


def state_of(row: SiteClose, *, now: datetime) -> CloseState:
    """How it stands at that moment."""
    if row.ended_at is not None and row.ended_at <= now:
        return CloseState.LIFTED if row.ended_by_id else CloseState.LAPSED
    if row.confirmed_at is not None:
        return CloseState.CONFIRMED
    return CloseState.TEMPORARY if now < row.lapses_at else CloseState.LAPSED


def core_close(row: SiteClose) -> CoreClose:
    """A row as the core reads it: a temporary one ends by itself, whether anybody writes that down or not."""
    ends = row.ended_at if row.ended_at or row.confirmed_at else row.lapses_at
    names = frozenset({row.host})
    return CoreClose(id=str(row.pk), names=names, people=row.people, starts=row.starts, ends=ends, clause=row.clause or None)


def core_closes(school: School, *, at: datetime) -> tuple[CoreClose, ...]:
    """What a programme of that moment is compiled with."""
    return tuple(core_close(row) for row in holding(school, at=at).prefetch_related(None))


def proofs_of(school: School, rows: Iterable[SiteClose]) -> dict[int, list[Proof]]:
    """The newest proofs of each of these closes, asked for once."""
    subjects = {close_words(row): row.pk for row in rows}
    found: dict[int, list[Proof]] = {}
    for proof in Proof.objects.filter(school=school, subject__in=list(subjects)).order_by("-asked_at", "pk"):
        of_close = found.setdefault(subjects[proof.subject], [])
        if not of_close or of_close[0].asked_at == proof.asked_at:
            of_close.append(proof)
    return found


def proof_words(rows: Sequence[Proof]) -> str:
    """What was proved of a close, in a sentence; where every seat was answered alike they are not told one by one."""
    answers = {(row.host, row.expected) for row in rows}
    if len(rows) <= TOLD_ONE_BY_ONE or len(answers) != 1 or not all(row.is_proved for row in rows):
        return proof_line(rows)
    slowest = milliseconds(max(row.milliseconds for row in rows))
    settled = max((row.settled_milliseconds for row in rows if row.settled_milliseconds is not None), default=None)
    after = f" Settled {milliseconds(settled)} after the decision." if settled is not None else ""
    return f"Proved {LABEL} in {slowest}: {rows[0].expected} for all {len(rows)} groups and classes that were asked for.{after}"


def close_words(row: SiteClose) -> str:
    """How a close is called as a subject of audit records and proofs."""
    return f"close {row.pk}"


def _closes(school: School) -> QuerySet[SiteClose]:
    found = SiteClose.objects.filter(school=school).select_related("closed_by", "confirmed_by", "ended_by", "school")
    return found.prefetch_related("reports")
