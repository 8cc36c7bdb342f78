"""What controls say in plain sentences."""

from __future__ import annotations

import pytest

from belisha.core.policy.declarations import KINDS
from belisha.core.policy.fences import controls_in
from belisha.directory.queries import catalogue
from belisha.policy.explain import listed, people, sentences_of


def told(toml: str) -> list[str]:
    controls, faults = controls_in(toml.split("\n"), 1, "8.1")
    assert not faults
    return [sentence for control in controls for sentence in sentences_of(control, catalogue())]


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


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_control_can_be_told(kind):
    sentences = told(KINDS[kind].example)
    assert sentences
    assert all(s.strip() and "None" not in s for s in sentences)


def test_words_are_listed():
    assert (listed([]), listed(["a"]), listed(["a", "b", "c"])) == ("nothing", "a", "a, b and c")
    assert people(["everyone", "class 5K", "SENCO"]) == "everyone, class 5K and the SENCO"
