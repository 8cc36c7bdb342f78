"""The page of roles as its readers meet it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

import pytest
from django.test import Client

from belisha.people import providers, queries
from belisha.people.models import RoleHolding
from belisha.schools.models import School
from tests.cast import Cast
from tests.factories import make_holding

PAGE = "/people/roles/"
FRIDAY = date(2026, 9, 18)


def _needs(school: School, on: date) -> Mapping[str, int]:
    return {"network manager": 1}


@pytest.fixture(autouse=True)
def needs(at_moment: datetime) -> Iterator[None]:
    providers.register(_needs)
    yield
    providers.forget(_needs)


def _signed_in(client: Client, who: object) -> Client:
    client.force_login(who.account)
    return client


@pytest.mark.parametrize("who", ["head", "dsl", "network_manager", "teacher_5k", "support_staff", "chair", "clerk", "governor"])
def test_staff_and_governors_see_who_holds_which_role(client: Client, cast: Cast, who: str) -> None:
    page = _signed_in(client, getattr(cast, who)).get(PAGE)
    assert page.status_code == 200
    words = page.content.decode()
    assert "Nell Lantern" in words
    assert "1 September 2026" in words
    assert words.count("<h1") == 1


@pytest.mark.parametrize("who", ["volunteer", "parent_5k", "pupil_5k"])
def test_volunteers_parents_and_pupils_do_not(client: Client, cast: Cast, who: str) -> None:
    assert _signed_in(client, getattr(cast, who)).get(PAGE).status_code == 403


def test_whoever_is_not_signed_in_is_asked_to_and_strangers_find_nothing(client: Client, cast: Cast) -> None:
    assert client.get(PAGE).headers["Location"].startswith("/account/login/")
    assert client.post(f"{PAGE}appoint/", {}).headers["Location"].startswith("/account/login/")
    assert _signed_in(client, cast.stranger).get(PAGE).status_code == 404


def test_a_leaver_is_a_stranger_from_that_day(client: Client, cast: Cast) -> None:
    cast.teacher_5k.left = date(2026, 9, 16)
    cast.teacher_5k.save()
    assert _signed_in(client, cast.teacher_5k).get(PAGE).status_code == 200
    cast.teacher_5k.left = date(2026, 9, 15)
    cast.teacher_5k.save()
    assert client.get(PAGE).status_code == 404


def test_a_role_the_policy_needs_turns_amber_before_it_is_empty(client: Client, cast: Cast) -> None:
    _signed_in(client, cast.head)
    assert "Held, as the policy needs." in client.get(PAGE).content.decode()
    RoleHolding.objects.filter(role="network manager").update(ends=FRIDAY)
    words = client.get(PAGE).content.decode()
    assert "From 18 September 2026 on too few people are network manager" in words
    assert "app-beacon--amber" in words
    RoleHolding.objects.filter(role="network manager").update(ends=date(2026, 9, 10))
    assert "Too few people are network manager: the policy needs at least 1. Appoint somebody." in client.get(PAGE).content.decode()


def test_the_head_appoints_by_form(client: Client, school: School, cast: Cast) -> None:
    asked = {"role": "network manager", "person": cast.teacher_5k.pk, "starts": "2026-09-18"}
    page = _signed_in(client, cast.head).post(f"{PAGE}appoint/", asked, follow=True)
    assert "Kit Kerbside is network manager from 18 September 2026 on." in page.content.decode()
    assert cast.teacher_5k in queries.holders(school, "network manager", on=FRIDAY)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"starts": "2026-09-14"}, "the past is not rewritten"),
        ({"starts": "someday"}, "This is no day"),
        ({"person": ""}, "Choose a person."),
        ({"role": "headteacher"}, "Choose one of the roles you may give."),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(client: Client, school: School, cast: Cast, changed: dict[str, str], sentence: str) -> None:
    asked = {"role": "network manager", "person": cast.teacher_5k.pk, "starts": "2026-09-18"} | changed
    page = _signed_in(client, cast.head).post(f"{PAGE}appoint/", asked)
    assert page.status_code == 400
    assert sentence in page.content.decode()
    assert queries.holders(school, "network manager", on=FRIDAY) == [cast.network_manager]


def test_only_those_who_may_give_a_role_see_the_form(client: Client, cast: Cast) -> None:
    assert "Give somebody a role" in _signed_in(client, cast.head).get(PAGE).content.decode()
    assert "Give somebody a role" in _signed_in(client, cast.chair).get(PAGE).content.decode()
    assert "Give somebody a role" not in _signed_in(client, cast.teacher_5k).get(PAGE).content.decode()


def test_a_teacher_who_posts_all_the_same_is_refused(client: Client, school: School, cast: Cast) -> None:
    asked = {"role": "network manager", "person": cast.teacher_5k.pk, "starts": "2026-09-18"}
    assert _signed_in(client, cast.teacher_5k).post(f"{PAGE}appoint/", asked).status_code == 403
    holding = RoleHolding.objects.get(person=cast.network_manager)
    assert client.post(f"{PAGE}{holding.pk}/end/", {"ends": "2026-09-18"}).status_code == 403
    assert queries.holders(school, "network manager", on=FRIDAY) == [cast.network_manager]


def test_the_head_ends_a_role_unless_it_is_the_last(client: Client, school: School, cast: Cast) -> None:
    holding = RoleHolding.objects.get(person=cast.network_manager)
    address = f"{PAGE}{holding.pk}/end/"
    page = _signed_in(client, cast.head).get(address)
    assert page.status_code == 200
    assert "Nell Lantern stops being network manager" in page.content.decode()
    page = client.post(address, {"ends": "2026-09-18"})
    assert page.status_code == 400
    assert "Appoint somebody else first." in page.content.decode()
    make_holding(cast.teacher_5k, "network manager", starts=FRIDAY)
    page = client.post(address, {"ends": "2026-09-18"}, follow=True)
    assert "Nell Lantern is no longer network manager from 18 September 2026 on." in page.content.decode()
    assert queries.holders(school, "network manager", on=FRIDAY) == [cast.teacher_5k]


def test_a_holding_of_another_school_is_not_found(client: Client, cast: Cast) -> None:
    holding = make_holding(cast.stranger, "network manager")
    assert _signed_in(client, cast.head).get(f"{PAGE}{holding.pk}/end/").status_code == 404


def test_the_way_back_from_ending_a_role_is_inside_a_landmark(client: Client, cast: Cast) -> None:
    holding = RoleHolding.objects.get(person=cast.network_manager)
    page = _signed_in(client, cast.head).get(f"{PAGE}{holding.pk}/end/").content.decode()
    assert '<nav aria-label="Back"><a class="govuk-back-link"' in page
