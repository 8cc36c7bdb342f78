"""Rows of filtering: subscribed lists, access requests, openings, what was deployed, proved and counted."""

from __future__ import annotations

from belisha.filtering.models.activities import Activity, TrainingWaiver
from belisha.filtering.models.counting import AttemptBatch, AttemptCount, DeviceCheck
from belisha.filtering.models.enforcing import Deployment, KeptProgramme, Observing, Proof
from belisha.filtering.models.lists import KeptList, ListSubscription, SubscribedList, WaitingList
from belisha.filtering.models.openings import Opening
from belisha.filtering.models.reports import Report, SiteClose
from belisha.filtering.models.requests import AccessRequest

__all__ = [
    "AccessRequest",
    "Activity",
    "AttemptBatch",
    "AttemptCount",
    "Deployment",
    "DeviceCheck",
    "KeptList",
    "KeptProgramme",
    "ListSubscription",
    "Observing",
    "Opening",
    "Proof",
    "Report",
    "SiteClose",
    "SubscribedList",
    "TrainingWaiver",
    "WaitingList",
]
