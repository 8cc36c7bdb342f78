"""What the live page tells of attempts, and that a clause is only observed for now. Registered in web/wiring.py.

The colour is the same for every reader; who is told a number, and which, is `permissions.attempts.share_of`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.urls import reverse

from belisha.filtering.actions.attempts import KEPT
from belisha.filtering.models import AttemptCount, Observing
from belisha.filtering.permissions.attempts import Share, share_of
from belisha.filtering.queries import attempts
from belisha.filtering.queries.attempts import Span, Sums, few
from belisha.filtering.queries.observing import observing_at
from belisha.filtering.queries.seats import school_day
from belisha.kit import remembered
from belisha.kit.templatetags.school_time import school_moment
from belisha.policy import permissions as policy_permissions
from belisha.policy.providers import Asked, Beacon, ClauseFact

NETWORK_KINDS: Final = frozenset({"block", "allow", "safe_mode"})
"""What a clause says to the network: none of it holds while the school observes."""


class AttemptFacts:
    """Answers the live page for clauses that say something to the network."""

    def facts_for(self, asked: Asked) -> Mapping[str, Sequence[ClauseFact]]:
        """That such a clause is only observed; and of each clause that closes, how often what it closes was met."""
        kinds = {clause.number: {control.kind for control in clause.controls} for clause in asked.policy.clauses()}
        told: dict[str, list[ClauseFact]] = {number: [] for number, said in kinds.items() if said & NETWORK_KINDS}
        if (row := observing_at(asked.school, at=asked.now)) is not None:
            fact = _only_observed(row, asked)
            told = {number: [fact] for number in told}
        share = share_of(asked.reader, school=asked.school, on=school_day(asked.school, asked.now))
        if share is not Share.NOTHING:
            counted = _counts(asked, share)
            for number in (number for number, said in kinds.items() if "block" in said):
                told[number].append(_count_fact(counted, number, share))
        return {number: facts for number, facts in told.items() if facts}


attempt_facts = AttemptFacts()
"""The one provider of this process: registered twice it is asked once."""

Counted = tuple[Mapping[str, Sums], Mapping[str, Sums]]
"""By clause, what is told of the longer and of the shorter time (today; only for those who see all)."""


def _counts(asked: Asked, share: Share) -> Counted:
    zone = ZoneInfo(asked.school.zone)
    rows = AttemptCount.objects.filter(school=asked.school)
    if share is Share.YEAR:

        def ask() -> dict[str, Sums]:
            return _of_clauses(attempts.by_clause(attempts.since(rows, asked.now - KEPT)))

        return remembered.while_unchanged(asked.school.pk, "attempts of a year", ask), {}  # a total that is seconds old is as good
    week = attempts.by_clause(attempts.since(rows, Span.WEEK.starts(asked.now, zone)))
    today = attempts.by_clause(attempts.since(rows, Span.TODAY.starts(asked.now, zone))) if share is Share.ALL else {}
    return _of_clauses(week), _of_clauses(today)


def _of_clauses(sums: Mapping[tuple[str, str], Sums]) -> dict[str, Sums]:
    return {clause: sum_ for (clause, _), sum_ in sums.items() if clause}


def _count_fact(counted: Counted, clause: str, share: Share) -> ClauseFact:
    long, short = (sums.get(clause, Sums()) for sums in counted)
    if share is Share.ALL:
        words = f"Attempts closed: {short.closed} today, {long.closed} in the last 7 days."
        if long.observed:
            words += f" Would have been closed: {short.observed} today, {long.observed} in the last 7 days."
        return ClauseFact(Beacon.STEADY, words, reverse("filtering-attempts"))
    when = "in the last 7 days" if share is Share.WEEK else f"in the last {KEPT // timedelta(days=365) * 12} months"
    words = f"Attempts closed {when}: {few(long.closed)}."
    return ClauseFact(Beacon.STEADY, words + (f" Would have been closed: {few(long.observed)}." if long.observed else ""))


def _only_observed(row: Observing, asked: Asked) -> ClauseFact:
    """Amber for everybody; who is not of the staff or a governor reads it in calmer words."""
    until = school_moment(row.ends_at)
    if policy_permissions.is_insider(asked.reader, on=school_day(asked.school, asked.now)):
        words = f"Observing only until {until}: nothing is closed but illegal content and harmful software."
        return ClauseFact(Beacon.AMBER, words)
    words = f"For now, until {until}, the network only counts what this clause is about. The network manager looks after it."
    return ClauseFact(Beacon.AMBER, words)
