"""Signing in with a password and a code, at pages in the portal's look, with nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client, RequestFactory

from belisha.people import queries
from belisha.people.models import Account
from tests.cast import Cast

PASSWORD = "lantern kerb stripe 7"
MAIL = "head@zebra-lane.example"


@pytest.fixture(autouse=True)
def fresh_rates() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def head(cast: Cast) -> Account:
    account = cast.head.account
    account.set_password(PASSWORD)
    account.save()
    return account


def _sign_in(client: Client, password: str = PASSWORD) -> object:
    return client.post("/account/login/", {"login": MAIL, "password": password})


def _request(client: Client) -> object:
    request = RequestFactory().get("/")
    request.session = client.session
    request.user = Account.objects.get(pk=client.session[SESSION_KEY])
    return request


def _looks_right(page: object) -> None:
    words = page.content.decode()
    assert page.status_code == 200
    assert words.count("<h1") == 1
    assert "Zebra Lane Primary School" in words
    assert "<input" in words
    assert not re.search(r"""(src|href|action)=["']?(https?:)?//""", words)
    assert not re.search(r"\sstyle=|\son[a-z]+=", words)


def test_a_password_signs_in_and_is_no_second_factor(client: Client, head: Account) -> None:
    _looks_right(client.get("/account/login/"))
    assert _sign_in(client).status_code == 302
    request = _request(client)
    assert not queries.had_second_factor(request)
    assert queries.session_signed_in_at(request).tzinfo is UTC


def test_a_wrong_password_is_said_beside_the_form(client: Client, head: Account) -> None:
    page = _sign_in(client, "wrong")
    _looks_right(page)
    assert "There is something to mend" in page.content.decode()
    assert SESSION_KEY not in client.session


def test_a_code_is_asked_of_whoever_has_one_and_counts_as_the_second_factor(client: Client, head: Account) -> None:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(head, secret)
    assert _sign_in(client).headers["Location"] == "/account/2fa/authenticate/"
    assert SESSION_KEY not in client.session
    _looks_right(client.get("/account/2fa/authenticate/"))
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    assert client.post("/account/2fa/authenticate/", {"code": code}).status_code == 302
    assert queries.had_second_factor(_request(client))


def test_signing_needs_a_fresh_sign_in_and_re_authentication_is_one(client: Client, head: Account) -> None:
    _sign_in(client)
    session = client.session
    records = session["account_authentication_methods"]
    records[0]["at"] -= 3600
    session["account_authentication_methods"] = records
    session.save()
    before = queries.session_signed_in_at(_request(client))
    _looks_right(client.get("/account/reauthenticate/"))
    assert client.post("/account/reauthenticate/", {"password": PASSWORD}).status_code == 302
    assert queries.session_signed_in_at(_request(client)) - before > timedelta(minutes=59)


@pytest.mark.parametrize(
    "address", ["/account/2fa/", "/account/2fa/totp/activate/", "/account/password/change/", "/account/2fa/webauthn/add/"]
)
def test_the_pages_for_codes_and_passkeys_are_in_our_look(client: Client, head: Account, address: str) -> None:
    _sign_in(client)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    _looks_right(client.get(address))


def test_nobody_makes_an_account_for_themselves(client: Client, head: Account) -> None:
    words = client.get("/account/signup/").content.decode()
    assert 'name="password1"' not in words
    client.post("/account/signup/", {"email": "new@zebra-lane.example", "password1": PASSWORD, "password2": PASSWORD})
    assert not Account.objects.filter(email="new@zebra-lane.example").exists()


def test_too_many_wrong_passwords_close_the_door_for_a_while(client: Client, head: Account) -> None:
    for _ in range(12):
        page = _sign_in(client, "wrong")
    _sign_in(client)
    assert SESSION_KEY not in client.session
    assert "Too many" in page.content.decode()


def test_the_moment_of_a_sign_in_is_now(client: Client, head: Account) -> None:
    from belisha.kit import clock

    before: datetime = clock.now()
    _sign_in(client)
    assert timedelta(seconds=-1) <= queries.session_signed_in_at(_request(client)) - before < timedelta(minutes=1)


def test_nobody_adds_an_address_to_an_account_at_a_session_left_open(client: Client, head: Account) -> None:
    _sign_in(client)
    sent = {"email": "pip@home.example", "action_add": ""}
    assert client.post("/account/email/", sent).status_code == 404
    assert not EmailAddress.objects.filter(email=sent["email"]).exists()


def test_an_account_nobody_was_invited_to_has_no_forgotten_password(client: Client, head: Account, mailoutbox: list) -> None:
    """A list that is brought in makes accounts without a password: knowing the address must not be enough."""
    head.set_unusable_password()
    head.save()
    page = client.post("/account/password/reset/", {"email": MAIL})
    assert page.status_code == 302
    assert mailoutbox == []
    head.set_password(PASSWORD)
    head.save()
    client.post("/account/password/reset/", {"email": MAIL})
    assert [mail.to for mail in mailoutbox] == [[MAIL]]


def test_wrong_passwords_from_one_computer_do_not_lock_the_person_out_at_another(client: Client, head: Account) -> None:
    for _ in range(8):
        client.post("/account/login/", {"login": MAIL, "password": "wrong"}, REMOTE_ADDR="127.0.1.9")
    answer = client.post("/account/login/", {"login": MAIL, "password": PASSWORD}, REMOTE_ADDR="127.0.6.2")
    assert answer.status_code == 302
    assert SESSION_KEY in client.session
