"""How rows become a chain: canonical text, salted commitments, hashes. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Protocol

from belisha.kit.access import Fault

BEFORE_THE_FIRST = "0" * 64
LOOKS_SEALED = "looks sealed"
FACTS_ERASED = "facts erased"


class Chained(Protocol):
    """What a record's hash covers."""

    school_id: int
    number: int
    at: datetime
    person_id: int | None
    action: str
    subject: str
    clause: str
    commitment: str
    previous_hash: str


class Looked(Protocol):
    """What the seal over looks covers."""

    pk: int
    person_id: int
    subject: str
    at: datetime


def canonical(facts: Mapping[str, object]) -> str:
    """The one JSON text of these facts: keys sorted, no spaces, ASCII only, moments in UTC, enums by name, sets sorted.

    Raises Fault for a value that has no JSON form: an action must say what it did in plain values.
    """
    try:
        return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False, default=_plain)
    except (TypeError, ValueError) as unusable:
        raise Fault(
            f"the facts {sorted(facts)} cannot be recorded ({unusable}): give plain values, moments, enums or sets of words"
        ) from unusable


def commitment_to(text: str, *, salt: str) -> str:
    """SHA-256 of salt and text, in hexadecimal. The salt is 32 random bytes in hexadecimal, so nobody can try out likely texts."""
    return _sha256(salt + text)


def hash_of(record: Chained) -> str:
    """The hash over all that a record says and over the hash before it."""
    return _sha256(
        canonical(
            {
                "school": record.school_id,
                "number": record.number,
                "at": written_moment(record.at),
                "person": record.person_id,
                "action": record.action,
                "subject": record.subject,
                "clause": record.clause,
                "commitment": record.commitment,
                "previous": record.previous_hash,
            }
        )
    )


def digest_of_looks(looks: Iterable[Looked]) -> str:
    """One hash over a batch of looks, in the order of their ids."""
    rows = [[look.pk, look.person_id, look.subject, written_moment(look.at)] for look in looks]
    return _sha256(canonical({"looks": rows}))


def subject_of_record(number: int) -> str:
    """What a record is called where another record is about it."""
    return f"audit record {number}"


def written_moment(moment: datetime) -> str:
    """A moment as it is hashed: UTC, with microseconds. Raises Fault for a moment without a zone."""
    if moment.tzinfo is None:
        raise Fault(f"the moment {moment.isoformat()} names no zone: a record needs an aware one")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _plain(value: object) -> object:
    """The JSON form of a value that JSON has no word for."""
    if isinstance(value, datetime):
        return written_moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} is no plain value")


def _sha256(text: str) -> str:
    """SHA-256 of the text's ASCII or UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
