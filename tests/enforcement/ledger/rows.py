"""What the school has kept, read from its files as they are: not a line of the product's own code takes part in the reading."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
MAIL_ENDS_WITH = b"\n" + b"-" * 79 + b"\n"

QUERIES = {
    "requests": "SELECT id, host, why, status, joined_to_id, advice_words, advised_at, decided_at, reason, asked_by_id"
    " FROM filtering_accessrequest ORDER BY id",
    "openings": "SELECT id, request_id, host, people, starts, ends, reason, ended_at, ended_by_id FROM filtering_opening ORDER BY id",
    "reports": "SELECT id, words FROM filtering_report ORDER BY id",
    "records": "SELECT r.number, r.action, r.subject, p.payload FROM audit_auditrecord r"
    " JOIN audit_auditpayload p ON p.record_id = r.id ORDER BY r.number",
    "events": "SELECT id, name, payload, delivered_at, delivered_to, tries, last_fault FROM kit_outboxevent ORDER BY id",
    "notices": "SELECT id, person_id, title, words, link, address, mail_status, made_at FROM notices_notice ORDER BY id",
    "proofs": "SELECT id, subject, cause, caused_at, host, seat_key, is_proved FROM filtering_proof ORDER BY id",
    "deployments": "SELECT id, number, acknowledged_at, fault FROM filtering_deployment ORDER BY id",
}
TEXTS = ("payload", "delivered_to")


@dataclass(slots=True)
class Kept:
    """The rows of a school, each a plain mapping, and how many whole e-mails there are by their Message-ID."""

    requests: list[Row] = field(default_factory=list)
    openings: list[Row] = field(default_factory=list)
    reports: list[Row] = field(default_factory=list)
    records: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    notices: list[Row] = field(default_factory=list)
    proofs: list[Row] = field(default_factory=list)
    deployments: list[Row] = field(default_factory=list)
    mails: Counter[str] = field(default_factory=Counter)


def kept_in(data: Path) -> Kept:
    """Everything of a school's folder that the book is held against."""
    with sqlite3.connect(f"file:{data / 'belisha.sqlite3'}?mode=ro", uri=True) as file:
        file.row_factory = sqlite3.Row
        rows = {name: [_plain(row) for row in file.execute(query)] for name, query in QUERIES.items()}
    file.close()
    return Kept(**rows, mails=_mails(data / "mail"))


def waiting_in(data: Path) -> int:
    """How many events and e-mails have not left yet."""
    with sqlite3.connect(f"file:{data / 'belisha.sqlite3'}?mode=ro", uri=True, timeout=20) as file:
        events = file.execute("SELECT count(*) FROM kit_outboxevent WHERE delivered_at IS NULL").fetchone()[0]
        mails = file.execute("SELECT count(*) FROM notices_notice WHERE mail_status = 'WAITING'").fetchone()[0]
    file.close()
    return int(events) + int(mails)


def _plain(row: sqlite3.Row) -> Row:
    return {name: json.loads(row[name]) if name in TEXTS and row[name] else row[name] for name in row.keys()}  # noqa: SIM118 - a Row's own


def _mails(folder: Path) -> Counter[str]:
    """Whole e-mails in the demo's folder by Message-ID; one that was cut while it was written is none (it is sent again)."""
    found: Counter[str] = Counter()
    for path in sorted(folder.glob("*.log")) if folder.is_dir() else ():
        *whole, _ = path.read_bytes().split(MAIL_ENDS_WITH)
        found.update(str(BytesHeaderParser().parsebytes(one.lstrip())["Message-ID"]) for one in whole)
    return found
