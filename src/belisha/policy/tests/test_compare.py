"""What a version of the model policy would change; how changes are told is tested where they are found (core.programme)."""

from __future__ import annotations

from belisha.policy import actions
from belisha.policy.versions import what_would_change
from tests.cast import actor


def changed(cast, text, moment):
    return what_would_change(actions.load_version(by=actor(cast.head), text=text, now=moment), moment)


def test_the_first_version_is_compared_with_the_baseline(cast, text, moment):
    found = changed(cast, text, moment)
    (closed,) = [line for line in found.network if line.startswith("Closed for pupils: ")]
    assert "Messenger, " in closed
    assert any(line.startswith("Closed for everyone: ") and "Tinder" in line for line in found.network)
    assert "the list “games”" in closed
    assert not any("Reddit" in line for line in found.network), "the model policy closes to pupils what the baseline closes"
    assert not any("YouTube" in line for line in found.network)
    assert "A new form “access request”: asked by everyone, decided by the headteacher." in found.people


def test_one_service_more_is_one_sentence(cast, text, moment, put_in_force):
    put_in_force(text, moment)
    found = changed(cast, text.replace('services = ["youtube"]', 'services = ["youtube", "roblox"]'), moment)
    assert found.network == ("Closed for pupils: Roblox.",)
    assert not found.people
    assert not found.words


def test_one_service_less_is_one_sentence(cast, text, moment, put_in_force):
    put_in_force(text, moment)
    found = changed(cast, text.replace('services = ["youtube"]\n', 'services = ["roblox"]\n'), moment)
    assert set(found.network) == {"Closed for pupils: Roblox.", "No longer closed for pupils: YouTube."}


def test_another_decider_is_told_with_the_one_before(cast, text, moment, put_in_force):
    put_in_force(text, moment)
    mended = text.replace('decided_by = ["headteacher"]', 'decided_by = ["designated safeguarding lead"]')
    assert "Form “access request”, who decides: designated safeguarding lead (now headteacher)." in changed(cast, mended, moment).people


def test_other_words_are_told_with_those_before(cast, text, moment, put_in_force):
    put_in_force(text, moment)
    mended = text.replace("2.2 The school has a network manager.", "2.2 The school has a network manager whom everybody knows.")
    (line,) = changed(cast, mended, moment).words
    assert line == (
        "Clause 2.2 now says “The school has a network manager whom everybody knows.” where it said “The school has a network manager.”."
        " Only its words change: what the software does by its controls stays as it is."
    )


def test_who_strikes_the_words_and_not_the_controls_is_told(cast, text, moment, put_in_force):
    put_in_force(text, moment)
    found = changed(cast, text.replace(" YouTube is closed to pupils.", ""), moment)
    assert found.network == ()
    assert "no longer says “YouTube is closed to pupils.”. Only its words change" in found.words[0]


def test_signers_roles_and_review_are_told(cast, text, moment, put_in_force):
    put_in_force(text, moment)
    mended = (
        text.replace('by = ["headteacher", "chair of governors"]', 'by = ["headteacher", "clerk to governors"]')
        .replace(
            'name = "network manager"\nat_least = 1\nstands_in = "e-safety team"', 'name = "network manager"\nstands_in = "headteacher"'
        )
        .replace('review = "1 year"', 'review = "6 months"')
    )
    found = changed(cast, mended, moment)
    assert found.people == (
        "Later versions are signed by the headteacher and the clerk to governors (now the headteacher and the chair of governors).",
        "For the network manager, the headteacher stands in (now e-safety team).",
    )
    assert found.words == ("The policy is looked at again after 6 months (now 1 year).",)
