"""Loading a list: read, refused where it is no list, kept. It closes something only where a clause in force names it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from belisha.audit import actions as audit
from belisha.core.lists.parse import ListRefused, ParsedList, parse_list
from belisha.directory import queries as directory
from belisha.filtering.events import ListLoaded
from belisha.filtering.models import KeptList, SubscribedList
from belisha.kit.access import Actor, Refused
from belisha.kit.outbox import publish
from belisha.kit.writing import one_transaction

FAULTS_RECORDED = 20


@dataclass(frozen=True, slots=True)
class NewList:
    """A list as it arrived: the word a policy uses for it, what people call it, where it came from, its text."""

    list_id: str
    title: str
    source: str
    text: str


def subscribe_list(new: NewList, *, by: Actor, now: datetime) -> SubscribedList:
    """The list with its new contents; what it held before is kept for reading the past. The same contents again change nothing.

    Raises Refused for a word the catalogue does not know, a web page, a damaged or cut list; the last good contents stay.
    """
    if new.list_id not in directory.catalogue().lists:
        known = ", ".join(sorted(directory.catalogue().lists))
        raise Refused(f"“{new.list_id[:60]}” is no list a policy can name: choose one of {known}.")
    parsed = _parsed(new)
    contents = "".join(f"{name}\n" for name in sorted(parsed.names))
    digest = sha256(contents.encode()).hexdigest()
    with one_transaction():
        row = SubscribedList.objects.select_for_update().filter(school_id=by.school_id, list_id=new.list_id).first()
        if row is not None and row.sha256 == digest:
            return row
        row = _replaced(row, now) if row is not None else SubscribedList(school_id=by.school_id, list_id=new.list_id)
        row.title, row.source, row.loaded_at = new.title, new.source, now
        row.contents, row.sha256, row.count = contents, digest, len(parsed.names)
        row.save()
        facts = {"list": new.list_id, "source": new.source, "names": row.count, "sha256": digest}
        facts["left out"] = list(parsed.faults[:FAULTS_RECORDED])
        audit.record(by=by, action="list loaded", subject=f"list {new.list_id}", facts=facts, now=now)
        publish(ListLoaded(school_id=by.school_id, list_id=row.pk), now=now)
    return row


def _parsed(new: NewList) -> ParsedList:
    try:
        return parse_list(new.text, suffixes=directory.suffixes())
    except ListRefused as refusal:
        raise Refused(f"The list “{new.title}” was not loaded, and what it held before stays: {refusal}") from refusal


def _replaced(row: SubscribedList, now: datetime) -> SubscribedList:
    """The row, with what it held until now put aside."""
    KeptList.objects.get_or_create(school_id=row.school_id, sha256=row.sha256, defaults={"contents": row.contents, "kept_at": now})
    return row
