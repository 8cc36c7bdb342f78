from __future__ import annotations

from datetime import timedelta

import pytest

from belisha.filtering.providers import request_facts
from belisha.filtering.tests.desk import Desk
from belisha.people.models import RoleHolding
from tests.factories import asked


def _words(desk: Desk, clause: str, key: str | None = None) -> list[str]:
    reader = getattr(desk.cast, key) if key else None
    return [fact.words for fact in request_facts.facts_for(asked(desk.school, reader, desk.now)).get(clause, ())]


@pytest.mark.parametrize(
    ("clause", "told"),
    [("8.4", ["Staffed: the network manager advises.", "Ask for a closed site"]), ("8.5", ["Staffed: the headteacher decides."])],
)
def test_outsiders_learn_only_that_the_route_is_staffed(desk: Desk, clause: str, told: list[str]) -> None:
    desk.ask()
    for key in (None, "parent_5k", "pupil_5k"):
        assert _words(desk, clause, key) == told


def test_staff_who_act_read_how_many_wait(desk: Desk) -> None:
    assert "No request waits." in _words(desk, "8.5", "head")
    desk.ask()
    desk.later(minutes=20).ask("youtube.com")
    expected = "2 requests wait, the oldest since 15 September 2026, 10:15, due 17 September 2026, 15:30."
    assert expected in _words(desk, "8.5", "head")
    late = Desk(desk.school, desk.cast, desk.now + timedelta(days=5))
    assert any(words.endswith("It is late.") for words in _words(late, "8.5", "network_manager"))


def test_what_waits_is_told_once(desk: Desk) -> None:
    assert not any("wait" in words for words in _words(desk, "8.4", "head"))


def test_a_route_nobody_holds_is_amber_for_every_reader(desk: Desk) -> None:
    RoleHolding.objects.exclude(role="designated safeguarding lead").update(ends=desk.now.date())
    for reader in (None, desk.cast.teacher_5k):
        first = request_facts.facts_for(asked(desk.school, reader, desk.now))["8.5"][0]
        assert first.state == "amber"
        assert "nobody holds the role headteacher" in first.words


def test_other_clauses_are_not_ours(desk: Desk) -> None:
    assert _words(desk, "8.1", "head") == []
    assert _words(desk, "99.9") == []
