"""Signing in to a demo by a link, and what a session remembers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client, RequestFactory

from belisha.people import queries
from belisha.people.models import Account
from belisha.people.queries import demo_sign_in_path
from tests.cast import Cast


@pytest.fixture(autouse=True)
def demo(settings: object, at_moment: datetime) -> None:
    settings.IS_DEMO = True


def _request(client: Client) -> object:
    request = RequestFactory().get("/")
    request.session = client.session
    request.user = Account.objects.get(pk=client.session[SESSION_KEY])
    return request


def test_the_link_signs_in_as_that_person_with_both_factors_stood_in_for(client: Client, cast: Cast, at_moment: datetime) -> None:
    page = client.get(demo_sign_in_path(cast.head), REMOTE_ADDR="127.0.0.1")
    assert page.status_code == 302
    assert int(client.session[SESSION_KEY]) == cast.head.account_id
    request = _request(client)
    assert timedelta(0) <= queries.session_signed_in_at(request) - at_moment < timedelta(minutes=1)
    assert queries.had_second_factor(request)
    assert "Hazel Crossing" in client.get("/people/roles/").content.decode()


def test_opening_the_link_again_signs_in_afresh(client: Client, cast: Cast, at_moment: datetime) -> None:
    link = demo_sign_in_path(cast.head)
    client.get(link)
    session = client.session
    session["demo_sign_in"] = session["demo_sign_in"] | {"at": (at_moment - timedelta(hours=1)).isoformat()}
    session.save()
    assert queries.session_signed_in_at(_request(client)) == at_moment - timedelta(hours=1)
    client.get(link)
    assert queries.session_signed_in_at(_request(client)) >= at_moment


def test_another_link_signs_the_first_one_out(client: Client, cast: Cast) -> None:
    client.get(demo_sign_in_path(cast.head))
    client.get(demo_sign_in_path(cast.chair))
    assert int(client.session[SESSION_KEY]) == cast.chair.account_id


def test_the_session_holds_who_and_how_and_nothing_else(client: Client, cast: Cast) -> None:
    client.get(demo_sign_in_path(cast.head))
    assert {key for key in client.session.keys() if not key.startswith("_auth_user")} <= {"demo_sign_in", "_csrftoken"}  # noqa: SIM118


def test_the_link_leads_where_it_was_told_to_but_never_elsewhere(client: Client, cast: Cast) -> None:
    link = demo_sign_in_path(cast.head)
    assert client.get(f"{link}?next=/people/roles/").headers["Location"] == "/people/roles/"
    assert "elsewhere" not in client.get(f"{link}?next=https://elsewhere.example/").headers["Location"]


@pytest.mark.parametrize("address", ["192.0.2.7", "10.0.0.1", "", "unix"])
def test_from_another_machine_there_is_no_such_page(client: Client, cast: Cast, address: str) -> None:
    assert client.get(demo_sign_in_path(cast.head), REMOTE_ADDR=address).status_code == 404
    assert SESSION_KEY not in client.session


def test_outside_a_demo_there_is_no_such_page_and_no_demo_session(client: Client, cast: Cast, settings: object) -> None:
    client.get(demo_sign_in_path(cast.head))
    settings.IS_DEMO = False
    assert not queries.had_second_factor(_request(client))
    assert queries.session_signed_in_at(_request(client)) is None
    assert Client().get(demo_sign_in_path(cast.head)).status_code == 404


def test_a_forged_link_a_strangers_and_a_leavers_sign_nobody_in(client: Client, cast: Cast, at_moment: datetime) -> None:
    link = demo_sign_in_path(cast.head)
    assert client.get(link[:-3] + "aa/").status_code == 404
    assert client.get(demo_sign_in_path(cast.stranger)).status_code == 404
    cast.head.left = at_moment.date()
    cast.head.save()
    assert client.get(link).status_code == 404
    assert SESSION_KEY not in client.session


def test_sign_out_is_a_post(client: Client, cast: Cast) -> None:
    client.get(demo_sign_in_path(cast.head))
    client.get("/account/logout/")
    assert SESSION_KEY in client.session
    client.post("/account/logout/")
    assert SESSION_KEY not in client.session


def test_allauths_records_say_when_and_with_what(client: Client, cast: Cast, at_moment: datetime) -> None:
    client.force_login(cast.head.account)
    request = _request(client)
    assert queries.session_signed_in_at(request) is None
    request.session["account_authentication_methods_user"] = str(cast.head.account_id)
    request.session["account_authentication_methods"] = [{"method": "password", "at": 1_789_000_000.0}]
    assert queries.session_signed_in_at(request) == datetime.fromtimestamp(1_789_000_000, UTC)
    assert not queries.had_second_factor(request)
    request.session["account_authentication_methods"].append({"method": "mfa", "at": 1_789_000_060.0, "type": "totp"})
    assert queries.session_signed_in_at(request) == datetime.fromtimestamp(1_789_000_060, UTC)
    assert queries.had_second_factor(request)
    request.user = cast.chair.account
    assert queries.session_signed_in_at(request) is None
