"""Checking a policy: each word that means nothing, each rule across another, each form nobody decides, at its line."""

from __future__ import annotations

import pytest

from belisha.core.policy.check import check, check_holders
from belisha.core.policy.model import Fault, Policy
from belisha.core.policy.read import read
from belisha.core.policy.tests.samples import CATALOGUE, HEAD, Suffixes, policy_with


def faults(policy: Policy, known_roles: frozenset[str] | None = None) -> tuple[Fault, ...]:
    """The faults of a policy at the sample school."""
    return check(policy, catalogue=CATALOGUE, suffixes=Suffixes(), known_roles=known_roles)


def test_check_finds_no_fault_in_a_policy_that_uses_every_word() -> None:
    policy = policy_with(
        "[[block]]\nservices = ['facebook']\nkinds = ['dating']\nsites = ['chat.bbc.co.uk']\nlists = ['games']\n"
        "for = ['pupils', 'year 5', 'class 5K', 'teachers', 'headteacher']\nwhen = 'Mon-Wed, Fri 08:30-15:30'\nnetworks = ['classroom']\n"
        "except_services = ['youtube']\nexcept_sites = ['bbc.co.uk']\n"
        "[[duty]]\nwho = ['staff']\ncourse = 'refresher'\nevery = '1 year'\n"
        "[[form]]\nname = 'a'\nopen_to = ['teachers']\neffect = 'open'\ndecided_by = 'no one'\nends = 'lesson'\nrequires = 'duty:refresher'"
    )
    assert faults(policy) == ()


UNKNOWN_WORDS = [
    ("[[block]]\nservices = ['facebok']\nfor = ['pupils']", 8, "no service “facebok”: did you mean “facebook”"),
    ("[[block]]\nkinds = ['social medea']\nfor = ['pupils']", 8, "did you mean “social media”"),
    ("[[block]]\nlists = ['gams']\nfor = ['pupils']", 8, "did you mean “games”"),
    ("[[block]]\nservices = ['x']\nfor = ['pupil']", 9, "did you mean “pupils”"),
    ("[[block]]\nservices = ['x']\nfor = ['class of 5K']", 9, "write it like “class 5K”"),
    ("[[block]]\nservices = ['x']\nfor = ['year five']", 9, "write it like “class 5K” or “year 5”"),
    ("[[block]]\nservices = ['x']\nfor = ['pupils']\nwhen = 'lessons'", 10, "is not a time a rule can hold"),
    ("[[block]]\nservices = ['x']\nfor = ['pupils']\nexcept_services = ['y']", 10, "no service “y”"),
    ("[[block]]\nsites = ['co.uk']\nfor = ['pupils']", 8, "shared by strangers"),
    ("[[block]]\nsites = ['uk']\nfor = ['pupils']", 8, "shared by strangers"),
    ("[[block]]\nsites = ['github.io']\nfor = ['pupils']", 8, "shared by strangers"),
    ("[[block]]\nsites = ['https://co.uk/']\nfor = ['pupils']", 8, "shared by strangers (co.uk)"),
    ("[[block]]\nsites = ['http://']\nfor = ['pupils']", 8, "is not the name of a site"),
    ("[[block]]\nservices = ['x']\nfor = ['senco']", 9, "did you mean “SENCO”"),
    ("[[block]]\nsites = ['https://bbc.co.uk/news']\nfor = ['pupils']", 8, "write bbc.co.uk"),
    ("[[block]]\nsites = ['*.bbc.co.uk']\nfor = ['pupils']", 8, "write bbc.co.uk without the star"),
    ("[[block]]\nsites = ['192.168.1.1']\nfor = ['pupils']", 8, "made of numbers"),
    ("[[allow]]\nsites = ['a.uk']\nlists = ['illegal']\nfor = ['staff']", 9, "cannot open a list"),
    ("[[role]]\nname = 'cook'\nstands_in = 'baker'", 9, "no clause declares the role “baker”"),
    ("[[role]]\nname = 'cook'\nstands_in = 'cook'", 9, "cannot stand in for itself"),
    ("[[role]]\nname = 'cook'\n[[role]]\nname = 'cook'", 10, "declared in clause 8.1 already"),
    ("[[signature]]\nby = ['chair of governors', 'chair of governors']", 8, "would sign twice"),
    ("[[signature]]\nby = ['class teacher']", 8, "cannot sign"),
    ("[[form]]\nname = 'a'\nopen_to = ['staff']\neffect = 'open'\ndecided_by = 'headmaster'", 11, "did you mean “headteacher”"),
    ("[[form]]\nname = 'a'\nopen_to = ['staff']\neffect = 'open'", 7, "nobody can decide the form “a”"),
    ("[[form]]\nname = 'a'\nopen_to = ['SENCO']\neffect = 'open'\ndecided_by = 'SENCO'", 11, "nobody decides what they asked"),
    ("[[form]]\nname = 'a'\nopen_to = ['staff']\neffect = 'open'\ndecided_by = ['no one', 'headteacher']", 11, "write one or the other"),
    ("[[form]]\nname = 'a'\nopen_to = ['staff']\neffect = 'record'\nlongest = '2 schooldays'", 11, "is not a span"),
    ("[[form]]\nname = 'a'\nopen_to = ['staff']\neffect = 'record'\nlongest = '2 day'", 11, "is not a span"),
    ("[[form]]\nname = 'a'\nopen_to = ['staff']\neffect = 'record'\nif_late = 'inform the chair'", 11, "write “tell chair of governors”"),
    ("[[form]]\nname = 'a'\nopen_to = ['staff']\neffect = 'record'\nif_late = 'tell cook'", 11, "no clause declares the role “cook”"),
    ("[[form]]\nname = 'a'\nopen_to = ['staff']\neffect = 'record'\nrequires = 'duty:none'", 11, "the catalogue has no course “none”"),
]


@pytest.mark.parametrize(("controls", "line", "told"), UNKNOWN_WORDS)
def test_check_faults_a_word_at_its_line(controls: str, line: int, told: str) -> None:
    found = faults(policy_with(controls))
    assert len(found) == 1, found
    assert (found[0].line, found[0].clause) == (line, "8.1")
    assert told in found[0].sentence


BLOCK = "[[block]]\nservices = ['facebook', 'youtube']\nfor = ['pupils']\n"
CROSSING = [
    "[[allow]]\nservices = ['facebook', 'youtube']\nfor = ['pupils']",
    "[[allow]]\nservices = ['youtube', 'roblox']\nfor = ['pupils']",
    "[[allow]]\nservices = ['youtube']\nfor = ['year 5', 'staff']",
    "[[allow]]\nservices = ['youtube']\nfor = ['everyone']",
    "[[allow]]\nsites = ['facebook.com', 'fb.com', 'youtube.com', 'youtu.be']\nfor = ['pupils']\nwhen = 'lesson time'",
]
NARROWER_OR_APART = [
    "[[allow]]\nservices = ['youtube']\nfor = ['pupils']",
    "[[allow]]\nservices = ['facebook', 'youtube']\nfor = ['year 5']",
    "[[allow]]\nsites = ['m.youtube.com']\nfor = ['class 5K']\nwhen = 'lesson time'",
    "[[allow]]\nservices = ['facebook', 'youtube']\nfor = ['staff']",
    "[[allow]]\nservices = ['facebook', 'youtube', 'roblox']\nfor = ['everyone']",
]


@pytest.mark.parametrize("allow", CROSSING)
def test_check_faults_an_allow_that_equals_or_crosses_a_block(allow: str) -> None:
    (fault,) = faults(policy_with(BLOCK + allow))
    assert (fault.line, fault.clause) == (10, "8.1")
    assert "equal or cross" in fault.sentence
    assert "line 7" in fault.sentence


@pytest.mark.parametrize("allow", NARROWER_OR_APART)
def test_check_takes_an_allow_that_is_narrower_wider_or_apart(allow: str) -> None:
    assert faults(policy_with(BLOCK + allow)) == ()


def test_check_takes_a_block_and_an_allow_that_never_hold_together() -> None:
    times = BLOCK + "when = '{}'\n" + CROSSING[0] + "\nwhen = '{}'"
    assert faults(policy_with(times.format("outside lessons", "lesson time"))) == ()
    assert faults(policy_with(times.format("Mon 09:00-12:00", "Mon 12:00-15:00"))) == ()
    assert len(faults(policy_with(times.format("Mon 09:00-12:00", "Mon-Tue 11:00-15:00")))) == 1
    assert faults(policy_with(BLOCK + "networks = ['staff']\n" + CROSSING[0] + "\nnetworks = ['classroom']")) == ()


def test_check_faults_a_class_beside_a_year_it_may_belong_to() -> None:
    allow = "[[allow]]\nservices = ['youtube']\nfor = ['{}']"
    block = BLOCK.replace("pupils", "year 5")
    assert len(faults(policy_with(block + allow.format("class Owls")))) == 1
    assert faults(policy_with(block + allow.format("class 5K"))) == ()
    assert faults(policy_with(block + allow.format("class 4B"))) == ()


def test_check_faults_a_block_of_which_nothing_is_left() -> None:
    (fault,) = faults(policy_with("[[block]]\nservices = ['youtube']\nfor = ['pupils']\nexcept_services = ['youtube']"))
    assert "nothing is left" in fault.sentence


def test_check_takes_a_role_that_a_clause_declares_or_the_school_holds() -> None:
    form = "[[form]]\nname = 'a'\nopen_to = ['staff']\neffect = 'open'\ndecided_by = 'librarian'"
    assert len(faults(policy_with(form))) == 1
    assert faults(policy_with(form), known_roles=frozenset({"librarian"})) == ()
    assert faults(policy_with(form + "\n[[role]]\nname = 'librarian'")) == ()


def test_check_faults_a_policy_that_nobody_signs() -> None:
    (fault,) = faults(read(f"{HEAD}8.1 Words.\n").policy)
    assert (fault.line, fault.clause) == (5, "8.1")
    assert "nobody signs" in fault.sentence


ASKED = '[[form]]\nname = "a"\nopen_to = ["staff"]\neffect = "open"\ndecided_by = ["SENCO"]\nif_late = "tell network manager"'


def test_check_holders_faults_each_role_that_nobody_holds() -> None:
    policy = policy_with(ASKED)
    assert check_holders(policy, {"headteacher": 1, "SENCO": 1, "network manager": 2}) == ()
    (fault,) = check_holders(policy, {"headteacher": 1, "SENCO": 1, "network manager": 0})
    assert (fault.line, fault.clause) == (12, "8.1")
    assert "nobody holds the role “network manager”" in fault.sentence


def test_check_holders_faults_a_role_that_too_few_hold() -> None:
    policy = policy_with("[[role]]\nname = 'first aider'\nat_least = 2")
    (fault,) = check_holders(policy, {"headteacher": 1, "first aider": 1})
    assert (fault.line, fault.clause) == (8, "8.1")
    assert "only 1 hold the role “first aider”, and 2 must" in fault.sentence


def test_check_holders_asks_for_nobody_behind_no_one_or_a_role_of_the_person_concerned() -> None:
    form = "[[form]]\nname = 'a'\nopen_to = ['staff']\neffect = 'open'\ndecided_by = '{}'"
    assert check_holders(policy_with(form.format("no one")), {"headteacher": 1}) == ()
    assert check_holders(policy_with(form.format("line manager")), {"headteacher": 1}) == ()
    assert len(check_holders(policy_with(form.format("SENCO")), {"headteacher": 1})) == 1
