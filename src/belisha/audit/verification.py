"""Proving the record: every hash is worked out again, and the first thing that does not fit is named."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db.models import Max

from belisha.audit import guards, standing
from belisha.audit.chain import BEFORE_THE_FIRST, FACTS_ERASED, LOOKS_SEALED, commitment_to, digest_of_looks, hash_of, subject_of_record
from belisha.audit.models import AuditPayload, AuditRecord, ChainHead, Look
from belisha.audit.publication import PublishedHead, published_heads

FAULTS_NAMED = 20


@dataclass(frozen=True, slots=True)
class ChainFault:
    """One thing that does not fit, with the number of the record where it was seen."""

    number: int
    sentence: str

    def __str__(self) -> str:
        """The sentence."""
        return self.sentence


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verification found: records counted, the last hash worked out, records whose facts are lawfully erased, faults in order."""

    school_id: int
    count: int
    head: str
    erased: tuple[int, ...] = ()
    faults: tuple[ChainFault, ...] = ()

    @property
    def is_whole(self) -> bool:
        """True where nothing was found."""
        return not self.faults

    @property
    def sentence(self) -> str:
        """The finding in one sentence, the first fault if there is one."""
        if self.faults:
            return f"The record is broken: {self.faults[0].sentence}."
        erased = f", the facts of {len(self.erased)} lawfully erased" if self.erased else ""
        return f"The record is whole: {self.count} records{erased}; the last fingerprint begins {self.head[:16]}."


@dataclass(slots=True)
class _Walk:
    """Going along the chain from the first record."""

    school_id: int
    number: int = 0
    last_hash: str = BEFORE_THE_FIRST
    count: int = 0
    erased: list[int] = field(default_factory=list)
    sealed: list[tuple[int, dict[str, object]]] = field(default_factory=list)
    hashes: dict[int, str] = field(default_factory=dict)
    faults: list[ChainFault] = field(default_factory=list)

    def fault(self, number: int, sentence: str) -> None:
        """Keep a fault, up to a number that a person can still read."""
        if len(self.faults) < FAULTS_NAMED:
            self.faults.append(ChainFault(number, sentence))


def verify(school_id: int, *, published: Path | None = None) -> Verification:
    """Work out the chain of a school again from its rows, and compare it with the heads in `published`, where a folder is given.

    Finds rows changed, missing, put in between or re-ordered, facts changed or blanked without a record of it, looks changed, a head that
    does not fit, a database that no longer refuses changes, and (only against published heads) a chain rewritten as a whole or cut short.
    And, held against it, what the rooms act on: openings, versions, signatures, roles and lists that no record tells of as they stand.
    Reads only; writers may go on meanwhile.
    """
    last = AuditRecord.objects.filter(school_id=school_id).aggregate(last=Max("number"))["last"] or 0
    head = ChainHead.objects.filter(school_id=school_id).first()
    until = head.number if head else 0
    walk = _Walk(school_id)
    _check_guards(walk)
    wanted = published_heads(published, school_id=school_id) if published else []
    numbers = {head.number for head in wanted}
    rows = AuditRecord.objects.filter(school_id=school_id, number__lte=max(until, last)).select_related("payload").order_by("number", "pk")
    for record in rows.iterator(chunk_size=1000):
        _follow(walk, record)
        if record.number in numbers:
            walk.hashes[record.number] = record.hash
    _check_head(walk, head)
    _check_erasures(walk)
    _check_looks(walk)
    _check_published(walk, wanted)
    _check_what_stands(walk)
    return Verification(school_id, walk.count, walk.last_hash, tuple(walk.erased), tuple(sorted(walk.faults, key=lambda f: f.number)))


def _check_what_stands(walk: _Walk) -> None:
    """What the software acts on (openings, signatures, versions, roles, lists) is told of by a record, in the same words."""
    for sentence in standing.unvouched(walk.school_id):
        walk.fault(walk.number + 1, sentence)


def _check_guards(walk: _Walk) -> None:
    """The database itself still refuses changes of the record and of signatures; a chain that fits today could be changed tomorrow."""
    missing = guards.missing()
    if missing:
        walk.fault(0, f"the database no longer refuses every change of the record: {', '.join(missing)} was taken away or switched off")


def _check_published(walk: _Walk, wanted: Sequence[PublishedHead]) -> None:
    """Every head ever published is still in the chain."""
    for then in wanted:
        if walk.hashes.get(then.number) != then.hash:
            what = f"record {then.number} is not the one whose fingerprint was published on {then.at}"
            walk.fault(then.number, f"{what}: the chain was rewritten or cut short")


def _follow(walk: _Walk, record: AuditRecord) -> None:
    """One record: its place, its link to the one before, its own hash, its facts."""
    if record.number != walk.number + 1:
        walk.fault(walk.number + 1, _gap(walk.number + 1, record.number - 1))
    elif record.previous_hash != walk.last_hash:
        walk.fault(record.number, f"record {record.number} does not follow record {walk.number}: one of them was replaced")
    if hash_of(record) != record.hash:
        walk.fault(record.number, f"record {record.number} was changed: what it says does not give its fingerprint")
    _check_facts(walk, record)
    walk.number, walk.last_hash, walk.count = record.number, record.hash, walk.count + 1


def _gap(first: int, last: int) -> str:
    """The sentence for numbers that nobody has."""
    return f"record {first} is missing" if first >= last else f"records {first} to {last} are missing"


def _check_facts(walk: _Walk, record: AuditRecord) -> None:
    """The facts beside a record are those it committed to, or were erased."""
    payload: AuditPayload | None = getattr(record, "payload", None)
    if payload is None:
        walk.fault(record.number, f"the facts of record {record.number} are missing")
    elif payload.erased_at is not None:
        walk.erased.append(record.number)
    elif commitment_to(payload.payload, salt=payload.salt) != record.commitment:
        walk.fault(record.number, f"the facts of record {record.number} were changed: they are not what it vouches for")
    elif record.action == LOOKS_SEALED:
        walk.sealed.append((record.number, json.loads(payload.payload)["facts"]))


def _check_head(walk: _Walk, head: ChainHead | None) -> None:
    """The head kept beside the chain is the chain's own end. A head that moved on meanwhile belongs to a writer at work."""
    if head is None:
        if walk.count:
            walk.fault(walk.number, "the head of the chain is missing: nothing says which record is the last")
    elif head.number < walk.number:
        now = ChainHead.objects.filter(school_id=walk.school_id).first()
        if now is None or now.number < walk.number:
            walk.fault(head.number + 1, f"record {head.number + 1} stands after the head of the chain: it was put in beside the actions")
    elif head.number > walk.number:
        walk.fault(walk.number + 1, _gap(walk.number + 1, head.number) + " at the end of the chain")
    elif head.hash != walk.last_hash:
        walk.fault(head.number, f"the head of the chain does not fit record {head.number}: the record or the head was replaced")


def _check_erasures(walk: _Walk) -> None:
    """Facts are erased lawfully where a later record says so."""
    for number in walk.erased:
        said = AuditRecord.objects.filter(
            school_id=walk.school_id, number__gt=number, action=FACTS_ERASED, subject=subject_of_record(number)
        )
        if not said.exists():
            walk.fault(number, f"the facts of record {number} are blank and no record says under what they were erased")


def _check_looks(walk: _Walk) -> None:
    """Looks are those that their seals vouch for."""
    for number, facts in walk.sealed:
        looks = Look.objects.filter(school_id=walk.school_id, sealed_in=number).order_by("pk")
        if digest_of_looks(looks) != facts["digest"]:
            walk.fault(number, f"the looks sealed in record {number} were changed or taken away")
