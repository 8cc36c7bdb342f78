"""The kinds of custody, publishing and keeping; and consent, sessions and mail."""

from __future__ import annotations

from belisha.core.policy.declarations.shape import Holds, Key, Kind
from belisha.core.policy.declarations.words import RECORDS

VAULT = Kind(
    "vault",
    "Custody of passwords.",
    (
        Key("opens", Holds.ROLES, "who may open it", required=True),
        Key("break_glass", Holds.BREAK_GLASS, "how many people (2 or more), from which roles, open it in need", words=("people", "from")),
        Key("after_opening", Holds.ROTATE, "what is done after an opening"),
    ),
    '[[vault]]\nopens = ["headteacher"]\nbreak_glass = { people = 2, from = ["chair of governors", "designated safeguarding lead"] }\n'
    'after_opening = "rotate within 1 school day"',
)
GUIDANCE = Kind(
    "guidance",
    "A page to publish with this clause.",
    (Key("page", Holds.TEXT, "the page", required=True),),
    '[[guidance]]\npage = "age-guide"',
)
REFER = Kind(
    "refer",
    "Another policy: held, linked, or “not supplied”.",
    (
        Key("document", Holds.TEXT, "its title", required=True),
        Key("where", Holds.TEXT, "where it is held", default="“not supplied”, and a note"),
    ),
    '[[refer]]\ndocument = "Anti-bullying policy"\nwhere = "the school office"',
)
KEEP = Kind(
    "keep",
    "How long a kind of record is kept.",
    (
        Key("what", Holds.WORD, "the kind of record", required=True, words=RECORDS),
        Key("for", Holds.SPAN, "how long", required=True),
        Key("then", Holds.CHOICE, "what happens then", words=("erase", "review", "hand over")),
    ),
    '[[keep]]\nwhat = "access requests"\nfor = "1 year"\nthen = "erase"',
)
REVIEW = Kind(
    "review",
    "A review that comes again.",
    (Key("every", Holds.SPAN, "how often", required=True), Key("by", Holds.ROLES, "who reviews", required=True)),
    '[[review]]\nevery = "1 year"\nby = ["clerk to governors"]',
)
CONSENT = Kind(
    "consent",
    "What is asked before a child's name, picture, voice or work is shown.",
    (
        Key("what", Holds.CHOICES, "what is shown", required=True, words=("name", "picture", "voice", "work")),
        Key("for", Holds.PEOPLE, "of whom", required=True),
        Key(
            "by",
            Holds.CHOICE,
            "who consents; “the pupil” only where they are sixteen or older",
            default="each parent",
            words=("each parent", "one parent", "the pupil"),
        ),
        Key("every", Holds.SPAN, "how often it is asked again"),
    ),
    '[[consent]]\nwhat = ["picture", "name"]\nfor = ["pupils"]\nby = "each parent"\nevery = "1 year"',
)
SESSION = Kind(
    "session",
    "When Belisha signs out somebody who does nothing.",
    (
        Key("for", Holds.PEOPLE, "whom", required=True),
        Key("idle", Holds.SPAN, "after how long without a sign of life", required=True),
    ),
    '[[session]]\nfor = ["staff", "governors"]\nidle = "15 minutes"',
)
MAIL = Kind(
    "mail",
    "The addresses to which the school writes.",
    (
        Key("for", Holds.PEOPLE, "to whom", required=True),
        Key("only", Holds.WORD, "which addresses", default="school addresses", words=("school addresses",)),
    ),
    '[[mail]]\nfor = ["staff"]\nonly = "school addresses"',
)
FAMILY = (VAULT, GUIDANCE, REFER, KEEP, REVIEW, CONSENT, SESSION, MAIL)
