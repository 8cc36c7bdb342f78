"""The kinds of people of a school, and the words of a policy that hold for each."""

from __future__ import annotations

from enum import Enum


class Kind(Enum):
    """What somebody is to the school; the value is the word people read."""

    TEACHER = "teacher"
    SUPPORT_STAFF = "support staff"
    VOLUNTEER = "volunteer"
    GOVERNOR = "governor"
    PARENT = "parent"
    PUPIL = "pupil"


PEOPLE_WORDS: dict[Kind, frozenset[str]] = {
    Kind.TEACHER: frozenset({"staff", "teachers"}),
    Kind.SUPPORT_STAFF: frozenset({"staff", "support staff"}),
    Kind.VOLUNTEER: frozenset({"staff", "volunteers"}),
    Kind.GOVERNOR: frozenset({"governors"}),
    Kind.PARENT: frozenset({"parents"}),
    Kind.PUPIL: frozenset({"pupils"}),
}
"""Source: language.md, people; clause 1.5 counts volunteers among staff."""

HEADTEACHER = "headteacher"
CHAIR = "chair of governors"
VICE_CHAIR = "vice-chair of governors"
CLERK = "clerk to governors"
ROLES_OF_GOVERNORS = frozenset({CHAIR, VICE_CHAIR, CLERK})
ROLES_OF_EVERY_SCHOOL = (
    HEADTEACHER,
    "designated safeguarding lead",
    "deputy safeguarding lead",
    "e-safety team",
    "network manager",
    "SENCO",
    "data protection officer",
    CHAIR,
    VICE_CHAIR,
    CLERK,
)
"""Source: language.md, roles; safeguarding.md, roles the document does not name. A policy may declare more."""

ROLES_OF_A_CASE = frozenset({"line manager", "class teacher"})
"""Held towards one person, not at the school: nobody is appointed to them. Source: language.md, roles."""

NETWORK_MANAGER = "network manager"
SAFEGUARDING_LEAD = "designated safeguarding lead"
DEPUTY_LEAD = "deputy safeguarding lead"

SAFEGUARDING_ROLES = frozenset({SAFEGUARDING_LEAD, DEPUTY_LEAD})
"""Who holds one reads what children write: nobody gives one to themselves. Source: safeguarding.md 2 and 8."""

SEES_CONTACTS = frozenset({HEADTEACHER, SAFEGUARDING_LEAD, DEPUTY_LEAD})
SEES_PEOPLE = SEES_CONTACTS | {NETWORK_MANAGER}

STAFF = frozenset({Kind.TEACHER, Kind.SUPPORT_STAFF, Kind.VOLUNTEER})
CAN_BE_AWAY = STAFF | {Kind.GOVERNOR}
"""Those whose absence is written down: pupils' attendance is the register's, not ours."""

SEES_ROLES = frozenset({Kind.TEACHER, Kind.SUPPORT_STAFF, Kind.GOVERNOR})
TEACHES = frozenset({Kind.TEACHER, Kind.SUPPORT_STAFF, Kind.VOLUNTEER})
