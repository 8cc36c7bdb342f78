"""A policy put in force as a school does it: loaded, and signed by two different people who have just signed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from belisha.schools.models import School
from tests.cast import Cast

InForce = Callable[[School, str, datetime], None]


@pytest.fixture
def in_force(cast: Cast) -> InForce:
    """`in_force(school, text, now)`: the text is the school's signed policy from `now` on.

    A text that lacks a clause's controls may have faults that the room would refuse; such a version is written straight into the
    table, as if it had been let through, so that a test fails by the behaviour that is missing and not by the refusal. A text that
    cannot even be read whole has no identity to sign: nothing is put in force, and the safe baseline holds.
    """

    def put(school: School, text: str, now: datetime) -> None:
        from belisha.policy.queries import faults_of

        if faults_of(school, text, now):
            _let_through(school, text, now)
        else:
            _signed(cast, school, text, now)

    return put


def _signed(cast: Cast, school: School, text: str, now: datetime) -> None:
    from belisha.kit.access import Actor
    from belisha.policy.actions import load_version, sign_version

    by = Actor(school_id=school.pk, name=cast.head.name, person_id=cast.head.pk)
    version = load_version(by=by, text=text, now=now)
    for person, role in ((cast.head, "headteacher"), (cast.chair, "chair of governors")):
        sign_version(by=person, version=version, role=role, signed_in_at=now, had_second_factor=True, now=now)


def _let_through(school: School, text: str, now: datetime) -> None:
    from belisha.core.policy.read import read
    from belisha.core.policy.write import write
    from belisha.policy.models import PolicyVersion

    policy = read(text).policy
    assert policy is not None, "the text without the clause's controls cannot be read at all"
    if not policy.identity:
        return
    PolicyVersion.objects.create(
        school=school,
        number=1,
        title=policy.title,
        text=write(policy),
        identity=policy.identity,
        status="IN_FORCE",
        loaded_by_name="a test",
        loaded_at=now,
        in_force_from=now,
    )
