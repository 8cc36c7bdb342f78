from __future__ import annotations

from belisha.filtering.actions import tell_late
from belisha.filtering.tests.desk import Desk
from belisha.notices.queries import for_person


def test_nobody_is_told_in_time(desk: Desk) -> None:
    desk.ask()
    assert tell_late(desk.now.replace(day=17, hour=15, minute=30)) == 0


def test_the_chair_is_told_once_of_a_late_request(desk: Desk) -> None:
    request = desk.ask().request
    late = desk.now.replace(day=17, hour=15, minute=31)
    assert (tell_late(late), tell_late(late)) == (1, 0)
    told = [n for n in for_person(desk.cast.chair.pk) if n.title == "A request is late"]
    assert len(told) == 1
    assert "clause 8.5" in told[0].words
    assert desk.said(request) == ["access request asked", "access request late"]


def test_a_decided_request_is_not_late(desk: Desk) -> None:
    desk.decide(desk.ask().request)
    assert tell_late(desk.now.replace(day=25)) == 0


def test_the_vice_chair_is_told_where_the_chair_asked(desk: Desk) -> None:
    desk.ask(by=desk.cast.chair)
    tell_late(desk.now.replace(day=18))
    assert any(n.title == "A request is late" for n in for_person(desk.cast.vice_chair.pk))
    assert not any(n.title == "A request is late" for n in for_person(desk.cast.chair.pk))
