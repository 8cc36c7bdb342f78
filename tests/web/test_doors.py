"""The navigation offers only doors that open, and marks the one the reader stands behind."""

from __future__ import annotations

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
OUTSIDE = ["The policy", "Closed? Ask here", "Tell us what you saw", "Check this device"]
ROW = ["Today", "The policy", "Closed? Ask here", "Tell us what you saw", "Requests"]
OF = {
    None: OUTSIDE,
    "pupil_5k": ["Today", *OUTSIDE],
    "parent_5k": [*ROW, "Check this device", "Reports"],
    "teacher_5k": [
        *ROW,
        *("People", "Curriculum activities"),
        *("Check this device", "Reports", "Open by decision", "Closed by report", "Why open or closed?", "Lists"),
        "Versions",
    ],
    "governor": [
        *ROW,
        *("People", "Curriculum activities", "Terms and lessons", "Networks", "Trolleys"),
        *("Check this device", "Reports", "Open by decision", "Closed by report", "Why open or closed?", "Lists"),
        *("Versions", "Record"),
    ],
    "network_manager": [
        *ROW,
        *("People", "Curriculum activities", "Terms and lessons", "Networks", "Devices", "Trolleys"),
        *("Check this device", "Reports", "Open by decision", "Closed by report", "Why open or closed?", "Attempts", "Lists"),
        *("Versions", "Operations"),
    ],
    "head": [
        *ROW,
        *("People", "Curriculum activities", "Terms and lessons", "Networks", "Devices", "Trolleys"),
        *("Check this device", "Reports", "Open by decision", "Closed by report", "Why open or closed?", "Attempts", "Lists"),
        *("Versions", "Record", "Operations"),
    ],
}
LINK = re.compile(r'<a class="app-nav__link" href="([^"]+)"( aria-current="[a-z]+")?>([^<]+)</a>')


def visitor(cast, key: str | None) -> Client:
    client = Client()
    if key:
        client.force_login(getattr(cast, key).account, backend=BACKEND)
    return client


def doors(html: str) -> list[tuple[str, str, str]]:
    return [(address, current.strip(), words) for address, current, words in LINK.findall(html)]


@pytest.mark.parametrize("key", OF, ids=str)
def test_each_reader_is_shown_the_doors_that_open_to_them(school, cast, key: str | None) -> None:
    client = visitor(cast, key)
    shown = doors(client.get("/").content.decode())
    assert [words for _, _, words in shown] == OF[key]
    assert [client.get(address).status_code for address, _, _ in shown] == [200] * len(shown)


@pytest.mark.parametrize(
    ("path", "marked"), [("/", "The policy"), ("/requests/", "Requests"), ("/people/", "People"), ("/door/", "Closed? Ask here")]
)
def test_the_door_of_this_page_is_marked(school, cast, path: str, marked: str) -> None:
    shown = doors(visitor(cast, "head").get(path).content.decode())
    assert [words for _, current, words in shown if current] == [marked]


def test_many_doors_stand_behind_three_names_that_open_without_a_script(school, cast) -> None:
    html = visitor(cast, "head").get("/requests/").content.decode()
    assert re.findall(r'<summary class="app-nav__name">([^<]+)', html) == ["The school", "The network", "Kept"]
    assert "<summary" not in visitor(cast, None).get("/door/").content.decode(), "a few doors stand side by side"


def test_the_name_of_the_group_says_that_one_is_in_it(school, cast) -> None:
    html = visitor(cast, "head").get("/people/roles/").content.decode()
    assert re.findall(r'name">([^<]+)<span class="govuk-visually-hidden">, you are here', html) == ["The school"]


def test_a_page_behind_a_door_marks_that_door(school, cast) -> None:
    shown = doors(visitor(cast, None).get("/door/ask/").content.decode())
    assert [(current, words) for _, current, words in shown if current] == [('aria-current="true"', "Closed? Ask here")]


def test_no_right_is_answered_with_who_has_it(school, cast) -> None:
    answer = visitor(cast, "parent_5k").get("/record/")
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "The record is read by the headteacher, the chair of governors and governors." in html
    assert doors(html), "there is a way on"


def test_nothing_here_is_answered_with_a_way_on(school, cast) -> None:
    answer = visitor(cast, "head").get("/nowhere/")
    assert answer.status_code == 404
    assert "Nothing is here" in answer.content.decode()
    assert "/nowhere" not in answer.content.decode()


def test_a_form_from_a_stale_page_says_that_nothing_was_changed(school, cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/door/ask/", {"site": "phonicsplay.co.uk"})
    assert answer.status_code == 403
    assert "Nothing was changed." in answer.content.decode()


def test_our_own_fault_says_so_without_school_or_reader(school, cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from belisha.policy import queries

    monkeypatch.setattr(queries, "version_in_force", lambda *_: 1 / 0)
    client = visitor(cast, "head")
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    assert "It is our fault, not yours." in answer.content.decode()
    assert cast.head.name not in answer.content.decode()
