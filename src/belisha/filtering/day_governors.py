"""The last three of a governor's five questions: what was opened against a signature, how long people waited, and what proves it all.

Governors read totals; no child, no class and no asker is in them (safeguarding.md 26). Registered in web/wiring.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.urls import reverse

from belisha.core.decision.model import Reason
from belisha.filtering.models import AccessRequest, Opening
from belisha.filtering.queries.attempts import few
from belisha.filtering.queries.proofs import LABEL, ago, latest_proof, unproved
from belisha.filtering.states import DECIDED
from belisha.kit import remembered
from belisha.people import queries as people
from belisha.people.providers import Day, DayFact, Lead, Part
from belisha.people.states import Kind

LOOKED_BACK: Final = timedelta(days=91)
"""A term and its holiday."""


def questions_today(day: Day) -> Sequence[DayFact]:
    """Three questions with today's answers, for governors."""
    if people.kind_of(day.reader) is not Kind.GOVERNOR:
        return []
    return [_against_a_signature(day), _how_long(day), _proved(day)]


def _against_a_signature(day: Day) -> DayFact:

    def ask() -> int:
        closed = {"request__closed_reason": Reason.POLICY_CLOSES.name}
        return Opening.objects.filter(school=day.school, starts__gt=day.now - LOOKED_BACK, **closed).count()

    count = remembered.while_unchanged(day.school.pk, ("against a signature", day.on), ask)
    words = "Nothing in the last three months." if not count else f"{few(count)} in the last three months, each with its reason."
    leads = (Lead("See what is open and why", reverse("filtering-openings")),)
    return DayFact(Part.QUESTIONS, "What was opened against what we signed, and why?", words, "amber" if count else "steady", leads)


def _how_long(day: Day) -> DayFact:
    decided = AccessRequest.objects.filter(
        school=day.school, status__in=[status.name for status in DECIDED], decided_at__gt=day.now - LOOKED_BACK
    )
    question = ("how long people waited", day.on)
    rows = remembered.while_unchanged(day.school.pk, question, lambda: tuple(decided.values_list("asked_at", "decided_at", "due_at")))
    title = "How long do teachers and classes wait for an answer?"
    if not rows:
        return DayFact(Part.QUESTIONS, title, "Nothing was asked and decided in the last three months.", "grey")
    middle = sorted(decided - asked for asked, decided, _ in rows)[len(rows) // 2]
    late = sum(due is not None and decided > due for _, decided, due in rows)
    words = f"Half of them {_span(middle)} or less" + (f"; {few(late)} answered too late." if late else "; none was answered too late.")
    return DayFact(Part.QUESTIONS, title, words, "amber" if late else "steady")


def _proved(day: Day) -> DayFact:
    latest, title = latest_proof(day.school), "How do we know that the network does what we signed?"
    leads = (Lead("Read the policy, clause by clause", reverse("policy-live")),)
    if latest is None:
        return DayFact(Part.QUESTIONS, title, "Nothing was proved yet: ask the network manager.", "amber", leads)
    if unproved(day.school, now=day.now):
        words = "The last proofs found something that is not as it should be. The network manager and the headteacher are told."
        return DayFact(Part.QUESTIONS, title, words, "amber", leads)
    return DayFact(Part.QUESTIONS, title, f"It was asked and proved {LABEL} {ago(latest.asked_at, day.now)}.", "steady", leads)


def _span(time: timedelta) -> str:
    """A span in words: "2 hours", "3 days"."""
    minutes = int(time / timedelta(minutes=1))
    for size, word in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {word}{'' if count == 1 else 's'}"
    return "a minute"
