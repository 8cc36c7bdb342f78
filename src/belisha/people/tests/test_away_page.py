"""The page “Who is away”: what is read there, who writes it down, what is answered."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client

from belisha.people import queries
from belisha.people.models import Absence, Delegation
from belisha.schools.models import School
from tests.cast import Cast

TODAY, FRIDAY, MONDAY = date(2026, 9, 15), date(2026, 9, 18), date(2026, 9, 21)


@pytest.fixture
def as_head(client: Client, cast: Cast, at_moment: datetime) -> Client:
    client.force_login(cast.head.account)
    return client


def words(client: Client) -> str:
    return " ".join(client.get("/people/away/").content.decode().split())


def test_it_says_when_nobody_is_away(as_head: Client) -> None:
    assert "Nobody is written down as away, today or later." in words(as_head)


def test_an_absence_is_written_down_with_its_last_day(as_head: Client, school: School, cast: Cast) -> None:
    given = {"away-person": str(cast.network_manager.pk), "away-first": "2026-09-18", "away-last": "2026-09-20"}
    page = as_head.post("/people/away/record/", given, follow=True)
    assert "Nell Lantern is away from 18 September 2026 on. Who stands in?" in page.content.decode()
    assert "18 September 2026 to 20 September 2026" in words(as_head)
    assert not queries.is_away(cast.network_manager, on=MONDAY)


def test_it_says_whose_turn_it_is_meanwhile(as_head: Client, school: School, cast: Cast) -> None:
    Absence.objects.create(school=school, person=cast.network_manager, starts=TODAY)
    assert "Network manager: Esme Amberlight, Toby Toucan" in words(as_head)
    assert "nobody knows until when" in words(as_head)
    days = {"starts": TODAY, "ends": MONDAY}
    given = {"role": "network manager", "from_person": cast.network_manager, "to_person": cast.support_staff}
    Delegation.objects.create(school=school, **given, **days)
    assert "Network manager: Sunny Stripe" in words(as_head)
    Absence.objects.create(school=school, person=cast.senco, starts=TODAY)
    assert "SENCO: nobody is there, it waits for them. Say who stands in." in words(as_head)


def test_a_stand_in_is_said_and_ended(as_head: Client, school: School, cast: Cast) -> None:
    given = {"in-holding": f"SENCO|{cast.senco.pk}", "in-to_person": str(cast.teacher_4b.pk), "in-first": "2026-09-15"}
    page = as_head.post("/people/away/stand-in/", {**given, "in-last": "2026-09-20"}, follow=True)
    assert "Bea Bollard stands in as SENCO from 15 September 2026 to 20 September 2026." in page.content.decode()
    row = Delegation.objects.get()
    assert row.ends == MONDAY
    as_head.post(f"/people/away/stand-in/{row.pk}/end/", {"ends": "2026-09-15"}, follow=True)
    assert queries.delegates(school, "SENCO", on=TODAY) == []


def test_somebody_is_back_and_the_past_is_not_rewritten(as_head: Client, school: School, cast: Cast) -> None:
    row = Absence.objects.create(school=school, person=cast.senco, starts=date(2026, 9, 10))
    page = as_head.post(f"/people/away/{row.pk}/back/", {"ends": "2026-09-12"})
    assert (page.status_code, "is past" in page.content.decode()) == (400, True)
    as_head.post(f"/people/away/{row.pk}/back/", {"ends": "2026-09-15"})
    assert not queries.is_away(cast.senco, on=TODAY)


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2026-09-21", "2026-09-18", "The last day is before the first"),
        ("", "", "Say from which day on."),
        ("tomorrow", "", "This is no day: write it like 15/9/2026."),
        ("2026-09-01", "", "1 September 2026 is past"),
    ],
)
def test_days_that_cannot_be_are_answered(as_head: Client, cast: Cast, first: str, last: str, told: str) -> None:
    page = as_head.post("/people/away/record/", {"away-person": str(cast.senco.pk), "away-first": first, "away-last": last})
    assert page.status_code == 400
    assert told in page.content.decode()


def test_a_teacher_writes_down_themselves_alone(client: Client, school: School, cast: Cast, at_moment: datetime) -> None:
    client.force_login(cast.teacher_5k.account)
    page = words(client)
    assert "Kit Kerbside</option>" in page
    assert "Hazel Crossing</option>" not in page
    assert "Say who stands in" not in page, "holds no role to hand over"
    given = {"away-first": "2026-09-18", "away-last": ""}
    assert client.post("/people/away/record/", {"away-person": str(cast.head.pk), **given}).status_code == 400
    assert client.post("/people/away/record/", {"away-person": str(cast.teacher_5k.pk), **given}).status_code == 302
    assert not queries.is_away(cast.head, on=FRIDAY)
