"""Hearts of processes. Global rows: a process serves every school of its server."""

from __future__ import annotations

from django.db import models


class Heart(models.Model):
    """The last sign of life of one process. Changes in place and is not audited: it says how things are, not what was done."""

    process = models.CharField(max_length=50, primary_key=True)
    beat_at = models.DateTimeField()
    started_at = models.DateTimeField()
    pid = models.PositiveIntegerField()
    details = models.JSONField(default=dict)
