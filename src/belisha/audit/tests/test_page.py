from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from belisha.audit import actions, providers
from belisha.kit.access import Actor
from belisha.kit.writing import one_transaction
from belisha.schools.models import School
from tests.cast import Cast


@pytest.fixture(autouse=True)
def only_the_head_may_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, "_who", [])
    providers.register(lambda request: request.person is not None and request.person.name == "Head")


@pytest.fixture
def head(cast: Cast, client: Client) -> Actor:
    cast.head.name = "Head"
    cast.head.save()
    client.force_login(cast.head.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return Actor(school_id=cast.head.school_id, name="Head", person_id=cast.head.pk)


def write(by: Actor, moment: datetime, subject: str = "access request 12 & more") -> None:
    with one_transaction():
        actions.record(by=by, action="request asked", subject=subject, facts={"words": "plees opn it"}, now=moment, clause="8.4")


def test_the_record_shows_what_when_who_and_clause_and_no_words_of_a_child(head: Actor, client: Client, moment: datetime) -> None:
    write(head, moment)
    write(Actor(head.school_id + 1, "Somebody of another school"), moment)
    page = client.get("/record/")
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count("<h1") == 1
    for words in ("request asked", "access request 12 &amp; more", "15 September 2026, 10:15", "Head", "8.4"):
        assert words in text
    assert "plees" not in text
    assert "another school" not in text


def test_the_record_of_one_thing(head: Actor, client: Client, moment: datetime) -> None:
    write(head, moment)
    write(head, moment, subject="site 3")
    text = client.get("/record/", {"subject": "access request 12 & more"}).content.decode()
    assert "site 3" not in text
    assert "subject=access%20request%2012%20%26%20more" in text


def test_fifty_records_a_page_newest_first(head: Actor, client: Client, moment: datetime) -> None:
    for number in range(51):
        write(head, moment, subject=f"site {number}")
    first = client.get("/record/").content.decode()
    assert "site 50<" in first
    assert "site 0<" not in first
    assert "page=2" in first
    second = client.get("/record/?page=2").content.decode()
    assert "site 0<" in second
    assert "Page 2 of 2" in second
    assert client.get("/record/?page=rubbish").status_code == 200


def test_erased_facts_are_shown_as_erased_under_their_law(head: Actor, client: Client, moment: datetime) -> None:
    with one_transaction():
        made = actions.record(by=Actor(head.school_id, "Gone Person"), action="a", subject="b", facts={}, now=moment)
    actions.erase_payload(by=head, record=made, under="UK GDPR article 17", now=moment)
    text = client.get("/record/").content.decode()
    assert "erased under UK GDPR article 17" in text
    assert "Gone Person" not in text


def test_whoever_the_roof_does_not_name_may_not_read(cast: Cast, client: Client, school: School) -> None:
    assert client.get("/record/").status_code == 302
    client.force_login(cast.teacher_5k.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/record/").status_code == 403
    providers._who.clear()
    assert client.get("/record/").status_code == 403
