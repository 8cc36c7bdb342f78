"""What the page of the day says of a first run that is not over."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from belisha.people import queries as people
from belisha.people.providers import Day, DayFact, Lead, Part, Rank
from belisha.people.states_invitations import FIRST_RUN_HOLDS
from belisha.web.first_run.steps import standing_of


def first_run_today(day: Day) -> Sequence[DayFact]:
    """For whoever sets the school up, until that is over: the way back to it, and what is still to be done."""
    run = people.open_first_run(day.reader)
    if run is None or run.taken_at is None or day.now >= run.taken_at + FIRST_RUN_HOLDS:
        return ()
    standing = standing_of(run, day.now)
    open_steps = sum(not done for key, done in standing.done.items() if key != "done")
    words = f"{open_steps} steps are not done." if open_steps else "Every step is done: see what remains, and whose turn it is."
    lead = Lead("Go on with the first run", reverse("first-run"))
    return [DayFact(Part.NEEDS_YOU, "The school is being set up.", words, state="amber", leads=(lead,), rank=Rank.WAITS)]
