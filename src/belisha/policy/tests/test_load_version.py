"""Loading a version: it waits, and changes nothing."""

from __future__ import annotations

from hashlib import sha256

import pytest

from belisha.audit import queries as audit
from belisha.core.programme.model import BASELINE, Standing
from belisha.kit.access import Actor, Denied, Refused
from belisha.kit.models import OutboxEvent
from belisha.policy import actions, queries
from belisha.policy.models import PolicyVersion
from tests.cast import actor


def test_a_loaded_version_waits_and_changes_nothing(school, cast, text, moment):
    version = actions.load_version(by=actor(cast.head), text=text, now=moment)
    assert (version.number, version.status, version.title) == (1, "WAITING", "Social media policy")
    assert version.loaded_by_name == cast.head.name
    assert queries.version_in_force(school, moment) is None
    assert queries.programme(school, at=moment, standing=Standing()).version == BASELINE


def test_the_kept_text_is_canonical_and_its_sha256_is_the_identity(cast, text, moment):
    untidy = "﻿" + text.replace("\n", "\r\n") + "\r\n\r\n"
    version = actions.load_version(by=actor(cast.head), text=untidy, now=moment)
    assert sha256(version.text.encode()).hexdigest() == version.identity
    assert "\r" not in version.text
    assert queries.policy_read(version).identity == version.identity


@pytest.mark.parametrize("who", ["head", "chair", "clerk", "esafety", "esafety_2"])
def test_those_who_prepare_policies_may_load(cast, text, moment, who):
    assert actions.load_version(by=actor(getattr(cast, who)), text=text, now=moment).number == 1


@pytest.mark.parametrize(
    "who", ["dsl", "network_manager", "teacher_5k", "support_staff", "volunteer", "governor", "vice_chair", "parent_5k", "pupil_5k"]
)
def test_others_may_not_load(cast, text, moment, who):
    with pytest.raises(Denied, match="loaded by"):
        actions.load_version(by=actor(getattr(cast, who)), text=text, now=moment)
    assert not PolicyVersion.objects.exists()


def test_somebody_of_another_school_may_not_load_here(school, cast, text, moment):
    forged = Actor(school_id=school.pk, name=cast.stranger.name, person_id=cast.stranger.pk)
    with pytest.raises(Denied):
        actions.load_version(by=forged, text=text, now=moment)


def test_the_command_line_may_load(school, cast, text, moment):
    version = actions.load_version(by=Actor(school_id=school.pk, name="command line"), text=text, now=moment)
    assert version.loaded_by_name == "command line"


def test_a_text_with_faults_is_refused_and_each_fault_names_line_and_clause(school, cast, text, moment):
    broken = text.replace('services = ["youtube"]', 'services = ["yuotube"]')
    with pytest.raises(actions.FaultyPolicy) as refused:
        actions.load_version(by=actor(cast.head), text=broken, now=moment)
    (fault,) = refused.value.faults
    assert fault.clause == "8.1"
    assert broken.splitlines()[fault.line - 1] == 'services = ["yuotube"]'
    assert f"Line {fault.line}, clause 8.1: " in str(refused.value)
    assert not PolicyVersion.objects.exists()


def test_a_role_that_nobody_holds_is_a_fault(school, cast, text, moment):
    cast.network_manager.holdings.all().delete()
    faults = queries.faults_of(school, text, moment)
    assert faults
    assert all("network manager" in fault.sentence for fault in faults)


def test_the_same_text_is_not_loaded_twice_while_it_waits(cast, text, moment, version):
    with pytest.raises(Refused, match="word for word version 1, which is waiting for signatures"):
        actions.load_version(by=actor(cast.chair), text=text + "\n\n", now=moment)
    assert PolicyVersion.objects.count() == 1


def test_the_text_in_force_is_not_loaded_again(cast, text, moment, put_in_force):
    put_in_force(text, moment)
    with pytest.raises(Refused, match="version 1, which is in force"):
        actions.load_version(by=actor(cast.head), text=text, now=moment)


def test_a_superseded_text_may_come_back(cast, text, moment, put_in_force):
    put_in_force(text, moment)
    put_in_force(text.replace('"tiktok"]', '"tiktok", "reddit"]'), moment)
    assert actions.load_version(by=actor(cast.head), text=text, now=moment).number == 3


def test_loading_writes_one_record_and_one_event(school, cast, version):
    (record,) = audit.records(school.pk)
    assert (record.action, record.subject, record.person_id) == ("policy version loaded", "policy version 1", cast.head.pk)
    assert audit.facts_of(record)["identity"] == version.identity
    (event,) = OutboxEvent.objects.filter(school_id=school.pk)
    assert (event.name, event.payload) == ("VersionLoaded", {"version_id": version.pk})
