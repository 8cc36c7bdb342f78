"""Parts that a policy needs and a text lacks: roles, signatures, review, and the subjects schools forget.

Sources: safeguarding.md, “Roles the document does not name”; field.md 0.2, trap 8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from belisha.core.policy.draft.model import Finding, Subject, Words
from belisha.core.policy.draft.names import signers
from belisha.core.policy.draft.rules import pattern

_REVIEW = pattern(r"\breview(?:ed)?\b")
_REVIEW_DAY = pattern(r"\breview(?:ed)?\b.{0,60}(?:20[0-9]{2}|\bannual|\byear|\bterm|\bmonth)")
_DATED = pattern(r"\b[0-9]{1,2}(?:st|nd|rd|th)?\s+[a-z]+\s+20[0-9]{2}\b|\b[0-9]{1,2}/[0-9]{1,2}/20[0-9]{2}\b")


@dataclass(frozen=True, slots=True)
class Part:
    """Something that should be said somewhere."""

    subject: Subject
    said: re.Pattern[str]
    sentence: str
    remedy: str


PARTS = (
    Part(
        Subject.ROLE,
        pattern(r"designated safeguarding|\bDSL\b"),
        "No designated safeguarding lead is named.",
        "Add the role: every worry about a child reaches it at once.",
    ),
    Part(
        Subject.ROLE,
        pattern(r"deputy (?:designated )?safeguarding|safeguarding deput|deputy DSL|\bDDSL\b"),
        "No deputy safeguarding lead is named.",
        "Add the role: a worry that names the lead must still be read.",
    ),
    Part(Subject.ROLE, pattern(r"\bclerk\b"), "No clerk to governors is named.", "Add the role: complaints about the policy arrive there."),
    Part(
        Subject.ROLE,
        pattern(r"\bvice-?chair\b"),
        "No vice-chair of governors is named.",
        "Add the role: it acts where both headteacher and chair are concerned.",
    ),
    Part(
        Subject.ROLE,
        pattern(r"line manager"),
        "No line manager is named.",
        "Add the role: staff who are attacked online go to somebody who is not concerned.",
    ),
    Part(
        Subject.ROLE,
        pattern(r"data protection (?:officer|lead)|\bDPO\b"),
        "No data protection officer is named.",
        "Add the role: the policy keeps records about people.",
    ),
    Part(
        Subject.ROLE,
        pattern(r"\bstands? in\b|\bin (?:the |their |his |her )?absence\b|\bdeputis|\bacting head"),
        "Nothing says who acts when somebody is away, or is the person concerned.",
        "For each role that decides, name the role that stands in.",
    ),
    Part(
        Subject.MISSING_PART,
        pattern(r"data protection|\bGDPR\b|\bretention\b|\bkept for\b"),
        "Nothing says what is kept about people, for how long, and what happens to it then.",
        "Add a clause for each kind of record.",
    ),
    Part(
        Subject.MISSING_PART,
        pattern(r"\bPrevent\b.{0,20}(?:duty|strategy)|radicali[sz]|extremis"),
        "Extremism is not mentioned.",
        "Add it to what goes to the designated safeguarding lead.",
    ),
    Part(
        Subject.MISSING_PART,
        pattern(r"\bgenerative\b|artificial intelligence|\bAI\b"),
        "Artificial intelligence is not mentioned.",
        "Say what pupils and staff may use, and that pictures made by it count as pictures.",
    ),
    Part(
        Subject.MISSING_PART,
        pattern(r"childline|help ?lines?|\bCEOP\b|\b999\b"),
        "No help line is named.",
        "Add those that a child can reach without telling anybody at school.",
    ),
    Part(
        Subject.MISSING_PART,
        pattern(r"\bconsent\b"),
        "Nothing says whose pictures, names and work may be shown, and who agreed.",
        "Add a clause on consent: refused if either parent refuses.",
    ),
    Part(
        Subject.MISSING_PART,
        pattern(r"whistle-?blow"),
        "Nothing says that this policy stops nobody from raising a concern.",
        "Add it, with the way to do so.",
    ),
    Part(
        Subject.MISSING_PART,
        pattern(r"\bmonitor(?:s|ed|ing)\b"),
        "Nothing says whether use is monitored, and by which system.",
        "Name the system, and tell the people it watches.",
    ),
)


def findings(words: Words) -> Iterator[Finding]:
    """Everything that is missing from the whole."""
    if not words.clauses:
        yield Finding(
            Subject.NUMBERING, 1, None, "No numbered clause was found.", "Give each rule a number such as 8.4, with a paragraph of its own."
        )
    yield from _signatures(words)
    yield from _review(words)
    for part in PARTS:
        if words.mention(part.said) is None:
            yield Finding(part.subject, 1, None, part.sentence, part.remedy)


def _signatures(words: Words) -> Iterator[Finding]:
    """Who does not sign."""
    found = signers(words)
    line = found[0].line if found else 1
    for role, said in (("headteacher", "head"), ("chair of governors", "chair")):
        if not any(said in signer.words for signer in found):
            yield Finding(
                Subject.SIGNATURE, line, None, f"The {role} does not sign this text.", "Both sign a version before it has any effect."
            )


def _review(words: Words) -> Iterator[Finding]:
    """Whether anybody looks at it again, and which version this is."""
    dated = words.mention(_DATED)
    line = next((at for at, _ in dated.search(_DATED)), 1) if dated else 1
    if words.mention(_REVIEW_DAY) is None:
        what = "says no day or interval" if words.mention(_REVIEW) else "is not mentioned"
        yield Finding(Subject.SIGNATURE, line, None, f"A review {what}.", "Say how often this is looked at again; a year is usual.")
    if dated is None:
        yield Finding(Subject.SIGNATURE, line, None, "No date is given.", "Say from which day it holds.")
    if words.mention(pattern(r"\bversion\b|\bv[0-9]")) is None:
        yield Finding(Subject.SIGNATURE, line, None, "No version is given.", "Number the versions: people agree to one of them.")
