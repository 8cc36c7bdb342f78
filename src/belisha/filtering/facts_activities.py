"""What filtering tells the live page of curriculum activities, beside the clause that lets them be planned (6.3 of the model policy).

Registered in web/wiring.py. Outsiders read no class and no service; governors and staff how many (safeguarding.md 26).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.urls import reverse

from belisha.core.programme.model import Form
from belisha.filtering.permissions.activities import activity_forms, check_see_page, course_of, may_plan
from belisha.filtering.queries import activities as queries
from belisha.filtering.queries.seats import programme_now, school_day
from belisha.filtering.training import is_kept
from belisha.kit.access import may
from belisha.policy.providers import Asked, Beacon, ClauseFact, FactKind

NOT_KEPT: Final = "The training this clause asks for cannot be checked yet: the headteacher lets each teacher plan by name."


class ActivityFacts:
    """Facts about the clauses that say who may plan an activity."""

    def facts_for(self, asked: Asked) -> Mapping[str, Sequence[ClauseFact]]:
        """Amber for everybody while nobody's training can be checked; how many are open now, and the way in, for those who work here."""
        programme, on = programme_now(asked.school, asked.now), school_day(asked.school, asked.now)
        told: dict[str, list[ClauseFact]] = {}
        for form in activity_forms(programme):
            facts = [ClauseFact(Beacon.AMBER, NOT_KEPT)] if _is_unchecked(form) else []
            if asked.reader is not None and may(check_see_page)(asked.reader, school=asked.school, on=on):
                plans = may_plan(asked.reader, programme, on=on)
                facts += _inside(asked, "Plan an activity" if plans else "See curriculum activities")
            told[form.clause_of("effect") or ""] = facts or [ClauseFact(Beacon.STEADY, "Teachers may plan activities for their classes.")]
        return told


activity_facts = ActivityFacts()
"""The one provider of this process: registered twice it is asked once."""


def _is_unchecked(form: Form) -> bool:
    return bool(course_of(form)) and not is_kept()


def _inside(asked: Asked, words: str) -> list[ClauseFact]:
    """How many are open now, and the way to their page."""
    running = queries.to_come(asked.school, now=asked.now).filter(starts__lte=asked.now)
    count = sum(queries.state_of(row, asked.now) is queries.ActivityState.OPEN for row in running)
    open_now = "No activity is" if count == 0 else "One activity is" if count == 1 else f"{count} activities are"
    link = reverse("filtering-activities")
    return [ClauseFact(Beacon.STEADY, f"{open_now} open now."), ClauseFact(Beacon.STEADY, words, link, FactKind.TASK)]
