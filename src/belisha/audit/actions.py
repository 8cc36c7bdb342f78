"""Writing the record: one row for an action, erasing facts lawfully, looks and their seals."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from belisha.audit.chain import (
    BEFORE_THE_FIRST,
    FACTS_ERASED,
    LOOKS_SEALED,
    canonical,
    commitment_to,
    digest_of_looks,
    hash_of,
    subject_of_record,
)
from belisha.audit.models import AuditPayload, AuditRecord, ChainHead, Look, Verified
from belisha.audit.verification import verify
from belisha.kit import writing
from belisha.kit.access import Actor, Fault, Refused

SALT_BYTES = 32
LOOKS_AT_ONCE = 1000


def record(*, by: Actor, action: str, subject: str, facts: Mapping[str, object], now: datetime, clause: str | None = None) -> AuditRecord:
    """Write down that somebody did something, as the last step of the caller's transaction.

    `action` says it in the past ("access request decided"), `subject` names the thing ("access request 12"); neither may hold words
    a person wrote or a pupil's name: those belong into `facts`, which can be erased. The actor's name is kept among the facts.
    Raises Fault outside `kit.writing.one_transaction`.
    """
    if not writing.is_under_way():
        raise Fault(
            f"“{action}” was to be recorded outside a transaction: do it inside kit.writing.one_transaction(), with what it records"
        )
    head = _locked_head(by.school_id)
    salt = secrets.token_hex(SALT_BYTES)
    text = canonical({"name": by.name, "facts": dict(facts)})
    made = AuditRecord(
        school_id=by.school_id,
        number=head.number + 1,
        at=now,
        person_id=by.person_id,
        action=action,
        subject=subject,
        clause=clause or "",
        commitment=commitment_to(text, salt=salt),
        previous_hash=head.hash,
    )
    made.hash = hash_of(made)
    made.save(force_insert=True)
    AuditPayload.objects.create(record=made, salt=salt, payload=text)
    settled = {} if writing.is_of_one_case() else {"settled": made.hash}
    ChainHead.objects.filter(school_id=by.school_id).update(number=made.number, hash=made.hash, **settled)
    return made


def _locked_head(school_id: int) -> ChainHead:
    """The last record's number and hash, held until the transaction ends (on SQLite the writers' lock is held already)."""
    first = {"number": 0, "hash": BEFORE_THE_FIRST}
    return ChainHead.objects.select_for_update().get_or_create(school_id=school_id, defaults=first)[0]


def erase_payload(*, by: Actor, record: AuditRecord, under: str, now: datetime) -> AuditRecord:
    """Blank the facts and the name of one record, for ever; what was done, when and about what stays, and the chain holds.

    `under` is the law or the request ("UK GDPR article 17, request 4"), kept beside the blank and in the chain.
    Raises Refused where the facts are erased already, or `under` is empty, or the record is another school's.
    """
    if not under.strip():
        raise Refused("Facts are erased under a law or a request: say which.")
    if record.school_id != by.school_id:
        raise Refused("This record belongs to another school.")
    with writing.one_transaction():
        payload = AuditPayload.objects.select_for_update().get(record_id=record.pk)
        if payload.erased_at is not None:
            raise Refused(f"The facts of record {record.number} were erased already, under {payload.erased_under}.")
        AuditPayload.objects.filter(pk=payload.pk).update(salt="", payload="", erased_at=now, erased_under=under)
        return _erasure_recorded(by=by, number=record.number, under=under, now=now)


def _erasure_recorded(*, by: Actor, number: int, under: str, now: datetime) -> AuditRecord:
    """The record that says that another one's facts are gone, and under what."""
    return record(by=by, action=FACTS_ERASED, subject=subject_of_record(number), facts={"under": under}, now=now)


def look(*, school_id: int, person_id: int, subject: str, now: datetime) -> Look:
    """Write down that a person looked at a sensitive record. Cheap: the chain takes looks in batches (`seal_looks`)."""
    with writing.one_transaction():
        return Look.objects.create(school_id=school_id, person_id=person_id, subject=subject, at=now)


def seal_looks(*, school_id: int, now: datetime) -> AuditRecord | None:
    """Put all looks not yet sealed (at most 1000) into the chain as one record; None where there are none."""
    with writing.one_transaction():
        unsealed = Look.objects.select_for_update().filter(school_id=school_id, sealed_in=None).order_by("pk")
        looks = list(unsealed[:LOOKS_AT_ONCE])
        if not looks:
            return None
        sealed = record(
            by=Actor(school_id=school_id, name="Belisha"),
            action=LOOKS_SEALED,
            subject=f"looks {looks[0].pk} to {looks[-1].pk}",
            facts={"count": len(looks), "digest": digest_of_looks(looks)},
            now=now,
        )
        Look.objects.filter(pk__in=[found.pk for found in looks]).update(sealed_in=sealed.number)
        return sealed


def keep_verification(school_id: int, *, now: datetime) -> Verified:
    """Verify the record, and keep what it came to for the pages: a year's takes seconds, which nobody waits for. Changes nothing in it."""
    found = verify(school_id)
    kept = {"at": now, "count": found.count, "fault": "" if found.is_whole else str(found.faults[0])}
    return Verified.objects.update_or_create(school_id=school_id, defaults=kept)[0]
