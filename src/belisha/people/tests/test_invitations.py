"""Invitations: once, for days, by mail or on paper, taken back; for people without e-mail; and what must not work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django_scopes import scope

from belisha.audit.models import AuditPayload, AuditRecord
from belisha.kit.access import Actor, Denied, Refused
from belisha.notices.mail import send_waiting
from belisha.notices.models import Notice
from belisha.people import actions, queries
from belisha.people.models import Account, Invitation, Person
from belisha.people.states import Kind
from belisha.schools.models import School
from tests import factories
from tests.cast import Cast

PASSWORD = "lantern kerb stripe 7"


@pytest.fixture(autouse=True)
def fresh_rates() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def server(school: School) -> Actor:
    return Actor(school_id=school.pk, name="command line (tests)")


@pytest.fixture
def vera(school: School) -> Person:
    """A volunteer without e-mail and without an account."""
    return factories.make_person(school, "Véra O'Kerb", kind=Kind.VOLUNTEER)


def _by(person: Person) -> Actor:
    return Actor(school_id=person.school_id, name=person.name, person_id=person.pk)


def _slip(by: Actor, person: Person, now: datetime) -> str:
    if person.account_id is None:
        actions.give_account(by=by, person=person, email="", now=now)
        person.refresh_from_db()
    return queries.invitation_code(actions.invite(by=by, person=person, is_by_mail=False, now=now))


def _answer(client: Client, code: str, password: str = PASSWORD) -> object:
    client.get(f"/invitation/{code}/")
    return client.post("/invitation/", {"password1": password, "password2": password})


def test_somebody_without_e_mail_gets_a_name_chooses_a_password_and_signs_in(
    client: Client, cast: Cast, vera: Person, at_moment: datetime
) -> None:
    code = _slip(_by(cast.head), vera, at_moment)
    assert vera.account.user_name == "vera.o.kerb"
    assert vera.account.email == ""
    opened = client.get(f"/invitation/{code}/")
    assert opened.headers["Location"] == "/invitation/"
    page = client.get("/invitation/")
    words = page.content.decode()
    assert "vera.o.kerb" in words
    assert code not in words
    assert page.headers["Referrer-Policy"] == "same-origin"
    given = client.post("/invitation/", {"password1": PASSWORD, "password2": PASSWORD})
    assert given.headers["Location"] == "/second-step/"
    assert client.session[SESSION_KEY] == str(vera.account.pk)
    again = Client()
    assert again.post("/account/login/", {"login": "Vera.O.Kerb", "password": PASSWORD}).status_code == 302
    assert SESSION_KEY in again.session


def test_a_code_works_once_and_says_so(client: Client, cast: Cast, vera: Person, at_moment: datetime) -> None:
    code = _slip(_by(cast.head), vera, at_moment)
    _answer(client, code)
    page = _answer(Client(), code, "another lantern kerb 8")
    assert page.status_code == 400
    assert "has been used" in page.content.decode()
    assert not Account.objects.get(pk=vera.account.pk).check_password("another lantern kerb 8")


def test_a_code_is_typed_as_it_looks_on_paper(client: Client, cast: Cast, vera: Person, at_moment: datetime) -> None:
    code = _slip(_by(cast.head), vera, at_moment).lower().replace("-", " ").replace("o", "0").replace("i", "1").replace("b", "8")
    assert client.post("/invitation/", {"code": f" {code} "}).headers["Location"] == "/invitation/"
    assert "vera.o.kerb" in client.get("/invitation/").content.decode()


@pytest.mark.parametrize("words", ["", "A", "AAAA-AAAA-AAAA-AAAA", "x" * 5000, "'; DROP TABLE", "\x00", "👻" * 16, "../../etc"])
def test_a_code_nobody_made_opens_nothing(client: Client, school: School, words: str) -> None:
    client.post("/invitation/", {"code": words})
    page = client.post("/invitation/", {"password1": PASSWORD, "password2": PASSWORD})
    assert page.status_code == 400
    assert SESSION_KEY not in client.session


def test_a_code_that_lapsed_was_taken_back_or_replaced_opens_nothing(cast: Cast, vera: Person, at_moment: datetime, server: Actor) -> None:
    old = _slip(server, vera, at_moment)
    new = _slip(server, vera, at_moment + timedelta(minutes=1))
    with pytest.raises(Refused, match="another one was made"):
        actions.answer_invitation(code=old, password=PASSWORD, now=at_moment)
    with pytest.raises(Refused, match="held until 22 September 2026"):
        actions.answer_invitation(code=new, password=PASSWORD, now=at_moment + timedelta(days=7, minutes=1))
    actions.revoke_invitation(by=server, invitation=queries.invitation_of_code(new), now=at_moment)
    with pytest.raises(Refused, match="taken back"):
        actions.answer_invitation(code=new, password=PASSWORD, now=at_moment)
    with pytest.raises(Refused, match="nothing to take back"):
        actions.revoke_invitation(by=server, invitation=queries.invitation_of_code(new), now=at_moment)


def test_a_slip_of_somebody_who_left_opens_nothing(vera: Person, at_moment: datetime, server: Actor) -> None:
    code = _slip(server, vera, at_moment)
    row = queries.invitation_of_code(code)
    actions.leave(by=server, person=vera, on=at_moment.date(), now=at_moment)
    with pytest.raises(Refused, match="taken back"):
        actions.answer_invitation(code=code, password=PASSWORD, now=at_moment)
    row.person.refresh_from_db()
    with pytest.raises(Refused, match="not of the school today"):  # also where nobody took it back
        actions.check_can_be_answered(row, at_moment)
    with pytest.raises(Refused, match="not of the school today"):
        actions.invite(by=server, person=vera, is_by_mail=False, now=at_moment)


def test_the_code_stands_in_the_mail_and_nowhere_in_the_database(
    cast: Cast, school: School, at_moment: datetime, server: Actor, mailoutbox: list[object]
) -> None:
    row = actions.invite(by=server, person=cast.teacher_4b, is_by_mail=True, now=at_moment)
    code = queries.invitation_code(row)
    assert send_waiting(at_moment, connect=lambda: mail.get_connection()) == 1
    assert f"/invitation/{code}/" in mailoutbox[0].body
    plain = code.replace("-", "")
    kept = [*Notice.objects.values_list("link", "words"), *AuditPayload.objects.values_list("payload"), *Invitation.objects.values_list()]
    assert code not in str(kept)
    assert plain not in str(kept)
    assert not Notice.objects.filter(link__contains=plain).exists()


def test_whoever_gives_a_role_invites_its_holder_and_nobody_else_does(cast: Cast, at_moment: datetime) -> None:
    invited = {"head": cast.head, "dsl": cast.dsl, "clerk": cast.clerk, "teacher_4b": cast.teacher_4b}
    may = {
        cast.head: {"dsl", "teacher_4b"},
        cast.chair: {"head", "clerk", "dsl"},
        cast.clerk: {"clerk"},
        cast.network_manager: set(),
        cast.dsl: set(),
    }
    for minute, (by, names) in enumerate(may.items()):
        for name, person in invited.items():
            if name in names:
                now = at_moment + timedelta(minutes=minute)
                assert actions.invite(by=_by(by), person=person, is_by_mail=False, now=now).person == person
            else:
                with pytest.raises(Denied):
                    actions.invite(by=_by(by), person=person, is_by_mail=False, now=at_moment)


def test_a_slip_is_no_way_into_an_account_that_is_in_use(cast: Cast, vera: Person, at_moment: datetime, server: Actor) -> None:
    cast.teacher_4b.account.set_password(PASSWORD)
    cast.teacher_4b.account.save()
    with pytest.raises(Refused, match="Forgot your password"):
        actions.invite(by=server, person=cast.teacher_4b, is_by_mail=False, now=at_moment)
    actions.answer_invitation(code=_slip(server, vera, at_moment), password=PASSWORD, now=at_moment)
    again = _slip(server, vera, at_moment + timedelta(hours=1))  # without e-mail nobody can send a new password
    assert actions.answer_invitation(code=again, password="other kerb stripe 99", now=at_moment).check_password("other kerb stripe 99")
    other = factories.make_person(cast.stranger.school, "Vera Elsewhere")
    with scope(school=other.school):
        Person.objects.filter(pk=other.pk).update(account=vera.account)
    with pytest.raises(Refused, match="another school"):
        actions.invite(by=server, person=vera, is_by_mail=False, now=at_moment + timedelta(hours=2))


def test_a_new_slip_does_not_get_round_the_second_step(client: Client, vera: Person, at_moment: datetime, server: Actor) -> None:
    account = actions.answer_invitation(code=_slip(server, vera, at_moment), password=PASSWORD, now=at_moment)
    totp.TOTP.activate(account, totp.generate_totp_secret())
    given = _answer(client, _slip(server, vera, at_moment + timedelta(hours=1)), "other kerb stripe 99")
    assert given.headers["Location"].startswith("/account/2fa/authenticate/")
    assert SESSION_KEY not in client.session


def test_a_weak_password_and_two_that_differ_are_told(client: Client, vera: Person, at_moment: datetime, server: Actor) -> None:
    client.get(f"/invitation/{_slip(server, vera, at_moment)}/")
    for one, two, said in (("short", "short", "too short"), (PASSWORD, PASSWORD + "x", "not the same"), ("", "", "Choose a password")):
        page = client.post("/invitation/", {"password1": one, "password2": two})
        assert page.status_code == 400
        assert said in page.content.decode()
    assert not vera.account.has_usable_password()


def test_the_second_step_is_added_on_the_way_and_counts_at_once(client: Client, vera: Person, at_moment: datetime, server: Actor) -> None:
    _answer(client, _slip(server, vera, at_moment))
    page = client.get("/second-step/?next=/versions/").content.decode()
    secret = re.search(r'app-code">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    assert client.post("/second-step/", {"code": "000000"}).status_code == 400
    done = client.post("/second-step/?next=/versions/", {"code": code})
    words = done.content.decode()
    assert "Keep these codes" in words
    assert 'href="/versions/"' in words
    assert len(re.findall(r'<li class="app-code">', words)) == 10
    assert "is there" in client.get("/second-step/").content.decode()


def test_the_list_makes_slips_and_takes_back(client: Client, cast: Cast, vera: Person, at_moment: datetime) -> None:
    client.force_login(cast.head.account)
    listed = client.get("/people/invitations/").content.decode()
    assert vera.name.split()[0] in listed
    page = client.post("/people/invitations/invite/", {"person": [vera.pk, cast.chair.pk, "x", "99999999"], "how": "slip"})
    words = page.content.decode()
    row = Invitation.objects.get(person=vera)
    assert queries.invitation_code(row) in words
    assert words.count('class="app-slip"') == 1
    assert "no-store" in page.headers["Cache-Control"]
    client.post(f"/people/invitations/{row.pk}/take-back/")
    row.refresh_from_db()
    assert row.revoked_at is not None
    assert AuditRecord.objects.filter(action="invitation taken back").exists()


def test_an_address_is_no_user_name_and_names_do_not_collide(school: School, server: Actor, at_moment: datetime) -> None:
    names = []
    for name in ("Nora Kerb", "nora kerb", "head@zebra-lane.example", "李 明", "李 明", "<b>", "x" * 190):
        person = actions.add_person(by=server, name=name, kind=Kind.VOLUNTEER, joined=at_moment.date(), now=at_moment)
        names.append(actions.give_account(by=server, person=person, email="", now=at_moment).user_name)
    assert names[:6] == ["nora.kerb", "nora.kerb2", "head.zebra.lane.example", "person", "person2", "b"]
    assert not [name for name in names if "@" in name or len(name) > 62]


def test_asking_for_a_new_password_does_not_tell_who_has_an_account(client: Client, cast: Cast) -> None:
    known = client.post("/account/password/reset/", {"email": cast.head.account.email})
    unknown = client.post("/account/password/reset/", {"email": "nobody@zebra-lane.example"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    wrong = [
        client.post("/account/login/", {"login": name, "password": "wrong kerb 9999"}).content.decode()
        for name in (cast.head.account.email, "nobody@zebra-lane.example")
    ]
    told = [re.search(r'error-summary__list">(.*?)</ul>', words, re.DOTALL)[1] for words in wrong]
    assert told[0] == told[1]
