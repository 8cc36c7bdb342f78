"""Signing: two different people, each fresh at their desk; then the version is in force, and not before."""

from __future__ import annotations

from datetime import UTC, date, timedelta

import pytest
from django.db import IntegrityError, transaction

from belisha.audit import queries as audit
from belisha.core.programme.model import BASELINE, Standing
from belisha.kit.access import Denied, Refused
from belisha.kit.models import OutboxEvent
from belisha.people.models import RoleHolding
from belisha.policy import actions, queries
from belisha.policy.models import Signature
from tests import factories
from tests.cast import actor


def in_programme(school, at):
    return queries.programme(school, at=at, standing=Standing()).version


def test_two_different_people_put_a_version_in_force(school, cast, version, sign, moment):
    first = sign(cast.head, version, "headteacher", moment)
    assert in_programme(school, moment) == BASELINE
    later = moment + timedelta(hours=1)
    sign(cast.chair, version, "chair of governors", later)
    version.refresh_from_db()
    assert (version.status, version.in_force_from, version.in_force_until) == ("IN_FORCE", later.astimezone(UTC), None)
    assert version.review_on == date(2027, 9, 15)
    assert in_programme(school, later) == version.identity
    assert in_programme(school, later - timedelta(seconds=1)) == BASELINE
    assert (first.identity, first.person_name, first.had_second_factor) == (version.identity, "Hazel Crossing", True)


def test_the_order_of_signatures_does_not_matter(school, cast, version, sign, moment):
    sign(cast.chair, version, "chair of governors", moment)
    sign(cast.head, version, "headteacher", moment)
    assert in_programme(school, moment) == version.identity


def test_one_signature_changes_nothing(school, cast, version, sign, moment):
    sign(cast.head, version, "headteacher", moment)
    version.refresh_from_db()
    assert version.status == "WAITING"
    assert in_programme(school, moment + timedelta(days=30)) == BASELINE


def test_one_person_in_both_roles_cannot_sign_twice(school, cast, version, sign, moment):
    factories.make_holding(cast.head, "chair of governors")
    sign(cast.head, version, "headteacher", moment)
    with pytest.raises(Refused, match="you have signed this version already"):
        sign(cast.head, version, "chair of governors", moment)
    with pytest.raises(Refused, match="you have signed this version already"):
        sign(cast.head, version, "headteacher", moment)
    assert Signature.objects.filter(version=version).count() == 1
    assert in_programme(school, moment) == BASELINE


def test_a_role_signs_once(school, cast, version, sign, moment):
    factories.make_holding(cast.dsl, "headteacher")
    sign(cast.head, version, "headteacher", moment)
    with pytest.raises(Refused, match="the headteacher has signed this version already"):
        sign(cast.dsl, version, "headteacher", moment)
    assert in_programme(school, moment) == BASELINE


@pytest.mark.parametrize(
    "who", ["dsl", "network_manager", "teacher_5k", "governor", "vice_chair", "clerk", "parent_5k", "pupil_5k", "stranger"]
)
def test_nobody_signs_in_a_role_they_do_not_hold(cast, version, sign, moment, who):
    with pytest.raises(Denied, match="you do not hold the role"):
        sign(getattr(cast, who), version, "headteacher", moment)
    assert not Signature.objects.exists()


def test_a_role_counts_from_date_to_date(cast, version, sign, moment):
    RoleHolding.objects.filter(person=cast.head).update(ends=moment.date())
    with pytest.raises(Denied):
        sign(cast.head, version, "headteacher", moment)


def test_a_role_that_need_not_sign_cannot(cast, version, sign, moment):
    with pytest.raises(Refused, match="not signed by the role clerk to governors"):
        sign(cast.clerk, version, "clerk to governors", moment)


@pytest.mark.parametrize("ago", [timedelta(minutes=5, seconds=1), timedelta(hours=2), timedelta(seconds=-1)])
def test_an_old_sign_in_is_refused(school, cast, version, sign, moment, ago):
    with pytest.raises(Refused, match="sign in again"):
        sign(cast.head, version, "headteacher", moment, signed_in_at=moment - ago)
    assert not Signature.objects.exists()


def test_an_unknown_sign_in_is_refused(cast, version, sign, moment):
    with pytest.raises(Refused, match="sign in again"):
        sign(cast.head, version, "headteacher", moment, signed_in_at=None)


def test_a_second_factor_is_asked_where_the_policy_says_so(cast, version, sign, moment):
    with pytest.raises(Refused, match="second step"):
        sign(cast.head, version, "headteacher", moment, had_second_factor=False)
    assert not Signature.objects.exists()


def test_no_second_factor_is_asked_where_the_policy_says_not(cast, text, sign, moment):
    plain = actions.load_version(by=actor(cast.head), text=text.replace("second_factor = true", "second_factor = false"), now=moment)
    assert not sign(cast.head, plain, "headteacher", moment, had_second_factor=False).had_second_factor


def test_a_version_in_force_cannot_be_signed(cast, text, sign, moment, put_in_force):
    version = put_in_force(text, moment)
    with pytest.raises(Refused, match="version 1 is in force: only a version that waits"):
        sign(cast.head, version, "headteacher", moment)


def test_the_former_version_is_superseded_at_that_moment(school, cast, text, moment, put_in_force):
    first = put_in_force(text, moment)
    later = moment + timedelta(days=1)
    second = put_in_force(text.replace('"tiktok"]', '"tiktok", "reddit"]'), later)
    first.refresh_from_db()
    assert (first.status, first.in_force_until) == ("SUPERSEDED", second.in_force_from)
    assert queries.version_in_force(school, later - timedelta(microseconds=1)) == first
    assert queries.version_in_force(school, later) == second
    assert in_programme(school, moment) == first.identity
    assert queries.version_in_force(school, moment - timedelta(seconds=1)) is None


def test_a_new_version_cannot_drop_a_signer_by_itself(school, cast, text, moment, sign):
    wider = text.replace(
        'by = ["headteacher", "chair of governors"]', 'by = ["headteacher", "chair of governors", "designated safeguarding lead"]'
    )
    first = actions.load_version(by=actor(cast.head), text=wider, now=moment)
    for person, role in ((cast.head, "headteacher"), (cast.chair, "chair of governors"), (cast.dsl, "designated safeguarding lead")):
        sign(person, first, role, moment)
    second = actions.load_version(by=actor(cast.head), text=text, now=moment)
    sign(cast.head, second, "headteacher", moment)
    sign(cast.chair, second, "chair of governors", moment)
    assert queries.version_in_force(school, moment) == first
    assert queries.signing_of(second).waiting_for == ("designated safeguarding lead",)
    sign(cast.dsl, second, "designated safeguarding lead", moment)
    assert queries.version_in_force(school, moment) == second


def test_withdrawing_the_version_in_force_does_not_drop_a_signer_either(school, cast, text, moment, sign):
    wider = text.replace(
        'by = ["headteacher", "chair of governors"]', 'by = ["headteacher", "chair of governors", "designated safeguarding lead"]'
    )
    first = actions.load_version(by=actor(cast.head), text=wider, now=moment)
    for person, role in ((cast.head, "headteacher"), (cast.chair, "chair of governors"), (cast.dsl, "designated safeguarding lead")):
        sign(person, first, role, moment)
    actions.withdraw_version(by=actor(cast.head), version=first, reason="It names the wrong list.", now=moment)
    second = actions.load_version(by=actor(cast.head), text=text, now=moment)
    assert "designated safeguarding lead" in queries.signing_of(second).waiting_for


def test_each_signature_writes_one_record_and_one_event(school, cast, version, sign, moment):
    sign(cast.head, version, "headteacher", moment)
    sign(cast.chair, version, "chair of governors", moment)
    loaded, first, last = audit.records(school.pk, subject="policy version 1")
    assert [r.action for r in (loaded, first, last)] == [
        "policy version loaded",
        "policy version signed",
        "policy version signed and put in force",
    ]
    assert (first.person_id, last.person_id, first.clause) == (cast.head.pk, cast.chair.pk, "statement")
    assert audit.facts_of(last)["identity"] == version.identity
    names = list(OutboxEvent.objects.order_by("pk").values_list("name", flat=True))
    assert names == ["VersionLoaded", "VersionSigned", "VersionInForce"]


def test_a_refused_signature_leaves_no_record(school, cast, version, sign, moment):
    before = audit.records(school.pk).count()
    with pytest.raises(Refused):
        sign(cast.head, version, "headteacher", moment, signed_in_at=None)
    assert audit.records(school.pk).count() == before


def test_a_signature_that_the_database_refuses_is_a_sentence(school, cast, version, sign, moment, monkeypatch):
    """As if another process had signed between our look and our write."""
    seen = queries.signing_of(version)
    sign(cast.head, version, "headteacher", moment)
    monkeypatch.setattr(queries, "signing_of", lambda _: seen)
    with pytest.raises(Refused, match="at this very moment"):
        sign(cast.head, version, "headteacher", moment)
    assert Signature.objects.count() == 1


def test_the_database_holds_one_signature_a_person(cast, version, sign, moment):
    signature = sign(cast.head, version, "headteacher", moment)
    signature.pk, signature.role, signature._state.adding = None, "chair of governors", True
    with pytest.raises(IntegrityError), transaction.atomic():
        signature.save(force_insert=True)


def test_a_version_whose_text_was_altered_cannot_be_signed(cast, version, sign, moment):
    from belisha.kit.access import Fault

    version.text = version.text.replace('"tiktok"', '"reddit"')
    version.save()
    with pytest.raises(Fault, match="not the text that was signed"):
        sign(cast.head, version, "headteacher", moment)
