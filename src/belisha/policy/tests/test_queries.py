"""What is in force when, and what other rooms learn from it."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256

import pytest

from belisha.core.programme.model import Standing
from belisha.kit.access import Fault
from belisha.policy import queries
from belisha.policy.models import PolicyVersion


def test_the_programme_names_the_clause_of_each_rule(school, text, moment, put_in_force):
    put_in_force(text, moment)
    programme = queries.programme(school, at=moment, standing=Standing())
    closing = [rule for rule in programme.rules if "youtube.com" in rule.names]
    assert [(rule.clause, rule.people) for rule in closing] == [("8.1", frozenset({"pupils"}))]
    assert programme.facts.classes["5K"] == "year 5"
    assert programme.form("access request").decided_by == ("headteacher",)


def test_the_baseline_closes_social_media_to_pupils(school, moment):
    (rule,) = queries.programme(school, at=moment, standing=Standing()).rules
    assert rule.people == frozenset({"pupils"})
    assert {"youtube.com", "tiktok.com"} <= rule.names


def test_each_role_says_how_many_must_hold_it(school, cast, text, moment, put_in_force):
    assert queries.role_needs(school, moment.date()) == {}
    put_in_force(text.replace('name = "e-safety team"\nat_least = 1', 'name = "e-safety team"\nat_least = 2'), moment)
    needs = queries.role_needs(school, moment.date())
    assert (needs["e-safety team"], needs["network manager"]) == (2, 1)
    assert queries.role_needs(school, moment.date() - timedelta(days=1)) == {}


def test_the_role_needs_of_a_day_are_those_at_its_end(school, cast, text, moment, put_in_force):
    put_in_force(text, moment)
    assert "network manager" in queries.role_needs(school, date(2026, 9, 15))


def test_a_reading_is_kept_by_its_text(version):
    assert queries.policy_read(version) is queries.policy_read(version)


def test_faults_of_a_sound_text_are_none(school, cast, text, moment):
    assert queries.faults_of(school, text, moment) == ()


def test_a_text_that_is_no_policy_has_faults(school, cast, moment):
    assert queries.faults_of(school, "nothing at all", moment)
    assert queries.faults_of(school, "", moment)


def test_a_text_put_under_the_signatures_by_hand_has_no_effect(school, cast, text, moment, put_in_force):
    version = put_in_force(text, moment)
    forged = version.text.replace('"youtube"', '"vimeo"')
    identity = sha256(forged.encode()).hexdigest()
    PolicyVersion.objects.filter(pk=version.pk).update(text=forged, identity=identity)
    with pytest.raises(Fault, match="not the text that was signed"):
        queries.programme(school, at=moment, standing=Standing())
