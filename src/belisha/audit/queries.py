"""The door for reading the record."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, QuerySet

from belisha.audit.models import AuditRecord, ChainHead, Verified


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record as a page shows it: no facts, only what was done, to what, when, by whom."""

    number: int
    at: datetime
    name: str
    action: str
    subject: str
    clause: str
    erased_under: str


def records(school_id: int, *, subject: str | None = None) -> QuerySet[AuditRecord]:
    """The records of a school, or of one thing in it, newest last."""
    found = AuditRecord.objects.filter(school_id=school_id).select_related("payload").order_by("number")
    return found if subject is None else found.filter(subject=subject)


def facts_of(record: AuditRecord) -> dict[str, object]:
    """The facts of one record; empty once they are erased."""
    facts = _payload(record).get("facts")
    return facts if isinstance(facts, dict) else {}


def name_of(record: AuditRecord) -> str:
    """Who acted, by the name at that time; empty once it is erased."""
    return str(_payload(record).get("name", ""))


def line(record: AuditRecord) -> RecordLine:
    """A record as a page shows it."""
    return RecordLine(
        number=record.number,
        at=record.at,
        name=name_of(record),
        action=record.action,
        subject=record.subject,
        clause=record.clause,
        erased_under=record.payload.erased_under,
    )


def head(school_id: int) -> ChainHead | None:
    """The last record's number and hash; None before the first one."""
    return ChainHead.objects.filter(school_id=school_id).first()


def last_settled(school_id: int) -> str | None:
    """The hash of the school's last record that was more than a single case; None before the first."""
    return ChainHead.objects.filter(school_id=school_id).values_list("settled", flat=True).first()


@dataclass(frozen=True, slots=True)
class Doings:
    """How often an action was done in some time, and when last."""

    action: str
    count: int
    at: datetime


def told_since(school_id: int, since: datetime, *, until: datetime, actions: Sequence[str], but_not_by: int) -> list[Doings]:
    """Which of these actions were done after `since`, up to `until`, by anybody but that person; the latest first."""
    rows = AuditRecord.objects.filter(school_id=school_id, at__gt=since, at__lte=until, action__in=actions)
    others = rows.exclude(person_id=but_not_by).order_by()  # also what nobody did: the clock, the engine
    found = others.values("action").annotate(count=Count("pk"), last=Max("at"))
    return sorted((Doings(row["action"], row["count"], row["last"]) for row in found), key=lambda one: one.at, reverse=True)


def last_verification(school_id: int) -> Verified | None:
    """What the last verification came to; None before the first."""
    return Verified.objects.filter(school_id=school_id).first()


def _payload(record: AuditRecord) -> dict[str, object]:
    """Name and facts as they were written; empty once erased."""
    text = record.payload.payload
    return json.loads(text) if text else {}
