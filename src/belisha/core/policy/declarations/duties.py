"""The kinds of duties and conduct: what people do by a date, what they agree to, and the rules they keep."""

from __future__ import annotations

from belisha.core.policy.declarations.shape import Holds, Key, Kind

DUTY = Kind(
    "duty",
    "Something to be done by a date.",
    (
        Key("name", Holds.TEXT, "its name, where it is spread over clauses"),
        Key("who", Holds.PEOPLE, "who does it", required=True),
        Key("what", Holds.TEXT, "what is done"),
        Key("course", Holds.COURSE, "the course that is taken"),
        Key("first_due", Holds.FIRST_DUE, "when it is first due"),
        Key("every", Holds.SPAN, "how often"),
        Key("proof", Holds.CHOICE, "how it is proved", words=("tick", "quiz", "record", "signature")),
    ),
    '[[duty]]\nwho = ["teachers"]\ncourse = "policy-induction"\nfirst_due = "10 school days after joining"\nproof = "quiz"',
    any_of=("what", "course"),
    joins=True,
)
AGREE = Kind(
    "agree",
    "Read and agree.",
    (
        Key("who", Holds.PEOPLE, "who agrees", required=True),
        Key("text", Holds.TEXT, "the edition of the text", required=True),
        Key("every", Holds.SPAN, "how often", default="version", words=("version",)),
    ),
    '[[agree]]\nwho = ["staff"]\ntext = "staff"\nevery = "version"',
)
CONDUCT = Kind(
    "conduct",
    "A rule that people keep and checks cite.",
    (
        Key("code", Holds.TEXT, "its short name", required=True),
        Key("for", Holds.PEOPLE, "who keeps it", required=True),
        Key("check", Holds.TEXT, "the check that cites it"),
    ),
    '[[conduct]]\ncode = "staff-lesson-time"\nfor = ["teachers"]',
)
FAMILY = (DUTY, AGREE, CONDUCT)
