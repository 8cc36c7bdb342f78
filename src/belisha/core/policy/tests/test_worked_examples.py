"""The worked examples of the language's design, each alone where it can stand alone, and all of them together as one policy."""

from __future__ import annotations

import re

import pytest

from belisha.core.policy.check import check_text
from belisha.core.policy.model import Fault
from belisha.core.policy.notes import notes
from belisha.core.policy.read import canonical, read
from belisha.core.policy.tests.samples import CATALOGUE, HEAD, Suffixes
from belisha.core.policy.write import write

STATEMENT = '# Statement of intent\n\nWe keep children safe.\n\n~~~controls\n[[signature]]\nby = ["headteacher"]\n~~~\n\n# The policy\n\n'
INDUCTION = """
4.2 New staff are trained in this policy when they start.
~~~controls
[[duty]]
who = ["teachers", "support staff", "volunteers"]
course = "policy-induction"
first_due = "10 school days after joining"
proof = "quiz"
~~~
"""
VAULT = """
6.1 Passwords of official accounts are in the headteacher's keeping.
~~~controls
[[vault]]
opens = ["headteacher"]
break_glass = { people = 2, from = ["chair of governors", "designated safeguarding lead"] }
after_opening = "rotate within 1 school day"
~~~
"""
LESSON = """
6.3 Teachers do not use social media in lessons unless it is part of what is being taught.
~~~controls
[[conduct]]
code = "staff-lesson-time"
for = ["teachers"]
[[form]]
name = "curriculum activity"
open_to = ["teachers"]
decided_by = "no one"
effect = "open"
scope = ["class"]
ends = "lesson"
requires = "duty:refresher"
~~~
"""
PUPILS = """
7.1 Pupils have no social media at school, unless a teacher has planned it for that lesson.
~~~controls
[[block]]
kinds = ["social media"]
for = ["pupils"]
~~~
"""
AGES = """
7.5 Pupils do not join services they are too young for.
~~~controls
[[age_limit]]
for = ["pupils"]
~~~
"""
GETTING_ROUND = """
8.2 Getting round the filter can lead to a ban from school computers, except under close supervision.
~~~controls
[[block]]
lists = ["getting round"]
for = ["everyone"]
[[watch]]
signals = { vpn = 5, encrypted_dns = 3, proxy = 5, mirror = 4, burst = 1 }
at = 6
per = "1 school day"
review_by = "network manager"
[[sanction]]
name = "equipment ban"
decided_by = "headteacher"
closes = "all but help"
longest = "10 school days"
tell = ["parent"]
appeal_to = "chair of governors"
[[form]]
name = "supervised session"
open_to = ["staff"]
decided_by = "no one"
effect = "lift"
ends = "lesson"
~~~
"""
ASKING = """
8.4 Anyone may ask for something closed by mistake to be opened.
~~~controls
[[form]]
name = "access request"
open_to = ["everyone"]
advised_by = "network manager"
effect = "open"
scope = ["class", "year", "everyone"]
longest = "10 school days"
~~~
"""
DECIDING = """
8.5 The headteacher has the last word, within two school days.
~~~controls
[[form]]
name = "access request"
decided_by = "headteacher"
within = "2 school days"
if_late = "tell chair of governors"
~~~
"""
BULLYING = """
9.2 Cyber-bullying follows the anti-bullying chain.
~~~controls
[[refer]]
document = "Anti-bullying policy"
[[case]]
name = "cyber-bullying"
opened_by = ["everyone"]
owner = "designated safeguarding lead"
facts = { responsible = ["pupil", "staff", "parent", "adult", "unknown"], nature = ["threatening", "abusive", "sexist", "sexual", \
"hate crime", "none of these"], refused = ["yes", "no", "not asked"] }
review_after = "6 weeks"
~~~
"""
POLICE = """
9.8 Threatening, abusive, sexist, sexual or hateful material: the school considers the police.
~~~controls
[[step]]
of = "cyber-bullying"
name = "police consideration"
when = { nature = ["threatening", "abusive", "sexist", "sexual", "hate crime"] }
owner = "designated safeguarding lead"
must = true
before = ["contact with the person responsible", "platform report", "closure"]
answers = ["report", "do not report"]
within = "1 school day"
~~~
"""
IN_ORDER = (INDUCTION, VAULT, LESSON, PUPILS, AGES, GETTING_ROUND, ASKING, DECIDING, BULLYING, POLICE)
ALONE = {"4.2": INDUCTION, "6.1": VAULT, "6.3": LESSON, "7.1": PUPILS, "7.5": AGES, "8.2": GETTING_ROUND, "9.2": BULLYING}
TOGETHER = {"8.4 and 8.5": ASKING + DECIDING, "9.2 and 9.8": BULLYING + POLICE}
WHOLE = HEAD + STATEMENT + "".join(IN_ORDER)


def faults(text: str) -> tuple[Fault, ...]:
    """Everything wrong with a text."""
    return check_text(text, catalogue=CATALOGUE, suffixes=Suffixes())[1]


@pytest.mark.parametrize("clauses", sorted({**ALONE, **TOGETHER}))
def test_a_worked_example_has_no_fault(clauses: str) -> None:
    assert faults(HEAD + STATEMENT + {**ALONE, **TOGETHER}[clauses]) == ()


def test_half_of_a_form_or_of_a_chain_is_a_fault() -> None:
    (undecided,) = faults(HEAD + STATEMENT + ASKING)
    assert "nobody can decide the form “access request”" in undecided.sentence
    assert {fault.sentence.split(":")[0] for fault in faults(HEAD + STATEMENT + DECIDING)} == {
        "[[form]] needs “open_to” (who may hand it in)",
        "[[form]] needs “effect” (what granting it does",
    }
    (orphan,) = faults(HEAD + STATEMENT + POLICE)
    assert "no clause declares the case “cyber-bullying”" in orphan.sentence


def test_the_worked_examples_together_are_one_policy_without_a_fault() -> None:
    assert faults(WHOLE) == ()
    assert write(read(WHOLE).policy) == canonical(WHOLE)
    assert [clause.number for clause in read(WHOLE).policy.clauses()][1:] == [
        re.match(r"\s*(\S+)", example)[1]
        for example in IN_ORDER  # type: ignore[index]
    ]


def test_the_notes_of_the_worked_examples_are_what_the_school_still_owes() -> None:
    told = [(note.clause, note.sentence.partition(":")[0]) for note in notes(read(WHOLE).policy)]
    assert told == [
        ("6.3", "no duty names the course “refresher”, so nobody is told to take it"),
        ("9.2", "“Anti-bullying policy” is not supplied, and the page says so"),
        ("9.8", "the case “cyber-bullying” has no step “contact with the person responsible”"),
        ("9.8", "the case “cyber-bullying” has no step “platform report”"),
    ]


def test_tables_are_kept_as_they_are_written() -> None:
    policy = read(WHOLE).policy
    assert next(policy.controls("watch")).values["signals"] == {"vpn": 5, "encrypted_dns": 3, "proxy": 5, "mirror": 4, "burst": 1}
    assert next(policy.controls("case")).values["facts"]["refused"] == ("yes", "no", "not asked")
