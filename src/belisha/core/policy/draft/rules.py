"""What a clause says that a school will have to answer for, and what it leaves open: patterns, each with its sentence.

Sources: safeguarding.md (the numbers below), clauses.md, and the traps of field.md 0.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from belisha.core.policy.draft.model import Finding, Passage, Subject, Words

ROLE = re.compile(
    r"\bhead ?teacher|\bthe head\b|\bchair\b|\bgoverning body|\bgovernors?\b|safeguarding lead|\bDSL\b|network manager|e-safety team|"
    r"line manager|\bclerk\b|\bsenior (?:staff|leader|leadership|member)|business manager|\bSENCO\b|\btrustees?\b",
    re.IGNORECASE,
)
TIME = re.compile(
    r"\bwithin\b|\bby the end of\b|\b(?:[0-9]+|one|two|three|five|ten) (?:school |working )?(?:minute|hour|day|week|lesson)s?\b|"
    r"\bimmediately\b|\bat once\b|\bstraight away\b|\bsame day\b|\beach (?:day|week|term|year)\b|\bannual|\bevery (?:day|week|term|year)\b",
    re.IGNORECASE,
)


def pattern(words: str) -> re.Pattern[str]:
    """A pattern in any case."""
    return re.compile(words, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """A clause that `says` something and `lacks` something else, in the clause or (`anywhere`) in the whole text."""

    subject: Subject
    says: re.Pattern[str]
    sentence: str
    remedy: str
    lacks: re.Pattern[str] | None = None
    anywhere: re.Pattern[str] | None = None


_NOT = r"(?:must|may|should|shall|will|can) (?:not|never)\b.{0,120}"
RULES = (
    Rule(
        Subject.SAFEGUARDING,
        pattern(r"screen ?-?(?:print|shot|grab)|\bevidence\b.{0,60}\b(?:saved?|kept|keep|copy|copied)\b|\bsave\b.{0,40}\bevidence\b"),
        "Evidence is to be saved, and nothing says what must never be: nobody at school may view, copy, save or send on a sexual picture "
        "of a child.",
        "Add: describe it in words, do not copy it, tell the designated safeguarding lead, who calls the police.",  # safeguarding.md 5
        anywhere=pattern(r"(?:never|not) (?:be )?(?:view|cop|sav|shar|stor).{0,80}(?:image|picture|nude|sexual)|illegal (?:image|picture)"),
    ),
    Rule(
        Subject.SAFEGUARDING,
        pattern(
            r"\b(?:reported?|tell|told)\b.{0,30}\bto (?:a|the|their) (?:class ?)?teacher\b|\btell (?:a|their|the) (?:class ?)?teacher\b"
        ),
        "What a child tells goes to a teacher and need not go further.",
        "Send possible harm to the designated safeguarding lead and a deputy at once; the child first says who should not see it.",
        lacks=pattern(r"safeguarding lead|\bDSL\b"),
    ),
    Rule(
        Subject.SAFEGUARDING,
        pattern(r"\breport(?:ed|s)?\b.{0,60}\bhead ?teacher\b"),
        "Reports go to the headteacher, and nothing says where a report about the headteacher goes.",
        "Name the chair of governors; where a child may be harmed, the local authority designated officer within one working day.",
        anywhere=pattern(
            r"(?:about|against|concern\w*|involv\w*|named?).{0,30}\bthe head ?teacher\b|head ?teacher (?:is|are) (?:named|concerned)"
        ),
    ),
    Rule(
        Subject.SAFEGUARDING,
        pattern(r"\bdisciplinary (?:action|matter)\b|\bdismissal\b"),
        "A breach by staff goes to discipline first. Where a child may be harmed, the local authority designated officer (LADO) comes "
        "before any investigation.",
        "Add that step, its time (one working day) and who takes it.",  # safeguarding.md 7
        anywhere=pattern(r"\bLADO\b|designated officer"),
    ),
    Rule(
        Subject.SAFEGUARDING,
        pattern(r"\bperpetrator\b.{0,80}\b(?:adult|asked|comply|refuses?)\b|\basked to remove\b"),
        "A person is approached, or a platform told, without a word on the police: an unknown adult, a threat or sexual content may not be "
        "met with contact first.",
        "Say that the police or social care have decided, and that this is recorded, before anybody is approached.",  # safeguarding.md 6
        lacks=pattern(r"\bpolice\b"),
    ),
    Rule(
        Subject.SAFEGUARDING,
        pattern(r"\bpupils?\b.{0,200}\b(?:prosecution|prosecuted|exclusion|excluded?)\b"),
        "Pupils are told of prosecution or exclusion.",
        "Only the headteacher suspends or excludes, with the notices that the law asks for; children under ten are never threatened with "
        "prosecution.",
        lacks=pattern(r"\bhead ?teacher\b"),
    ),
    Rule(
        Subject.SAFEGUARDING,
        pattern(r"\b(?:in (?:the )?strict(?:est)? confidence|kept confidential|treated confidentially|complete confidentiality)\b"),
        "Confidentiality is promised, and cannot be kept where somebody is in danger.",
        "Say instead that a name is not shown unless its owner tells, and that people who can help are told where somebody is in danger.",
    ),
    Rule(
        Subject.ACCOUNT,
        pattern(r"\bpasswords?\b.{0,80}\b(?:kept|held|stored|shared|office|safe)\b"),
        "Passwords are kept in a place, and nothing says who opened it, when they are changed, or who can when the holder is away.",
        "Keep them in a vault that records each opening, change them after it, let two people together open it, and have staff post "
        "without them.",
        anywhere=pattern(r"\bvault\b|second factor|two people"),
    ),
    Rule(
        Subject.SERVICE,
        pattern(r"\bage (?:restrictions?|limits?|requirements?)\b|\bminimum age\b"),
        "An age limit is named. For a primary school it shuts out nearly every service, and the law is changing.",
        "Say whether this is advice and an agreement, or whether it closes services on the network.",
        lacks=pattern(r"\bguidance\b|\badvice\b|\bclosed?\b"),
    ),
    Rule(
        Subject.SERVICE,
        re.compile(r"\[[^\]]*\]\(\s*#?\s*\)"),
        "A link leads nowhere.",
        "Put the address back, or name the form or page and supply it.",
    ),
    Rule(
        Subject.BLANKET_BAN,
        pattern(_NOT + r"\b(?:in any way|whatsoever|anything about|under any circumstances)\b"),
        "This forbids everything about a subject, and so also what nobody may forbid: whistleblowing, union work, a word to a regulator.",
        "Say what is meant (names of pupils, private facts), and that nothing here stops anybody from raising a concern.",
    ),
    Rule(
        Subject.BLANKET_BAN,
        pattern(_NOT + r"\bidentify (?:themselves|himself|herself)\b"),
        "This forbids people to say where they work, which is lawful and often public.",
        "Say what they may not do in the school’s name, and that nothing here stops anybody from raising a concern.",
    ),
    Rule(
        Subject.BLANKET_BAN,
        pattern(_NOT + r"\b(?:damag\w+ to|critic\w+|disrepute)\b.{0,40}\bschool\b|\bschool\b.{0,30}\bdisrepute\b"),
        "“Damaging to the school” can mean any criticism, also a true and lawful one.",
        "Close the list (threats, falsehoods, private facts about pupils), and say that nothing here stops anybody from raising a concern.",
    ),
    Rule(
        Subject.VAGUE,
        pattern(r"\bdiscriminat\w+\b.{0,40}\bgrounds?\b"),
        "The policy is not to discriminate, and nothing says how anybody would know.",
        "Record an assessment before each signature, and test what the filter closes by mistake.",
        anywhere=pattern(r"\b(?:equality|impact) (?:impact )?assessment\b"),
    ),
    Rule(
        Subject.VAGUE,
        pattern(r"\b(?:receive|given|attend|complete)\b.{0,30}\btraining\b|\beducation and discussion\b|\bwill be taught\b"),
        "People are taught or trained, and nothing says by which day, how often, or what proves it.",
        "Give a first day, an interval and a proof: a quiz, a certificate, a lesson on the map of the year.",
        lacks=pattern(
            r"\bwithin\b|\bdays? after\b|\bcertificate\b|\bquiz\b|\brecord(?:ed|s)?\b|\beach (?:term|year)\b|\bevery (?:term|year)\b"
        ),
    ),
)

_VAGUE = pattern(
    r"\bregular(?:ly)?\b|\bon-?going\b|\bfrom time to time\b|\bperiodically\b|\b(?:where|as|if) (?:appropriate|necessary|possible)\b|"
    r"\bin (?:nearly all|most|some) cases\b|\bmost cases\b|\bas soon as possible\b|\bpromptly\b"
)
_DECIDES = pattern(
    r"\bdecisions?\b|\bdecide[sd]?\b|\bdetermined? (?:by|whether)\b|\bapproved?\b|\bgranted?\b|\bconsider contacting\b|\bdealt with\b|"
    r"\baction will be taken\b|\bcould lead to\b|\bwill (?:result in|lead to)\b|\bup to the school\b"
)
_REPORTS = pattern(r"\breported\b|\bcomplaints?\b|\brequests? may\b|\bform\b(?! of)|\bfinal decision\b|\bdealt with\b|\bpassed on to\b")
_EXCEPTION = pattern(r"\bunless\b|\bother than with\b|\bexcept (?:where|when|with|under)\b")
_SANCTION = pattern(
    r"\b(?:a|be) ban(?:ned)?\b|\bexclusion\b|\bexcluded\b|\bdismissal\b|\bprosecution\b|"
    r"\bdisciplinary (?:action|matter)\b|\bconfiscat\w+|\bsanctions?\b"
)
_SANCTION_NEEDS = (
    ("who decides it", ROLE),
    ("how long it may last", pattern(r"\bdays?\b|\bweeks?\b|\bterms?\b|\buntil\b")),
    ("to whom one can appeal", pattern(r"\bappeals?\b")),
)
_ELSEWHERE = re.compile(r"\b[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)* (?:Policy|Procedure)\b")


def findings(words: Words) -> Iterator[Finding]:
    """Everything the clauses themselves show."""
    for rule in RULES:
        if rule.anywhere is None or words.mention(rule.anywhere) is None:
            for clause in words.clauses:
                yield from _by_rule(rule, clause)
    for clause in words.clauses:
        yield from _decisions(clause)
        yield from _sanctions(clause)
        yield from _vague(clause)


def _by_rule(rule: Rule, clause: Passage) -> Iterator[Finding]:
    """What a rule finds in a clause, once."""
    if rule.lacks is not None and clause.says(rule.lacks):
        return
    for line, _ in clause.search(rule.says):
        yield Finding(rule.subject, line, clause.number, rule.sentence, rule.remedy)
        return


def _decisions(clause: Passage) -> Iterator[Finding]:
    """A decision that nobody takes, an exception that nobody grants, and something waited for without an end."""
    has_role = clause.says(ROLE)
    decided = next(clause.search(_DECIDES), None)
    if decided and not has_role and not clause.says(_ELSEWHERE):
        yield Finding(
            Subject.DECISION,
            decided[0],
            clause.number,
            "Something is decided here, and no role decides it.",
            "Name the role that decides, and who stands in where that person is concerned.",
        )
    excepted = next(clause.search(_EXCEPTION), None)
    if excepted and not has_role:
        yield Finding(
            Subject.DECISION,
            excepted[0],
            clause.number,
            "There is an exception here, and nobody grants it.",
            "Say who may make the exception, for whom, and when it ends.",
        )
    waits = next(clause.search(_REPORTS), None)
    if waits and not clause.says(TIME):
        yield Finding(
            Subject.DECISION,
            waits[0],
            clause.number,
            "Somebody waits here for an answer, and no time is given.",
            "Give the time in which it is read or decided, and who is told when it is late.",
        )


def _sanctions(clause: Passage) -> Iterator[Finding]:
    """A sanction and what it leaves open."""
    found = next(clause.search(_SANCTION), None)
    missing = [what for what, said in _SANCTION_NEEDS if not clause.says(said)]
    if found and missing:
        told = missing[0] if len(missing) == 1 else f"{', '.join(missing[:-1])} or {missing[-1]}"
        yield Finding(
            Subject.SANCTION,
            found[0],
            clause.number,
            f"A sanction is named without {told}.",
            "Say each of these, and who is told; nothing may take away a pupil’s assistive technology or taught computing.",
        )


def _vague(clause: Passage) -> Iterator[Finding]:
    """Words that nobody can measure, once a clause."""
    for line, found in clause.search(_VAGUE):
        yield Finding(
            Subject.VAGUE,
            line,
            clause.number,
            f"“{found[0]}” is no date and no measure.",
            "Say how often, by when, or in which cases.",
        )
        return
