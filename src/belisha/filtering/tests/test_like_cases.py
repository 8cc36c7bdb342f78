"""What the school decided before about cases like one, and how it went."""

from __future__ import annotations

from datetime import timedelta

import pytest

from belisha.filtering.actions import Outcome, end_opening
from belisha.filtering.models import AccessRequest, Opening, Report, SiteClose
from belisha.filtering.queries.like_cases import LikeCase, like_cases, like_cases_words, site_of
from belisha.filtering.tests.desk import CLASS_4B, PHONICS, Desk

POKI = "poki.com"
A_WEEK = {"days": 7}


def cases(desk: Desk, request: AccessRequest) -> tuple[LikeCase, ...]:
    return like_cases(request, now=desk.now)


def how(desk: Desk) -> str:
    """How the last case went, for somebody who asks a week later."""
    later = desk.later(**A_WEEK)
    return cases(later, later.ask().request)[0].how_it_went


def test_the_first_of_its_kind_has_none(desk: Desk) -> None:
    assert cases(desk, desk.ask().request) == ()
    assert like_cases_words(()) == ""


def test_a_site_asked_for_again_shows_what_was_decided_and_that_it_ran_to_its_end(desk: Desk) -> None:
    first = desk.decide(desk.ask(why="unmistakable").request)
    later = desk.later(days=60)
    (case,) = cases(later, later.ask().request)
    assert (case.number, case.host, case.is_opened, case.people) == (first.pk, PHONICS, True, "class 5K")
    assert case.how_it_went == "It ran to its end."
    assert "unmistakable" not in str(case)
    assert like_cases_words([case]) == "This site was decided on once before: opened once."


def test_how_it_went_says_the_worst_first(desk: Desk) -> None:
    desk.decide(desk.ask().request)
    assert how(desk) == "It ran to its end, and was asked for again within a month."
    opening = Opening.objects.get()
    end_opening(by=desk.cast.head, opening=opening, reason="It is over.", now=desk.now + timedelta(hours=1))
    assert how(desk) == "Somebody ended it early."
    Report.objects.create(
        school=desk.school, host=PHONICS, reported_at=desk.now + timedelta(hours=2), seat_key="pupils/5K", status="WAITING"
    )
    assert how(desk) == "A report about it came afterwards."
    SiteClose.objects.create(
        school=desk.school,
        form="report a site",
        clause="8.3",
        host=PHONICS,
        people="everyone",
        starts=desk.now + timedelta(hours=3),
        lapses_at=desk.now + timedelta(hours=4),
        closed_by=desk.cast.network_manager,
    )
    assert how(desk) == "It was closed again by a report."


def test_what_is_open_still_is_said_to_be(desk: Desk) -> None:
    desk.decide(desk.ask().request)
    assert cases(desk.later(hours=1), desk.ask(POKI).request)[0].how_it_went == "It is still open."


def test_cases_of_the_same_rule_come_after_those_of_the_same_site(desk: Desk) -> None:
    desk.decide(desk.ask().request, outcome=Outcome.REFUSE, reason="Not now.")
    day = desk.later(days=40)
    day.decide(day.ask(POKI, address=CLASS_4B).request, people="class 4B")
    last = desk.later(days=80)
    found = cases(last, last.ask().request)
    assert [(case.host, case.is_same_site, case.is_opened) for case in found] == [(PHONICS, True, False), (POKI, False, True)]
    assert found[0].how_it_went == "Nobody asked again soon."
    assert like_cases_words(found) == "This site was decided on once before: kept closed once."


def test_five_at_most_and_few_questions(desk: Desk, django_assert_max_num_queries) -> None:
    for week in range(7):
        day = desk.later(days=40 * week)
        day.decide(day.ask().request, outcome=Outcome.REFUSE if week % 2 else Outcome.GRANT)
    last = desk.later(days=300)
    request = last.ask().request
    with django_assert_max_num_queries(6):
        found = cases(last, request)
    assert len(found) == 5
    assert like_cases_words(found) == "This site was decided on 5 times before: opened 3 times, kept closed twice."


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("bbc.co.uk", "bbc.co.uk"),
        ("maths.bbc.co.uk", "bbc.co.uk"),
        ("co.uk", "co.uk"),
        ("a.b.poki.com", "poki.com"),
    ],
)
def test_a_site_is_the_name_one_owner_has(host: str, site: str) -> None:
    assert site_of(host) == site
