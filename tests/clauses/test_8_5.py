"""8.5: the headteacher has the last word, within two school days; if that time passes, the chair of governors is told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from belisha.filtering.actions import WHO_ASKED, Outcome, decide_together, tell_late
from belisha.filtering.tests.desk import CLASS_4B, Desk, load_games
from belisha.kit.access import Denied
from belisha.notices.queries import for_person
from belisha.schools.models import School
from tests.cast import Cast
from tests.clauses.conftest import InForce


@pytest.fixture
def desk(school: School, cast: Cast, moment: datetime, policy_text: str, in_force: InForce) -> Desk:
    """The policy under test is in force; the games list holds a phonics site by mistake."""
    load_games(school, moment - timedelta(days=1))
    in_force(school, policy_text, moment - timedelta(days=1))
    return Desk(school, cast, moment)


@pytest.mark.clause("8.5")
@pytest.mark.parametrize("outcome", list(Outcome))
def test_the_headteacher_has_the_last_word_also_against_the_advice(desk: Desk, outcome: Outcome) -> None:
    request = desk.decide(desk.advise(desk.ask().request), outcome=outcome)
    assert (request.decided_by, request.clause) == (desk.cast.head, "8.5")


@pytest.mark.clause("8.5")
@pytest.mark.parametrize("key", ["network_manager", "chair", "esafety", "teacher_5k"])
def test_nobody_else_decides(desk: Desk, key: str) -> None:
    request = desk.ask().request
    with pytest.raises(Denied, match="only the headteacher decides"):
        desk.decide(request, getattr(desk.cast, key))


@pytest.mark.clause("8.5")
def test_the_last_word_may_be_one_for_several(desk: Desk) -> None:
    """Source: safeguarding.md, daily story 7: each is decided for itself, by the clause."""
    rows = [desk.ask().request, desk.ask("poki.com", address=CLASS_4B).request]
    ends = desk.now + timedelta(hours=5)
    decided = decide_together(
        by=desk.cast.head, requests=rows, outcome=Outcome.GRANT, reason="You need it.", people=WHO_ASKED, ends=ends, now=desk.now
    )
    assert [(row.decided_by, row.clause) for row in decided] == [(desk.cast.head, "8.5")] * 2
    assert [row.openings.get().people for row in decided] == ["class 5K", "class 4B"]


@pytest.mark.clause("8.5")
def test_two_school_days_then_the_chair_is_told(desk: Desk) -> None:
    friday = desk.later(days=3)
    request = friday.ask().request
    assert request.due_at == friday.now.replace(day=22, hour=15, minute=30), "a weekend is no school day"
    assert tell_late(friday.now.replace(day=22, hour=15)) == 0
    assert tell_late(friday.now.replace(day=22, hour=15, minute=31)) == 1
    assert any("clause 8.5" in notice.words for notice in for_person(desk.cast.chair.pk))
