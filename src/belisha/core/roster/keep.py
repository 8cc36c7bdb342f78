"""A roster as plain values that a row can hold, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from belisha.core.roster.model import Contact, Group, NotTaken, Record, Roster


def as_plain(roster: Roster) -> dict[str, Any]:
    """The roster as JSON can hold it."""
    found = asdict(roster)
    found["group"] = roster.group.name
    for record in found["records"]:
        record["leaves"] = record["leaves"].isoformat() if record["leaves"] else None
    return found


def from_plain(kept: Mapping[str, Any]) -> Roster:
    """The roster that was kept. Raises KeyError or TypeError for anything else."""
    records = tuple(_record(one) for one in kept["records"])
    not_taken = tuple(NotTaken(**one) for one in kept["not_taken"])
    return Roster(Group[kept["group"]], records, not_taken, tuple(kept["notes"]), kept["has_classes"], kept["has_posts"])


def _record(kept: Mapping[str, Any]) -> Record:
    leaves = date.fromisoformat(kept["leaves"]) if kept["leaves"] else None
    contacts = tuple(Contact(**one) for one in kept["contacts"])
    return Record(**{**kept, "leaves": leaves, "contacts": contacts, "notes": tuple(kept["notes"])})
