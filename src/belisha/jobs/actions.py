"""Signs of life."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime

from belisha.jobs.models import Heart
from belisha.kit.writing import one_transaction


def beat(process: str, *, now: datetime, details: Mapping[str, object] | None = None) -> Heart:
    """Say that this process is alive. `started_at` is the first beat of its process id. Not audited: see models.Heart."""
    pid = os.getpid()
    with one_transaction():
        known = Heart.objects.select_for_update().filter(process=process).first()
        started_at = known.started_at if known is not None and known.pid == pid else now
        values = {"beat_at": now, "started_at": started_at, "pid": pid, "details": dict(details or {})}
        return Heart.objects.update_or_create(process=process, defaults=values)[0]
