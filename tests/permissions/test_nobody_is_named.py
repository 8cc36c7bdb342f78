"""What outsiders, pupils and parents read: nobody's name but their own, nobody's words, no request but the one they have the code of.

Source: safeguarding.md 26. Every row of the scene has words that no page has by chance.
"""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from belisha.filtering.models import AccessRequest
from belisha.people.models import Person
from tests.permissions.pages import Answers
from tests.permissions.scene import (
    ADVICE,
    ASKED,
    HOSTS,
    LOADED_NOTE,
    NOTICE,
    OPENED,
    REASON_OPEN,
    REASON_REFUSED,
    REFUSED,
    WORDS,
    Scene,
    client_of,
)

pytestmark = pytest.mark.django_db
OTHERS = ("outsider", "stranger", "pupil_5k", "parent_5k")


def names_but(reader: str, scene: Scene) -> set[str]:
    """Everybody's name and address but the reader's own."""
    everybody: set[Person] = {*scene.cast.people(), scene.cast.stranger}
    own = getattr(scene.cast, reader, None)
    return {words for person in everybody - {own} for words in (person.name, person.account.email)}


def secrets(reader: str, scene: Scene) -> set[str]:
    """What this reader reads nowhere."""
    own = getattr(scene.cast, reader, None)
    notices = {f"{NOTICE}{key}x" for key in scene.notices if own is None or key != own.pk}
    return names_but(reader, scene) | {*WORDS, *HOSTS, ADVICE, LOADED_NOTE, REASON_OPEN, REASON_REFUSED, "planted-foreign"} | notices


@pytest.mark.parametrize("reader", OTHERS)
def test_no_page_tells_them_of_anybody(reader: str, scene: Scene, answers: Answers) -> None:
    told, count, secret = [], 0, secrets(reader, scene)
    allowed = {"filtering-status, sent": {ASKED}}  # whoever has the code reads what became of that request
    for given in answers.all_to(reader):
        count, words = count + 1, given.words.lower()
        found = {word for word in secret if word.lower() in words}
        if found - allowed.get(given.title, set()):
            told.append(f"{given}: {sorted(found)}")
    assert count > 100, "the table has that many rows"
    assert not told, "\n".join(["", *told])


def test_those_who_act_meet_the_secrets(scene: Scene, answers: Answers) -> None:
    """Else the test above could not fail: the rows are there, and their pages show them."""
    client = client_of(scene, "head")
    read = "".join(given.words for given in answers.all_to("head"))
    read += "".join(client.get(reverse("filtering-request", args=[row.pk])).content.decode() for row in AccessRequest.objects.all())
    met = {*WORDS, *HOSTS, ADVICE, LOADED_NOTE, REASON_OPEN, REASON_REFUSED, scene.cast.head.name, scene.cast.teacher_4b.name}
    assert {word for word in met if word not in read} == set()


def test_whoever_has_the_code_reads_the_reason_and_nobodys_words_or_name(scene: Scene) -> None:
    board = client_of(scene, "outsider")
    for host, may_read in ((OPENED, REASON_OPEN), (REFUSED, REASON_REFUSED)):
        words = _status_of(board, scene, host)
        assert may_read in words
        assert host in words
        hidden = (names_but("outsider", scene) | {*WORDS, ADVICE} | set(HOSTS)) - {host}
        assert {word for word in hidden if word in words} == set()


def _status_of(board: Client, scene: Scene, host: str) -> str:
    return board.post(reverse("filtering-status"), {"code": scene.codes[host]}).content.decode()


def test_who_asks_reads_their_own_code_and_nothing_else(scene: Scene) -> None:
    board = client_of(scene, "outsider")
    asked = board.post(reverse("filtering-ask"), {"site": ASKED, "why": "zorillawords"}, follow=True).content.decode()
    assert ASKED in asked
    hidden = (names_but("outsider", scene) | {*WORDS, ADVICE, "zorillawords"} | set(HOSTS)) - {ASKED}
    assert {word for word in hidden if word in asked} == set()


def test_the_refusal_of_a_faulty_question_repeats_no_request(scene: Scene) -> None:
    board = client_of(scene, "outsider")
    for sent in ({"site": f"{ASKED} "}, {"site": "x" * 300}, {"site": "<b>" + ASKED}):
        words = board.post(reverse("filtering-ask"), sent).content.decode()
        assert {word for word in (*WORDS, ADVICE) if word in words} == set()
