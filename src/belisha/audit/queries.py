"""The door for reading the record."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

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


def last_verification(school_id: int) -> Verified | None:
    """What the last verification came to; None before the first."""
    return Verified.objects.filter(school_id=school_id).first()


def _payload(record: AuditRecord) -> dict[str, object]:
    """Name and facts as they were written; empty once erased."""
    text = record.payload.payload
    return json.loads(text) if text else {}
