"""What people does by the clock: accounts of leavers are closed on their day, lists that nobody confirmed are deleted."""

from __future__ import annotations

from datetime import datetime

from django_scopes import scope

from belisha.people.actions import clear_old_drafts, close_accounts_of_leavers
from belisha.schools.models import School


def keep_people(now: datetime) -> None:
    """Both, for every school."""
    for school in School.objects.order_by("pk"):
        with scope(school=school):
            close_accounts_of_leavers(school, now=now)
            clear_old_drafts(school, now=now)
