"""Who may see the lists that close sites, and who may load them."""

from __future__ import annotations

from datetime import date

from belisha.filtering.permissions.openings import check_load_list as check_load_list
from belisha.filtering.permissions.openings import may_load_list as may_load_list
from belisha.kit.access import Denied, may
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.schools.models import School

SEERS = frozenset({"staff", "governors"})


def check_see_lists(by: Person | None, *, school: School, on: date) -> None:
    """Nothing for staff and governors of that day; Denied for everybody else.

    They see what lists there are, what each closes, and whether one site is on it. The names themselves are for those who load them:
    a list of sites for grown-ups is no reading matter (safeguarding.md 25).
    """
    if by is None or by.school_id != school.pk or not people.people_words(by, on=on) & SEERS:
        raise Denied("only people who work at this school, and its governors, see which lists close sites.")


may_see_lists = may(check_see_lists)
