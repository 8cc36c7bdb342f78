"""The statement: a version holds only once two different people have signed it; before and after, a safe baseline."""

from __future__ import annotations

from datetime import timedelta

import pytest

from belisha.core.programme.model import BASELINE, Standing
from belisha.kit.access import Refused
from belisha.policy import actions, queries
from tests import factories
from tests.cast import actor

pytestmark = pytest.mark.clause("statement", part=True)


def in_programme(school, at):
    return queries.programme(school, at=at, standing=Standing()).version


def sign(person, version, role, at):
    actions.sign_version(by=person, version=version, role=role, signed_in_at=at, had_second_factor=True, now=at)


def test_it_holds_once_headteacher_and_chair_have_signed(school, cast, policy_text, moment):
    version = actions.load_version(by=actor(cast.head), text=policy_text, now=moment)
    assert in_programme(school, moment) == BASELINE
    sign(cast.head, version, "headteacher", moment)
    assert in_programme(school, moment) == BASELINE
    sign(cast.chair, version, "chair of governors", moment + timedelta(minutes=1))
    assert in_programme(school, moment + timedelta(minutes=1)) == version.identity


def test_one_person_in_both_roles_changes_nothing(school, cast, policy_text, moment):
    factories.make_holding(cast.head, "chair of governors")
    version = actions.load_version(by=actor(cast.head), text=policy_text, now=moment)
    sign(cast.head, version, "headteacher", moment)
    with pytest.raises(Refused, match="another person"):
        sign(cast.head, version, "chair of governors", moment)
    assert in_programme(school, moment) == BASELINE


def test_the_live_page_says_who_signed_and_when_it_is_looked_at_again(school, cast, policy_text, in_force, moment, client, monkeypatch):
    from belisha.kit import clock

    monkeypatch.setattr(clock, "now", lambda: moment)
    in_force(school, policy_text, moment)
    html = client.get("/policy/statement/").content.decode()
    assert "Signed by the headteacher, 15 September 2026, 10:15." in html
    assert "Signed by the chair of governors, 15 September 2026, 10:15." in html
    assert "To be looked at again by 15 September 2027." in html
    assert "We protect pupils from harm on social media." in html


def test_after_a_withdrawal_the_safe_baseline_holds(school, cast, policy_text, in_force, moment):
    in_force(school, policy_text, moment)
    version = queries.version_in_force(school, moment)
    assert version is not None
    assert {s.role for s in version.signatures.all()} == {"headteacher", "chair of governors"}
    later = moment + timedelta(hours=1)
    actions.withdraw_version(by=actor(cast.chair), version=version, reason="It names the wrong list of games.", now=later)
    assert in_programme(school, later) == BASELINE
