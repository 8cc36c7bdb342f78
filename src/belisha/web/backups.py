"""Backups as the school meets them: one made every night by a process of its own, and how they stand, for the operations page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from subprocess import Popen
from typing import Final

from django.conf import settings

from belisha.adapters.backups import LastBackup, last_backup
from belisha.jobs.providers import OperationsFact
from belisha.jobs.states import Beacon
from belisha.web import env

LOOK_EVERY: Final = timedelta(minutes=15)
OLD_AFTER: Final = timedelta(days=2)
PROVED_EVERY: Final = timedelta(days=120)
"""A term. Source: DfE cyber security standards, backups are tested every term (field.md 1.2)."""

HOW_TO: Final = "docs/how-tos/back-up-and-restore.md says how."


class NightlyBackups:
    """Starts `belisha backup make --due` from time to time where the school said where to and for whom; one at a time."""

    def __init__(self, start: Callable[[list[str]], Popen[bytes]]) -> None:
        self._start = start
        self._running: Popen[bytes] | None = None

    def look(self, now: datetime) -> None:
        """Start one where none is running; the command itself knows whether one is due."""
        if not is_wanted() or (self._running is not None and self._running.poll() is None):
            return
        self._running = self._start(["-m", "belisha.web.commands.main", "backup", "make", "--due", "--data", str(settings.DATA)])


def is_wanted() -> bool:
    """True where the school said where backups go and for whom they are sealed."""
    return bool(env.text("BELISHA_BACKUP_TO", "") and env.text("BELISHA_BACKUP_FOR", ""))


def backup_facts(school_id: int, now: datetime) -> Sequence[OperationsFact]:
    """Whether there is a backup that is new, and whether one was put back lately."""
    if settings.IS_DEMO and not is_wanted():
        return [OperationsFact("Backups", Beacon.GREY, "A demo keeps none.")]
    last = last_backup(settings.DATA)
    return [_made(last, now), _proved(last, now)]


def _made(last: LastBackup, now: datetime) -> OperationsFact:
    name = "Backups"
    if last.fault:
        return OperationsFact(name, Beacon.AMBER, f"The last backup was not made: {last.fault}.", HOW_TO, since=last.made_at)
    if last.made_at is None:
        to_do = f"Make a key, and say where backups go. {HOW_TO}"
        return OperationsFact(name, Beacon.AMBER, "No backup was ever made: if this disk breaks, everything is lost.", to_do)
    words = f"{last.file}, {last.size / 1_000_000:.1f} MB."
    if now - last.made_at > OLD_AFTER:
        return OperationsFact(
            name, Beacon.AMBER, f"The last backup is old: {words}", f"Look why none is made any more. {HOW_TO}", last.made_at
        )
    return OperationsFact(name, Beacon.STEADY, words, since=last.made_at)


def _proved(last: LastBackup, now: datetime) -> OperationsFact:
    name, to_do = "Backups proved", f"Put one back with `belisha backup check`. {HOW_TO}"
    if last.proved_at is None:
        return OperationsFact(name, Beacon.AMBER, "No backup was ever put back, so nobody knows that it can be.", to_do)
    if now - last.proved_at > PROVED_EVERY:
        return OperationsFact(name, Beacon.AMBER, "It is more than a term since one was put back.", to_do, since=last.proved_at)
    return OperationsFact(name, Beacon.STEADY, "One was put back and was whole.", since=last.proved_at)
