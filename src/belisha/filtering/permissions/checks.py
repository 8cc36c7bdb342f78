"""Who may print the sheets that lie on trolleys. Checking a device is open to everybody who holds one."""

from __future__ import annotations

from datetime import date

from belisha.kit.access import Denied, may
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.schools.models import School


def check_print_sheets(by: Person | None, *, school: School, on: date) -> None:
    """Nothing for whoever works at the school that day; Denied for everybody else."""
    if by is None or by.school_id != school.pk or "staff" not in people.people_words(by, on=on):
        raise Denied("the sheets for trolleys are printed by people who work at this school: ask one of them.")


may_print_sheets = may(check_print_sheets)
