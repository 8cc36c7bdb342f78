"""What the live page knows of the clauses by which something met online is told (6.15, 7.6-report, 8.3): that the route is staffed.

Source: safeguarding.md 26: outsiders learn only that; how many wait is for those who look after them. Registered in web/wiring.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse

from belisha.core.programme.model import Form, Programme
from belisha.filtering.permissions import reports as permissions
from belisha.filtering.queries import closes, reports
from belisha.filtering.queries.seats import programme_now, school_day
from belisha.kit import remembered
from belisha.policy.providers import Asked, Beacon, ClauseFact, FactKind


class ReportFacts:
    """Answers for the clauses of the form that closes, of the form that keeps a child's words, and of the rules read beside them."""

    def facts_for(self, asked: Asked) -> Mapping[str, Sequence[ClauseFact]]:
        """The colour is the same for every reader; outsiders get fewer words."""
        programme = programme_now(asked.school, asked.now)
        closing, keeping = permissions.close_form(programme), permissions.words_form(programme)
        told: dict[str, list[ClauseFact]] = {rule.clause: [_way()] for rule in programme.conduct_rules if rule.check == reports.CHECK}
        for form, facts in ((keeping, _of_words), (closing, _of_sites)):
            if form is not None:
                told.setdefault(_clause(form), []).extend(facts(asked, programme))
        return told


def _clause(form: Form) -> str:
    return form.clause_of("effect") or ""


def _of_words(asked: Asked, programme: Programme) -> list[ClauseFact]:
    """Whether somebody reads the words today; for them, how many nobody has opened."""
    on = school_day(asked.school, asked.now)
    readers = permissions.readers_of_words(asked.school, programme, on=on)
    if not readers:
        return [ClauseFact(Beacon.AMBER, "Nobody is there to read it: the headteacher has to name a safeguarding lead."), _way()]
    found = [ClauseFact(Beacon.STEADY, "Staffed: a safeguarding lead reads it."), _way()]
    if asked.reader in readers:
        count = reports.unread(asked.school).count()
        words, kind = f"{_count(count, 'report')} to read.", FactKind.TASK if count else FactKind.EVIDENCE
        found.append(ClauseFact(Beacon.STEADY, words[:1].upper() + words[1:], reverse("filtering-reports"), kind))
    return found


def _of_sites(asked: Asked, programme: Programme) -> list[ClauseFact]:
    """Whether somebody closes, and a second person is there; for those who see sites, what waits."""
    on = school_day(asked.school, asked.now)
    form = permissions.close_form(programme)
    who = " or the ".join(form.decided_by) if form else ""
    if not permissions.closers(programme, asked.school, on=on):
        words = f"Nobody holds the role {who}, so no report can close a site. The headteacher has to name somebody."
        return [ClauseFact(Beacon.AMBER, words)]
    found = [ClauseFact(Beacon.STEADY, f"Staffed: the {who} closes, and a second person confirms or it opens again."), _way()]
    if asked.reader is not None and permissions.may_see_sites(asked.reader, programme, on=on):

        def ask() -> tuple[int, int]:
            return reports.waiting(asked.school).count(), closes.to_confirm(asked.school, now=asked.now).count()

        waiting, temporary = remembered.while_unchanged(asked.school.pk, "reported sites that wait", ask)
        told = f"{_count(waiting, 'reported site')} to look at; {_count(temporary, 'close')} to confirm."
        found.append(ClauseFact(Beacon.STEADY, told[:1].upper() + told[1:], reverse("filtering-reports"), FactKind.TASK))
    return found


def _way() -> ClauseFact:
    return ClauseFact(Beacon.GREY, "Tell us what you saw", reverse("filtering-report"), FactKind.TASK)


def _count(number: int, what: str) -> str:
    return f"no {what}" if not number else f"one {what}" if number == 1 else f"{number} {what}s"


report_facts = ReportFacts()
"""The one provider of this process: registered twice it is asked once."""
