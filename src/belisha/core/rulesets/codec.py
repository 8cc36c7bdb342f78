"""Rulesets, deltas and timelines as JSON values, and back: exact both ways. Moments are ISO 8601 in UTC.

Contents of lists do not travel here: a ruleset names each list by id and SHA-256, and whoever reads it hands the contents in.
What cannot be read raises Unreadable; the engine then keeps what it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from typing import Any

from belisha.core.decision.model import Reason, Verdict
from belisha.core.programme.model import NameList
from belisha.core.rulesets.facts_codec import facts_from_json, facts_to_json
from belisha.core.rulesets.model import Bell, Delta, Entry, ListRow, Ruleset, TableChange, Timeline

Json = dict[str, Any]


class Unreadable(ValueError):
    """A document that is no ruleset, delta or timeline, or a list that is not the one meant; the message says which and why."""


def ruleset_to_json(ruleset: Ruleset) -> Json:
    """The ruleset as JSON values, without the contents of its lists."""
    return {
        "number": ruleset.number,
        "school": ruleset.school,
        "policy_version": ruleset.policy_version,
        "at": _moment(ruleset.at),
        "facts": facts_to_json(ruleset.facts),
        "tables": {key: _rows(table) for key, table in ruleset.tables.items()},
        "first_lists": _list_rows(ruleset.first_lists),
        "last_lists": {key: _list_rows(rows) for key, rows in ruleset.last_lists.items()},
        "lists": {key: {"id": x.id, "title": x.title, "sha256": x.sha256} for key, x in ruleset.lists.items()},
        "safe_hosts": dict(ruleset.safe_hosts),
        "fast_names": sorted(ruleset.fast_names),
        "local_names": dict(ruleset.local_names),
        "clause_words": dict(ruleset.clause_words),
        "when_broken": ruleset.when_broken,
        "observing": ruleset.observing,
    }


def ruleset_from_json(document: Json, lists: Mapping[str, NameList], zone_named: Callable[[str], tzinfo]) -> Ruleset:
    """The ruleset of a document, with the contents of its lists handed in by key.

    Raises Unreadable where the document is damaged, and where a list is missing or has another SHA-256 than the one meant.
    """
    with _reading("ruleset"):
        return Ruleset(
            number=int(document["number"]),
            school=document["school"],
            policy_version=document["policy_version"],
            at=_moment_from(document["at"]),
            facts=facts_from_json(document["facts"], zone_named),
            tables={key: _rows_from(rows) for key, rows in document["tables"].items()},
            first_lists=_list_rows_from(document["first_lists"]),
            last_lists={key: _list_rows_from(rows) for key, rows in document["last_lists"].items()},
            lists={key: _list_meant(key, about, lists) for key, about in document["lists"].items()},
            safe_hosts=dict(document["safe_hosts"]),
            fast_names=frozenset(document["fast_names"]),
            local_names=dict(document["local_names"]),
            clause_words=dict(document["clause_words"]),
            when_broken=document["when_broken"],
            observing=bool(document.get("observing", False)),
        )


def delta_to_json(delta: Delta) -> Json:
    """The delta as JSON values."""
    return {
        "number": delta.number,
        "at": _moment(delta.at),
        "policy_version": delta.policy_version,
        "changes": [_change(change) for change in delta.changes],
        "safe_hosts": None if delta.safe_hosts is None else dict(delta.safe_hosts),
        "fast_names": None if delta.fast_names is None else sorted(delta.fast_names),
        "local_names": None if delta.local_names is None else dict(delta.local_names),
        "clause_words": None if delta.clause_words is None else dict(delta.clause_words),
        "when_broken": delta.when_broken,
        "observing": delta.observing,
        "bells": [bell_to_json(bell) for bell in delta.bells],
    }


def delta_from_json(document: Json) -> Delta:
    """The delta of a document. Raises Unreadable where it is damaged."""
    with _reading("delta"):
        return Delta(
            number=int(document["number"]),
            at=_moment_from(document["at"]),
            policy_version=document["policy_version"],
            changes=tuple(_change_from(change) for change in document["changes"]),
            safe_hosts=document["safe_hosts"],
            fast_names=None if document["fast_names"] is None else frozenset(document["fast_names"]),
            local_names=document["local_names"],
            clause_words=document["clause_words"],
            when_broken=document["when_broken"],
            observing=document.get("observing"),
            bells=tuple(bell_from_json(bell) for bell in document["bells"]),
        )


def bell_to_json(bell: Bell) -> Json:
    """The bell as JSON values."""
    return {"at": _moment(bell.at), "changes": [_change(change) for change in bell.changes], "observing": bell.observing}


def bell_from_json(document: Json) -> Bell:
    """The bell of a document. Raises Unreadable where it is damaged."""
    with _reading("bell"):
        changes = tuple(_change_from(change) for change in document["changes"])
        return Bell(_moment_from(document["at"]), changes, document.get("observing"))


def timeline_to_json(timeline: Timeline) -> Json:
    """The timeline as JSON values: its ruleset and its bells."""
    return {"ruleset": ruleset_to_json(timeline.ruleset), "bells": [bell_to_json(bell) for bell in timeline.bells]}


def timeline_from_json(document: Json, lists: Mapping[str, NameList], zone_named: Callable[[str], tzinfo]) -> Timeline:
    """The timeline of a document. Raises Unreadable as `ruleset_from_json` does."""
    with _reading("timeline"):
        bells = tuple(bell_from_json(bell) for bell in document["bells"])
        return Timeline(ruleset_from_json(document["ruleset"], lists, zone_named), bells)


def entry_to_json(entry: Entry) -> Json:
    """One entry as JSON values: what an engine tells of a single name."""
    return _entry(entry) or {}


def entry_from_json(document: Json) -> Entry:
    """The entry of a document. Raises Unreadable where it is damaged."""
    with _reading("entry"):
        return _ready_from(document)


@contextmanager
def _reading(what: str) -> Iterator[None]:
    try:
        yield
    except Unreadable:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise Unreadable(f"this is not a {what} that can be read ({type(fault).__name__}: {fault})") from fault


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _moment_from(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise Unreadable(f"the moment {text} has no zone")
    return moment.astimezone(UTC)


def _entry(entry: Entry | None) -> Json | None:
    if entry is None:
        return None
    return {
        "verdict": entry.verdict.value,
        "reason": entry.reason.name,
        "clause": entry.clause,
        "rule": entry.rule,
        "until": _moment(entry.until) if entry.until else None,
        "form": entry.form,
    }


def _entry_from(document: Json | None) -> Entry | None:
    return _ready_from(document) if document is not None else None


def _ready_from(document: Json) -> Entry:
    until = document["until"]
    return Entry(
        verdict=Verdict(document["verdict"]),
        reason=Reason[document["reason"]],
        clause=document["clause"],
        rule=document["rule"],
        until=_moment_from(until) if until else None,
        form=document["form"],
    )


def _rows(table: Mapping[str, Entry | None]) -> Json:
    return {name: _entry(entry) for name, entry in table.items()}


def _rows_from(document: Json) -> dict[str, Entry | None]:
    return {name: _entry_from(entry) for name, entry in document.items()}


def _list_rows(rows: tuple[ListRow, ...]) -> list[Json]:
    return [{"list": row.list_id, "entry": _entry(row.entry), "except": sorted(row.except_names)} for row in rows]


def _list_rows_from(documents: list[Json]) -> tuple[ListRow, ...]:
    return tuple(ListRow(row["list"], _ready_from(row["entry"]), frozenset(row["except"])) for row in documents)


def _change(change: TableChange) -> Json:
    last_lists = None if change.last_lists is None else _list_rows(change.last_lists)
    return {"seat": change.seat_key, "rows": _rows(change.rows), "gone": sorted(change.gone), "last_lists": last_lists}


def _change_from(document: Json) -> TableChange:
    last_lists = None if document["last_lists"] is None else _list_rows_from(document["last_lists"])
    return TableChange(document["seat"], _rows_from(document["rows"]), frozenset(document["gone"]), last_lists)


def _list_meant(key: str, about: Json, lists: Mapping[str, NameList]) -> NameList:
    if key not in lists:
        raise Unreadable(f"the contents of the list “{key}” were not handed in")
    found = lists[key]
    if found.sha256 != about["sha256"]:
        raise Unreadable(f"the list “{key}” handed in is another than the one meant: its SHA-256 is {found.sha256}, not {about['sha256']}")
    return NameList(about["id"], about["title"], found.names, found.sha256)
