"""The kinds that say what the policy promises, what its words mean, who holds a role and who signs."""

from __future__ import annotations

from belisha.core.policy.declarations.shape import Holds, Key, Kind

COMMITMENT = Kind(
    "commitment",
    "A promise of the statement; the live page lists the clauses that keep it.",
    (
        Key("text", Holds.TEXT, "the promise", required=True),
        Key("kept_by", Holds.CLAUSES, "the clauses of this policy that keep it"),
    ),
    '[[commitment]]\ntext = "Help everyone use social media well."\nkept_by = ["8.1"]',
    is_carried_out=True,
)
DEFINE = Kind(
    "define",
    "A defined term; other clauses' uses of it are linked.",
    (
        Key("term", Holds.TEXT, "the term", required=True),
        Key("means", Holds.TEXTS, "what it covers, as a closed list", required=True),
    ),
    '[[define]]\nterm = "school community"\nmeans = ["pupils", "parents", "staff", "volunteers", "governors"]',
    is_carried_out=True,
)
ROLE = Kind(
    "role",
    "A role that people hold from date to date.",
    (
        Key("name", Holds.TEXT, "the role's name", required=True),
        Key("at_least", Holds.COUNT, "how many people hold it at any time", default="1"),
        Key("stands_in", Holds.ROLE, "the role that acts when no holder can"),
        Key("may", Holds.TEXTS, "what holders may do besides"),
    ),
    '[[role]]\nname = "network manager"\nat_least = 1\nstands_in = "e-safety team"',
    is_carried_out=True,
)
SIGNATURE = Kind(
    "signature",
    "Who must sign a version before it is in force: one signature for each role, each by a different person.",
    (
        Key("by", Holds.ROLES, "the roles that sign", required=True),
        Key("second_factor", Holds.YES_NO, "whether a second factor is asked at signing", default="true"),
    ),
    '[[signature]]\nby = ["headteacher", "chair of governors"]\nsecond_factor = true',
    is_carried_out=True,
)
FAMILY = (COMMITMENT, DEFINE, ROLE, SIGNATURE)
