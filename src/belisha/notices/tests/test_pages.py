from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from belisha.notices import actions, queries
from belisha.people.models import Person
from belisha.schools.models import School
from tests.cast import Cast

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def tell(person: Person, moment: datetime, words: str = "Open for 5K <until> Friday.") -> int:
    told = actions.tell(school_id=person.school_id, person_id=person.pk, title="Request decided", words=words, link="/door/", now=moment)
    return told.pk


@pytest.fixture
def teacher(cast: Cast, client: Client) -> Person:
    client.force_login(cast.teacher_5k.account, backend=BACKEND)
    return cast.teacher_5k


def test_one_sees_ones_own_notices_only(teacher: Person, cast: Cast, client: Client, moment: datetime) -> None:
    tell(teacher, moment)
    tell(cast.head, moment, words="for the head alone")
    page = client.get("/notices/")
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count("<h1") == 1
    assert "One notice is new." in text
    assert "Open for 5K &lt;until&gt; Friday." in text
    assert 'href="/door/"' in text
    assert "15 September 2026, 10:15" in text
    assert "for the head alone" not in text


def test_a_notice_is_marked_as_read_by_a_button(teacher: Person, client: Client, moment: datetime) -> None:
    number = tell(teacher, moment)
    assert client.get(f"/notices/{number}/read/").status_code == 405
    answer = client.post(f"/notices/{number}/read/")
    assert (answer.status_code, answer["Location"]) == (302, "/notices/")
    assert not queries.unread(teacher.pk).exists()
    assert "Nothing is new." in client.get("/notices/").content.decode()


def test_somebody_elses_notice_is_not_found(teacher: Person, cast: Cast, client: Client, moment: datetime) -> None:
    number = tell(cast.head, moment)
    assert client.post(f"/notices/{number}/read/").status_code == 404
    assert client.post("/notices/99999/read/").status_code == 404
    assert queries.unread(cast.head.pk).exists()


def test_an_account_of_another_school_finds_no_notices(cast: Cast, client: Client, school: School) -> None:
    client.force_login(cast.stranger.account, backend=BACKEND)
    assert client.get("/notices/", headers={"host": "testserver"}).status_code == 404
    assert client.post("/notices/1/read/").status_code == 404


def test_somebody_not_signed_in_is_sent_to_sign_in(school: School, client: Client) -> None:
    assert client.get("/notices/").status_code == 302
    assert client.post("/notices/1/read/").status_code == 302


def test_nobody_told_anything_reads_so(teacher: Person, client: Client) -> None:
    assert "Nobody has told you anything yet." in client.get("/notices/").content.decode()


def test_two_notices_of_one_title_are_no_two_landmarks_of_one_name(teacher: Person, client: Client, moment: datetime) -> None:
    for words in ("The first.", "The second."):
        actions.tell(school_id=teacher.school_id, person_id=teacher.pk, title="A request waits", words=words, link="", now=moment)
    page = client.get("/notices/").content.decode()
    assert page.count("A request waits") >= 2
    assert "<section" not in page, "a named section is a landmark: its name has to be its own"
