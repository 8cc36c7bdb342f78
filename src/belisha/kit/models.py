"""The outbox: events written in the transaction of the action that caused them, delivered by the worker."""

from __future__ import annotations

from django.db import models


class OutboxEvent(models.Model):
    """One event, waiting or delivered. `delivered_to` names the listeners that have had it, so that none hears it twice by design."""

    school_id = models.BigIntegerField(db_index=True)
    name = models.CharField(max_length=100)
    payload = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)
    delivered_to = models.JSONField(default=list)
    tries = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(null=True, blank=True)
    last_fault = models.TextField(blank=True)

    class Meta:
        """Waiting events are read oldest first."""

        indexes = [models.Index(fields=["delivered_at", "id"], name="outbox_waiting")]
