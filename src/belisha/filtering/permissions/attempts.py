"""Who may see how often closed sites were met, and how much of it.

Source: safeguarding.md 21 (a record shows a device, not a child), 22 (what points at illegal content goes to the safeguarding lead), 26.
"""

from __future__ import annotations

from datetime import date
from enum import Enum

from django.db.models import QuerySet

from belisha.core.decision.model import Reason
from belisha.filtering.models import AttemptCount
from belisha.kit.access import Denied, may
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.schools.models import School

SAFEGUARDING = frozenset({"headteacher", "designated safeguarding lead", "deputy safeguarding lead"})
SEERS = SAFEGUARDING | {"network manager", "e-safety team"}


class Share(Enum):
    """How much somebody is told: every count, the week's total of a clause, the year's, or nothing."""

    ALL = "all"
    WEEK = "week"
    YEAR = "year"
    NOTHING = "nothing"


def check_see_attempts(by: Person | None, *, school: School, on: date) -> None:
    """Nothing for headteacher, safeguarding leads, network manager and e-safety team of that day; Denied for everybody else."""
    if by is None or by.school_id != school.pk or not people.roles_of(by, on=on) & SEERS:
        raise Denied(
            "attempts are looked at by the headteacher, the safeguarding leads, the network manager and the e-safety team: ask one of them."
        )


may_see_attempts = may(check_see_attempts)


def share_of(reader: Person | None, *, school: School, on: date) -> Share:
    """What this reader is told beside a clause: staff the week's total, governors the year's, families and outsiders nothing."""
    if reader is None or reader.school_id != school.pk:
        return Share.NOTHING
    if may_see_attempts(reader, school=school, on=on):
        return Share.ALL
    words = people.people_words(reader, on=on)
    return Share.WEEK if "staff" in words else Share.YEAR if "governors" in words else Share.NOTHING


def visible_to(reader: Person | None, *, school: School, on: date) -> QuerySet[AttemptCount]:
    """The counts this reader may see; those of the illegal list for the headteacher and the safeguarding leads alone."""
    if reader is None or not may_see_attempts(reader, school=school, on=on):
        return AttemptCount.objects.none()
    found = AttemptCount.objects.filter(school=school)
    return found if people.roles_of(reader, on=on) & SAFEGUARDING else found.exclude(reason=Reason.ILLEGAL_LIST.name)


def may_see_count(reader: Person | None, row: AttemptCount, *, on: date) -> bool:
    """The twin of `visible_to` for one count."""
    return visible_to(reader, school=row.school, on=on).filter(pk=row.pk).exists()
