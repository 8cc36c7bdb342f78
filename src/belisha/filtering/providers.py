"""What filtering knows about the clauses of the live page: whether the request route is staffed, and what waits on it.

And what it asks of the rooms above: TrainingGate, whether somebody's training is up to date (training.py).

Wired in web/wiring.py. Source: safeguarding.md 26: outsiders learn only that the route is staffed; never a case, never a name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.urls import reverse

from belisha.core.programme.model import NO_ONE, Form, FormEffect, Programme
from belisha.core.programme.stand_ins import stands_in
from belisha.filtering.permissions.requests import is_reader_of_all
from belisha.filtering.queries import requests as queries
from belisha.filtering.queries.seats import programme_now, school_day
from belisha.filtering.training import Training as Training
from belisha.filtering.training import TrainingGate as TrainingGate
from belisha.filtering.training import register_training as register_training
from belisha.kit.templatetags.school_time import school_moment
from belisha.people import queries as people
from belisha.policy.providers import Asked, Beacon, ClauseFact, FactKind
from belisha.schools.models import School


class RequestFacts:
    """Facts about the clauses that say who may ask, who advises and who decides (8.4 and 8.5 of the model policy).

    Each stands once, beside the words it is about: the way to ask where it says who may, what waits where it says who decides.
    """

    def facts_for(self, asked: Asked) -> Mapping[str, Sequence[ClauseFact]]:
        """The clauses an opening form speaks of. The colour is the same for every reader; outsiders get fewer words."""
        programme = programme_now(asked.school, asked.now)
        forms = [f for f in programme.forms.values() if f.effect is FormEffect.OPEN and f.decided_by and NO_ONE not in f.decided_by]
        if not forms:
            return {}
        on = school_day(asked.school, asked.now)
        told: dict[str, list[ClauseFact]] = {}
        for clause in {clause for form in forms for clause in form.sources.values()}:
            told[clause] = [_staffed(forms, clause, _unstaffed(asked.school, forms, clause, programme, on))]
        for clause in {form.clause_of("decided_by") or "" for form in forms} & set(told):
            if asked.reader is not None and is_reader_of_all(asked.reader, programme, on=on):
                told[clause].append(_waiting(asked.school, asked.now))
        for clause in {form.clause_of("open_to") or "" for form in forms} & set(told):
            told[clause].append(_way_to_ask())
        return told


def _way_to_ask() -> ClauseFact:
    return ClauseFact(state=Beacon.GREY, words="Ask for a closed site", link=reverse("filtering-door"), kind=FactKind.TASK)


def _unstaffed(school: School, forms: Sequence[Form], clause: str, programme: Programme, on: date) -> list[str]:
    """The roles this clause gives a part in these forms that nobody can fill today."""
    return [role for form in forms for role in _roles_said_by(form, clause) if not _is_staffed(school, role, programme, on)]


def _roles_said_by(form: Form, clause: str) -> tuple[str, ...]:
    """The roles this clause gives a part in the form."""
    return tuple(role for key in ("advised_by", "decided_by") if form.sources.get(key) == clause for role in getattr(form, key))


def _is_staffed(school: School, role: str, programme: Programme, on: date) -> bool:
    return bool(people.eligible(school, (role,), on=on, excluding=lambda person: False, stands_in=stands_in(programme)))


def _staffed(forms: Sequence[Form], clause: str, empty: list[str]) -> ClauseFact:
    """Whether somebody is there for each part that this clause gives to somebody."""
    if not empty:
        parts = [
            f"the {' or the '.join(getattr(form, key))} {verb}"
            for form in forms
            for key, verb in (("advised_by", "advises"), ("decided_by", "decides"))
            if form.sources.get(key) == clause and getattr(form, key)
        ]
        words = f"Staffed: {' and '.join(parts)}." if parts else "The route for requests is staffed."
        return ClauseFact(state=Beacon.STEADY, words=words)
    roles = " and ".join(dict.fromkeys(empty))
    return ClauseFact(
        state=Beacon.AMBER,
        words=f"The route for requests is not staffed: nobody holds the role {roles}. The headteacher has to name somebody.",
    )


def _waiting(school: School, now: datetime) -> ClauseFact:
    """How many wait, since when, and when the first is due. Never amber: the colour must be the same for every reader."""
    waiting = queries.waiting_now(school)
    if not waiting:
        return ClauseFact(state=Beacon.STEADY, words="No request waits.", link=reverse("filtering-requests"))
    oldest = min(row.asked_at for row in waiting)
    due = min((row.due_at for row in waiting if row.due_at is not None), default=None)
    count = "One request waits, asked" if len(waiting) == 1 else f"{len(waiting)} requests wait, the oldest since"
    words = f"{count} {school_moment(oldest)}" + (f", due {school_moment(due)}." if due else ".")
    late = " It is late." if due is not None and due < now else ""
    return ClauseFact(state=Beacon.STEADY, words=words + late, link=reverse("filtering-requests"), kind=FactKind.TASK)


request_facts = RequestFacts()
