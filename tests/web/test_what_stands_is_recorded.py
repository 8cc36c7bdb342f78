"""What the software acts on is held against the record: what somebody puts into the database by hand is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from belisha.audit import providers, standing
from belisha.audit.verification import verify
from belisha.filtering.actions.openings import NewOpening, end_opening, make_opening
from belisha.filtering.models import Opening, SubscribedList
from belisha.filtering.tests.desk import load_games, sign_policy
from belisha.kit.access import Actor
from belisha.people.actions import appoint, delegate_role, end_absence, end_delegation, record_absence
from belisha.people.models import Absence, Delegation, RoleHolding
from belisha.policy.models import PolicyVersion, Signature
from belisha.schools.models import School
from belisha.web.wiring import connect
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def wired() -> Iterator[None]:
    """The roof's own table, as the product has it."""
    before = list(providers._rooms)
    connect()
    yield
    providers._rooms[:] = before


@pytest.fixture
def opening(school: School, cast: Cast, moment: datetime) -> Opening:
    """A school with a signed policy, lists and an opening, all by its own actions."""
    load_games(school, moment)
    sign_policy(school, cast, moment)
    new = NewOpening(
        host="phonicsplay.co.uk",
        people="class 5K",
        starts=moment,
        ends=moment + timedelta(days=3),
        clause="8.4",
        reason="closed by mistake",
    )
    return make_opening(new, by=cast.head, now=moment)


def faults_of(school: School) -> list[str]:
    """What is named, without the roles that the tests' cast was given without a record."""
    return [str(fault) for fault in verify(school.pk).faults if not str(fault).startswith("the role")]


def fault_of(school: School) -> str:
    found = faults_of(school)
    assert len(found) == 1, found
    return found[0]


def test_what_was_done_by_the_rooms_actions_is_vouched_for(school: School, opening: Opening) -> None:
    assert faults_of(school) == []


def test_an_opening_ended_by_its_own_action_is_vouched_for(school: School, cast: Cast, opening: Opening, moment: datetime) -> None:
    end_opening(by=cast.head, opening=opening, reason="the lesson is over", now=moment + timedelta(hours=1))
    assert faults_of(school) == []


def test_an_opening_put_in_by_hand_is_named(school: School, cast: Cast, opening: Opening) -> None:
    opening.pk, opening.host = None, "facebook.com"
    opening.save(force_insert=True)
    assert fault_of(school).startswith("the opening of facebook.com for class 5K stands, and no record tells of it")


@pytest.mark.parametrize("change", [{"host": "facebook.com"}, {"people": "everyone"}, {"ends": timedelta(days=90)}])
def test_an_opening_changed_by_hand_is_named(school: School, opening: Opening, change: dict[str, object]) -> None:
    for name, value in change.items():
        setattr(opening, name, opening.ends + value if isinstance(value, timedelta) else value)
    opening.save()
    assert "put in or changed by hand" in fault_of(school)


def test_an_opening_that_was_ended_and_stands_again_is_named(school: School, cast: Cast, opening: Opening, moment: datetime) -> None:
    end_opening(by=cast.head, opening=opening, reason="the lesson is over", now=moment + timedelta(hours=1))
    Opening.objects.filter(pk=opening.pk).update(ended_at=None)
    assert "it was put back by hand" in fault_of(school)


def test_a_text_changed_after_it_was_signed_is_named(school: School, opening: Opening) -> None:
    version = PolicyVersion.objects.get()
    PolicyVersion.objects.filter(pk=version.pk).update(text=version.text.replace("youtube", "roblox"))
    found = faults_of(school)
    assert any(fault.startswith("the text of policy version 1 stands, and no record tells of it") for fault in found)


def test_a_forged_signature_and_the_version_it_puts_in_force_are_named(school: School, cast: Cast, opening: Opening) -> None:
    real = PolicyVersion.objects.get()
    PolicyVersion.objects.filter(pk=real.pk).update(status="SUPERSEDED")
    text = real.text.replace("youtube", "roblox")
    forged = PolicyVersion(pk=None, school=school, number=2, title=real.title, text=text, identity="0" * 64)
    forged.status, forged.loaded_by_name, forged.loaded_at = "IN_FORCE", "nobody", real.loaded_at
    forged.save(force_insert=True)
    one = Signature.objects.filter(version=real).first()
    one.pk, one.version = None, forged
    one.save(force_insert=True)
    found = " ".join(faults_of(school))
    for words in ("the text of policy version 2", "policy version 2 in force", f"the signature of version 2 as {one.role}"):
        assert words in found


def test_a_role_put_in_by_hand_is_named(school: School, cast: Cast, opening: Opening) -> None:
    row = RoleHolding.objects.create(school=school, person=cast.volunteer, role="headteacher", starts=date(2026, 9, 1))
    found = [claim for claim in standing.unvouched(school.pk) if f"the role headteacher of person {row.person_id} " in claim]
    assert len(found) == 1


def test_a_role_given_by_its_own_action_is_vouched_for(school: School, cast: Cast, moment: datetime) -> None:
    by = Actor(school_id=school.pk, name="the command line")
    row = appoint(by=by, person=cast.volunteer, role="network manager", starts=moment.date(), now=moment)
    assert not [claim for claim in standing.unvouched(school.pk) if f"of person {row.person_id} " in claim]


def test_a_list_emptied_by_hand_is_named(school: School, opening: Opening) -> None:
    SubscribedList.objects.filter(list_id="illegal").update(contents="")
    assert fault_of(school).startswith("the list “illegal” as it is now stands")


def test_an_absence_and_a_stand_in_are_vouched_for_and_one_put_in_by_hand_is_named(school: School, cast: Cast, moment: datetime) -> None:
    by = Actor(school_id=school.pk, name=cast.head.name, person_id=cast.head.pk)
    days = {"starts": date(2026, 9, 18), "ends": date(2026, 9, 25)}
    absence = record_absence(by=by, person=cast.network_manager, **days, now=moment)
    given = {"role": "network manager", "from_person": cast.network_manager, "to_person": cast.support_staff}
    delegation = delegate_role(by=by, **given, **days, now=moment)
    end_absence(by=by, absence=absence, ends=date(2026, 9, 21), now=moment)
    end_delegation(by=by, delegation=delegation, ends=date(2026, 9, 21), now=moment)
    assert faults_of(school) == []
    Absence.objects.filter(pk=absence.pk).update(ends=date(2026, 12, 1))
    assert f"the end of the absence of person {cast.network_manager.pk} stands, and no record tells of it" in fault_of(school)
    Absence.objects.filter(pk=absence.pk).delete()
    Delegation.objects.create(school=school, role="headteacher", from_person=cast.head, to_person=cast.teacher_5k, **days)
    assert any("put in or changed by hand" in words for words in faults_of_delegations(school))


def faults_of_delegations(school: School) -> list[str]:
    return [str(fault) for fault in verify(school.pk).faults if "delegated to person" in str(fault)]
