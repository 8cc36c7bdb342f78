"""Withdrawing: with a reason, by headteacher or chair; back to the safe baseline where the version was in force."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest

from belisha.audit import queries as audit
from belisha.core.programme.model import BASELINE, Standing
from belisha.kit.access import Denied, Refused
from belisha.kit.models import OutboxEvent
from belisha.policy import actions, queries
from tests.cast import actor

REASON = "It names the wrong list of games."


def test_a_withdrawn_version_in_force_leaves_the_safe_baseline(school, cast, text, moment, put_in_force):
    version = put_in_force(text, moment)
    later = moment + timedelta(hours=2)
    withdrawn = actions.withdraw_version(by=actor(cast.head), version=version, reason=REASON, now=later)
    assert (withdrawn.status, withdrawn.in_force_until) == ("WITHDRAWN", later)
    assert queries.programme(school, at=later, standing=Standing()).version == BASELINE
    assert queries.programme(school, at=moment, standing=Standing()).version == version.identity


def test_a_withdrawn_waiting_version_can_no_longer_be_signed(cast, version, sign, moment):
    actions.withdraw_version(by=actor(cast.chair), version=version, reason=REASON, now=moment)
    with pytest.raises(Refused, match="version 1 is withdrawn"):
        sign(cast.head, version, "headteacher", moment)


@pytest.mark.parametrize("who", ["clerk", "esafety", "dsl", "governor", "teacher_5k", "network_manager", "parent_5k", "stranger"])
def test_others_may_not_withdraw(school, cast, version, moment, who):
    with pytest.raises(Denied):
        actions.withdraw_version(by=actor(getattr(cast, who)), version=version, reason=REASON, now=moment)
    version.refresh_from_db()
    assert version.status == "WAITING"


@pytest.mark.parametrize("reason", ["", "   \n ", "no"])
def test_a_reason_is_needed(cast, version, moment, reason):
    with pytest.raises(Refused, match="why this version is withdrawn"):
        actions.withdraw_version(by=actor(cast.head), version=version, reason=reason, now=moment)


def test_nothing_is_withdrawn_twice(cast, version, moment):
    actions.withdraw_version(by=actor(cast.head), version=version, reason=REASON, now=moment)
    with pytest.raises(Refused, match="version 1 is withdrawn"):
        actions.withdraw_version(by=actor(cast.head), version=version, reason=REASON, now=moment)


def test_a_superseded_version_cannot_be_withdrawn(cast, text, moment, put_in_force):
    first = put_in_force(text, moment)
    put_in_force(text.replace('"tiktok"]', '"tiktok", "reddit"]'), moment + timedelta(hours=1))
    with pytest.raises(Refused, match="superseded"):
        actions.withdraw_version(by=actor(cast.head), version=first, reason=REASON, now=moment)


def test_withdrawing_writes_one_record_and_one_event(school, cast, text, moment, put_in_force):
    version = put_in_force(text, moment)
    actions.withdraw_version(by=actor(cast.head), version=version, reason=f" {REASON} ", now=moment.astimezone(UTC))
    record = audit.records(school.pk, subject="policy version 1").last()
    assert (record.action, record.person_id) == ("policy version withdrawn", cast.head.pk)
    assert audit.facts_of(record)["reason"] == REASON
    event = OutboxEvent.objects.order_by("pk").last()
    assert (event.name, event.payload) == ("VersionWithdrawn", {"version_id": version.pk, "was_in_force": True})
