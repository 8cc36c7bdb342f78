"""Who may ask why any site is open or closed for anybody: adults of the school, because the answer also tells what is on a list."""

from __future__ import annotations

from datetime import date

from belisha.kit.access import Denied, may
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.schools.models import School

ASKERS = frozenset({"staff", "governors"})


def check_ask_why(by: Person | None, *, school: School, on: date) -> None:
    """Nothing for staff and governors of that day; Denied for everybody else, who have the door. Source: safeguarding.md 16, 25."""
    if by is None or by.school_id != school.pk or not people.people_words(by, on=on) & ASKERS:
        raise Denied("only people who work at this school, and its governors, ask why for any site: everybody can ask at the door.")


may_ask_why = may(check_ask_why)
