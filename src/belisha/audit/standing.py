"""What stands in the rooms is held against the record: an opening, a signature or a role that nobody recorded was put there by hand.

The chain vouches for the record. This vouches for what the software acts on: each room says what stands (a claim), and the record
must tell of it in the same words. Without it, somebody with the database's own password could insert an opening and leave the chain whole.
"""

from __future__ import annotations

import json
from datetime import datetime

from belisha.audit.models import AuditRecord
from belisha.audit.providers import Claim, claims_of_rooms


def unvouched(school_id: int) -> list[str]:
    """A sentence for each thing that stands and that the record does not tell of as it stands."""
    told = _Told(school_id)
    return [sentence for claim in claims_of_rooms(school_id) if (sentence := told.fault_of(claim))]


class _Told:
    """The records of a school by subject, read once."""

    def __init__(self, school_id: int) -> None:
        self._of: dict[str, list[tuple[str, int | None, str]]] = {}
        rows = AuditRecord.objects.filter(school_id=school_id).order_by("number")
        for subject, action, person_id, payload in rows.values_list("subject", "action", "person_id", "payload__payload"):
            self._of.setdefault(subject, []).append((action, person_id, payload or ""))

    def fault_of(self, claim: Claim) -> str | None:
        """What is wrong with a claim, or None where the record bears it out. Facts that were lawfully erased are not held against it."""
        said = self._of.get(claim.subject, [])
        if any(action in claim.never_after for action, _, _ in said):
            return f"{claim.words} stands, and the record says that it was ended: it was put back by hand"
        if any(action in claim.actions and _bears_out(claim, person_id, payload) for action, person_id, payload in said):
            return None
        return f"{claim.words} stands, and no record tells of it as it stands: it was put in or changed by hand"


def _bears_out(claim: Claim, person_id: int | None, payload: str) -> bool:
    """True where a record's facts are those of the claim."""
    if claim.person_id is not None and person_id != claim.person_id:
        return False
    facts = json.loads(payload)["facts"] if payload else None
    return facts is None or all(_is_same(facts.get(name), value) for name, value in claim.facts.items())


def _is_same(said: object, value: object) -> bool:
    """True where the record says this value; moments are the same in whatever zone they were written."""
    if isinstance(value, datetime):
        return isinstance(said, str) and datetime.fromisoformat(said) == value
    return said == value
