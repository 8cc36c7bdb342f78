"""The kinds of chains: cases, their steps, and the sanctions in which they may end."""

from __future__ import annotations

from belisha.core.policy.declarations.shape import SPREAD, Holds, Key, Kind
from belisha.core.policy.declarations.words import PERSON_CONCERNED

CASE = Kind(
    "case",
    "A kind of case.",
    (
        SPREAD,
        Key("opened_by", Holds.PEOPLE, "who may open one", required=True),
        Key("owner", Holds.ROLE, "whose it is", required=True),
        Key("facts", Holds.FACTS, "each fact and its allowed answers"),
        Key("review_after", Holds.SPAN, "when it is looked at again"),
        Key("to", Holds.ROLES, "who else is told at once"),
        Key("harm", Holds.YES_NO, "whether a child may be kept from harm by it", default="false"),
        Key("if_named", Holds.ROLE, "whose it is where the owner is the person concerned"),
    ),
    '[[case]]\nname = "cyber-bullying"\nopened_by = ["everyone"]\nowner = "designated safeguarding lead"\n'
    'facts = { responsible = ["pupil", "staff", "parent", "unknown"] }\nreview_after = "6 weeks"\n'
    'to = ["deputy safeguarding lead"]\nharm = true\nif_named = "headteacher"',
    joins=True,
)
STEP = Kind(
    "step",
    "One step of a chain, in the clause it comes from.",
    (
        Key("of", Holds.CASE, "the case it belongs to", required=True),
        Key("name", Holds.TEXT, "the step's name", required=True),
        Key("when", Holds.FACTS, "the facts and answers of its case that it is for"),
        Key("owner", Holds.ROLE, "who takes it; without it, the owner of the case"),
        Key("must", Holds.YES_NO, "whether it cannot be skipped", default="false"),
        Key("before", Holds.TEXTS, "steps it comes before; “closure” is the end of the case"),
        Key("after", Holds.TEXTS, "steps it comes after"),
        Key("answers", Holds.TEXTS, "its allowed answers"),
        Key("reason", Holds.YES_NO, "whether a reason is written", default="true"),
        Key("within", Holds.SPAN, "in which time"),
        Key("letter", Holds.TEXT, "the letter it drafts"),
    ),
    '[[step]]\nof = "cyber-bullying"\nname = "police consideration"\nwhen = { nature = ["threatening", "sexual"] }\nmust = true\n'
    'before = ["closure"]\nanswers = ["report", "do not report"]',
    around='[[case]]\nname = "cyber-bullying"\nopened_by = ["everyone"]\nowner = "designated safeguarding lead"\n'
    'facts = { nature = ["threatening", "sexual", "none of these"] }',
)
SANCTION = Kind(
    "sanction",
    "A sanction in which a case or review may end.",
    (
        SPREAD,
        Key("decided_by", Holds.ROLES, "who decides", required=True),
        Key("closes", Holds.WORD, "what it closes", words=("all but help",)),
        Key("longest", Holds.SPAN, "the longest time"),
        Key("tell", Holds.ROLES, "who is told", words=PERSON_CONCERNED),
        Key("appeal_to", Holds.ROLE, "who hears an appeal"),
    ),
    '[[sanction]]\nname = "equipment ban"\ndecided_by = ["headteacher"]\ncloses = "all but help"\nlongest = "10 school days"\n'
    'tell = ["parent"]\nappeal_to = "chair of governors"',
    joins=True,
)
FAMILY = (CASE, STEP, SANCTION)
