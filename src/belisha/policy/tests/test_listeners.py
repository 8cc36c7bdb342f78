"""Who is told when something happens to a version."""

from __future__ import annotations

import pytest

from belisha.kit.access import Fault
from belisha.kit.outbox import Event
from belisha.notices import queries as notices
from belisha.policy import actions, listeners
from belisha.policy.events import VersionInForce, VersionLoaded, VersionSigned, VersionWithdrawn
from tests.cast import actor


def titles(person):
    return [notice.title for notice in notices.unread(person.pk)]


def test_those_who_can_sign_are_asked_once(school, cast, version, moment):
    for _ in range(2):
        listeners.ask_for_signatures(VersionLoaded(school.pk, version.pk), moment)
    assert titles(cast.head) == titles(cast.chair) == ["Version 1 of the policy waits for your signature"]
    assert titles(cast.clerk) == titles(cast.dsl) == []


def test_after_one_signature_only_the_other_is_asked(school, cast, version, sign, moment):
    sign(cast.head, version, "headteacher", moment)
    listeners.ask_for_signatures(VersionSigned(school.pk, version.pk, "headteacher"), moment)
    assert titles(cast.head) == []
    (notice,) = notices.unread(cast.chair.pk)
    assert "chair of governors" in notice.words
    assert notice.link == "/versions/1/"


def test_a_version_that_no_longer_waits_asks_nobody(school, cast, text, moment, put_in_force):
    version = put_in_force(text, moment)
    listeners.ask_for_signatures(VersionLoaded(school.pk, version.pk), moment)
    assert titles(cast.head) == []


def test_a_version_in_force_is_told_to_those_who_prepare_policies(school, cast, text, moment, put_in_force):
    version = put_in_force(text, moment)
    listeners.tell_in_force(VersionInForce(school.pk, version.pk), moment)
    for person in (cast.head, cast.chair, cast.clerk, cast.esafety):
        assert titles(person) == ["Version 1 of the policy is in force"]
    assert titles(cast.teacher_5k) == []


def test_a_withdrawal_is_told_to_the_other_signers(school, cast, text, moment, put_in_force):
    version = put_in_force(text, moment)
    actions.withdraw_version(by=actor(cast.head), version=version, reason="It names the wrong list.", now=moment)
    listeners.tell_withdrawn(VersionWithdrawn(school.pk, version.pk, True), moment)
    (notice,) = notices.unread(cast.chair.pk)
    assert "safe baseline holds" in notice.words
    assert "wrong list" not in notice.words


def test_another_event_is_a_fault(school, moment):
    with pytest.raises(Fault):
        listeners.tell_in_force(Event(school.pk), moment)
