"""What controls say in plain sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from belisha.core.policy.declarations import KINDS
from belisha.core.policy.explain import days_after, every, listed, people, sentences_of
from belisha.core.policy.fences import controls_in
from belisha.core.policy.model import Control
from belisha.core.policy.tests.samples import CATALOGUE


def told(toml: str) -> list[str]:
    controls, faults = controls_in(toml.split("\n"), 1, "8.1")
    assert not faults
    return [sentence for control in controls for sentence in sentences_of(control, CATALOGUE)]


def test_a_block_says_what_is_closed_for_whom():
    assert told('[[block]]\nservices = ["youtube", "facebook"]\nfor = ["pupils"]') == [
        "Closed on the network for pupils: YouTube and Facebook."
    ]


def test_a_block_says_when_where_and_what_is_spared():
    toml = (
        '[[block]]\nkinds = ["social media"]\nlists = ["games"]\nsites = ["chat.example"]\nfor = ["pupils", "headteacher"]\n'
        'when = "lesson time"\nnetworks = ["classroom"]\nexcept_services = ["youtube"]'
    )
    assert told(toml) == [
        "Closed on the network for pupils and the headteacher in lesson time, on the classroom network only: every service of the kind "
        "“social media”, chat.example and what is on the list “games”. Not closed: YouTube."
    ]


def test_an_allow_says_that_it_is_the_exception():
    assert told('[[allow]]\nservices = ["youtube"]\nfor = ["year 5"]\nwhen = "Mon-Fri 08:30-15:30"') == [
        "Open on the network for year 5 on Mon-Fri 08:30-15:30, although a wider rule closes it: YouTube."
    ]


def test_each_key_of_a_form_is_a_sentence():
    toml = (
        '[[form]]\nname = "access request"\ndecided_by = ["headteacher"]\nwithin = "2 school days"\nif_late = "tell chair of governors"\n'
        'effect = "open"\nscope = ["class", "year"]\nopen_to = ["everyone"]\nadvised_by = ["network manager"]\nlongest = "10 school days"'
    )
    assert told(toml) == [
        "The form “access request”: it may be handed in by everyone. The network manager advises. The headteacher decides. "
        "It is decided within 2 school days. If it is late, the chair of governors is told. "
        "Granted, it opens what was asked for, for a class or a year group. It lasts 10 school days at most."
    ]


def test_roles_and_signatures_are_told():
    assert told('[[role]]\nname = "network manager"\nat_least = 2\nstands_in = "e-safety team"') == [
        "At least 2 people hold the role network manager at any time.",
        "When no holder can act, the e-safety team acts.",
    ]
    assert told('[[signature]]\nby = ["headteacher", "chair of governors"]') == [
        "A version of this policy holds only once it is signed by the headteacher and the chair of governors, each a different person, "
        "each with a second step at sign-in."
    ]


FULL = {
    "commitment": 'text = "We listen."\nkept_by = ["8.1", "8.4"]',
    "define": 'term = "blog"\nmeans = ["a diary", "a class page"]',
    "role": 'name = "scribe"\nat_least = 2\nstands_in = "headteacher"\nmay = ["take notes"]',
    "signature": 'by = ["headteacher"]\nsecond_factor = false',
    "block": 'services = ["x"]\nkinds = ["dating"]\nsites = ["a.uk"]\nlists = ["games"]\nfor = ["pupils"]\nwhen = "lesson time"\n'
    'networks = ["guest"]\nexcept_services = ["reddit"]\nexcept_sites = ["b.uk"]',
    "allow": 'services = ["x"]\nkinds = ["dating"]\nsites = ["a.uk"]\nlists = ["games"]\nfor = ["pupils"]\nwhen = "lesson time"\n'
    'networks = ["guest"]',
    "form": 'name = "f"\nopen_to = ["staff"]\neffect = "case"\ndecided_by = ["headteacher"]\nadvised_by = ["SENCO"]\nto = ["SENCO"]\n'
    'scope = ["class"]\nlongest = "10 days"\nends = "lesson"\nwithin = "1 day"\nif_late = "tell SENCO"\nrequires = "duty:refresher"\n'
    'appeal_to = "chair of governors"\ncase = "bullying"\nlifts = "ban"\nharm = true\nif_named = "SENCO"',
    "case": 'name = "c"\nopened_by = ["everyone"]\nowner = "SENCO"\nfacts = { who = ["pupil", "adult"] }\nreview_after = "6 weeks"\n'
    'to = ["headteacher"]\nharm = true\nif_named = "headteacher"',
    "step": 'of = "c"\nname = "s"\nwhen = { who = ["adult"] }\nowner = "SENCO"\nmust = true\nbefore = ["closure", "z"]\nafter = ["y"]\n'
    'answers = ["yes", "no"]\nreason = false\nwithin = "15 minutes"\nletter = "police"',
    "sanction": 'name = "ban"\ndecided_by = ["headteacher"]\ncloses = "all but help"\nlongest = "10 school days"\n'
    'tell = ["parent", "pupil"]\nappeal_to = "chair of governors"',
    "duty": 'name = "d"\nwho = ["staff"]\nwhat = "read the guide"\ncourse = "smart"\nfirst_due = "10 days after joining"\n'
    'every = "1 year"\nproof = "quiz"',
    "agree": 'who = ["staff"]\ntext = "home"\nevery = "1 year"',
    "conduct": 'code = "kind"\nfor = ["pupils"]\ncheck = "post check"',
    "safe_mode": 'of = "video"\nfor = ["pupils"]\nlevel = "moderate"',
    "age_limit": 'for = ["pupils"]\nage = "youngest in year"\nunknown = "close"\neffect = "close"',
    "watch": 'signals = { vpn = 5, tor = 3 }\nat = 6\nper = "1 school day"\nreview_by = "network manager"',
    "vault": 'opens = ["headteacher"]\nbreak_glass = { people = 2, from = ["SENCO"] }\nafter_opening = "rotate within 1 school day"',
    "guidance": 'page = "age-guide"',
    "refer": 'document = "Complaints policy"\nwhere = "the office"',
    "keep": 'what = "cases"\nfor = "6 years"\nthen = "erase"',
    "review": 'every = "term"\nby = ["clerk to governors"]',
    "consent": 'what = ["picture", "voice"]\nfor = ["pupils"]\nby = "one parent"\nevery = "1 year"',
    "session": 'for = ["staff"]\nidle = "15 minutes"',
    "mail": 'for = ["staff"]\nonly = "school addresses"',
}
"""Each kind with all its keys, none at its default."""
SAID_ANYWAY = {("age_limit", "age"), ("mail", "only")}  # there is only one thing to say, so it is said without the key too


def full(kind: str) -> Control:
    """The control of this kind with all its keys."""
    controls, faults = controls_in(f"[[{kind}]]\n{FULL[kind]}".split("\n"), 1, "8.1")
    assert not faults
    return controls[0]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_key_of_every_kind_is_told(kind):
    control = full(kind)
    whole = " ".join(sentences_of(control, CATALOGUE))
    assert set(control.values) == {key.name for key in KINDS[kind].keys}
    for key in KINDS[kind].keys:
        without = replace(control, values={name: held for name, held in control.values.items() if name != key.name})
        assert " ".join(sentences_of(without, CATALOGUE)) != whole or (kind, key.name) in SAID_ANYWAY, key.name


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_sentences_are_sentences_without_the_words_of_the_machine(kind):
    for sentence in [*told(KINDS[kind].example), *sentences_of(full(kind), CATALOGUE)]:
        assert sentence[0].isupper() or sentence[0] == "“"
        assert sentence[-1] in ".”"
        for word in ("None", "_", "{", "[", "=", "True", "..", "  ", "duty:", "by nothing", "to nothing", "“”"):
            assert word not in sentence, sentence


def test_a_form_that_opens_a_case_or_lifts_a_sanction_names_it():
    assert told('[[form]]\nname = "report"\neffect = "case"\ncase = "bullying"\nharm = true\nif_named = "headteacher"') == [
        "The form “report”: where that is the person concerned, the headteacher takes it. It can keep a child from harm, so somebody "
        "responsible for safeguarding always reads it. It opens a case “bullying”."
    ]
    assert told('[[form]]\nname = "session"\neffect = "lift"\nlifts = "equipment ban"') == [
        "The form “session”: granted, it lifts the sanction “equipment ban” for a supervised time."
    ]
    assert told('[[form]]\nname = "session"\nlifts = "equipment ban"') == ["The form “session”: the sanction it lifts is “equipment ban”."]


def test_a_case_and_its_step_are_told():
    assert told('[[case]]\nname = "bullying"\nopened_by = ["everyone"]\nowner = "SENCO"\nfacts = { who = ["pupil", "adult"] }') == [
        "The case “bullying”: it may be opened by everyone. The SENCO takes it on. These facts are settled: who (pupil or adult)."
    ]
    toml = (
        '[[step]]\nof = "bullying"\nname = "police consideration"\nwhen = { who = ["adult"] }\nmust = true\n'
        'before = ["closure"]\nanswers = ["report", "do not report"]\nwithin = "1 school day"'
    )
    assert told(toml) == [
        "The step “police consideration”: it is a step of the case “bullying”. It is for cases where the answer to “who” is “adult”. "
        "It cannot be left out. It comes before the closing of the case. It is done within 1 school day. "
        "It is answered with “report” or “do not report”."
    ]


def test_a_duty_is_told_with_or_without_a_name():
    toml = '[[duty]]\nwho = ["teachers", "SENCO"]\ncourse = "smart"\nfirst_due = "before signing"\nevery = "1 year"\nproof = "quiz"'
    assert told(toml) == [
        "Teachers and the SENCO take the course “A course”. It is first due before signing. It is due again every year. "
        "A short quiz shows that it is done."
    ]
    assert told('[[duty]]\nname = "induction"\nproof = "tick"') == ["The duty “induction”: they tick it off when it is done."]


def test_a_limit_of_age_says_whether_it_closes_anything():
    assert told('[[age_limit]]\nfor = ["pupils"]') == [
        "A guide tells which services pupils are too young for; it closes nothing on the network."
    ]
    assert told('[[age_limit]]\nfor = ["pupils"]\neffect = "close"')[1] == "Where no age is known, nothing is closed."


def test_times_and_days_are_told():
    assert (every("1 year"), every("2 weeks"), every("term")) == ("every year", "every 2 weeks", "every term")
    assert days_after("2026-09-01") == "on 1 September 2026"
    assert days_after("start of year") == "at the start of each school year"
    assert days_after("10 days after the version") == "10 days after this version comes into force"


def test_words_are_listed():
    assert (listed([]), listed(["a"]), listed(["a", "b", "c"])) == ("nothing", "a", "a, b and c")
    assert people(["everyone", "class 5K", "SENCO"]) == "everyone, class 5K and the SENCO"


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        ('[[form]]\nname = "a"\ndecided_by = ["class teacher"]', "The form “a”: the class teacher of the pupil concerned decides."),
        ('[[form]]\nname = "a"\nlongest = "term"', "The form “a”: it lasts until the end of the term at most."),
        ('[[sanction]]\nname = "a"\nlongest = "lesson"', "The sanction “a”: it lasts until the end of the lesson at most."),
        ('[[keep]]\nwhat = "posts"\nfor = "term"', "Posts are kept until the end of the term."),
        (
            '[[step]]\nof = "a"\nname = "b"\nwhen = { refused = ["yes"], nature = ["threatening", "hate crime"] }',
            "The step “b”: it is a step of the case “a”. It is for cases where the answer to “refused” is “yes”, "
            "and the answer to “nature” is “threatening” or “hate crime”.",
        ),
        (
            '[[step]]\nof = "a"\nname = "b"\nbefore = ["talk", "closure"]',
            "The step “b”: it is a step of the case “a”. It comes before “talk” and the closing of the case.",
        ),
    ],
)
def test_sentences_read_as_a_person_would_say_them(toml: str, sentence: str):
    assert told(toml) == [sentence]


def test_a_promise_is_kept_by_the_statement_and_by_appendices_too():
    toml = '[[commitment]]\ntext = "Help."\nkept_by = ["statement", "appendix-1", "1.6", "1.7"]'
    assert told(toml)[1] == "The statement of intent, appendix 1 and clauses 1.6 and 1.7 keep this promise."
