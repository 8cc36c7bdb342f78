"""Whether the database still refuses changes of the record: the triggers of migration 0002, asked of the database itself.

SQLite drops a table's triggers when a later migration rebuilds the table; an administrator can switch them off. Both are seen here.
"""

from __future__ import annotations

from django.db import connection

NEEDED = (
    "audit_record_unchanged",
    "audit_record_kept",
    "audit_payload_only_erased",
    "audit_payload_kept",
    "audit_head_moves_on",
    "audit_head_kept",
    "audit_look_only_sealed",
    "audit_look_kept",
    "policy_signature_unchanged",
    "policy_signature_kept",
)
QUERIES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'",  # A: fires always (manual, 53.54)
}


def missing() -> tuple[str, ...]:
    """The triggers that should be there and are not, or are switched off; empty when the record is guarded."""
    with connection.cursor() as cursor:
        cursor.execute(QUERIES[connection.vendor])
        present = {name for (name,) in cursor.fetchall()}
    return tuple(name for name in NEEDED if name not in present)
