"""A worker that is silent, and a job that fails, stand in amber on the page of the day of those who answer for the server."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from belisha.jobs.actions import beat
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.people.providers import Day, DayFact
from belisha.web.today.server import server_today
from tests.cast import Cast

pytestmark = pytest.mark.django_db
FAULT = {"words": "OSError: no space left on device", "times": 3}


def told(person: Person, now: datetime) -> list[DayFact]:
    roles = people.roles_of(person, on=now.date())
    return server_today(Day(person.school, person, roles, now, now.date()))


def test_nothing_is_said_while_all_is_well(cast: Cast, at_moment: datetime) -> None:
    beat("worker", now=at_moment, details={"faults": {}})
    assert told(cast.head, at_moment + timedelta(seconds=10)) == []


def test_a_silent_worker_is_amber_for_the_headteacher(cast: Cast, at_moment: datetime) -> None:
    beat("worker", now=at_moment, details={})
    [fact] = told(cast.head, at_moment + timedelta(minutes=2))
    assert (fact.title, fact.state) == ("The server’s worker is silent", "amber")
    assert fact.words.startswith("Since 10:15 nothing that is decided reaches the network")
    assert [lead.path for lead in fact.leads] == ["/operations/"]


def test_a_clock_that_was_set_makes_nobody_silent(cast: Cast, at_moment: datetime) -> None:
    for process in ("web", "worker"):
        beat(process, now=at_moment, details={})
    assert told(cast.head, at_moment + timedelta(days=3)) == []
    beat("web", now=at_moment + timedelta(days=3), details={})
    assert len(told(cast.head, at_moment + timedelta(days=3))) == 1


def test_a_worker_that_is_silent_since_another_day_says_which(cast: Cast, at_moment: datetime) -> None:
    beat("worker", now=at_moment, details={})
    [fact] = told(cast.head, at_moment + timedelta(days=1))
    assert fact.words.startswith("Since 10:15 on Tuesday 15 September")


def test_a_job_that_fails_is_named(cast: Cast, at_moment: datetime) -> None:
    beat("worker", now=at_moment, details={"faults": {"mail": FAULT}})
    assert [fact.title for fact in told(cast.head, at_moment)] == ["A job of the server fails: mail"]
    beat("worker", now=at_moment, details={"faults": {"mail": FAULT, "backups": FAULT}})
    assert [fact.title for fact in told(cast.head, at_moment)] == ["2 jobs of the server fail: mail, backups"]


def test_who_does_not_look_after_the_server_is_not_troubled(cast: Cast, at_moment: datetime) -> None:
    beat("worker", now=at_moment, details={})
    for person in (cast.teacher_5k, cast.chair):
        assert told(person, at_moment + timedelta(minutes=2)) == []
