"""Faulty policies, by their rules and people: each with the line and the sentence of its one fault."""

from __future__ import annotations

import pytest

from belisha.core.policy.tests.faulty import Faulty, assert_faulted, in_a_clause, whole

FAULTY = (
    Faulty(
        "a service the catalogue has not",
        in_a_clause('[[block]]\nservices = ["facebok"]\nfor = ["pupils"]'),
        8,
        "8.1",
        "the catalogue has no service “facebok”: did you mean “facebook”?",
    ),
    Faulty(
        "a kind of service the catalogue has not",
        in_a_clause('[[block]]\nkinds = ["social medea"]\nfor = ["pupils"]'),
        8,
        "8.1",
        "the catalogue has no kind of service “social medea”: did you mean “social media”?",
    ),
    Faulty(
        "a list the school has not",
        in_a_clause('[[block]]\nlists = ["gams"]\nfor = ["pupils"]'),
        8,
        "8.1",
        "the school subscribes to no list “gams”: did you mean “games”?",
    ),
    Faulty(
        "people there are not",
        in_a_clause('[[block]]\nlists = ["games"]\nfor = ["pupil"]'),
        9,
        "8.1",
        "“pupil” names no people: did you mean “pupils”?",
    ),
    Faulty(
        "a year that is none",
        in_a_clause('[[block]]\nlists = ["games"]\nfor = ["year five"]'),
        9,
        "8.1",
        "“year five” is not a class or a year: write it like “class 5K” or “year 5”.",
    ),
    Faulty(
        "a time that is none",
        in_a_clause('[[block]]\nlists = ["games"]\nfor = ["pupils"]\nwhen = "lessons"'),
        10,
        "8.1",
        "“lessons” is not a time a rule can hold: write “always”, “lesson time”, “school day”, “outside lessons” or days and "
        "hours like “Mon-Fri 08:30-15:30”.",
    ),
    Faulty(
        "a public suffix",
        in_a_clause('[[block]]\nsites = ["co.uk"]\nfor = ["pupils"]'),
        8,
        "8.1",
        "“co.uk” is shared by strangers, so this would reach every site below it: write the name of one site, like bbc.co.uk.",
    ),
    Faulty(
        "wider than a public suffix",
        in_a_clause('[[block]]\nsites = ["uk"]\nfor = ["pupils"]'),
        8,
        "8.1",
        "“uk” is shared by strangers, so this would reach every site below it: write the name of one site, like bbc.co.uk.",
    ),
    Faulty(
        "a name under which strangers register",
        in_a_clause('[[block]]\nsites = ["github.io"]\nfor = ["pupils"]'),
        8,
        "8.1",
        "“github.io” is shared by strangers, so this would reach every site below it: write the name of one site, like bbc.co.uk.",
    ),
    Faulty(
        "an address where a site belongs",
        in_a_clause('[[block]]\nsites = ["https://bbc.co.uk/news"]\nfor = ["pupils"]'),
        8,
        "8.1",
        "“https://bbc.co.uk/news” is more than the name of a site: write bbc.co.uk.",
    ),
    Faulty(
        "a block of which nothing is left",
        in_a_clause('[[block]]\nservices = ["youtube"]\nfor = ["pupils"]\nexcept_services = ["youtube"]'),
        7,
        "8.1",
        "nothing is left of this [[block]]: its exceptions take every target away.",
    ),
    Faulty(
        "an allow equal to a block",
        in_a_clause('[[block]]\nservices = ["youtube"]\nfor = ["pupils"]\n[[allow]]\nservices = ["youtube"]\nfor = ["pupils"]'),
        10,
        "8.1",
        "this [[allow]] and the [[block]] of clause 8.1 (line 7) are equal or cross: let the allow name fewer targets for "
        "fewer people, all of them inside the block.",
    ),
    Faulty(
        "an allow across a block",
        in_a_clause(
            '[[block]]\nservices = ["facebook", "youtube"]\nfor = ["pupils"]\n[[allow]]\nservices = ["youtube"]\nfor = ["everyone"]'
        ),
        10,
        "8.1",
        "this [[allow]] and the [[block]] of clause 8.1 (line 7) are equal or cross: let the allow name fewer targets for "
        "fewer people, all of them inside the block.",
    ),
    Faulty(
        "an allow of a list",
        in_a_clause('[[allow]]\nlists = ["games"]\nfor = ["staff"]'),
        8,
        "8.1",
        "an [[allow]] cannot open a list: name the sites to open, or name fewer people in the [[block]] of that list.",
    ),
    Faulty(
        "a strictness there is not",
        in_a_clause('[[safe_mode]]\nof = "video"\nfor = ["pupils"]\nlevel = "hard"'),
        10,
        "8.1",
        "“hard” is not a word for “level”: write one of: moderate, strict.",
    ),
    Faulty(
        "an age that is nobody's",
        in_a_clause('[[age_limit]]\nfor = ["pupils"]\nage = "oldest"'),
        9,
        "8.1",
        "“oldest” is not a word for “age”: write “youngest in year”.",
    ),
    Faulty(
        "a signal there is not",
        in_a_clause('[[watch]]\nsignals = { vpm = 5 }\nat = 6\nreview_by = "network manager"'),
        8,
        "8.1",
        "“vpm” is no signal: did you mean “vpn”?",
    ),
    Faulty(
        "a weight that is too heavy",
        in_a_clause('[[watch]]\nsignals = { vpn = 50 }\nat = 6\nreview_by = "network manager"'),
        8,
        "8.1",
        "the weight of “vpn” is a whole number from 1 to 10: write vpn = 5.",
    ),
    Faulty(
        "a role nobody declares",
        in_a_clause('[[role]]\nname = "librarian"\nstands_in = "head librarian"'),
        9,
        "8.1",
        "no clause declares the role “head librarian”: did you mean “librarian”? Or add a [[role]] of that name.",
    ),
    Faulty(
        "a role that stands in for itself",
        in_a_clause('[[role]]\nname = "librarian"\nstands_in = "librarian"'),
        9,
        "8.1",
        "“librarian” cannot stand in for itself: name another role.",
    ),
    Faulty(
        "a role declared twice",
        in_a_clause('[[role]]\nname = "librarian"\n[[role]]\nname = "librarian"'),
        10,
        "8.1",
        "“librarian” is declared in clause 8.1 already: declare it once.",
    ),
    Faulty(
        "a term declared twice",
        in_a_clause('[[define]]\nterm = "device"\nmeans = ["laptops"]\n[[define]]\nterm = "device"\nmeans = ["phones"]'),
        11,
        "8.1",
        "“device” is declared in clause 8.1 already: declare it once.",
    ),
    Faulty(
        "a role that signs twice",
        in_a_clause('[[signature]]\nby = ["chair of governors", "chair of governors"]'),
        8,
        "8.1",
        "“chair of governors” would sign twice: name each role once.",
    ),
    Faulty(
        "a signer who is somebody else for everybody",
        in_a_clause('[[signature]]\nby = ["class teacher"]'),
        8,
        "8.1",
        "“class teacher” is another person for each person concerned, so it cannot sign: name a role of the school.",
    ),
    Faulty(
        "a policy that nobody signs",
        whole('---\ntitle = "A"\nlanguage = 1\n---\n\n8.1 Words.\n'),
        6,
        "8.1",
        'nobody signs this policy, so it is never in force: add [[signature]] with by = ["headteacher"].',
    ),
    Faulty(
        "a promise kept by a clause there is not",
        in_a_clause('[[commitment]]\ntext = "We help."\nkept_by = ["8.1", "8.5"]'),
        9,
        "8.1",
        "this policy has no clause “8.5”: write the number of one that keeps the promise.",
    ),
    Faulty(
        "a form nobody can decide",
        in_a_clause('[[form]]\nname = "request"\nopen_to = ["staff"]\neffect = "open"'),
        7,
        "8.1",
        "nobody can decide the form “request”: add decided_by with a role, or “no one” where it takes effect at once.",
    ),
    Faulty(
        "a post nobody approves",
        in_a_clause('[[form]]\nname = "post"\nopen_to = ["staff"]\neffect = "publish"'),
        7,
        "8.1",
        "nobody can decide the form “post”: add decided_by with a role, or “no one” where it takes effect at once.",
    ),
    Faulty(
        "a form only its asker decides",
        in_a_clause('[[form]]\nname = "request"\nopen_to = ["SENCO"]\neffect = "open"\ndecided_by = ["SENCO"]'),
        11,
        "8.1",
        "only “SENCO” both asks and decides, and nobody decides what they asked: name another role.",
    ),
    Faulty(
        "nobody beside somebody",
        in_a_clause('[[form]]\nname = "request"\nopen_to = ["staff"]\neffect = "open"\ndecided_by = ["no one", "headteacher"]'),
        11,
        "8.1",
        "“no one” stands beside a role: write one or the other.",
    ),
    Faulty(
        "a decider there is not",
        in_a_clause('[[form]]\nname = "request"\nopen_to = ["staff"]\neffect = "open"\ndecided_by = ["headmaster"]'),
        11,
        "8.1",
        "no clause declares the role “headmaster”: did you mean “headteacher”? Or add a [[role]] of that name.",
    ),
    Faulty(
        "a span that is none",
        in_a_clause('[[form]]\nname = "request"\nopen_to = ["staff"]\neffect = "record"\nwithin = "2 schooldays"'),
        11,
        "8.1",
        "“2 schooldays” is not a span of time: write it like “2 school days”, “10 days”, “15 minutes”, “lesson” or “term”.",
    ),
    Faulty(
        "lateness that tells nobody",
        in_a_clause('[[form]]\nname = "request"\nopen_to = ["staff"]\neffect = "record"\nif_late = "inform the chair"'),
        11,
        "8.1",
        "“inform the chair” is not something that happens when it is late: write “tell chair of governors”.",
    ),
    Faulty(
        "a gate of no course",
        in_a_clause('[[form]]\nname = "request"\nopen_to = ["staff"]\neffect = "record"\nrequires = "duty:refreshers"'),
        11,
        "8.1",
        "the catalogue has no course “refreshers”: did you mean “refresher”?",
    ),
    Faulty(
        "a gate that is none",
        in_a_clause('[[form]]\nname = "request"\nopen_to = ["staff"]\neffect = "record"\nrequires = "refresher"'),
        11,
        "8.1",
        "“refresher” is no gate: write “duty:” and a course, like “duty:refresher”.",
    ),
    Faulty(
        "an appeal to whoever decided",
        in_a_clause(
            '[[form]]\nname = "request"\nopen_to = ["staff"]\neffect = "open"\ndecided_by = ["headteacher"]\nappeal_to = "headteacher"'
        ),
        12,
        "8.1",
        "an appeal about “request” would go to “headteacher”, who decided it: name another role.",
    ),
)


@pytest.mark.parametrize("faulty", FAULTY, ids=str)
def test_a_faulty_policy_is_told_at_its_line_with_what_to_write_instead(faulty: Faulty) -> None:
    assert_faulted(faulty)
