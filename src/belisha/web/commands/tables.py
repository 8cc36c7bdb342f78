"""Bring a school's tables to this Belisha's: a copy is kept first, and the tables of a later one are refused."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from belisha.web.commands.installation import Unusable

if TYPE_CHECKING:
    from django.db.migrations.executor import MigrationExecutor

COPY: Final = "before-upgrade.sqlite3"
KEPT_FOR: Final = timedelta(days=30)
"""The copy holds whom the school has forgotten since: it goes as soon as nobody would go back to it."""

UNFINISHED: Final = "upgrade-unfinished"
"""Stands while tables are changed. Where it is found at a start, the copy is from before a change that failed: it is not made anew."""

HOW_TO: Final = "docs/how-tos/upgrade.md says how."


def bring_up_to_date(data: Path) -> None:
    """Every table is as this Belisha needs it when this returns. Django is ready before; `data` is the school's folder.

    Raises Unusable where the tables were made by a later Belisha, or no copy of them could be kept: then nothing was changed.
    """
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    _check_not_later(executor)
    new = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not new:
        return
    is_upgrade = any(app == "schools" for app, _ in executor.loader.applied_migrations)
    if is_upgrade and connection.vendor == "sqlite":
        if not ((data / UNFINISHED).exists() and (data / COPY).exists()):
            _keep_copy(Path(str(connection.settings_dict["NAME"])), data / COPY)
        print(f"Bringing the school's tables to this version: {len(new)} changes. What they were is kept in {data / COPY}.", flush=True)
    (data / UNFINISHED).touch()
    call_command("migrate", verbosity=0)
    (data / UNFINISHED).unlink(missing_ok=True)


def _check_not_later(executor: MigrationExecutor) -> None:
    """Raises Unusable where a change was made to the tables that this Belisha does not know."""
    from django.apps import apps

    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("belisha.")}
    known = executor.loader.disk_migrations
    unknown = sorted(f"{app} {name}" for app, name in executor.loader.applied_migrations if app in ours and (app, name) not in known)
    if unknown:
        raise Unusable(
            f"this school was last kept by a later Belisha ({len(unknown)} changes of its tables are not known here, like {unknown[-1]}):"
            f" start that one again, or put back a backup from before. {HOW_TO}"
        )


def _keep_copy(database: Path, copy: Path) -> None:
    """The database as it stands, in one file for its owner alone. Raises Unusable where it cannot be kept."""
    unfinished = copy.with_name(f".{copy.name}.unfinished")
    try:
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
        with closing(sqlite3.connect(database)) as live, closing(sqlite3.connect(unfinished)) as made:
            live.backup(made)
            made.execute("pragma journal_mode=delete")
        unfinished.replace(copy)
    except (OSError, sqlite3.Error) as fault:
        unfinished.unlink(missing_ok=True)
        raise Unusable(
            f"no copy of the school's tables could be kept before changing them ({fault}): is the disk full? {HOW_TO}"
        ) from fault


def forget_old_copy(data: Path, now: datetime) -> None:
    """Take the copy away a month after it was made. `now` is aware, of the machine's own clock: a file's age is told by that."""
    copy = data / COPY
    if copy.exists() and now.timestamp() - copy.stat().st_mtime > KEPT_FOR.total_seconds():
        copy.unlink()
