"""What the live page says beside the clause of curriculum activities."""

from __future__ import annotations

from datetime import datetime

from belisha.filtering import training
from belisha.filtering.facts_activities import activity_facts
from belisha.filtering.tests.desk import Desk
from belisha.filtering.tests.lessons import let_plan, planned
from belisha.policy.providers import Beacon
from tests import factories


def facts(desk: Desk, reader) -> list[tuple[str, str]]:
    """State and words, for this reader; nobody else is spoken of."""
    told = activity_facts.facts_for(factories.asked(desk.school, reader, desk.now))
    assert set(told) == {"6.3"}
    return [(fact.state, fact.words) for fact in told["6.3"]]


def test_while_no_training_can_be_checked_the_clause_is_amber_for_everybody(desk: Desk):
    for reader in (None, desk.cast.pupil_5k, desk.cast.teacher_5k, desk.cast.governor):
        assert facts(desk, reader)[0][0] == Beacon.AMBER


def test_people_who_work_here_read_how_many_are_open_and_outsiders_nothing_of_classes(desk: Desk):
    let_plan(desk.cast, desk.now)
    planned(desk.cast.teacher_5k, desk.now, day=desk.now.date(), lesson="second lesson")
    assert [words for _, words in facts(desk, desk.cast.teacher_5k)][1:] == ["One activity is open now.", "Plan an activity"]
    assert [words for _, words in facts(desk, desk.cast.governor)][1:] == ["One activity is open now.", "See curriculum activities"]
    assert len(facts(desk, None)) == len(facts(desk, desk.cast.parent_5k)) == 1


def test_with_training_records_it_is_steady(desk: Desk, monkeypatch, moment: datetime):
    monkeypatch.setattr(training, "_gates", [lambda person, course, *, on: None])
    assert facts(desk, None) == [(Beacon.STEADY, "Teachers may plan activities for their classes.")]
