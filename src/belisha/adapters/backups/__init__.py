"""A school's data in one encrypted file, and back: what is packed, how it is sealed, and how it is proved. Knows no Django.

Sealed for an age recipient: the server can write backups and cannot read them; whoever holds the key can, anywhere, with the age tool too.
"""

from belisha.adapters.backups import postgresql
from belisha.adapters.backups.archive import DATABASE, DUMP, Manifest, opened, packed, sweep
from belisha.adapters.backups.faults import UnusableBackup
from belisha.adapters.backups.kept import LastBackup, last_backup, note_made, note_proved, prune
from belisha.adapters.backups.keys import new_key, recipients_named, secret_in

__all__ = [
    "DATABASE",
    "DUMP",
    "LastBackup",
    "Manifest",
    "UnusableBackup",
    "last_backup",
    "new_key",
    "note_made",
    "note_proved",
    "opened",
    "packed",
    "postgresql",
    "prune",
    "recipients_named",
    "secret_in",
    "sweep",
]
