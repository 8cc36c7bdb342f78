"""Faulty policies, by their cases, sanctions, duties and papers: each with the line and the sentence of its one fault."""

from __future__ import annotations

import pytest

from belisha.core.policy.tests.faulty import Faulty, assert_faulted, in_a_clause

FAULTY = (
    Faulty(
        "a form that opens no case",
        in_a_clause('[[form]]\nname = "report"\nopen_to = ["everyone"]\neffect = "case"'),
        10,
        "8.1",
        "the form “report” opens a case and does not say which: add a [[case]], and its name here as case.",
    ),
    Faulty(
        "a form that says not which case",
        in_a_clause(
            '[[form]]\nname = "report"\nopen_to = ["everyone"]\neffect = "case"\n[[case]]\nname = "bullying"\n'
            'opened_by = ["everyone"]\nowner = "headteacher"\nfacts = { who = ["pupil", "staff"] }'
        ),
        10,
        "8.1",
        "the form “report” opens a case and does not say which: add case with one of: bullying.",
    ),
    Faulty(
        "a form that opens a case nobody declares",
        in_a_clause(
            '[[form]]\nname = "report"\nopen_to = ["everyone"]\neffect = "case"\ncase = "bulling"\n[[case]]\nname = "bullying"\n'
            'opened_by = ["everyone"]\nowner = "headteacher"\nfacts = { who = ["pupil", "staff"] }'
        ),
        11,
        "8.1",
        "no clause declares the case “bulling”: did you mean “bullying”? Or add a [[case]] of that name.",
    ),
    Faulty(
        "a form that names a case for nothing",
        in_a_clause(
            '[[form]]\nname = "report"\nopen_to = ["everyone"]\neffect = "record"\ncase = "bullying"\n[[case]]\n'
            'name = "bullying"\nopened_by = ["everyone"]\nowner = "headteacher"\nfacts = { who = ["pupil", "staff"] }'
        ),
        11,
        "8.1",
        'the form “report” names a case and does not open it: write effect = "case", or take “case” out.',
    ),
    Faulty(
        "a sanction lifted and not there",
        in_a_clause('[[form]]\nname = "supervised"\nopen_to = ["staff"]\neffect = "lift"\ndecided_by = ["no one"]'),
        10,
        "8.1",
        "the form “supervised” lifts a sanction and this policy has none: add a [[sanction]], or another effect.",
    ),
    Faulty(
        "one of two sanctions lifted",
        in_a_clause(
            '[[form]]\nname = "supervised"\nopen_to = ["staff"]\neffect = "lift"\ndecided_by = ["no one"]\n[[sanction]]\n'
            'name = "ban"\ndecided_by = ["headteacher"]\n[[sanction]]\nname = "detention"\ndecided_by = ["headteacher"]'
        ),
        10,
        "8.1",
        "the form “supervised” lifts a sanction and does not say which: add lifts with one of: ban, detention.",
    ),
    Faulty(
        "a sanction lifted that nobody declares",
        in_a_clause(
            '[[form]]\nname = "supervised"\nopen_to = ["staff"]\neffect = "lift"\ndecided_by = ["no one"]\nlifts = "bans"\n'
            '[[sanction]]\nname = "ban"\ndecided_by = ["headteacher"]'
        ),
        12,
        "8.1",
        "no clause declares the sanction “bans”: did you mean “ban”? Or add a [[sanction]] of that name.",
    ),
    Faulty(
        "a sanction named for nothing",
        in_a_clause(
            '[[form]]\nname = "supervised"\nopen_to = ["staff"]\neffect = "record"\nlifts = "ban"\n[[sanction]]\nname = "ban"\n'
            'decided_by = ["headteacher"]'
        ),
        11,
        "8.1",
        'the form “supervised” names a sanction and does not lift it: write effect = "lift", or take “lifts” out.',
    ),
    Faulty(
        "a sanction that closes too much",
        in_a_clause('[[sanction]]\nname = "ban"\ndecided_by = ["headteacher"]\ncloses = "everything"'),
        10,
        "8.1",
        "“everything” is not a word for “closes”: write “all but help”.",
    ),
    Faulty(
        "a sanction told to somebody there is not",
        in_a_clause('[[sanction]]\nname = "ban"\ndecided_by = ["headteacher"]\ntell = ["parent", "granny"]'),
        10,
        "8.1",
        "no clause declares the role “granny”: write one of: SENCO, chair of governors, class teacher, clerk to governors, "
        "data protection officer, deputy safeguarding lead, designated safeguarding lead, e-safety team, headteacher, line "
        "manager, network manager, vice-chair of governors. Or add a [[role]] of that name.",
    ),
    Faulty(
        "an appeal about a sanction to whoever decided it",
        in_a_clause('[[sanction]]\nname = "ban"\ndecided_by = ["headteacher"]\nappeal_to = "headteacher"'),
        10,
        "8.1",
        "an appeal about “ban” would go to “headteacher”, who decided it: name another role.",
    ),
    Faulty(
        "a step of no case",
        in_a_clause(
            '[[step]]\nof = "bulling"\nname = "talk"\n[[case]]\nname = "bullying"\nopened_by = ["everyone"]\n'
            'owner = "headteacher"\nfacts = { who = ["pupil", "staff"] }'
        ),
        8,
        "8.1",
        "no clause declares the case “bulling”: did you mean “bullying”? Or add a [[case]] of that name.",
    ),
    Faulty(
        "a step where there is no case at all",
        in_a_clause('[[step]]\nof = "bullying"\nname = "talk"'),
        8,
        "8.1",
        "no clause declares the case “bullying”: add a [[case]] of that name.",
    ),
    Faulty(
        "a step declared twice",
        in_a_clause(
            '[[case]]\nname = "bullying"\nopened_by = ["everyone"]\nowner = "headteacher"\nfacts = { who = ["pupil", "staff"] }\n'
            '[[step]]\nof = "bullying"\nname = "talk"\n[[step]]\nof = "bullying"\nname = "talk"'
        ),
        17,
        "8.1",
        "“talk” of “bullying” is declared in clause 8.1 already: declare it once.",
    ),
    Faulty(
        "a fact without answers",
        in_a_clause('[[case]]\nname = "bullying"\nopened_by = ["everyone"]\nowner = "headteacher"\nfacts = { who = 2 }'),
        11,
        "8.1",
        'the fact “who” needs its answers as a list: write who = ["yes", "no"].',
    ),
    Faulty(
        "a step for a fact the case has not",
        in_a_clause(
            '[[case]]\nname = "bullying"\nopened_by = ["everyone"]\nowner = "headteacher"\nfacts = { who = ["pupil", "staff"] }\n'
            '[[step]]\nof = "bullying"\nname = "talk"\nwhen = { whom = ["pupil"] }'
        ),
        15,
        "8.1",
        "the case “bullying” has no fact “whom”: did you mean “who”?",
    ),
    Faulty(
        "a step for an answer the fact has not",
        in_a_clause(
            '[[case]]\nname = "bullying"\nopened_by = ["everyone"]\nowner = "headteacher"\nfacts = { who = ["pupil", "staff"] }\n'
            '[[step]]\nof = "bullying"\nname = "talk"\nwhen = { who = ["pupils"] }'
        ),
        15,
        "8.1",
        "“pupils” is no answer to “who” of the case “bullying”: did you mean “pupil”?",
    ),
    Faulty(
        "steps in a circle",
        in_a_clause(
            '[[case]]\nname = "bullying"\nopened_by = ["everyone"]\nowner = "headteacher"\nfacts = { who = ["pupil", "staff"] }\n'
            '[[step]]\nof = "bullying"\nname = "talk"\nbefore = ["letter"]\n[[step]]\nof = "bullying"\nname = "letter"\n'
            'before = ["meeting"]\n[[step]]\nof = "bullying"\nname = "meeting"\nbefore = ["talk"]'
        ),
        15,
        "8.1",
        "these steps go in a circle: talk → letter → meeting → talk: take one “before” or “after” out.",
    ),
    Faulty(
        "a step before itself",
        in_a_clause(
            '[[case]]\nname = "bullying"\nopened_by = ["everyone"]\nowner = "headteacher"\nfacts = { who = ["pupil", "staff"] }\n'
            '[[step]]\nof = "bullying"\nname = "talk"\nbefore = ["talk"]'
        ),
        15,
        "8.1",
        "these steps go in a circle: talk → talk: take one “before” or “after” out.",
    ),
    Faulty(
        "a step both after and before another",
        in_a_clause(
            '[[case]]\nname = "bullying"\nopened_by = ["everyone"]\nowner = "headteacher"\nfacts = { who = ["pupil", "staff"] }\n'
            '[[step]]\nof = "bullying"\nname = "talk"\nafter = ["letter"]\n[[step]]\nof = "bullying"\nname = "letter"\n'
            'after = ["talk"]'
        ),
        15,
        "8.1",
        "these steps go in a circle: talk → letter → talk: take one “before” or “after” out.",
    ),
    Faulty(
        "harm that the safeguarding lead never hears of",
        in_a_clause('[[form]]\nname = "worry"\nopen_to = ["everyone"]\neffect = "record"\nto = ["headteacher", "SENCO"]\nharm = true'),
        12,
        "8.1",
        'the form “worry” may keep a child from harm and never reaches the designated safeguarding lead: add to = ["designated '
        'safeguarding lead"].',
    ),
    Faulty(
        "harm that ends with one role",
        in_a_clause(
            '[[form]]\nname = "worry"\nopen_to = ["everyone"]\neffect = "record"\nto = ["designated safeguarding lead"]\nharm = true'
        ),
        12,
        "8.1",
        "the form “worry” may keep a child from harm and can end with the person concerned: only “designated safeguarding "
        "lead” receives it, so add if_named or to with another role.",
    ),
    Faulty(
        "a case of harm that ends with one role",
        in_a_clause('[[case]]\nname = "worry"\nopened_by = ["everyone"]\nowner = "designated safeguarding lead"\nharm = true'),
        11,
        "8.1",
        "the case “worry” may keep a child from harm and can end with the person concerned: only “designated safeguarding "
        "lead” receives it, so add if_named or to with another role.",
    ),
    Faulty(
        "a case of harm that the safeguarding lead never hears of",
        in_a_clause('[[case]]\nname = "worry"\nopened_by = ["everyone"]\nowner = "headteacher"\nto = ["SENCO"]\nharm = true'),
        12,
        "8.1",
        'the case “worry” may keep a child from harm and never reaches the designated safeguarding lead: add to = ["designated '
        'safeguarding lead"].',
    ),
    Faulty(
        "a case that goes back to its owner",
        in_a_clause('[[case]]\nname = "worry"\nopened_by = ["everyone"]\nowner = "headteacher"\nif_named = "headteacher"'),
        11,
        "8.1",
        "“headteacher” has “worry” already, so it cannot take it over from itself: name another role.",
    ),
    Faulty(
        "a course the catalogue has not",
        in_a_clause('[[duty]]\nwho = ["staff"]\ncourse = "policy-inductions"'),
        9,
        "8.1",
        "the catalogue has no course “policy-inductions”: did you mean “policy-induction”?",
    ),
    Faulty(
        "a due date that is none",
        in_a_clause('[[duty]]\nwho = ["staff"]\ncourse = "refresher"\nfirst_due = "soon"'),
        10,
        "8.1",
        "“soon” is not a time at which something is due: write “10 school days after joining”, “4 weeks after the version”, "
        "“before signing”, “start of year”, “start of term” or a date like “2026-09-30”.",
    ),
    Faulty(
        "a day the calendar has not",
        in_a_clause('[[duty]]\nwho = ["staff"]\ncourse = "refresher"\nfirst_due = "2026-02-30"'),
        10,
        "8.1",
        "“2026-02-30” is not a time at which something is due: write “10 school days after joining”, “4 weeks after the "
        "version”, “before signing”, “start of year”, “start of term” or a date like “2026-09-30”.",
    ),
    Faulty(
        "a duty of nothing",
        in_a_clause('[[duty]]\nwho = ["staff"]'),
        7,
        "8.1",
        "[[duty]] speaks of nothing: add at least one of what, course.",
    ),
    Faulty(
        "an agreement at odd times",
        in_a_clause('[[agree]]\nwho = ["staff"]\ntext = "staff"\nevery = "often"'),
        10,
        "8.1",
        "“often” is not a span of time: write it like “2 school days”, “10 days”, “15 minutes”, “lesson” or “term”.",
    ),
    Faulty(
        "a code declared twice",
        in_a_clause('[[conduct]]\ncode = "alias"\nfor = ["staff"]\n[[conduct]]\ncode = "alias"\nfor = ["pupils"]'),
        11,
        "8.1",
        "“alias” is declared in clause 8.1 already: declare it once.",
    ),
    Faulty(
        "a glass that one person breaks",
        in_a_clause('[[vault]]\nopens = ["headteacher"]\nbreak_glass = { people = 1, from = ["chair of governors"] }'),
        9,
        "8.1",
        "breaking the glass takes two people or more, and says from which roles: write break_glass = { people = 2, from = "
        '["chair of governors", "designated safeguarding lead"] }.',
    ),
    Faulty(
        "a glass that a stranger breaks",
        in_a_clause('[[vault]]\nopens = ["headteacher"]\nbreak_glass = { people = 2, from = ["chair of governors", "locksmith"] }'),
        9,
        "8.1",
        "no clause declares the role “locksmith”: write one of: SENCO, chair of governors, class teacher, clerk to governors, "
        "data protection officer, deputy safeguarding lead, designated safeguarding lead, e-safety team, headteacher, line "
        "manager, network manager, vice-chair of governors. Or add a [[role]] of that name.",
    ),
    Faulty(
        "an opening after which nothing is done",
        in_a_clause('[[vault]]\nopens = ["headteacher"]\nafter_opening = "rotate soon"'),
        9,
        "8.1",
        "“rotate soon” is not something done after an opening: write “rotate within 1 school day”.",
    ),
    Faulty(
        "records nobody keeps",
        in_a_clause('[[keep]]\nwhat = "access request"\nfor = "1 year"'),
        8,
        "8.1",
        "“access request” is not a word for “what”: did you mean “access requests”?",
    ),
    Faulty(
        "records kept twice",
        in_a_clause('[[keep]]\nwhat = "cases"\nfor = "1 year"\n[[keep]]\nwhat = "cases"\nfor = "2 years"'),
        11,
        "8.1",
        "“cases” is declared in clause 8.1 already: declare it once.",
    ),
    Faulty(
        "an end of keeping there is not",
        in_a_clause('[[keep]]\nwhat = "cases"\nfor = "1 year"\nthen = "burn"'),
        10,
        "8.1",
        "“burn” is not a word for “then”: write one of: erase, hand over, review.",
    ),
    Faulty(
        "mail to addresses of another kind",
        in_a_clause('[[mail]]\nfor = ["staff"]\nonly = "any address"'),
        9,
        "8.1",
        "“any address” is not a word for “only”: write “school addresses”.",
    ),
    Faulty(
        "an idle time that is none",
        in_a_clause('[[session]]\nfor = ["staff"]\nidle = "15"'),
        9,
        "8.1",
        "“15” is not a span of time: write it like “2 school days”, “10 days”, “15 minutes”, “lesson” or “term”.",
    ),
)


@pytest.mark.parametrize("faulty", FAULTY, ids=str)
def test_a_faulty_policy_is_told_at_its_line_with_what_to_write_instead(faulty: Faulty) -> None:
    assert_faulted(faulty)
