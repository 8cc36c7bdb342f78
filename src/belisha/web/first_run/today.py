"""What the page of the day says of a first run that is not over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from belisha.kit import remembered
from belisha.people import queries as people
from belisha.people.models import FirstRun
from belisha.people.providers import Day, DayFact, Lead, Part, Rank
from belisha.people.states_invitations import FIRST_RUN_HOLDS
from belisha.web.first_run.steps import standing_of


def first_run_today(day: Day) -> Sequence[DayFact]:
    """For whoever sets the school up, until that is over: the way back to it, and what is still to be done."""
    run = remembered.while_unchanged(day.school.pk, ("first run", day.reader.pk), lambda: people.open_first_run(day.reader))
    if run is None or run.taken_at is None or day.now >= run.taken_at + FIRST_RUN_HOLDS:
        return ()
    open_steps = remembered.while_unchanged(day.school.pk, ("open steps", run.pk, day.on), lambda: _open_steps(run, day.now))
    words = f"{open_steps} steps are not done." if open_steps else "Every step is done: see what remains, and whose turn it is."
    lead = Lead("Go on with the first run", reverse("first-run"))
    return [DayFact(Part.NEEDS_YOU, "The school is being set up.", words, state="amber", leads=(lead,), rank=Rank.WAITS)]


def _open_steps(run: FirstRun, now: datetime) -> int:
    """How many steps are not done."""
    return sum(not done for key, done in standing_of(run, now, with_invitations=False).done.items() if key != "done")
