"""The two halves of a backup's key: the public one stays with the server, the secret one leaves it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from pyrage import IdentityError, RecipientError
from pyrage.x25519 import Identity, Recipient

from belisha.adapters.backups.faults import UnusableBackup


def new_key(file: Path) -> str:
    """Make a key: the secret half into `file`, readable by its owner only; the public half.

    Raises UnusableBackup where the file is there already.
    """
    made = Identity.generate()
    public = str(made.to_public())
    try:
        number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as there:
        raise UnusableBackup(f"{file} is there already: name another file, so that no key is lost") from there
    except OSError as fault:
        raise UnusableBackup(f"{file} cannot be written ({fault.strerror}): name another file") from fault
    with os.fdopen(number, "w") as out:
        out.write(f"# public key: {public}\n{made}\n")
        out.flush()
        os.fsync(out.fileno())
    return public


def recipients_named(words: Iterable[str]) -> list[Recipient]:
    """For whom a backup is sealed. Raises UnusableBackup for a word that is no public key, and for none at all."""
    found = []
    for word in words:
        try:
            found.append(Recipient.from_str(word))
        except RecipientError as fault:
            told = "that is the secret half, which stays away from the server" if word.startswith("AGE-SECRET") else "it begins with age1"
            raise UnusableBackup(f"“{word[:12]}…” is no public key of a backup: {told}; `belisha backup key` makes one") from fault
    if not found:
        raise UnusableBackup(
            "for whom is the backup sealed? Name a public key (`belisha backup key` makes one) with --for or BELISHA_BACKUP_FOR"
        )
    return found


def secret_in(file: Path) -> Identity:
    """The secret half of a key. Raises UnusableBackup where the file holds none."""
    try:
        lines = file.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError) as fault:
        raise UnusableBackup(f"{file} cannot be read: name the file with the secret key of the backup") from fault
    for word in lines:
        if word.upper().startswith("AGE-SECRET-KEY-"):
            try:
                return Identity.from_str(word)
            except IdentityError as fault:
                raise UnusableBackup(f"the secret key in {file} is not whole: look for letters that were lost in copying") from fault
    raise UnusableBackup(f"{file} holds no secret key: it is a line that begins with AGE-SECRET-KEY-1")
