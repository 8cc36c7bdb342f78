"""The words that every policy may use: people, the roles every school has, and the names of things that are fixed."""

from __future__ import annotations

LANGUAGE = 1  # the edition of the language that this declares; older editions stay readable for ever
STATEMENT = "statement"
APPENDIX = "appendix-"
CLOSURE = "closure"  # the end of every case, which steps may name in `before`

DSL = "designated safeguarding lead"
STANDARD_ROLES = frozenset(
    {
        "headteacher",
        "chair of governors",
        "vice-chair of governors",
        "clerk to governors",
        DSL,
        "deputy safeguarding lead",
        "e-safety team",
        "network manager",
        "SENCO",
        "data protection officer",
        "line manager",
        "class teacher",
    }
)
RELATIVE_ROLES = frozenset({"line manager", "class teacher"})  # of the person concerned: nobody holds them for the whole school
STAFF_GROUPS = ("teachers", "support staff", "volunteers")
EVERYONE = "everyone"
NO_ONE = "no one"
GROUPS = (EVERYONE, "pupils", "staff", *STAFF_GROUPS, "governors", "parents", "guests")
PERSON_CONCERNED = ("parent", "pupil")  # who can be told beside roles: those of the child concerned

SIGNALS = ("vpn", "encrypted_dns", "proxy", "tor", "direct_address", "mirror", "burst")
HEAVIEST = 10  # the largest weight of a signal
RECORDS = (
    "access requests",
    "reports",
    "cases",
    "attempts",
    "agreements",
    "training",
    "posts",
    "evidence",
    "audit record",
    "child protection file",
)
