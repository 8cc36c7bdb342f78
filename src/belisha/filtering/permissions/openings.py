"""Who may see what is open by decision, and who may end it early."""

from __future__ import annotations

from datetime import date

from belisha.kit.access import Denied, may
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.schools.models import School

ENDERS = frozenset({"headteacher", "network manager"})
SEERS = frozenset({"staff", "governors"})


def check_see_openings(by: Person | None, *, school: School, on: date) -> None:
    """Nothing for staff and governors of that day; Denied for everybody else."""
    if by is None or by.school_id != school.pk or not people.people_words(by, on=on) & SEERS:
        raise Denied("only people who work at this school, and its governors, see what is open by decision.")


def check_end_opening(by: Person | None, *, school: School, on: date) -> None:
    """Nothing for the headteacher (8.5) and the network manager; Denied for everybody else."""
    if by is None or by.school_id != school.pk or not people.roles_of(by, on=on) & ENDERS:
        raise Denied("an opening is ended early by the headteacher or the network manager: ask one of them.")


def check_load_list(by: Person | None, *, school: School, on: date) -> None:
    """Nothing for the network manager and the e-safety team; Denied for everybody else."""
    roles = frozenset({"network manager", "e-safety team"})
    if by is None or by.school_id != school.pk or not people.roles_of(by, on=on) & roles:
        raise Denied("lists are loaded by the network manager or the e-safety team: ask one of them.")


may_see_openings = may(check_see_openings)
may_end_opening = may(check_end_opening)
may_load_list = may(check_load_list)
