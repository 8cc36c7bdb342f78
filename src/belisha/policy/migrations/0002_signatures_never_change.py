"""Triggers: a signature is never changed, never deleted, never replaced (who signed a policy is evidence; issue 2, part 2).

Imports nothing of the project. Reversible. PostgreSQL: the triggers fire in every session, also in one that plays a replica (ENABLE ALWAYS).
"""

from django.db import migrations

SQLITE = (
    "CREATE TRIGGER policy_signature_unchanged BEFORE UPDATE ON policy_signature FOR EACH ROW "
    "BEGIN SELECT RAISE(ABORT, 'a signature never changes'); END",
    "CREATE TRIGGER policy_signature_kept BEFORE DELETE ON policy_signature FOR EACH ROW "
    "BEGIN SELECT RAISE(ABORT, 'a signature is never deleted'); END",
    # INSERT OR REPLACE deletes the row in the way without asking a DELETE trigger (SQLite manual, "lang_conflict")
    "CREATE TRIGGER policy_signature_not_replaced BEFORE INSERT ON policy_signature FOR EACH ROW "
    "WHEN EXISTS (SELECT 1 FROM policy_signature WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'a signature is never replaced'); END",
    "CREATE TRIGGER policy_signature_role_once BEFORE INSERT ON policy_signature FOR EACH ROW "
    "WHEN EXISTS (SELECT 1 FROM policy_signature WHERE version_id = NEW.version_id AND (role = NEW.role OR person_id = NEW.person_id)) "
    "BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: a version is signed once in a role and once by a person'); END",
)
SQLITE_NAMES = ("policy_signature_unchanged", "policy_signature_kept", "policy_signature_not_replaced", "policy_signature_role_once")
POSTGRESQL = (
    "CREATE FUNCTION policy_signature_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION USING ERRCODE = 'restrict_violation', MESSAGE = TG_ARGV[0]; END $$",
    "CREATE TRIGGER policy_signature_unchanged BEFORE UPDATE ON policy_signature FOR EACH ROW "
    "EXECUTE FUNCTION policy_signature_refuse('a signature never changes')",
    "CREATE TRIGGER policy_signature_kept BEFORE DELETE ON policy_signature FOR EACH ROW "
    "EXECUTE FUNCTION policy_signature_refuse('a signature is never deleted')",
    "CREATE TRIGGER policy_signature_not_emptied BEFORE TRUNCATE ON policy_signature FOR EACH STATEMENT "
    "EXECUTE FUNCTION policy_signature_refuse('signatures are never emptied')",
    "ALTER TABLE policy_signature ENABLE ALWAYS TRIGGER policy_signature_unchanged",
    "ALTER TABLE policy_signature ENABLE ALWAYS TRIGGER policy_signature_kept",
    "ALTER TABLE policy_signature ENABLE ALWAYS TRIGGER policy_signature_not_emptied",
)
POSTGRESQL_NAMES = ("policy_signature_unchanged", "policy_signature_kept", "policy_signature_not_emptied")


def forbid_change(apps, schema_editor):
    """Make the triggers of this database's kind."""
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def allow_change(apps, schema_editor):
    """Take the triggers away again."""
    if schema_editor.connection.vendor == "sqlite":
        for name in SQLITE_NAMES:
            schema_editor.execute(f"DROP TRIGGER {name}", params=None)
        return
    for name in POSTGRESQL_NAMES:
        schema_editor.execute(f"DROP TRIGGER {name} ON policy_signature", params=None)
    schema_editor.execute("DROP FUNCTION policy_signature_refuse()", params=None)


class Migration(migrations.Migration):
    """After the tables exist."""

    dependencies = [("policy", "0001_initial")]
    operations = [migrations.RunPython(forbid_change, allow_change)]
