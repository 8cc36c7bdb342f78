"""What a version would change: the true effect on the network, and everything that comes, goes or changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from belisha.core.policy.tests.samples import clause_with, policy_with
from belisha.core.programme.compare import Changes, changes
from belisha.core.programme.compile import baseline, compile_policy
from belisha.core.programme.model import Programme
from belisha.core.programme.tests.every_kind import AGED, TEXT, every_kind
from belisha.core.programme.tests.samples import FACTS, STANDING

SPOKEN = "[[allow]]\nservices = ['facebook']\nfor = ['SENCO']\n"  # so that the baseline's rule does not hold


def programme_of(policy: object) -> Programme:
    """The programme of a policy at the school of the tests."""
    return compile_policy(policy, facts=FACTS, catalogue=AGED, standing=STANDING)


def network(before: str, after: str) -> list[str]:
    """What changes on the network between two lists of controls."""
    was, becomes = policy_with(SPOKEN + before), policy_with(SPOKEN + after)
    return list(changes(programme_of(was), programme_of(becomes), was=was, becomes=becomes, catalogue=AGED).network)


def mended(*replacements: tuple[str, str]) -> Changes:
    """What changes where the words of the policy with every kind are replaced."""
    text = TEXT
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new)
    was, becomes = every_kind(), every_kind(text)
    return changes(programme_of(was), programme_of(becomes), was=was, becomes=becomes, catalogue=AGED)


def block(target: str, people: str, more: str = "") -> str:
    """A block of one target for one group."""
    return f"[[block]]\n{target}\nfor = ['{people}']\n{more}\n"


YOUTUBE, TIKTOK, GAMES = "services = ['youtube']", "services = ['tiktok']", "lists = ['games']"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        pytest.param("", block(TIKTOK, "pupils"), ["Closed for pupils: Tiktok."], id="a block comes"),
        pytest.param(block(TIKTOK, "pupils"), "", ["No longer closed for pupils: Tiktok."], id="a block goes"),
        pytest.param(
            block(TIKTOK, "pupils") + block(TIKTOK, "everyone"), block(TIKTOK, "everyone"), [], id="everyone's block still closes it"
        ),
        pytest.param(
            block("kinds = ['media sharing']", "pupils") + block(TIKTOK, "pupils"),
            block("kinds = ['media sharing']", "pupils"),
            [],
            id="a kind still closes it",
        ),
        pytest.param(
            block("sites = ['tiktok.com']", "pupils") + block(TIKTOK, "pupils"), block("sites = ['tiktok.com']", "pupils"), [], id="a site"
        ),
        pytest.param(
            block(TIKTOK, "pupils"),
            block(TIKTOK, "year 5"),
            ["No longer closed for pupils: Tiktok.", "It stays closed for year 5: Tiktok."],
            id="fewer people",
        ),
        pytest.param(
            block(TIKTOK, "everyone"),
            block(TIKTOK, "pupils"),
            ["No longer closed for everyone: Tiktok.", "It stays closed for pupils: Tiktok."],
            id="from everyone to pupils",
        ),
        pytest.param(block(TIKTOK, "pupils"), block(TIKTOK, "everyone"), ["Closed for everyone: Tiktok."], id="from pupils to everyone"),
        pytest.param(
            block(YOUTUBE, "pupils"),
            block(YOUTUBE, "pupils") + "[[allow]]\nservices = ['youtube']\nfor = ['year 5']\n",
            ["No longer closed for year 5: Youtube."],
            id="an allow comes",
        ),
        pytest.param(
            "",
            block(YOUTUBE, "pupils") + "[[allow]]\nservices = ['youtube']\nfor = ['year 5']\n",
            ["Closed for pupils: Youtube.", "It stays open for year 5: Youtube."],
            id="a block and its allow come",
        ),
        pytest.param(
            block(YOUTUBE, "pupils") + "[[allow]]\nservices = ['youtube']\nfor = ['year 5']\n" + block(GAMES, "pupils"),
            block(YOUTUBE, "pupils") + block(GAMES, "pupils"),
            ["Closed for year 5: Youtube."],
            id="an allow goes",
        ),
        pytest.param(
            block(TIKTOK, "pupils"),
            block(TIKTOK, "pupils", "when = 'lesson time'"),
            ["No longer closed for pupils: Tiktok.", "It stays closed for pupils in lesson time: Tiktok."],
            id="fewer hours",
        ),
        pytest.param(
            block(TIKTOK, "pupils", "when = 'lesson time'"),
            block(TIKTOK, "pupils"),
            ["Closed for pupils: Tiktok."],
            id="more hours",
        ),
        pytest.param(
            block(TIKTOK, "pupils", "when = 'Mon-Fri 09:00-10:00'"),
            block(TIKTOK, "pupils", "when = 'Mon-Fri 08:00-11:00'"),
            ["Closed for pupils on Mon-Fri 08:00-11:00: Tiktok."],
            id="longer hours",
        ),
        pytest.param(
            "",
            block(TIKTOK, "pupils", "networks = ['classroom']"),
            ["Closed for pupils, on the classroom network only: Tiktok."],
            id="network",
        ),
        pytest.param(block(GAMES, "pupils"), "", ["No longer closed for pupils: the list “games”."], id="a list"),
        pytest.param(
            block(GAMES, "pupils", "except_sites = ['phonics.uk']"),
            block(GAMES, "pupils"),
            ["Closed for pupils: phonics.uk where a list names it."],
            id="what a list spared",
        ),
        pytest.param(
            block("sites = ['b.uk', 'a.uk']\nservices = ['tiktok', 'youtube']", "pupils"),
            "",
            ["No longer closed for pupils: a.uk, b.uk, Tiktok and Youtube."],
            id="several",
        ),
        pytest.param(
            block("sites = ['bbc.co.uk']", "pupils"),
            block("sites = ['bbc.co.uk']", "pupils", "except_sites = ['news.bbc.co.uk']"),
            ["No longer closed for pupils: news.bbc.co.uk."],
            id="a site below is spared",
        ),
        pytest.param(
            block(TIKTOK, "pupils"),
            block(TIKTOK, "pupils") + "[[age_limit]]\nfor = ['pupils']\n",
            ["A guide tells which services pupils are too young for."],
            id="guidance on ages",
        ),
    ],
)
def test_what_opens_and_closes_is_the_true_effect(before: str, after: str, told: list[str]) -> None:
    assert network(before, after) == told


def test_a_limit_of_age_is_told_year_by_year() -> None:
    whole = block("kinds = ['adult']", "pupils")
    told = network(whole, whole + "[[age_limit]]\nfor = ['pupils']\neffect = 'close'\n")
    assert told == ["Closed for pupils: Discord, Facebook, Snapchat, Tiktok, Whatsapp, X and Youtube."]


def test_the_baseline_goes_where_a_policy_speaks_of_social_media() -> None:
    becomes = policy_with(block("kinds = ['social media']", "pupils") + block(GAMES, "pupils"))
    before = baseline(facts=FACTS, catalogue=AGED, standing=STANDING)
    found = changes(before, programme_of(becomes), was=None, becomes=becomes, catalogue=AGED)
    assert found.network == ("Closed for pupils: the list “games”.",)
    assert found.words == ("2 clauses come into force.",)


def test_nothing_changes_where_nothing_does() -> None:
    found = mended()
    assert found == Changes()
    assert not found


@pytest.mark.parametrize(
    ("old", "new", "heading", "told"),
    [
        (
            'decided_by = ["no one"]',
            'decided_by = ["headteacher"]',
            "people",
            "Form “supervised session”, who decides: headteacher (now no one).",
        ),
        ('stands_in = "e-safety team"', "at_least = 2", "people", "At least 2 hold the role network manager (now 1)."),
        ("[[signature]]\n", "[[signature]]\nsecond_factor = false\n", "people", "The headteacher signs without a second step at sign-in."),
        ('proof = "quiz"', 'proof = "tick"', "duties", "Duty “induction”, how it is proved: a tick (now a short quiz)."),
        (
            'first_due = "10 school days',
            'first_due = "5 days',
            "duties",
            "Duty “induction”, when it is first due: 5 days after joining (now 10 school days after joining).",
        ),
        ('what = "read the guide"', 'what = "read the new guide"', "duties", "No longer a duty for teachers: “read the guide”."),
        (
            'text = "home"\nevery = "1 year"',
            'text = "home"',
            "duties",
            "Agreement “home”, how often: with each version of the policy (now every year).",
        ),
        ('[[agree]]\nwho = ["staff"]\ntext = "staff"\n', "", "duties", "The text “staff” is no longer agreed to."),
        ('code = "lesson-time"', 'code = "lessons"', "duties", "A new rule of conduct, “lessons”, for teachers."),
        (
            'what = ["name", "picture"]\nfor = ["pupils"]',
            'what = ["picture", "name"]\nfor = ["pupils"]\nby = "one parent"',
            "duties",
            "Consent to show the name or a picture, who is asked: one parent (now each parent).",
        ),
        (
            'review_after = "6 weeks"',
            'review_after = "3 weeks"',
            "cases",
            "Case “bullying”, when it is looked at again: 3 weeks (now 6 weeks).",
        ),
        ("must = true\n", "", "cases", "Case “bullying”, step “police consideration”, whether it may be left out: yes (now no)."),
        (
            'name = "support plan"',
            'name = "plan"\nmust = true',
            "cases",
            "Case “bullying”: a new step “plan”, taken by the designated safeguarding lead, which cannot be left out.",
        ),
        ('name = "support plan"', 'name = "plan"', "cases", "Case “bullying”: the step “support plan” goes."),
        (
            'after = ["police consideration"]\n',
            "",
            "cases",
            "Case “bullying”: the steps come in this order: “talk to the person”, “support plan” and “police consideration”.",
        ),
        (
            'longest = "10 school days"',
            'longest = "5 school days"',
            "cases",
            "Sanction “equipment ban”, the longest time: 5 school days (now 10 school days).",
        ),
        ('for = "6 years"', 'for = "7 years"', "papers", "Records: reports, how long they are kept: 7 years (now 6 years)."),
        (
            "rotate within 1 school day",
            "rotate within 2 days",
            "papers",
            "Passwords of the school's accounts, the time in which they are changed afterwards: 2 days (now 1 school day).",
        ),
        (
            '[[refer]]\ndocument = "Anti-bullying policy"\n',
            "",
            "papers",
            "The policy no longer rests on the document “Anti-bullying policy”.",
        ),
        ('page = "age-guide"', 'page = "guide"', "papers", "A page “guide” is published."),
        (
            'idle = "15 minutes"',
            'idle = "5 minutes"',
            "papers",
            "Signing out of staff, after how long without doing anything: 5 minutes (now 15 minutes).",
        ),
        ('[[mail]]\nfor = ["staff"]\n', "", "papers", "E-mail to staff may go elsewhere than to school addresses."),
        (
            'every = "1 year"\nby = ["clerk',
            'every = "term"\nby = ["clerk',
            "papers",
            "Review by the clerk to governors, how often: every term (now every year).",
        ),
        (
            "tor = 3",
            "tor = 4",
            "network",
            "Getting round the filter, what counts: the Tor network as 4 and a private tunnel (VPN) as 5 "
            "(now the Tor network as 3 and a private tunnel (VPN) as 5).",
        ),
        (
            'of = "search"\n',
            'of = "search"\nlevel = "moderate"\n',
            "network",
            "Search results for everyone, safe mode, how strict: moderate (now strict).",
        ),
        (
            'means = ["a diary", "a class page"]',
            'means = ["a diary"]',
            "words",
            "The term “blog”, what it means: a diary (now a diary and a class page).",
        ),
        ('text = "We listen."', 'text = "We answer."', "words", "A new promise: “We answer.”"),
        (
            "8.3 A ban is short",
            "8.3 A ban is very short",
            "words",
            "Clause 8.3 now says “A ban is very short and can be appealed against.” "
            "where it said “A ban is short and can be appealed against.”. "
            "Only its words change: what the software does by its controls stays as it is.",
        ),
    ],
)
def test_each_change_is_told_under_its_heading(old: str, new: str, heading: str, told: str) -> None:
    found = mended((old, new))
    assert told in getattr(found, heading)
    others = {name for name in ("network", "people", "duties", "cases", "papers", "words") if getattr(found, name)}
    assert others == {heading}


def test_a_new_case_is_told_with_its_steps_and_one_that_goes_without() -> None:
    was, becomes = policy_with(SPOKEN), every_kind()
    before, after = programme_of(was), programme_of(becomes)
    found = changes(before, after, was=was, becomes=becomes, catalogue=AGED)
    assert found.cases[0] == (
        "A new kind of case, “bullying”: opened by everyone, taken on by the designated safeguarding lead. "
        "Its steps: “support plan”, “police consideration” and “talk to the person”."
    )
    assert "A new form “supervised session”: asked by staff; it takes effect at once." in found.people
    back = changes(after, before, was=becomes, becomes=was, catalogue=AGED)
    assert "The case “bullying” goes, with its steps." in back.cases
    assert "The form “bullying report” goes." in back.people


def test_things_of_one_name_are_matched_before_they_are_compared() -> None:
    second = '[[agree]]\nwho = ["pupils"]\ntext = "home"\n'
    found = mended(('[[agree]]\nwho = ["parents"]\ntext = "home"', second + '[[agree]]\nwho = ["parents"]\ntext = "home"'))
    assert found.duties == ("A new text to agree to, “home”: for pupils, with each version of the policy.",)


def test_the_title_the_review_and_a_broken_network_are_told() -> None:
    was, becomes = policy_with(SPOKEN), policy_with(SPOKEN)
    text = clause_with(SPOKEN) + '\n8.9 The headteacher signs.\n~~~controls\n[[signature]]\nby = ["headteacher"]\n~~~\n'
    becomes = every_kind(text.replace('title = "A policy"', 'title = "Another"\nreview = "6 months"\nwhen_broken = "open"'))
    found = changes(programme_of(was), programme_of(becomes), was=was, becomes=becomes, catalogue=AGED)
    assert found.words == (
        "The policy is called “Another” (now “A policy”).",
        "The policy is looked at again after 6 months (now 1 year).",
        "When the policy's rules cannot be loaded, the network is open, with an alarm (now closed but for help).",
    )


def test_a_year_that_a_limit_of_age_leaves_alone_is_told_of() -> None:
    young = {service.id: service for service in AGED.services.values() if (service.minimum_age or 0) < 14}
    catalogue, facts = replace(AGED, services=young), replace(FACTS, classes={"5K": "year 5", "10D": "year 10"})
    was, becomes = (policy_with(SPOKEN + more) for more in ("", "[[age_limit]]\nfor = ['pupils']\neffect = 'close'\n"))
    old, new = (compile_policy(each, facts=facts, catalogue=catalogue, standing=STANDING) for each in (was, becomes))
    closed, spared = changes(old, new, was=was, becomes=becomes, catalogue=catalogue).network
    assert closed.startswith("Closed for pupils: ")
    assert spared == closed.replace("Closed for pupils", "It stays open for year 10")
