"""Triggers: records are never changed or deleted, facts are only ever blanked, looks only ever sealed, heads only move on by one.

Imports nothing of the project. Reversible. PostgreSQL: the triggers fire in every session, also in one that plays a replica (ENABLE ALWAYS).
"""

from django.db import migrations

RULES = (
    # table, name, event, when (SQL condition of the refusal, or None for always), sentence
    ("audit_auditrecord", "audit_record_unchanged", "UPDATE", None, "an audit record never changes"),
    ("audit_auditrecord", "audit_record_kept", "DELETE", None, "an audit record is never deleted"),
    (
        "audit_auditpayload",
        "audit_payload_only_erased",
        "UPDATE",
        "NOT (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.salt = '' AND NEW.payload = '' AND NEW.erased_under <> ''"
        " AND NEW.id = OLD.id AND NEW.record_id = OLD.record_id)",
        "the facts of an audit record can only be erased, once, under a named law",
    ),
    ("audit_auditpayload", "audit_payload_kept", "DELETE", None, "the facts of an audit record are erased, not deleted"),
    (
        "audit_chainhead",
        "audit_head_moves_on",
        "UPDATE",
        "NOT (NEW.school_id = OLD.school_id AND NEW.number = OLD.number + 1)",
        "the head of a chain only moves on by one record",
    ),
    ("audit_chainhead", "audit_head_kept", "DELETE", None, "the head of a chain is never deleted"),
    (
        "audit_look",
        "audit_look_only_sealed",
        "UPDATE",
        "NOT (OLD.sealed_in IS NULL AND NEW.sealed_in IS NOT NULL AND NEW.id = OLD.id AND NEW.school_id = OLD.school_id"
        " AND NEW.person_id = OLD.person_id AND NEW.subject = OLD.subject AND NEW.at = OLD.at)",
        "a look can only be sealed, once",
    ),
    ("audit_look", "audit_look_kept", "DELETE", None, "a look is never deleted"),
)
# SQLite's INSERT OR REPLACE deletes the row in the way without asking a DELETE trigger (SQLite manual, "lang_conflict"): refuse it before.
REPLACED = (
    ("audit_auditrecord", "audit_record_not_replaced", "id = NEW.id OR (school_id = NEW.school_id AND number = NEW.number)"),
    ("audit_auditpayload", "audit_payload_not_replaced", "id = NEW.id OR record_id = NEW.record_id"),
    ("audit_chainhead", "audit_head_not_replaced", "school_id = NEW.school_id"),
    ("audit_look", "audit_look_not_replaced", "id = NEW.id"),
)
TABLES = ("audit_auditrecord", "audit_auditpayload", "audit_chainhead", "audit_look")


def forbid_change(apps, schema_editor):
    """Make the triggers of this database's kind."""
    statements = {"sqlite": on_sqlite, "postgresql": on_postgresql}[schema_editor.connection.vendor]
    for statement in statements():
        schema_editor.execute(statement, params=None)


def allow_change(apps, schema_editor):
    """Take the triggers away again."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    names = [(table, name) for table, name, *_ in (*RULES, *(REPLACED if is_sqlite else ()))]
    for table, name in names:
        schema_editor.execute(f"DROP TRIGGER {name}" + ("" if is_sqlite else f" ON {table}"), params=None)
    if not is_sqlite:
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER {table}_not_emptied ON {table}", params=None)
        schema_editor.execute("DROP FUNCTION audit_refuse()", params=None)


def on_sqlite():
    """One trigger for each rule."""
    for table, name, event, when, sentence in RULES:
        condition = f"WHEN {when} " if when else ""
        yield f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {condition}BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
    for table, name, same in REPLACED:
        yield (
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, 'a row of {table} is never replaced'); END"
        )


def on_postgresql():
    """One function that refuses with the sentence it is given; one trigger for each rule; none of the tables can be emptied."""
    yield (
        "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING ERRCODE = 'restrict_violation', MESSAGE = TG_ARGV[0]; END $$"
    )
    for table, name, event, when, sentence in RULES:
        condition = f"WHEN ({when}) " if when else ""
        yield f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {condition}EXECUTE FUNCTION audit_refuse('{sentence}')"
        yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"
    for table in TABLES:
        name = f"{table}_not_emptied"
        yield f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse('{table} is never emptied')"
        yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"


class Migration(migrations.Migration):
    """After the tables exist."""

    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(forbid_change, allow_change)]
